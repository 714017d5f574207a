"""What each role wants to know first: one function for each list, a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from records.queries import open_screenings
from scheduling.models import Appointment
from staff.models import User
from treatments.models import CheckCall, FollowUp, Plan, PlanVersion, Session, SessionRecord

SHOWN = 8  # rows of each list; the rest is one link away
CLOSING_DAYS = 14


@dataclass(frozen=True, slots=True)
class Physician:
    """My visits today and everything that waits for my decision or signature."""

    visits: list[Appointment]
    alarms: list[CheckCall]
    unsigned: list[SessionRecord]
    screenings: list[Any]
    drafts: list[PlanVersion]
    follow_ups: list[FollowUp]

    @property
    def nothing_waits(self) -> bool:
        return not (
            self.alarms or self.unsigned or self.screenings or self.drafts or self.follow_ups
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """Today's visits at all sites, windows that close without a visit, and whom to call."""

    visits: list[Appointment]
    closing: list[Session]
    calls: list[CheckCall]
    no_shows: list[Appointment]

    @property
    def waiting(self) -> int:
        return sum(1 for visit in self.visits if visit.state == Appointment.State.ARRIVED)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The instants at which `day` begins and ends in the clinic's zone; 23 to 25 hours apart."""
    tz = ZoneInfo(settings.TIME_ZONE)
    return (
        datetime.combine(day, time.min, tz),
        datetime.combine(day + timedelta(days=1), time.min, tz),
    )


def for_physician(user: User, today: date) -> Physician:
    mine = Q(plan__physician=user)
    return Physician(
        visits=list(visits_of(today).filter(practitioner=user).exclude(state="cancelled")),
        alarms=list(
            CheckCall.objects.filter(
                answer__in=[CheckCall.Answer.WORRY, CheckCall.Answer.ALARM], triaged_at=None
            )
            .select_related("session__plan__patient")
            .order_by("answer", "called_at")[:SHOWN]
        ),
        unsigned=list(
            SessionRecord.objects.filter(signed_at=None, physician=user)
            .select_related("session__plan__patient")
            .order_by("treated_on", "id")[:SHOWN]
        ),
        screenings=list(
            open_screenings()
            .filter(Q(run_by=user) | Q(patient__plans__physician=user))
            .distinct()[:SHOWN]
        ),
        drafts=list(
            PlanVersion.objects.filter(
                mine, signed_at=None, plan__state__in=[Plan.State.DRAFT, Plan.State.ACTIVE]
            )
            .select_related("plan__patient")
            .order_by("changed_at", "id")[:SHOWN]
        ),
        follow_ups=list(
            FollowUp.objects.filter(mine, state=FollowUp.State.DUE, opens_on__lte=today)
            .select_related("plan__patient")
            .order_by("closes_on", "id")[:SHOWN]
        ),
    )


def for_desk(today: date) -> Desk:
    return Desk(
        visits=list(visits_of(today).exclude(state=Appointment.State.CANCELLED)),
        closing=list(closing_unbooked(today)[:SHOWN]),
        calls=list(
            CheckCall.objects.filter(Q(called_at=None) | Q(answer=CheckCall.Answer.NO_ANSWER))
            .filter(due_on__lte=today)
            .select_related("session__plan__patient")
            .order_by("due_on", "id")[:SHOWN]
        ),
        no_shows=list(
            Appointment.objects.filter(
                state=Appointment.State.NO_SHOW,
                starts_at__gte=day_bounds(today - timedelta(days=30))[0],
            )
            .filter(~_rebooked())
            .select_related("patient", "site", "visit_type")
            .order_by("-starts_at")[:SHOWN]
        ),
    )


def visits_of(day: date) -> QuerySet[Appointment]:
    """Every visit of the day, in order, with what a line of a list shows."""
    start, end = day_bounds(day)
    return (
        Appointment.objects.between(start, end)
        .select_related("patient", "practitioner", "room", "site", "visit_type", "session")
        .order_by("starts_at", "id")
    )


def closing_unbooked(today: date) -> QuerySet[Session]:
    """Next sessions with no visit whose window is shut or shuts within two weeks, worst first."""
    earlier = Session.objects.filter(
        plan=OuterRef("plan"), state=Session.State.PLANNED, number__lt=OuterRef("number")
    )
    return (
        Session.objects.filter(
            state=Session.State.PLANNED,
            plan__state=Plan.State.ACTIVE,
            plan__patient__deceased_on=None,
            closes_on__lte=today + timedelta(days=CLOSING_DAYS),
        )
        .filter(
            ~Exists(earlier),
            ~Exists(Appointment.objects.live().filter(session=OuterRef("pk"))),
        )
        .select_related("plan__patient")
        .order_by("closes_on", "id")
    )


def _rebooked() -> Exists:
    """The patient has a later visit in the book: nobody needs to call about this one."""
    return Exists(
        Appointment.objects.live().filter(
            patient=OuterRef("patient"), starts_at__gt=OuterRef("starts_at")
        )
    )
