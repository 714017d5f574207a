"""What has to be booked: sessions, follow-up visits, and the visits of those who did not come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from patients.verdicts import standing_outcome
from scheduling.models import Appointment
from scheduling.reading import (
    Light,
    consent_stands,
    sessions_in,
    signed_field,
    treatment_lights,
)
from scheduling.windows import stored_window
from scheduling.wording import span_in_words
from staff.models import User
from treatments import anatomy
from treatments.late_sessions import to_re_evaluate
from treatments.models import FollowUp, Plan, Session
from treatments.reviews import due_reviews
from treatments.spacing import WindowState
from treatments.waiting import something_open


def live_visit(**of: Any) -> Exists:
    return Exists(Appointment.objects.live().filter(**of))


def sessions_to_book(user: User) -> QuerySet[Session]:
    """The next session of each running plan, if it is not in the book; soonest closing first."""
    planned = Session.objects.filter(state=Session.State.PLANNED)
    before = planned.filter(plan=OuterRef("plan"), number__lt=OuterRef("number"))
    return (
        planned.visible_to(user)
        .filter(plan__state=Plan.State.ACTIVE)
        .exclude(Exists(before))
        .exclude(live_visit(session=OuterRef("pk")))
        .filter(plan__patient__deceased_on=None, plan__patient__merged_into=None)
        .order_by("closes_on", "id")
    )


def follow_ups_to_book(user: User) -> QuerySet[FollowUp]:
    return (
        FollowUp.objects.visible_to(user)
        .filter(state=FollowUp.State.DUE, plan__state__in=[Plan.State.ACTIVE, Plan.State.COMPLETED])
        .exclude(live_visit(follow_up=OuterRef("pk")))
        .filter(plan__patient__deceased_on=None, plan__patient__merged_into=None)
        .order_by("closes_on", "id")
    )


def missed_visits(user: User) -> QuerySet[Appointment]:
    """Visits to which the patient did not come and which nothing has replaced yet; latest first.

    Something replaces a session's visit if the session is booked again or needs no booking any
    more, and a first visit if the patient has any later one.
    """
    later = Appointment.objects.live().filter(
        patient=OuterRef("patient"), starts_at__gt=OuterRef("starts_at")
    )
    session_open = Q(
        session__state=Session.State.PLANNED, session__plan__state=Plan.State.ACTIVE
    ) & ~Q(live_visit(session=OuterRef("session")))
    follow_up_open = Q(follow_up__state=FollowUp.State.DUE) & ~Q(
        live_visit(follow_up=OuterRef("follow_up"))
    )
    missed_again = Appointment.objects.filter(
        Q(session=OuterRef("session")) | Q(follow_up=OuterRef("follow_up")),
        state=Appointment.State.NO_SHOW,
        starts_at__gt=OuterRef("starts_at"),
    )
    return (
        Appointment.objects.visible_to(user)
        .filter(state=Appointment.State.NO_SHOW)
        .filter(session_open | follow_up_open | Q(session=None, follow_up=None) & ~Q(Exists(later)))
        .exclude(Exists(missed_again))
        .order_by("-starts_at", "-id")
    )


def shown_due(rows: Any) -> Any:
    """Sessions or follow-ups with all that their rows on the list show."""
    plan = OuterRef("plan")
    return rows.select_related("plan__patient", "plan__physician").annotate(
        outcome=standing_outcome("plan__patient"),
        agreed=consent_stands("plan__consent"),
        waits=something_open("plan__patient"),
        side=signed_field(plan, "side"),
        region=signed_field(plan, "region"),
        sessions=sessions_in(plan),
    )


@dataclass(frozen=True, slots=True)
class DueRow:
    """One session or follow-up visit that has to be booked."""

    row: Any
    what: str
    days_left: str
    tone: str
    lights: tuple[Light, ...]

    @property
    def window(self) -> str:
        return span_in_words(self.row.opens_on, self.row.closes_on)

    @property
    def book_url(self) -> str:
        page = "book-session" if isinstance(self.row, Session) else "book-follow-up"
        return reverse(page, args=[self.row.pk])


def due_rows(rows: Iterable[Any], today: date) -> list[DueRow]:
    shown = list(rows)
    sessions = [row for row in shown if isinstance(row, Session)]
    reviews = due_reviews({session.plan_id for session in sessions})
    late = to_re_evaluate([(session, today) for session in sessions])
    return [
        DueRow(row, what_is_due(row), *days_left(row, today), lights_of_due(row, reviews, late))
        for row in shown
    ]


def what_is_due(row: Any) -> str:
    if hasattr(row, "number"):
        what = f"Session {row.number} of {row.sessions or row.number}"
    else:
        what = "Follow-up visit"
    return f"{what}, {anatomy.describe(row.side, row.region)}" if row.region else what


def lights_of_due(row: Any, reviews: frozenset[int], late: frozenset[int]) -> tuple[Light, ...]:
    """Like those of a booked visit: only a session is treatment."""
    if not hasattr(row, "number"):
        return ()
    return treatment_lights(row, row.plan_id in reviews or row.pk in late)


def days_left(row: Any, today: date) -> tuple[str, str]:
    """ "3 days left" with its tone, as seen from `today`."""
    window = stored_window(row)
    left = window.days_left(today)
    state = window.state(today)
    if state is WindowState.SHUT:
        return f"Closed {counted(-left)} ago", "stop"
    if state is WindowState.NOT_OPEN:
        return f"Opens in {counted((window.opens - today).days)}", "muted"
    if left == 0:
        return "Closes today", "stop"
    return f"{counted(left)} left", "warn" if state is WindowState.CLOSING else "info"


def counted(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"
