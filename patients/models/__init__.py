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
from patients.models.screening import Finding, Screening

__all__ = [
    "Allergy",
    "ClinicMedicine",
    "Consent",
    "Finding",
    "Icd10Code",
    "Medication",
    "Patient",
    "PrescriberDecision",
    "PriorTreatment",
    "Problem",
    "Result",
    "Screening",
    "ScreeningPolicy",
    "SpecialistNote",
]
