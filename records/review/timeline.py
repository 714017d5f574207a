"""What was seen and what was changed, in one order of time: of one patient, or by one user.

Lines of the log and changes of the history lie in different tables. A page takes from each as many
as fit on it, puts them together, and cuts: so it costs the same wherever it begins.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import F, Q
from pghistory.models import Context

from patients.models import Patient
from records.review.history import (
    NOBODY,
    Change,
    Row,
    changes_of_patient,
    contexts_of,
    rows_of,
    tables_of,
)
from staff.models import AccessEvent, User

PER_PAGE = 50
SALT = "place in a timeline"
CHANGED = "changed"
ORDERS = {"newest": True, "oldest": False}  # whether time runs backwards
SEEN_FIRST, CHANGED_FIRST = 0, 1  # within one instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of whom: `patient_id`, `user_id` or both. `action` is one of the log's, or CHANGED.

    `since` counts in, `until` does not.
    """

    patient_id: int | None = None
    user_id: int | None = None
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    at: datetime
    kind: int
    key: str  # the number of a line, or the context of a change


@dataclass(slots=True)
class Entry:
    """One line of the page: something seen or done (`event`), or something changed (`rows`)."""

    place: Place
    event: AccessEvent | None = None
    change: Change | None = None
    rows: list[Row] = field(default_factory=list)
    user: User | None = None
    by: str = ""  # the command or job, where it was no user
    view: str = ""
    address: str = ""
    request: str = ""
    patients: list[Patient] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.place.at

    @property
    def action(self) -> str:
        return self.event.get_action_display() if self.event else "Changed"

    @property
    def who(self) -> str:
        return str(self.user) if self.user else self.by or "Nobody signed in"

    @property
    def reason(self) -> str:
        return self.event.reason if self.event else ""


@dataclass(frozen=True, slots=True)
class Timeline:
    entries: list[Entry]
    after: str = ""
    before: str = ""


def timeline(
    wanted: Wanted,
    *,
    sort: str = "newest",
    after: str = "",
    before: str = "",
    per_page: int = PER_PAGE,
) -> Timeline:
    """The page after or before a place. At most seven statements, whatever is on it.

    `sort` is a key of ORDERS; another one counts as "newest". A place that no page of this sort
    gave counts as the beginning.
    """
    if sort not in ORDERS:
        sort = "newest"
    place = _read(after or before, sort)
    backwards = bool(before and place)
    descending = ORDERS[sort] is not backwards
    found = _events(wanted, place, descending, per_page + 1)
    found += _changes(wanted, place, descending, per_page + 1)
    found.sort(key=_order, reverse=descending)
    more = len(found) > per_page
    entries = found[:per_page]
    if backwards:
        entries.reverse()
    if not entries:
        return Timeline([])
    _fill(entries, wanted)
    first, last = _written(entries[0].place, sort), _written(entries[-1].place, sort)
    return Timeline(
        entries,
        after=last if more or backwards else "",
        before=first if (more if backwards else place) else "",
    )


def _order(entry: Entry) -> tuple[datetime, int, int | UUID]:
    place = entry.place
    return (place.at, place.kind, int(place.key) if place.kind == SEEN_FIRST else UUID(place.key))


def _beyond(place: Place | None, kind: int, descending: bool, at: str, key: str) -> Q:
    """Rows of one source that come behind the place."""
    if place is None:
        return Q()
    less = "lt" if descending else "gt"
    behind = Q(**{f"{at}__{less}": place.at})
    if kind == place.kind:
        value = int(place.key) if kind == SEEN_FIRST else UUID(place.key)
        # The first condition is what an index is looked through by.
        return Q(**{f"{at}__{less}e": place.at}) & (
            behind | Q(**{at: place.at, f"{key}__{less}": value})
        )
    if (kind < place.kind) is descending:
        return Q(**{f"{at}__{less}e": place.at})
    return behind


def _within(wanted: Wanted, at: str) -> Q:
    asked = {f"{at}__gte": wanted.since, f"{at}__lt": wanted.until}
    return Q(**{name: value for name, value in asked.items() if value is not None})


def _events(wanted: Wanted, place: Place | None, descending: bool, limit: int) -> list[Entry]:
    if wanted.action == CHANGED:
        return []
    asked: dict[str, Any] = {
        "patient_id": wanted.patient_id,
        "user_id": wanted.user_id,
        "action": wanted.action or None,
    }
    found = AccessEvent.objects.filter(
        _within(wanted, "at"),
        _beyond(place, SEEN_FIRST, descending, "at", "id"),
        **{name: value for name, value in asked.items() if value is not None},
    ).select_related("user", "account")
    order = ("-at", "-id") if descending else ("at", "id")
    return [_seen(event) for event in found.order_by(*order)[:limit]]


