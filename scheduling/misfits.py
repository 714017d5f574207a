"""Visits in the book that a plan has no use for any more, or not there and then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from scheduling.models import EQUIPMENT, Appointment
from scheduling.windows import (
    NEEDS_NO_EQUIPMENT,
    course,
    local_day,
    position_in_words,
    stored_window,
)
from scheduling.wording import moment_at, window_in_words
from treatments.models import FollowUp, Plan, PlanVersion, Session
from treatments.spacing import Window

AHEAD = (*Appointment.AHEAD, Appointment.State.ARRIVED)
# Follow-up visits go on after the last session; sessions do not.
FOLLOWED_UP = (Plan.State.ACTIVE, Plan.State.COMPLETED)


@dataclass(frozen=True, slots=True)
class Misfit:
    """One visit and everything that is wrong with it. Without a purpose it is to be cancelled."""

    visit: Appointment
    what: str
    when: str
    why: tuple[str, ...]
    has_purpose: bool


def misfits(plan: Plan, version: PlanVersion, *, today: date) -> list[Misfit]:
    """Held against `version`, the one in force; one query if sessions and targets were fetched."""
    visits = list(
        Appointment.objects.filter(
            Q(session__plan=plan) | Q(follow_up__plan=plan), state__in=AHEAD
        ).select_related(
            "patient", "site", "room", "visit_type", "session__plan", "follow_up__plan"
        )
    )
    booked = {visit.session_id: visit for visit in visits if visit.session_id}
    windows = {
        due.session.pk: due.window for due in course(list(plan.sessions.all()), booked, version)
    }
    needed = {target.guidance for target in version.targets.all()} - {NEEDS_NO_EQUIPMENT}
    found = []
    for visit in visits:
        if local_day(visit) < today:
            continue
        idle = without_purpose(visit)
        window = windows.get(visit.session_id) if visit.session_id else window_after(visit)
        why = (idle,) if idle else tuple(out_of_place(visit, window, needed))
        if why:
            when = moment_at(visit.starts_at, visit.site.zone)
            found.append(Misfit(visit, what(visit), when, why, has_purpose=not idle))
    return found


def window_after(visit: Appointment) -> Window | None:
    return stored_window(visit.follow_up) if visit.follow_up else None


def what(visit: Appointment) -> str:
    if visit.session:
        return f"Session {visit.session.number}"
    return "Follow-up visit" if visit.follow_up else visit.visit_type.name


def without_purpose(visit: Appointment) -> str:
    """Why nothing is to be done at this visit any more, or ""; with its plan at hand."""
    if visit.patient.deceased_on:
        return "The patient has died."
    if visit.patient.merged_into_id:
        return "The record was merged into another one."
    of = visit.session or visit.follow_up
    if of is None:
        return ""
    ended = f"The plan is “{of.plan.get_state_display().lower()}”."
    if visit.session:
        if visit.session.state != Session.State.PLANNED:
            state = visit.session.get_state_display().lower()
            return f"Session {visit.session.number} is {state}."
        return "" if of.plan.state == Plan.State.ACTIVE else ended
    if of.state != FollowUp.State.DUE:
        return f"This follow-up visit is {of.get_state_display().lower()}."
    return "" if of.plan.state in FOLLOWED_UP else ended


def out_of_place(visit: Appointment, window: Window | None, needed: set[str]) -> Iterator[str]:
    """What is wrong with where and when it is; `needed`: what a session needs in its room."""
    missing = needed - set(visit.room.equipment) if visit.session_id else set()
    if missing:
        names = dict(EQUIPMENT)
        words = " and ".join(names[code].lower() for code in sorted(missing))
        yield f"The session needs {words}, which {visit.room} does not have."
    where = position_in_words(window, local_day(visit)) if window else ""
    # With a reason it was put there knowingly.
    if window and where and not visit.outside_window_reason:
        span = window_in_words(window.opens, window.target, window.closes)
        yield f"It lies outside the window ({span}): {where}."
