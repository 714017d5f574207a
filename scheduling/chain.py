"""The visits of a plan that are still to be booked, and what each of them counts from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduling.models import Appointment, Room, VisitType
from scheduling.offers import type_of
from scheduling.windows import Due, course_of, days_before, equipment_for, local_day, stored_window
from staff.models import User
from treatments.models import FollowUp, Plan, Session
from treatments.spacing import Spacing, Window

MOST_VISITS = 12  # one search each


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One visit of the chain.

    `window` is None where it counts from the day of the link before. `first` and `last` are what
    a later session that is booked already leaves.
    """

    what: Session | FollowUp
    visit_type: VisitType
    equipment: frozenset[str]
    window: Window | None
    first: date = date.min
    last: date = date.max

    @property
    def key(self) -> str:
        return key_of(self.what)

    @property
    def name(self) -> str:
        return f"Session {self.what.number}" if isinstance(self.what, Session) else "Follow-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The open visits of a plan in order, and everybody and every room that can be proposed."""

    plan: Plan
    spacing: Spacing | None
    links: tuple[Link, ...]
    anchor: Appointment | None  # the last visit of the course that is in the book
    physicians: Mapping[int, User]
    rooms: Mapping[int, Room]


def key_of(what: Session | FollowUp) -> str:
    return f"{'session' if isinstance(what, Session) else 'follow-up'}-{what.pk}"


def chain_of(plan: Plan) -> Chain:
    """What is still to be booked for the plan; at most eleven queries."""
    entries = course_of(plan)
    version = plan.signed_version()
    links = [*session_links(plan, entries, version.spacing)] if version else []
    links += follow_up_links(plan)
    visits = [due.visit for due in entries if due.visit]
    rooms = Room.objects.filter(is_active=True).select_related("site")
    return Chain(
        plan=plan,
        spacing=version.spacing if version else None,
        links=tuple(links[:MOST_VISITS]),
        anchor=visits[-1] if visits else None,
        physicians={person.pk: person for person in User.objects.physicians()},
        rooms={room.pk: room for room in rooms},
    )


def session_links(plan: Plan, entries: Iterable[Due], spacing: Spacing) -> list[Link]:
    planned = [due for due in entries if due.session.state == Session.State.PLANNED]
    if plan.state != Plan.State.ACTIVE or all(due.visit for due in planned):
        return []
    kind, equipment = type_of("session"), equipment_for(planned[0].session)
    links: list[Link] = []
    for place, due in enumerate(planned):
        if due.visit:
            continue
        counts = place > 0 and planned[place - 1].visit is None
        first, last = days_left_by(planned[place + 1 :], spacing)
        links.append(
            Link(
                what=due.session,
                visit_type=kind,
                equipment=equipment,
                window=None if counts else due.window,
                first=first,
                last=last,
            )
        )
    return links


def days_left_by(later: Sequence[Due], spacing: Spacing) -> tuple[date, date]:
    """The days that the next booked one of `later` leaves to the session before all of them."""
    for gaps, due in enumerate(later, 1):
        if due.visit:
            return days_before(local_day(due.visit), spacing, gaps=gaps)
    return date.min, date.max


def follow_up_links(plan: Plan) -> list[Link]:
    if plan.state not in (Plan.State.ACTIVE, Plan.State.COMPLETED):
        return []
    booked = Appointment.objects.live().filter(follow_up__plan=plan).values("follow_up")
    due = list(plan.follow_ups.filter(state=FollowUp.State.DUE).exclude(pk__in=booked))
    kind = type_of("follow_up") if due else None
    return [
        Link(what=row, visit_type=kind, equipment=frozenset(), window=stored_window(row))
        for row in due
        if kind
    ]
