"""Charts and answers for the tests of screening: a healthy patient, and one change at a time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from patients.actions.decisions import override_finding
from patients.actions.policy import change_screening_policy
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
    ScreeningPolicy,
)
from patients.policy import in_force
from patients.rules import BY_ID, Moment, PlanContext
from patients.rules.questions import QUESTIONS
from staff.models import User
from tests import people

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def harmless(moment: Moment) -> dict[str, str]:
    """The answer that speaks for treatment to every question of one moment."""
    asked = {q.id: q.harmless.value for q in QUESTIONS if moment in q.moments}
    return asked | {"lists_reviewed": "yes"}


ALL_NO = harmless(Moment.PLAN)
DAY_NO = harmless(Moment.DAY)
# What a healthy chart holds; kinds as in RESULT_RANGES.
MEASURED = {"weight": "70", "height": "168", "bp_systolic": "124", "bp_diastolic": "78"}


def healthy(by: User, full_name: str = "Anna Berg", **fields: Any) -> Patient:
    """Everything on file, nothing against treatment."""
    patient = people.patient(full_name, **{"allergies_status": "none_known"} | fields)
    PriorTreatment.objects.create(
        patient=patient, entered_by=by, kind="physical_therapy", ended_on=date(2026, 6, 1)
    )
    measured(patient, by)
    return patient


def measured(
    patient: Patient, by: User, *, on: date = TODAY - timedelta(days=40), **values: str
) -> None:
    """Put values into the chart, by default everything that a plan is screened with."""
    Result.objects.bulk_create(
        Result(patient=patient, entered_by=by, kind=kind, value=Decimal(value), taken_on=on)
        for kind, value in (values or MEASURED).items()
    )


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


def two_signatures(by: User, *rules: str) -> ScreeningPolicy:
    """From now on the clinic asks for a second signature where one of `rules` is overridden."""
    newest = in_force()
    return change_screening_policy(
        by=by,
        now=NOON,
        values={"second_signature": rules},
        reason="Two pairs of eyes",
        opened_number=newest.number if newest else 0,
    )
