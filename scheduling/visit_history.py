"""What happened to one visit: who booked, moved and marked it when, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, cast

from scheduling.models import Appointment, Room, StateChange, goes_back
from scheduling.wording import moment_at
from staff.models import User

State = Appointment.State


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    who: str
    what: str
    why: str = ""


def history_of(visit: Appointment) -> list[Happening]:
    """The latest first; four queries. `visit` comes with its site and who booked it."""
    found = [Happening(visit.booked_at, visit.booked_by.full_name, "Booked")]
    found += [told(change, visit) for change in visit.state_changes.select_related("changed_by")]
    found += moves_of(visit)
    return sorted(found, key=lambda happening: happening.at, reverse=True)


def told(change: StateChange, visit: Appointment) -> Happening:
    label = State(change.to_state).label
    back = goes_back(change.from_state, change.to_state)
    what = f"Back from “{State(change.from_state).label.lower()}” to “{label.lower()}”"
    why = change.reason
    if change.to_state == State.CANCELLED:
        why = ": ".join(filter(None, [visit.get_cancelled_code_display(), visit.cancelled_reason]))
    return Happening(change.changed_at, change.changed_by.full_name, what if back else label, why)


def moves_of(visit: Appointment) -> Iterator[Happening]:
    """From the rows that the history's triggers wrote, and the request that caused them."""
    events = cast(Any, Appointment).pgh_event_model.objects.filter(pgh_obj=visit)
    rows = list(events.select_related("pgh_context").order_by("pgh_id"))
    moved = [(old, new) for old, new in pairwise(rows) if place(old) != place(new)]
    if not moved:
        return
    ids = {row.practitioner_id for pair in moved for row in pair}
    ids |= {who for _, new in moved if (who := mover(new))}
    people = User.objects.in_bulk(ids)
    rooms = Room.objects.select_related("site").in_bulk(
        {row.room_id for pair in moved for row in pair}
    )
    for old, new in moved:
        who = people.get(mover(new) or 0)
        yield Happening(
            new.pgh_created_at,
            who.full_name if who else "",
            f"Moved from {placed(old, people, rooms)} to {placed(new, people, rooms)}",
        )


def place(row: Any) -> tuple[Any, ...]:
    return row.starts_at, row.practitioner_id, row.room_id


def mover(row: Any) -> int | None:
    return row.pgh_context.metadata.get("user") if row.pgh_context else None


def placed(row: Any, people: dict[int, User], rooms: dict[int, Room]) -> str:
    room = rooms[row.room_id]
    when = moment_at(row.starts_at, room.site.zone)
    return f"{when}, {people[row.practitioner_id].full_name}, {room}"
