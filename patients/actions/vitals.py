"""Keeps what was measured on the spot, a moment before a screening looks at it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.actions.history import add_result
from patients.models import Patient, Result
from staff.models import User

_UPPER, _LOWER = "bp_systolic", "bp_diastolic"


@transaction.atomic
def keep_vitals(
    *,
    patient: Patient,
    vitals: Mapping[str, Decimal],
    units: Mapping[str, str],
    by: User,
    now: datetime,
    today: date,
) -> list[Result]:
    """Put values measured now into the chart.

    `vitals` holds values by result kind, `units` ids of `patients.units` where a value is not in
    the record's own unit. Raises ValidationError keyed by result kind, with everything that is
    wrong at once, and keeps nothing then.
    """
    errors = _pressure_problem(vitals)
    kept = []
    for kind, value in vitals.items():
        try:
            kept.append(
                add_result(
                    patient=patient,
                    kind=kind,
                    value=value,
                    unit=units.get(kind, ""),
                    taken_on=today,
                    taken_at=now,
                    by=by,
                    now=now,
                    today=today,
                )
            )
        except ValidationError as error:
            errors[kind] = error.messages
    if errors:
        raise ValidationError(errors)
    return kept


def _pressure_problem(vitals: Mapping[str, Decimal]) -> dict[str, list[str]]:
    """Half a blood pressure says nothing, and figures in the wrong order say the wrong thing."""
    upper, lower = vitals.get(_UPPER), vitals.get(_LOWER)
    if upper is not None and lower is not None:
        wrong = upper <= lower
        return {_UPPER: ["The upper figure must be above the lower one."]} if wrong else {}
    if upper is not None:
        return {_LOWER: ["Enter the lower figure as well."]}
    if lower is not None:
        return {_UPPER: ["Enter the upper figure as well."]}
    return {}
