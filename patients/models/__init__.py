from patients.models.consent import Consent
from patients.models.history import (
    Allergy,
    Medication,
    PrescriberDecision,
    PriorTreatment,
    Problem,
    Result,
    SpecialistNote,
)
from patients.models.icd10 import Icd10Code
from patients.models.person import Patient
from patients.models.policy import ClinicMedicine, ScreeningPolicy
from patients.models.referral import Document, PatientIdentifier, Referral, Upload
from patients.models.screening import Finding, Screening

__all__ = [
    "Allergy",
    "ClinicMedicine",
    "Consent",
    "Document",
    "Finding",
    "Icd10Code",
    "Medication",
    "Patient",
    "PatientIdentifier",
    "PrescriberDecision",
    "PriorTreatment",
    "Problem",
    "Referral",
    "Result",
    "Screening",
    "ScreeningPolicy",
    "SpecialistNote",
    "Upload",
]
