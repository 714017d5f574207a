"""Pages of the access log and of the history, for those who review who saw and did what.

A page is asked for by the place where the one before ended, never by its number: with a million
rows behind it, it costs what the first one costs, and what is written meanwhile shifts nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from staff.models import AccessEvent

PER_PAGE = 50
SALT = "place in the access log"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What is asked for; None and empty: whatever it is. `since` counts in, `until` does not."""

    user_id: int | None = None
    patient_id: int | None = None
    account_id: int | None = None
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


# The only columns that the log is sorted by. All of one sort point the same way, so that one
# comparison of whole places, and one index, finds the next page. Users and patients come by their
# numbers, which keeps the lines of one together.
SORTS: dict[str, tuple[str, ...]] = {
    "newest": ("-at", "-id"),
    "oldest": ("at", "id"),
    "user": ("-user_id", "-at", "-id"),
    "patient": ("-patient_id", "-at", "-id"),
    "action": ("-action", "-at", "-id"),
}
# Lines that have no such value have no place in the order, and are left out.
MUST_HAVE = {"user": "user_id", "patient": "patient_id"}


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page of the log. `after` and `before` lead on; empty where there is nothing more."""

    events: list[AccessEvent]
    after: str = ""
    before: str = ""


def events(
    wanted: EventFilter,
    *,
    sort: str = "newest",
    after: str = "",
    before: str = "",
    per_page: int = PER_PAGE,
) -> EventPage:
    """The page after or before a place, with the users fetched along: one statement.

    `sort` is a key of SORTS; another one counts as "newest". `after` and `before` are what an
    EventPage of the same sort gave; anything else counts as the beginning.
    """
    order = SORTS.get(sort, SORTS["newest"])
    place = _read(after or before, order)
    backwards = bool(before and place)
    asked = [_turned(column) for column in order] if backwards else list(order)
    found = _filtered(wanted, sort)
    if place:
        found = found.filter(_beyond(asked, place))
    rows = list(found.select_related("user", "account").order_by(*asked)[: per_page + 1])
    more = len(rows) > per_page
    rows = rows[:per_page]
    if backwards:
        rows.reverse()
    if not rows:
        return EventPage([])
    first, last = _place(rows[0], order), _place(rows[-1], order)
    return EventPage(
        rows,
        after=last if more or backwards else "",
        before=first if (more if backwards else place) else "",
    )


def _filtered(wanted: EventFilter, sort: str) -> QuerySet[AccessEvent]:
    exact: dict[str, Any] = {
        "user_id": wanted.user_id,
        "patient_id": wanted.patient_id,
        "account_id": wanted.account_id,
        "action": wanted.action or None,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    asked = {name: value for name, value in exact.items() if value is not None}
    if sort in MUST_HAVE:
        asked[f"{MUST_HAVE[sort]}__isnull"] = False
    return AccessEvent.objects.filter(**asked)


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _beyond(order: Sequence[str], place: Sequence[Any]) -> Q:
    """Rows behind `place` in the order, by one comparison of rows."""
    columns = Tuple(*(F(column.lstrip("-")) for column in order))
    compare = TupleLessThan if order[0].startswith("-") else TupleGreaterThan
    return Q(compare(columns, tuple(place)))


def _place(event: AccessEvent, order: Sequence[str]) -> str:
    """Where the row is in the order, as a text that nobody else can make up."""
    values = [getattr(event, column.lstrip("-")) for column in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return signing.dumps([list(order), plain], salt=SALT)


def _read(text: str, order: Sequence[str]) -> list[Any] | None:
    """The place that the text says, or None for a text of something else."""
    if not text:
        return None
    try:
        made_for, values = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if made_for != list(order):
        return None
    return [
        datetime.fromisoformat(value) if column.lstrip("-") == "at" else value
        for column, value in zip(order, values, strict=True)
    ]
