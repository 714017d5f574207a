"""On which local days a visit may be, and what room it needs: what the plan says, read only.

A session counts from the session before it: from the day that was given, or, while it is only
booked, from the day it is booked for. A session whose forerunner is neither cannot be booked.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Subquery

from scheduling.models import Appointment
from scheduling.wording import in_days
from treatments.models import FollowUp, Plan, PlanVersion, Session, Target
from treatments.spacing import Place, Spacing, Window, next_window

NEEDS_NO_EQUIPMENT = "palpation"


@dataclass(frozen=True, slots=True)
class Due:
    """A session's place in its course as the book sees it."""

    session: Session
    window: Window
    visit: Appointment | None
    # The number of the session that has to be booked first, or 0.
    waits_for: int = 0


def equipment_for(session: Session) -> frozenset[str]:
    """The imaging that the signed plan's targets need in the room."""
    signed = PlanVersion.objects.filter(plan=session.plan_id, signed_at__isnull=False)
    newest = Subquery(signed.order_by("-number").values("pk")[:1])
    guidance = Target.objects.filter(version=newest).values_list("guidance", flat=True)
    return frozenset(guidance) - {NEEDS_NO_EQUIPMENT}


def local_day(visit: Appointment) -> date:
    return visit.starts_at.astimezone(visit.site.zone).date()


def plan_of(visit: Appointment) -> int | None:
    """Its id, or None for a visit that belongs to no plan."""
    wanted = visit.session if visit.session_id else visit.follow_up
    return wanted.plan_id if wanted else None


def stored_window(row: Session | FollowUp) -> Window:
    return Window(row.opens_on, row.target_on, row.closes_on)


def course(
    sessions: list[Session], visits: dict[int, Appointment], version: PlanVersion | None
) -> list[Due]:
    """The sessions of one plan in order, each with its window and its live visit. No queries.

    `visits`: the live visit of each session, by session id, with its site.
    """
    entries: list[Due] = []
    booked_before: date | None = None
    waits_for = 0
    for session in sessions:
        window = stored_window(session)
        visit = visits.get(session.pk)
        if session.state == Session.State.PLANNED:
            if booked_before and version:
                window = next_window(booked_before, version.spacing)
            entries.append(Due(session, window, visit, waits_for))
            booked_before = local_day(visit) if visit else None
            waits_for = waits_for or (0 if visit else session.number)
        else:
            entries.append(Due(session, window, visit))
    return entries


def course_of(
    plan: Plan, *, without: Appointment | None = None, version: PlanVersion | None = None
) -> list[Due]:
    """The course with what is in the book now; three queries, two if the signed version is given.

    `without`: leave this visit out, as if it were not booked (it is being moved).
    """
    sessions = list(plan.sessions.numbered())
    live = Appointment.objects.live().filter(session__in=sessions).select_related("site")
    visits = {visit.session_id: visit for visit in live if visit.session_id and visit != without}
    return course(sessions, visits, version or plan.signed_version())


def days_before(day: date, spacing: Spacing, *, gaps: int = 1) -> tuple[date, date]:
    """The days from which `day` is inside the window of the session so many gaps later."""
    return (
        day - timedelta(days=gaps * spacing.max_days),
        day - timedelta(days=gaps * spacing.min_days),
    )


def position_in_words(window: Window, day: date) -> str:
    """ "3 days before it opens", "1 day after it closes", or "" inside."""
    position = window.position(day)
    days = in_days(position.days_off)
    return {
        Place.EARLY: f"{days} before it opens",
        Place.INSIDE: "",
        Place.LATE: f"{days} after it closes",
    }[position.place]
