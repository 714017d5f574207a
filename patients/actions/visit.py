"""The first visit in one step: what was measured goes into the chart, then the rules look at it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from patients.actions.screening import run_screening
from patients.actions.vitals import keep_vitals
from patients.models import Patient, Screening
from staff.models import User


@transaction.atomic
def measure_and_screen(
    *,
    patient: Patient,
    by: User,
    now: datetime,
    today: date,
    answers: Mapping[str, str],
    vitals: Mapping[str, Decimal],
    units: Mapping[str, str],
) -> Screening:
    """Keep the values measured now and screen the patient before a plan, both or neither.

    Arguments are those of `keep_vitals` and `run_screening`, and so are the errors: those of a
    value are keyed by its result kind.
    """
    keep_vitals(patient=patient, vitals=vitals, units=units, by=by, now=now, today=today)
    return run_screening(
        patient=patient, kind=Screening.Kind.PLAN, by=by, now=now, today=today, answers=answers
    )
