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
        ).select_related("site", "room", "session", "follow_up")
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
        idle = _without_purpose(visit, plan)
        why = (idle,) if idle else tuple(_out_of_place(visit, windows, needed))
        if why:
            when = moment_at(visit.starts_at, visit.site.zone)
            found.append(Misfit(visit, _what(visit), when, why, has_purpose=not idle))
    return found


def _what(visit: Appointment) -> str:
    return f"Session {visit.session.number}" if visit.session else "Follow-up visit"


def _without_purpose(visit: Appointment, plan: Plan) -> str:
    ended = f"The plan is “{plan.get_state_display().lower()}”."
    if visit.session:
        if visit.session.state != Session.State.PLANNED:
            state = visit.session.get_state_display().lower()
            return f"Session {visit.session.number} is {state}."
        return "" if plan.state == Plan.State.ACTIVE else ended
    assert visit.follow_up is not None, "the visits of a plan are of a session or a follow-up"
    if visit.follow_up.state != FollowUp.State.DUE:
        return f"This follow-up visit is {visit.follow_up.get_state_display().lower()}."
    return "" if plan.state in FOLLOWED_UP else ended


def _out_of_place(
    visit: Appointment, windows: dict[int, Window], needed: set[str]
) -> Iterator[str]:
    if visit.session_id is None:
        assert visit.follow_up is not None, "the visits of a plan are of a session or a follow-up"
        window = stored_window(visit.follow_up)
    else:
        window = windows[visit.session_id]
        missing = needed - set(visit.room.equipment)
        if missing:
            names = dict(EQUIPMENT)
            words = " and ".join(names[code].lower() for code in sorted(missing))
            yield f"The session needs {words}, which {visit.room} does not have."
    where = position_in_words(window, local_day(visit))
    # With a reason it was put there knowingly.
    if where and not visit.outside_window_reason:
        span = window_in_words(window.opens, window.target, window.closes)
        yield f"It lies outside the window ({span}): {where}."
