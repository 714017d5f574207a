from django.urls import path

from records import views
from records.fhir_export.views import export_fhir

urlpatterns = [
    path("records/", views.record_review, name="record-review"),
    path("records/findings/", views.open_findings, name="open-findings"),
    path("records/unsigned/", views.unsigned_notes, name="unsigned-notes"),
    path("records/follow-ups/", views.overdue_follow_ups, name="overdue-follow-ups"),
    path("records/override-rates/", views.override_rates, name="override-rates"),
    path("records/override-rates/csv/", views.override_rates_csv, name="override-rates-csv"),
    path("records/access/", views.access_log, name="access-log"),
    # what leaves
    path("patients/<int:patient_id>/export/", export_fhir, name="export-fhir"),
]
