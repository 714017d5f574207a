"""Pages of the access log and of the history, for those who review who saw and did what.

A page is asked for by the place where the one before ended, never by its number: with a million
rows behind it, it costs what the first one costs, and what is written meanwhile shifts nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Concat

from staff.models import AccessEvent
from staff.prepared import Among

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
    order = order_of(wanted, sort)
    place = _read(after or before, order)
    backwards = bool(before and place)
    asked = [_turned(column) for column in order] if backwards else list(order)
    found = _filtered(wanted, sort)
    if place:
        found = found.filter(_beyond(wanted, asked, place))
    rows = list(_first(found, wanted, asked, per_page + 1))
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


def order_of(wanted: EventFilter, sort: str) -> tuple[str, ...]:
    """The columns that the lines come by; by time for a sort that is not listed.

    What is the same in all lines sorts nothing. It stands first where there is an index that begins
    with it, so that this index is the one that finds the next page.
    """
    order = SORTS.get(sort, SORTS["newest"])
    if order[0].lstrip("-") in _same(wanted):
        order = SORTS["newest"]
    if order[0].lstrip("-") == "at" or wanted.patient_id is not None:
        return order
    if wanted.user_id is not None:
        return ("-user_id", *order)
    return ("-action", *order) if wanted.action else order


def _filtered(wanted: EventFilter, sort: str) -> QuerySet[AccessEvent]:
    """The lines that are asked for, in no order.

    What is the same in all lines and stands first in the order is asked for as one of a list. Told
    that it is equal, Postgres takes any index that has the rest in this order, wherever this column
    is in it, and reads it from its beginning.
    """
    same = _same(wanted)
    leading = order_of(wanted, sort)[0].lstrip("-")
    exact: dict[str, Any] = {
        **{column: value for column, value in same.items() if column != leading},
        "account_id": wanted.account_id,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    found = AccessEvent.objects.filter(
        **{name: value for name, value in exact.items() if value is not None}
    )
    if leading in same:
        kind = CharField if leading == "action" else BigIntegerField
        found = found.filter(Among(leading, [same[leading]], kind))
    if sort in MUST_HAVE:
        found = found.filter(**{f"{MUST_HAVE[sort]}__isnull": False})
    return found


def _same(wanted: EventFilter) -> dict[str, Any]:
    """The columns of the sorts that are the same in all lines."""
    values = {
        "user_id": wanted.user_id,
        "patient_id": wanted.patient_id,
        "action": wanted.action or None,
    }
    return {column: value for column, value in values.items() if value is not None}


def _first(
    found: QuerySet[AccessEvent], wanted: EventFilter, order: Sequence[str], number: int
) -> QuerySet[AccessEvent]:
    """So many lines, the first ones in the order.

    Those of one patient are found by the patient and then sorted, all in its index, which holds
    user and action too; only what is shown is fetched. Left to itself, Postgres may walk through
    everybody's lines in the order that is asked for. It does not know that `user_id + 0` comes in
    the order of an index.
    """
    leading = order[0].lstrip("-")
    if wanted.patient_id is not None and leading != "at":
        first = Concat(F(leading), Value("")) if leading == "action" else F(leading) + 0
        found = found.order_by(
            first.desc() if order[0].startswith("-") else first.asc(), *order[1:]
        )
        found = AccessEvent.objects.filter(pk__in=found.values("pk")[:number])
    return found.select_related("user", "account").order_by(*order)[:number]


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _beyond(wanted: EventFilter, order: Sequence[str], place: Sequence[Any]) -> Q:
    """Rows behind `place` in the order, by one comparison of rows.

    What is the same in all lines is left out of it: an index whose first column is known is entered
    by a comparison that begins with its second one, and read from its beginning by any other.
    """
    same = _same(wanted)
    names = [column.lstrip("-") for column in order]
    compared = [
        (F(name), value) for name, value in zip(names, place, strict=True) if name not in same
    ]
    columns, values = zip(*compared, strict=True)
    compare = TupleLessThan if order[0].startswith("-") else TupleGreaterThan
    return Q(compare(Tuple(*columns), values))


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
