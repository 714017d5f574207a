"""What has to be booked: sessions, follow-up visits, and the visits of those who did not come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from patients.models import Patient
from patients.verdicts import standing_outcome
from scheduling.cards import (
    Light,
    consent_stands,
    sessions_in,
    signed_field,
    treatment_lights,
)
from scheduling.models import UNFINISHED, Appointment
from scheduling.windows import stored_window
from scheduling.wording import in_days, span_in_words
from staff.clock import day_bounds
from staff.models import User
from staff.prepared import Among
from treatments import anatomy
from treatments.late_sessions import to_re_evaluate
from treatments.models import FollowUp, Plan, Session, SessionRecord
from treatments.reviews import due_reviews
from treatments.spacing import Spacing, Window, WindowState, next_window
from treatments.waiting import something_open

CLOSING = timedelta(days=14)  # the windows that shut within are looked at every day
CALLED_FOR = timedelta(days=60)  # so long after a lost visit patients are called about it
LONGEST_DAY = timedelta(hours=25)


def local_day_of(moment: Any) -> Func:
    """The day at the site of a visit: of one of its instants, or of a `Value`."""
    return Func(
        "site__time_zone",
        moment,
        template="(timezone(%(expressions)s))::date",
        output_field=DateField(),
    )


LOCAL_DAY = local_day_of("starts_at")


def live_visit(**of: Any) -> Exists:
    return Exists(Appointment.objects.live().filter(**of))


def sessions_to_book(user: User) -> Any:
    """The first session of each running plan that is not in the book; soonest closing first.

    `closes` is the last day of its window: counted from the visit before it while that is only
    booked, else as it is kept with the session.
    """
    planned = Session.objects.filter(state=Session.State.PLANNED)
    before = planned.filter(plan=OuterRef("plan"), number__lt=OuterRef("number"))
    next_unbooked = (
        planned.visible_to(user)
        .filter(plan__state=Plan.State.ACTIVE)
        .exclude(Exists(before.exclude(live_visit(session=OuterRef("pk")))))
        .exclude(live_visit(session=OuterRef("pk")))
        .filter(plan__patient__deceased_on=None, plan__patient__merged_into=None)
    )
    # Which they are is found first, so that the windows of these few are reckoned and no others.
    these = ArraySubquery(next_unbooked.order_by().values("pk"))
    rows = with_window(Session.objects.filter(Among("pk", these)))
    closes = closes_after("before_day", "most", F("closes_on"))
    return rows.annotate(closes=closes).order_by("closes", "id")


def with_window(rows: QuerySet[Any], session: str = "") -> Any:
    """With what `window_of` reckons the window of a session from; `session` is the path to it."""
    plan = OuterRef(f"{session}plan")
    return rows.annotate(
        before_day=booked_before(f"{session}plan", f"{session}number"),
        least=signed_field(plan, "spacing_min_days"),
        best=signed_field(plan, "spacing_target_days"),
        most=signed_field(plan, "spacing_max_days"),
    )


def booked_before(plan: str, number: str) -> Subquery:
    """The local day of the visit from which a session counts, while that is only booked."""
    visits = Appointment.objects.live().filter(
        session__plan=OuterRef(plan),
        session__number__lt=OuterRef(number),
        session__state=Session.State.PLANNED,
    )
    days = visits.annotate(on=LOCAL_DAY).order_by("-session__number").values("on")
    return Subquery(days[:1], output_field=DateField())


def closes_after(day: str, most: str, kept: Any) -> Coalesce:
    """So many days after the day before it; the one that is kept where that is not known."""
    counted = ExpressionWrapper(F(day) + F(most), output_field=DateField())
    return Coalesce(counted, kept)


def closing_sessions(user: User, today: date) -> Any:
    """Windows that are open or open soon, and shut within two weeks."""
    return sessions_to_book(user).filter(closes__range=(today, today + CLOSING))


def overdue_sessions(user: User, today: date) -> Any:
    """Windows that have shut: only a physician can book there."""
    return sessions_to_book(user).filter(closes__lt=today)


def later_sessions(user: User, today: date) -> Any:
    return sessions_to_book(user).filter(closes__gt=today + CLOSING)


def open_on(sessions: Any, day: date) -> Any:
    """Those rows of `sessions_to_book` whose window holds the day."""
    opens = closes_after("before_day", "least", F("opens_on"))
    return sessions.annotate(opens=opens).filter(opens__lte=day, closes__gte=day)


def window_counts(user: User, today: date) -> dict[str, int]:
    """How many are on each of the three lists of sessions; one query."""
    closes = list(sessions_to_book(user).order_by().values_list("closes", flat=True))
    overdue = sum(day < today for day in closes)
    later = sum(day > today + CLOSING for day in closes)
    return {"closing": len(closes) - overdue - later, "overdue": overdue, "later": later}


def follow_ups_to_book(user: User) -> QuerySet[FollowUp]:
    return (
        FollowUp.objects.visible_to(user)
        .filter(state=FollowUp.State.DUE, plan__state__in=[Plan.State.ACTIVE, Plan.State.COMPLETED])
        .exclude(live_visit(follow_up=OuterRef("pk")))
        .filter(plan__patient__deceased_on=None, plan__patient__merged_into=None)
        .order_by("closes_on", "id")
    )


def visits_to_replace(user: User, hours: int, today: date) -> QuerySet[Appointment]:
    """Visits of the last 60 days that the patient missed, or cancelled less than `hours` before,
    and that nothing has replaced yet; latest first. What is due is on its own list all the same.

    Something replaces a session's visit if the session is booked again or needs no booking any
    more, and a first visit if the patient has any later one.
    """
    lost = Appointment.objects.filter(state=Appointment.State.NO_SHOW)
    lost |= Appointment.objects.cancelled_late(hours)
    later = Appointment.objects.live().filter(
        patient=OuterRef("patient"), starts_at__gt=OuterRef("starts_at")
    )
    session_open = Q(
        session__state=Session.State.PLANNED, session__plan__state=Plan.State.ACTIVE
    ) & ~Q(live_visit(session=OuterRef("session")))
    follow_up_open = Q(follow_up__state=FollowUp.State.DUE) & ~Q(
        live_visit(follow_up=OuterRef("follow_up"))
    )
    lost_again = lost.filter(
        Q(session=OuterRef("session")) | Q(follow_up=OuterRef("follow_up")),
        starts_at__gt=OuterRef("starts_at"),
    )
    since, _ = day_bounds(today - CALLED_FOR)
    return (
        lost.filter(patient__in=Patient.objects.visible_to(user), starts_at__gte=since)
        .filter(patient__deceased_on=None, patient__merged_into=None)
        .filter(session_open | follow_up_open | Q(session=None, follow_up=None) & ~Q(Exists(later)))
        .exclude(Exists(lost_again))
        .order_by("-starts_at", "-id")
    )


def requested_visits(user: User, now: datetime) -> QuerySet[Appointment]:
    """Times that are held until the patient agrees; soonest first."""
    return (
        Appointment.objects.visible_to(user)
        .filter(state=Appointment.State.REQUESTED, ends_at__gte=now)
        .order_by("starts_at", "id")
    )


def unmarked_visits(user: User, now: datetime) -> QuerySet[Appointment]:
    """Visits of days gone by of which nobody said what became of them; the longest ago first.

    Until somebody does, what they were for stands as booked and is on no other list.
    """
    open_still = Q(session=None) | Q(session__state=Session.State.PLANNED)
    open_still &= Q(follow_up=None) | Q(follow_up__state=FollowUp.State.DUE)
    unfinished = Appointment.objects.visible_to(user).filter(open_still, state__in=UNFINISHED)
    return gone_by(unfinished, now).order_by("starts_at", "id")


def unrecorded_visits(user: User, now: datetime) -> QuerySet[Appointment]:
    """Visits of days gone by that were done, and nothing is recorded of what was done; the longest
    ago first.

    What they were for stands as booked as well. A record that was begun and not signed is not
    among them: it waits for its signature on its physician's home page.
    """
    record = SessionRecord.objects.filter(session=OuterRef("pk"))
    sessions = Session.objects.filter(~Exists(record), state=Session.State.PLANNED).order_by()
    follow_ups = FollowUp.objects.filter(state=FollowUp.State.DUE).order_by()
    # Which are open is found first, so that the visits of these are looked at and no others.
    unrecorded = Q(Among("session", ArraySubquery(sessions.values("pk"))))
    unrecorded |= Q(Among("follow_up", ArraySubquery(follow_ups.values("pk"))))
    done = Appointment.objects.visible_to(user).filter(unrecorded, state=Appointment.State.DONE)
    return gone_by(done, now).order_by("starts_at", "id")


def gone_by(visits: QuerySet[Appointment], now: datetime) -> QuerySet[Appointment]:
    """Those of a day that is over at their site."""
    over = visits.filter(starts_at__lt=now).alias(on=LOCAL_DAY, today=local_day_of(Value(now)))
    return over.filter(on__lt=F("today"))


def visits_today(now: datetime) -> QuerySet[Appointment]:
    """Visits of the day that it is now at their site."""
    about = Appointment.objects.between(now - LONGEST_DAY, now + LONGEST_DAY)
    return about.alias(on=LOCAL_DAY, today=local_day_of(Value(now))).filter(on=F("today"))


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
    days: Window
    days_left: str
    tone: str
    lights: tuple[Light, ...]
    is_shut: bool

    @property
    def window(self) -> str:
        return span_in_words(self.days.opens, self.days.closes)

    @property
    def is_session(self) -> bool:
        return isinstance(self.row, Session)

    @property
    def book_url(self) -> str:
        page = "book-session" if self.is_session else "book-follow-up"
        return reverse(page, args=[self.row.pk])


def due_rows(rows: Iterable[Any], today: date) -> list[DueRow]:
    shown = list(rows)
    sessions = [row for row in shown if isinstance(row, Session)]
    reviews = due_reviews({session.plan_id for session in sessions})
    late = to_re_evaluate([(session, today) for session in sessions])
    return [due_row(row, today, lights_of_due(row, reviews, late)) for row in shown]


def due_row(row: Any, today: date, lights: tuple[Light, ...]) -> DueRow:
    window = window_of(row)
    left, tone = days_left(window, today)
    return DueRow(row, what_is_due(row), window, left, tone, lights, today > window.closes)


def window_of(row: Any) -> Window:
    """Of a row of `sessions_to_book`, or of a follow-up visit."""
    return counted_window(row) or stored_window(row)


def counted_window(row: Any) -> Window | None:
    """The one that counts from the visit before it, where that is only booked."""
    day = getattr(row, "before_day", None)
    return next_window(day, Spacing(row.least, row.best, row.most)) if day else None


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


def days_left(window: Window, today: date) -> tuple[str, str]:
    """ "3 days left" with its tone, as seen from `today`."""
    left = window.days_left(today)
    state = window.state(today)
    if state is WindowState.SHUT:
        return f"Closed {in_days(-left)} ago", "stop"
    if state is WindowState.NOT_OPEN:
        return f"Opens in {in_days((window.opens - today).days)}", "muted"
    if left == 0:
        return "Closes today", "stop"
    return f"{in_days(left)} left", "warn" if state is WindowState.CLOSING else "info"
