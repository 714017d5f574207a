from django.urls import path

from clinic.placeholders import not_built
from patients.views import screening

urlpatterns = [
    path("patients/", not_built, name="patients"),
    path("patients/new/", not_built, name="register-patient"),
    path("patients/duplicates/", not_built, name="duplicate-hint"),
    path("patients/<int:patient_id>/", not_built, name="patient"),
    path("patients/<int:patient_id>/chart/", not_built, name="chart"),
    path("patients/<int:patient_id>/contact/", not_built, name="edit-patient"),
    path("patients/<int:patient_id>/problems/new/", not_built, name="add-problem"),
    path("problems/<int:problem_id>/", not_built, name="edit-problem"),
    path("patients/<int:patient_id>/medications/new/", not_built, name="add-medication"),
    path("medications/<int:medication_id>/", not_built, name="edit-medication"),
    path("medications/<int:medication_id>/decision/", not_built, name="record-prescriber-decision"),
    path("medications/<int:medication_id>/class/", not_built, name="classify-medication"),
    path("patients/<int:patient_id>/allergies/status/", not_built, name="set-allergies"),
    path("patients/<int:patient_id>/allergies/new/", not_built, name="add-allergy"),
    path("allergies/<int:allergy_id>/", not_built, name="edit-allergy"),
    path("patients/<int:patient_id>/results/new/", not_built, name="add-result"),
    path("patients/<int:patient_id>/results/", not_built, name="results"),
    path("patients/<int:patient_id>/prior-treatments/new/", not_built, name="add-prior-treatment"),
    path("prior-treatments/<int:treatment_id>/", not_built, name="edit-prior-treatment"),
    path("entries/<str:kind>/<int:entry_id>/void/", not_built, name="void-entry"),
    path("patients/<int:patient_id>/reviewed/", not_built, name="review-history"),
    path("lookup/medications/", not_built, name="medication-lookup"),
    path("lookup/icd10/", not_built, name="icd10-lookup"),
    path("patients/<int:patient_id>/screenings/", screening.screenings, name="screenings"),
    path(
        "patients/<int:patient_id>/screenings/new/", screening.screen_patient, name="screen-patient"
    ),
    path("screenings/<int:screening_id>/", screening.screening, name="screening"),
    path(
        "findings/<int:finding_id>/override/", screening.override_finding, name="override-finding"
    ),
    path(
        "findings/<int:finding_id>/acknowledge/",
        screening.acknowledge_finding,
        name="acknowledge-finding",
    ),
]
