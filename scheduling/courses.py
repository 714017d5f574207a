"""A patient's courses as the front desk sees them: numbers, windows, what is booked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from patients.models import Patient
from patients.verdicts import standing_outcome
from scheduling.models import Appointment
from scheduling.reading import (
    STATE_TONE,
    Light,
    consent_stands,
    treatment_lights,
)
from scheduling.windows import Due, course, local_day, stored_window
from scheduling.wording import moment_at, window_in_words
from scheduling.worklists import days_left
from treatments.late_sessions import to_re_evaluate
from treatments.models import FollowUp, Plan, PlanVersion, Session
from treatments.reviews import due_reviews
from treatments.spacing import WindowState
from treatments.waiting import something_open


@dataclass(frozen=True, slots=True)
class Entry:
    """One session of a course: a dot of the strip and a row below it."""

    session: Session
    visit: Appointment | None
    word: str
    tone: str
    when: str
    window: str
    waits_for: int
    may_be_booked: bool

    @property
    def may_be_moved(self) -> bool:
        return self.visit is not None and self.visit.state in Appointment.AHEAD


@dataclass(frozen=True, slots=True)
class Course:
    plan: Any
    place: str
    entries: list[Entry]
    lights: tuple[Light, ...]

    @property
    def to_book(self) -> int:
        """How many sessions have no visit yet."""
        return sum(
            1
            for entry in self.entries
            if entry.session.state == Session.State.PLANNED and not entry.visit
        )


@dataclass(frozen=True, slots=True)
class FollowUpEntry:
    follow_up: FollowUp
    visit: Appointment | None
    window: str
    days_left: str
    tone: str


def courses_of(patient: Patient, *, today: date) -> list[Course]:
    """The running plans of a patient; five queries however many there are."""
    live = Appointment.objects.live().select_related("site")
    signed = PlanVersion.objects.filter(signed_at__isnull=False).order_by("plan", "-number")
    plans = (
        Plan.objects.running()
        .filter(patient=patient)
        .select_related("physician")
        .annotate(
            outcome=standing_outcome("patient"),
            agreed=consent_stands("consent"),
            waits=something_open("patient"),
        )
        .prefetch_related(
            Prefetch("versions", signed, to_attr="signed"),
            Prefetch("sessions", Session.objects.numbered(), to_attr="course"),
            Prefetch("course__appointments", live, to_attr="live"),
        )
    )
    running: list[Any] = list(plans)
    reviews = due_reviews({plan.pk for plan in running})
    late = to_re_evaluate([(session, today) for plan in running for session in plan.course])
    return [course_for(plan, today, reviews, late) for plan in running]


def course_for(plan: Any, today: date, reviews: frozenset[int], late: frozenset[int]) -> Course:
    version = plan.signed[0] if plan.signed else None
    visits = {session.pk: session.live[0] for session in plan.course if session.live}
    return Course(
        plan,
        version.place if version else "",
        [entry_for(due, today) for due in course(plan.course, visits, version)],
        treatment_lights(
            plan, plan.pk in reviews or any(session.pk in late for session in plan.course)
        ),
    )


def entry_for(due: Due, today: date) -> Entry:
    session, visit, window = due.session, due.visit, due.window
    word, tone, when = state_of(due, today)
    return Entry(
        session,
        visit,
        word,
        tone,
        when,
        window_in_words(window.opens, window.target, window.closes),
        due.waits_for,
        session.state == Session.State.PLANNED and not visit and not due.waits_for,
    )


def state_of(due: Due, today: date) -> tuple[str, str, str]:
    """Word, tone and day of one dot."""
    session, visit, window = due.session, due.visit, due.window
    if session.state == Session.State.GIVEN and session.given_on:
        return "Given", "ok", short(session.given_on)
    if session.state == Session.State.DROPPED:
        return "Left out", "muted", ""
    if visit:
        on = local_day(visit)
        fits = window.contains(on) or visit.outside_window_reason
        if visit.state in Appointment.AHEAD and not fits:
            return "Outside window", "stop", short(on)
        return visit.get_state_display(), STATE_TONE[Appointment.State(visit.state)], short(on)
    if due.waits_for:
        return "Later", "muted", f"about {short(window.target)}"
    if window.state(today) is WindowState.SHUT:
        return "Overdue", "stop", f"by {short(window.closes)}"
    return "To book", "warn", f"by {short(window.closes)}"


def follow_ups_of(patient: Patient, *, today: date) -> list[FollowUpEntry]:
    """Follow-up visits that are due; two queries."""
    live = Appointment.objects.live().select_related("site")
    rows: Iterable[Any] = (
        FollowUp.objects.filter(
            plan__patient=patient,
            state=FollowUp.State.DUE,
            plan__state__in=[Plan.State.ACTIVE, Plan.State.COMPLETED],
        )
        .prefetch_related(Prefetch("appointments", live, to_attr="live"))
        .order_by("target_on", "id")
    )
    entries = []
    for row in rows:
        window = stored_window(row)
        words = window_in_words(window.opens, window.target, window.closes)
        visit = row.live[0] if row.live else None
        left, tone = days_left(window, today)
        if visit:
            left, tone = f"Booked {moment_at(visit.starts_at, visit.site.zone)}", "info"
        entries.append(FollowUpEntry(row, visit, words, left, tone))
    return entries


def short(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
