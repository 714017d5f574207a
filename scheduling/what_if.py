"""What the book knows about the days of a course that has not begun: hours, leave, closures."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from scheduling.forecast import Calendar, Forecast, Obstacle, Opening, Outlook, foresee
from scheduling.models import Closure, Hours, Site
from scheduling.offers import site_for
from scheduling.wording import in_days, span_in_words
from staff.models import User
from staff.templatetags.prolo import day
from treatments.models import Plan, PlanVersion, Session
from treatments.windows import START_WITHIN_DAYS


@dataclass(frozen=True, slots=True)
class Row:
    """One session of the outlook in words."""

    number: int
    target: str
    given: str
    why: str
    tone: str


def outlook(
    plan: Plan, version: PlanVersion, *, start: date, site: Site, practitioner: User, by: User
) -> Outlook:
    """The days of all sessions that are not given yet; three queries."""
    given = list(plan.sessions.filter(state=Session.State.GIVEN).order_by("given_on"))
    longest = START_WITHIN_DAYS + version.sessions_target * version.spacing_max_days
    until = start + timedelta(days=min(longest, (date.max - start).days))
    return foresee(
        start,
        numbers=range(len(given) + 1, version.sessions_target + 1),
        spacing=version.spacing,
        calendar=calendar_of(site, practitioner, start, until, by=by),
        last_given=given[-1].given_on if given else None,
        start_within_days=START_WITHIN_DAYS,
        follow_up_days=version.followup_days,
    )


def calendar_of(site: Site, practitioner: User, first: date, last: date, *, by: User) -> Calendar:
    hours = Hours.objects.filter(practitioner=practitioner, site=site)
    off = Closure.objects.filter(
        Q(site=site) | Q(practitioner=practitioner), first_day__lte=last, last_day__gte=first
    )
    return Calendar(
        [Opening(h.weekday, h.starts, h.ends, h.first_day, h.last_day) for h in hours],
        [
            Obstacle(c.first_day, c.last_day, why_off(c, site, practitioner, by), c.starts, c.ends)
            for c in off
        ],
    )


def why_off(closure: Closure, site: Site, practitioner: User, by: User) -> str:
    """ "your leave Wed 12 May to Thu 20 May 2027", "Main Street closed Fri 25 Dec 2026"."""
    when = (
        day(closure.first_day)
        if closure.first_day == closure.last_day
        else span_in_words(closure.first_day, closure.last_day)
    )
    if closure.site_id:
        return f"{site} closed {when}"
    return f"your leave {when}" if practitioner == by else f"{practitioner.full_name} away {when}"


def rows_of(found: Outlook) -> list[Row]:
    return [row_of(session) for session in found.sessions]


def row_of(session: Forecast) -> Row:
    target = day(session.window.target)
    if session.day is None:
        span = span_in_words(session.window.opens, session.window.closes)
        why = f"No day is open from {span}"
        return Row(session.number, target, "No legal day", why, "stop")
    if session.is_on_target:
        return Row(session.number, target, day(session.day), "On target", "ok")
    words = session.obstacle.why if session.obstacle else f"no hours on {session.window.target:%A}s"
    off = f"{in_days(abs(session.shift))} {'later' if session.shift > 0 else 'earlier'}"
    return Row(session.number, target, day(session.day), f"{off}: {words}", "warn")


def usual_place(plan: Plan, asked: dict[str, Any]) -> tuple[Site | None, User]:
    """With the physician of the plan and where the patient comes, unless asked otherwise."""
    practitioner = asked.get("practitioner") or plan.physician
    return asked.get("site") or site_for(plan.patient, practitioner), practitioner
