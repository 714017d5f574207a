from django.urls import path

from records import matching_views as matching
from records import referral_views as referrals
from records import registering_views as registering
from records import upload_views as uploads
from records import views
from records.fhir_export.views import export_fhir
from records.quality import views as quality
from records.review import queue_views
from records.review import views as review

urlpatterns = [
    path("records/", views.record_review, name="record-review"),
    path("records/findings/", views.open_findings, name="open-findings"),
    path("records/unsigned/", views.unsigned_notes, name="unsigned-notes"),
    path("records/follow-ups/", views.overdue_follow_ups, name="overdue-follow-ups"),
    path("records/override-rates/", views.override_rates, name="override-rates"),
    path("records/override-rates/csv/", views.override_rates_csv, name="override-rates-csv"),
    path("records/quality/", quality.quality_review, name="quality-review"),
    path("records/quality/<str:check>/", quality.quality_check, name="quality-check"),
    path("records/quality/<str:check>/csv/", quality.quality_check_csv, name="quality-check-csv"),
    # who did what
    path("records/access/", review.access_log, name="access-log"),
    path("records/access/look-up/", review.find_log_patient, name="find-log-patient"),
    path("patients/<int:patient_id>/used-by/", review.patient_timeline, name="patient-timeline"),
    path(
        "patients/<int:patient_id>/used-by/sheet/",
        review.patient_accounting,
        name="patient-accounting",
    ),
    path("staff/<int:user_id>/access/", review.user_timeline, name="user-timeline"),
    path(
        "records/versions/<str:kind>/<int:row_id>/",
        review.record_versions,
        name="record-versions",
    ),
    path("records/queues/", queue_views.review_queues, name="review-queues"),
    path("records/queues/<str:queue>/", queue_views.review_queue, name="review-queue"),
    path(
        "records/queues/<str:queue>/<int:item_id>/",
        queue_views.mark_reviewed,
        name="mark-reviewed",
    ),
    # what other clinics sent
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/new/", uploads.receive_referral, name="receive-referral"),
    path("referrals/files/<int:upload_id>/", uploads.upload, name="upload"),
    path("referrals/files/<int:upload_id>/take/", uploads.take_upload, name="take-upload"),
    path("referrals/files/<int:upload_id>/discard/", uploads.discard_upload, name="discard-upload"),
    path("referrals/<int:referral_id>/match/", matching.match_referral, name="match-referral"),
    path(
        "referrals/<int:referral_id>/match/look-up/",
        matching.look_up_match,
        name="look-up-match",
    ),
    path(
        "referrals/<int:referral_id>/register/",
        registering.register_referred,
        name="register-referred",
    ),
    path("referrals/<int:referral_id>/filing/", matching.filing_referral, name="filing-referral"),
    path("referrals/<int:referral_id>/refuse/", matching.refuse_referral, name="refuse-referral"),
    path("referrals/<int:referral_id>/reopen/", matching.reopen_referral, name="reopen-referral"),
    path("referrals/<int:referral_id>/return/", matching.return_referral, name="return-referral"),
    path("patients/<int:patient_id>/waiting/", referrals.waiting_entries, name="waiting-entries"),
    path(
        "patients/<int:patient_id>/waiting/accept/",
        referrals.accept_entries,
        name="accept-entries",
    ),
    path(
        "patients/<int:patient_id>/waiting/decline/",
        referrals.decline_entries,
        name="decline-entries",
    ),
    path(
        "patients/<int:patient_id>/waiting/accept-all/",
        referrals.accept_all_entries,
        name="accept-all-entries",
    ),
    path("documents/<int:document_id>/", referrals.original_document, name="original-document"),
    # what leaves
    path("patients/<int:patient_id>/export/", export_fhir, name="export-fhir"),
]
