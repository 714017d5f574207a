"""What was measured on the day of a session, in words."""

from django.utils.text import capfirst

from patients.models import Result
from patients.models.history import ResultKind
from treatments.library import plain
from treatments.models import SessionRecord

_PRESSURE = (ResultKind.BP_SYSTOLIC, ResultKind.BP_DIASTOLIC)
_ORDER = (ResultKind.PULSE, ResultKind.TEMPERATURE, ResultKind.WEIGHT, ResultKind.GLUCOSE)


def vitals_of(record: SessionRecord) -> str:
    """ "Blood pressure 122/76 mmHg, temperature 36.7 °C"; "" where nothing was measured. One query.

    Of several values of one kind the last one counts.
    """
    measured = {
        result.kind: result
        for result in Result.objects.standing()
        .filter(
            patient__plans__sessions__record=record,
            taken_on=record.treated_on,
            taken_at__isnull=False,
            kind__in=[*_PRESSURE, *_ORDER],
        )
        .order_by("taken_at", "pk")
    }
    said = [
        f"{measured[kind].get_kind_display().lower()} {plain(measured[kind].value)} "
        f"{measured[kind].unit}"
        for kind in _ORDER
        if kind in measured
    ]
    if all(kind in measured for kind in _PRESSURE):
        upper, lower = (plain(measured[kind].value) for kind in _PRESSURE)
        said.insert(0, f"blood pressure {upper}/{lower} mmHg")
    words = ", ".join(said)
    return capfirst(words)
