"""On which days each visit of many courses may be, from rows that were fetched together."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from scheduling.models import Appointment
from scheduling.windows import (
    NEEDS_NO_EQUIPMENT,
    Due,
    course,
    days_before,
    local_day,
    stored_window,
)
from treatments.models import FollowUp, PlanVersion, Session
from treatments.spacing import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From the first to the last legal day; none if the last comes before the first.

    `window` is None for a first visit, which may be on any day. `visit` is where it is booked now.
    """

    first: date = date.min
    last: date = date.max
    window: Window | None = None
    visit: Appointment | None = None
    equipment: frozenset[str] = frozenset()
    # The number of the session that has to be booked first, or 0.
    waits_for: int = 0

    def between(self, first: date, last: date) -> tuple[date, date]:
        return max(first, self.first), min(last, self.last)


def courses(plan: str = "") -> list[Any]:
    """What to prefetch for `days_of_session`; four queries. `plan` is the path to the plan."""
    to = f"{plan}__" if plan else ""
    signed = PlanVersion.objects.filter(signed_at__isnull=False).order_by("plan", "-number")
    live = Appointment.objects.live().select_related("site")
    return [
        Prefetch(f"{to}versions", signed, to_attr="signed"),
        f"{to}signed__targets",
        Prefetch(f"{to}sessions", Session.objects.numbered(), to_attr="course"),
        Prefetch(f"{to}course__appointments", live, to_attr="live"),
    ]


def entries_of(plan: Any, *, without: int | None = None) -> list[Due]:
    """The course of a plan fetched with `courses`; `without` the visit of that session."""
    visits = {session.pk: session.live[0] for session in plan.course if session.live}
    visits.pop(without, None)
    return course(plan.course, visits, plan.signed[0] if plan.signed else None)


def days_of_session(session: Session, plan: Any) -> Days:
    """Inside its window, and so that the next session, if it is booked, stays in its own."""
    entries = entries_of(plan, without=session.pk)
    place = next(n for n, entry in enumerate(entries) if entry.session.pk == session.pk)
    due, visit = entries[place], (plan.course[place].live or [None])[0]
    first, last = due.window.opens, due.window.closes
    later = (e for e in entries[place + 1 :] if e.session.state == Session.State.PLANNED)
    following = next(later, None)
    version = plan.signed[0]
    if following and following.visit:
        least, most = days_before(local_day(following.visit), version.spacing)
        first, last = max(first, least), min(last, most)
    needed = frozenset(target.guidance for target in version.targets.all())
    return Days(
        first=first,
        last=last,
        window=due.window,
        visit=visit,
        equipment=needed - {NEEDS_NO_EQUIPMENT},
        waits_for=due.waits_for,
    )


def days_of_follow_up(follow_up: FollowUp, live: list[Appointment]) -> Days:
    window = stored_window(follow_up)
    return Days(
        first=window.opens,
        last=window.closes,
        window=window,
        visit=live[0] if live else None,
    )