def _seen(event: AccessEvent) -> Entry:
    return Entry(
        Place(event.at, SEEN_FIRST, str(event.pk)),
        event=event,
        user=event.user,
        view=event.view,
        address=event.address or "",
        request=str(event.request_id or ""),
    )


def _changes(wanted: Wanted, place: Place | None, descending: bool, limit: int) -> list[Entry]:
    if wanted.action not in ("", CHANGED):
        return []
    changes = (
        _changes_of_patient(wanted, place, descending, limit)
        if wanted.patient_id is not None
        else _changes_of_user(wanted, place, descending, limit)
    )
    return [
        Entry(Place(change.at, CHANGED_FIRST, str(change.context)), change=change)
        for change in changes
    ]


def _changes_of_patient(
    wanted: Wanted, place: Place | None, descending: bool, limit: int
) -> list[Change]:
    assert wanted.patient_id is not None
    narrowed = _within(wanted, "history_at") & _beyond(
        place, CHANGED_FIRST, descending, "history_at", "history_context"
    )
    return changes_of_patient(
        wanted.patient_id,
        user_id=wanted.user_id,
        narrowed=narrowed,
        descending=descending,
        limit=limit,
    )


def _changes_of_user(
    wanted: Wanted, place: Place | None, descending: bool, limit: int
) -> list[Change]:
    assert wanted.user_id is not None
    found = contexts_of(wanted.user_id).filter(
        _within(wanted, "created_at"),
        _beyond(place, CHANGED_FIRST, descending, "created_at", "id"),
    )
    order = (F("created_at"), F("id"))
    turned = [column.desc() if descending else column.asc() for column in order]
    contexts = list(found.order_by(*turned).values_list("created_at", "id")[:limit])
    tables = tables_of([context for _, context in contexts])
    return [Change(at, context, tables) for at, context in contexts]


def _fill(entries: list[Entry], wanted: Wanted) -> None:
    """What the lines say: rows, who, patients."""
    changed = [(entry, entry.change) for entry in entries if entry.change]
    changes = [change for _, change in changed]
    rows: dict[Any, list[Row]] = defaultdict(list)
    for row in rows_of(changes, patient_id=wanted.patient_id):
        # A request may save in several transactions; by user it counts as one.
        rows[row.context, row.at if wanted.patient_id is not None else None].append(row)
    contexts = Context.objects.in_bulk(
        [change.context for change in changes if change.context != NOBODY]
    )
    said = {number: one.metadata or {} for number, one in contexts.items()}
    users = User.objects.in_bulk(_numbers(one.get("user") for one in said.values()))
    for entry, change in changed:
        entry.rows = rows[change.context, change.at if wanted.patient_id is not None else None]
        _say_who(entry, said.get(change.context, {}), users)
    _name_patients(entries)


def _numbers(values: Iterable[Any]) -> list[int]:
    return [int(value) for value in values if str(value).isdecimal()]


def _say_who(entry: Entry, said: Mapping[str, Any], users: Mapping[int, User]) -> None:
    number: Any = said.get("user")
    entry.user = users.get(int(number)) if str(number).isdecimal() else None
    entry.by = said.get("command") or said.get("job") or "Not known: past Prolo"
    if said.get("system_user"):
        entry.by += f", started by {said['system_user']}"
    entry.view = said.get("view") or ""
    entry.address = said.get("address") or ""
    entry.request = said.get("request") or ""


def _name_patients(entries: Iterable[Entry]) -> None:
    def numbers(entry: Entry) -> list[int]:
        all_of_it = (
            [entry.event.patient_id] if entry.event else [row.patient_id for row in entry.rows]
        )
        return [number for number in dict.fromkeys(all_of_it) if number]

    patients = Patient.objects.in_bulk({number for entry in entries for number in numbers(entry)})
    for entry in entries:
        entry.patients = [patients[one] for one in numbers(entry) if one in patients]


def _written(place: Place, sort: str) -> str:
    return signing.dumps([sort, place.at.isoformat(), place.kind, place.key], salt=SALT)


def _read(text: str, sort: str) -> Place | None:
    if not text:
        return None
    try:
        made_for, at, kind, key = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Place(datetime.fromisoformat(at), kind, key) if made_for == sort else None
