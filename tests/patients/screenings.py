"""Charts and answers for the tests of screening: a healthy patient, and one change at a time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from patients.actions.decisions import override_finding
from patients.actions.screening import run_screening
from patients.models import (
    Allergy,
    Finding,
    Medication,
    Patient,
    PrescriberDecision,
    PriorTreatment,
    Problem,
    Result,
    Screening,
)
from patients.rules import BY_ID, PlanContext
from staff.models import User
from tests import people

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)

ALL_NO = {
    "infection_at_site": "no",
    "nsaid_last_7_days": "no",
    "blood_thinner": "no",
    "pregnant": "no",
    "lists_reviewed": "yes",
}


def healthy(by: User, full_name: str = "Anna Berg", **fields: Any) -> Patient:
    """Everything on file, nothing against treatment."""
    patient = people.patient(full_name, **{"allergies_status": "none_known"} | fields)
    PriorTreatment.objects.create(
        patient=patient, entered_by=by, kind="physical_therapy", ended_on=date(2026, 6, 1)
    )
    return patient


def diabetic(by: User, hba1c: str | None = None, **fields: Any) -> Patient:
    patient = healthy(by, **fields)
    Problem.objects.create(
        patient=patient,
        entered_by=by,
        display="Type 2 diabetes mellitus",
        system="icd10cm",
        code="E11.9",
    )
    if hba1c:
        result(patient, by, "hba1c", hba1c, TODAY - timedelta(days=10))
    return patient


def result(patient: Patient, by: User, kind: str, value: str, taken_on: date) -> Result:
    return Result.objects.create(
        patient=patient, entered_by=by, kind=kind, value=Decimal(value), taken_on=taken_on
    )


def medicine(patient: Patient, by: User, name: str, *classes: str, **fields: Any) -> Medication:
    return Medication.objects.create(
        patient=patient,
        entered_by=by,
        name=name,
        classes=list(classes),
        **{"classed_by": "catalogue" if classes else "nobody", "route": "oral"} | fields,
    )


def allergy(patient: Patient, by: User, substance: str) -> Allergy:
    Patient.objects.filter(pk=patient.pk).update(allergies_status="listed")
    return Allergy.objects.create(patient=patient, entered_by=by, substance=substance)


def decided(medication: Medication, by: User, decision: str = "continue") -> PrescriberDecision:
    return PrescriberDecision.objects.create(
        medication=medication,
        decision=decision,
        prescriber="Dr. Osei, cardiology",
        decided_on=TODAY - timedelta(days=1),
        entered_by=by,
    )


def screened(
    patient: Patient,
    by: User,
    *,
    answers: Mapping[str, str] = ALL_NO,
    on: date = TODAY,
    kind: str = "plan",
    plan: PlanContext | None = None,
    minutes: int = 0,
) -> Screening:
    return run_screening(
        patient=patient,
        kind=kind,
        by=by,
        now=NOON + (on - TODAY) + timedelta(minutes=minutes),
        today=on,
        answers=answers,
        plan=plan,
    )


def finding(screening: Screening, rule: str) -> Finding:
    return screening.findings.get(rule=rule)


def open_rules(screening: Screening) -> list[str]:
    return list(screening.findings.filter(state="open").values_list("rule", flat=True))


REASON = "Cardiologist agrees; superficial site, 27 G needle."


def noted(rule: str) -> dict[str, str]:
    """Something for each label that the rule wants recorded."""
    return {label: f"{label}, said Dr. Osei" for label in BY_ID[rule].records}


def overridden(found: Finding, by: User, **fields: Any) -> Finding:
    values = {
        "now": NOON,
        "reason_code": "advised",
        "reason": REASON,
        "recorded": noted(found.rule),
        "risk_discussed": True,
        "valid_for": "plan",
    }
    return override_finding(finding=found, by=by, **values | fields)
