"""A chart with a little in it, made by the actions that the pages call."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from patients.actions import classes, history, medicines
from patients.models import (
    Allergy,
    Medication,
    Patient,
    PriorTreatment,
    Problem,
    Result,
    SpecialistNote,
)
from staff.models import User

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def problem(patient: Patient, by: User, display: str = "Knee pain", **fields: Any) -> Problem:
    return history.add_problem(patient=patient, by=by, today=TODAY, display=display, **fields)


def medication(patient: Patient, by: User, name: str = "Warfarin", **fields: Any) -> Medication:
    return medicines.add_medication(patient=patient, by=by, today=TODAY, name=name, **fields)


def allergy(patient: Patient, by: User, substance: str = "Corn", **fields: Any) -> Allergy:
    return medicines.add_allergy(patient=patient, by=by, today=TODAY, substance=substance, **fields)


def result(
    patient: Patient, by: User, kind: str = "hba1c", value: str = "7.9", **fields: Any
) -> Result:
    times = {"taken_on": date(2026, 5, 1), "now": NOON, "today": TODAY}
    return history.add_result(
        patient=patient, by=by, kind=kind, value=Decimal(value), **times | fields
    )


def prior_treatment(
    patient: Patient, by: User, kind: str = "physical_therapy", **fields: Any
) -> PriorTreatment:
    return history.add_prior_treatment(patient=patient, by=by, today=TODAY, kind=kind, **fields)


def letter(patient: Patient, by: User, kind: str = "bleeding", **fields: Any) -> SpecialistNote:
    said = {"specialist": "Dr. Okafor, hematology", "dated": date(2026, 11, 2), "agrees": True}
    return history.add_specialist_note(
        patient=patient, by=by, today=TODAY, kind=kind, **said | fields
    )


def classified(medication: Medication, by: User, *names: str, **fields: Any) -> classes.Classified:
    said = {"revision": medication.revision, "now": NOON}
    return classes.classify_medication(medication=medication, by=by, classes=names, **said | fields)
