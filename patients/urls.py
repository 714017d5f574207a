from django.urls import path

from patients.views import (
    chart,
    classes,
    decisions,
    history,
    lookups,
    medicines,
    none_known,
    people,
    policy,
    requests,
    restriction,
    scans,
    screening,
    sheets,
)

urlpatterns = [
    path("patients/", people.patients, name="patients"),
    path("patients/new/", people.register_patient, name="register-patient"),
    path("patients/duplicates/", people.duplicate_hint, name="duplicate-hint"),
    path("patients/<int:patient_id>/", people.patient, name="patient"),
    path("patients/<int:patient_id>/chart/", chart.chart, name="chart"),
    path(
        "patients/<int:patient_id>/restriction/", restriction.restrict_chart, name="restrict-chart"
    ),
    path(
        "patients/<int:patient_id>/restriction/lift/",
        restriction.lift_restriction,
        name="lift-restriction",
    ),
    path("patients/<int:patient_id>/requests/", requests.patient_requests, name="patient-requests"),
    path("requests/", requests.record_requests, name="record-requests"),
    path("requests/<int:request_id>/", requests.record_request, name="record-request"),
    path("requests/<int:request_id>/extend/", requests.extend_request, name="extend-request"),
    path("requests/<int:request_id>/close/", requests.close_request, name="close-request"),
    path(
        "requests/<int:request_id>/disagreement/",
        requests.attach_disagreement,
        name="attach-disagreement",
    ),
    path(
        "patients/<int:patient_id>/restriction/open/", restriction.break_glass, name="break-glass"
    ),
    path("patients/<int:patient_id>/scans/", scans.scans, name="scans"),
    path("patients/<int:patient_id>/scans/new/", scans.add_scan, name="add-scan"),
    path("scans/<int:scan_id>/file/", scans.scan_file, name="scan-file"),
    path("scans/<int:scan_id>/void/", scans.void_scan, name="void-scan"),
    path("patients/<int:patient_id>/contact/", people.edit_patient, name="edit-patient"),
    path("patients/<int:patient_id>/problems/new/", history.add_problem, name="add-problem"),
    path("problems/<int:problem_id>/", history.edit_problem, name="edit-problem"),
    path(
        "patients/<int:patient_id>/medications/new/",
        medicines.add_medication,
        name="add-medication",
    ),
    path("medications/<int:medication_id>/", medicines.edit_medication, name="edit-medication"),
    path(
        "medications/<int:medication_id>/decision/",
        medicines.record_prescriber_decision,
        name="record-prescriber-decision",
    ),
    path(
        "medications/<int:medication_id>/class/",
        classes.classify_medication,
        name="classify-medication",
    ),
    path(
        "medications/<int:medication_id>/name/",
        classes.correct_medication_name,
        name="correct-medication-name",
    ),
    path("medicines/", classes.clinic_medicines, name="clinic-medicines"),
    path(
        "medicines/<int:medicine_id>/class/",
        classes.classify_clinic_medicine,
        name="classify-clinic-medicine",
    ),
    path(
        "patients/<int:patient_id>/allergies/status/", medicines.set_allergies, name="set-allergies"
    ),
    path(
        "patients/<int:patient_id>/allergies/none-known/",
        none_known.accept_none_known,
        name="accept-none-known",
    ),
    path("patients/<int:patient_id>/allergies/new/", medicines.add_allergy, name="add-allergy"),
    path("allergies/<int:allergy_id>/", medicines.edit_allergy, name="edit-allergy"),
    path("patients/<int:patient_id>/vitals/", history.measure_patient, name="measure-patient"),
    path("patients/<int:patient_id>/results/new/", history.add_result, name="add-result"),
    path("patients/<int:patient_id>/results/", chart.results, name="results"),
    path(
        "patients/<int:patient_id>/prior-treatments/new/",
        history.add_prior_treatment,
        name="add-prior-treatment",
    ),
    path(
        "prior-treatments/<int:treatment_id>/",
        history.edit_prior_treatment,
        name="edit-prior-treatment",
    ),
    path(
        "patients/<int:patient_id>/letters/new/",
        history.add_specialist_note,
        name="add-specialist-note",
    ),
    path(
        "letters/<int:letter_id>/",
        history.edit_specialist_note,
        name="edit-specialist-note",
    ),
    path("entries/<str:kind>/<int:entry_id>/void/", chart.void_entry, name="void-entry"),
    path("patients/<int:patient_id>/reviewed/", chart.review_history, name="review-history"),
    path("lookup/medications/", lookups.medication_lookup, name="medication-lookup"),
    path("lookup/icd10/", lookups.icd10_lookup, name="icd10-lookup"),
    path("patients/<int:patient_id>/screenings/", screening.screenings, name="screenings"),
    path(
        "patients/<int:patient_id>/screenings/new/", screening.screen_patient, name="screen-patient"
    ),
    path(
        "patients/<int:patient_id>/screenings/questions/",
        sheets.screening_questions_sheet,
        name="screening-questions-sheet",
    ),
    path("sheets/screening-questions/", sheets.blank_questions_sheet, name="blank-questions-sheet"),
    path("screenings/<int:screening_id>/", screening.screening, name="screening"),
    path("screenings/second-signatures/", decisions.second_signatures, name="second-signatures"),
    path(
        "findings/<int:finding_id>/override/", decisions.override_finding, name="override-finding"
    ),
    path(
        "findings/<int:finding_id>/acknowledge/",
        decisions.acknowledge_finding,
        name="acknowledge-finding",
    ),
    path("findings/<int:finding_id>/second/", decisions.second_finding, name="second-finding"),
    path(
        "findings/<int:finding_id>/withdraw/",
        decisions.withdraw_decision,
        name="withdraw-decision",
    ),
    path("screening-policy/", policy.screening_policy, name="screening-policy"),
    path("screening-policy/edit/", policy.edit_screening_policy, name="edit-screening-policy"),
    path(
        "screening-policy/history/",
        policy.screening_policy_history,
        name="screening-policy-history",
    ),
]
