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
from patients.models.request import RecordRequest
from patients.models.restriction import GlassOpening, NamedReader, Restriction
from patients.models.scan import Scan
from patients.models.screening import Finding, Screening

__all__ = [
    "Allergy",
    "ClinicMedicine",
    "Consent",
    "Document",
    "Finding",
    "GlassOpening",
    "Icd10Code",
    "Medication",
    "NamedReader",
    "Patient",
    "PatientIdentifier",
    "PrescriberDecision",
    "PriorTreatment",
    "Problem",
    "RecordRequest",
    "Referral",
    "Restriction",
    "Result",
    "Scan",
    "Screening",
    "ScreeningPolicy",
    "SpecialistNote",
    "Upload",
]
