"""Who saw, changed or took out the record of one patient: a sheet that is given to the patient."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from pghistory.models import Context

from patients.models import Patient
from records.review.history import changes_of_patient
from staff.models import AccessEvent, User
from staff.templatetags.prolo import day
from treatments.typeset import typeset

SHEETS = Path(__file__).resolve().parent.parent / "sheets"
YEARS = 6  # 45 CFR 164.528: what a patient may ask for
MOST = 50_000
WORDS = {
    "read": "Looked at your record",
    "print": "Printed from your record",
    "glass": "Opened your restricted record, and gave a reason",
    "restrict": "Changed who may open your record",
    "denied": "Tried to open your record and was refused",
}
CHANGED = "Wrote in your record"


@dataclass(frozen=True, slots=True)
class Period:
    """`first` and `last` day, both counted in, with the instants they begin and end at."""

    first: date
    last: date
    since: datetime
    until: datetime


def accounting(patient: Patient, period: Period, *, today: date) -> bytes:
    """The sheet as PDF. Four statements."""
    events = list(
        AccessEvent.objects.filter(patient_id=patient.pk, at__gte=period.since, at__lt=period.until)
        .select_related("user")
        .order_by("-at", "-id")[:MOST]
    )
    return typeset(
        "accounting",
        {
            "clinic": settings.PROLO_CLINIC_NAME,
            "name": patient.full_name,
            "born": day(patient.birth_date),
            "record": patient.record_number,
            "first": day(period.first),
            "last": day(period.last),
            "printed": day(today),
            "given": list(_given_to_others(events)),
            "seen": list(_within_the_clinic(events, list(_changes(patient, period)))),
        },
        folder=SHEETS,
    )


def _given_to_others(events: list[AccessEvent]) -> Iterator[dict[str, str]]:
    for event in events:
        if event.action == AccessEvent.Action.EXPORT:
            yield {
                "when": day(event.at),
                "to": event.reason or "Not noted",
                "by": _name(event.user),
            }


def _name(user: User | None) -> str:
    return str(user) if user else "Prolo, by itself"


Line = tuple[date, str, str, str]  # day, who, role, what


def _within_the_clinic(events: list[AccessEvent], changes: list[Line]) -> list[dict[str, Any]]:
    """One line for each day, person and kind of thing, however often."""
    counted = Counter(changes)
    for event in events:
        if event.action in WORDS:
            roles = event.user.role_names if event.user else ""
            on = timezone.localtime(event.at).date()
            counted[on, _name(event.user), roles, WORDS[event.action]] += 1
    ordered = sorted(counted.items(), key=lambda one: (-one[0][0].toordinal(), *one[0][1:]))
    return [
        {"when": day(on), "who": who, "role": roles, "what": what, "times": times}
        for (on, who, roles, what), times in ordered
    ]


def _changes(patient: Patient, period: Period) -> Iterator[Line]:
    changes = changes_of_patient(
        patient.pk,
        user_id=None,
        narrowed=Q(history_at__gte=period.since, history_at__lt=period.until),
        descending=True,
        limit=MOST,
    )
    said = dict(
        Context.objects.filter(pk__in={change.context for change in changes}).values_list(
            "pk", "metadata__user"
        )
    )
    users = User.objects.in_bulk({number for number in said.values() if number})
    for change in changes:
        yield _line(change.at, users.get(said.get(change.context) or 0))


def _line(at: datetime, user: User | None) -> Line:
    roles = user.role_names if user else ""
    return (timezone.localtime(at).date(), _name(user), roles, CHANGED)
