"""A patient's courses as the front desk sees them: numbers, windows, what is booked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from patients.models import Patient
from patients.verdicts import standing_outcome
from scheduling.cards import (
    STATE_TONE,
    Light,
    consent_stands,
    treatment_lights,
)
from scheduling.course_days import courses, days_of_session, entries_of
from scheduling.models import Appointment
from scheduling.shut_windows import Sought, nothing_free
from scheduling.windows import Due, local_day, stored_window
from scheduling.wording import moment_at, window_in_words
from scheduling.worklists import days_left
from treatments.late_sessions import to_re_evaluate
from treatments.models import FollowUp, Plan, Session
from treatments.reviews import due_reviews
from treatments.spacing import WindowState
from treatments.waiting import something_open

# The word and the tone of a session for which nothing is free in its window.
NOTHING_FREE = ("Needs physician", "stop")


@dataclass(frozen=True, slots=True)
class Dot:
    """One session on the strip of a course; `when` is a day or empty."""

    number: int
    word: str
    tone: str
    when: str


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
    # The desk cannot book it: its window has shut, or nothing is free while it is open.
    needs_physician: bool

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

    @property
    def needs_physician(self) -> bool:
        return any(entry.needs_physician for entry in self.entries)


@dataclass(frozen=True, slots=True)
class FollowUpEntry:
    follow_up: FollowUp
    visit: Appointment | None
    window: str
    days_left: str
    tone: str


def courses_of(patient: Patient, *, now: datetime, today: date) -> list[Course]:
    """The running plans of a patient; the same number of queries however many there are."""
    plans = (
        Plan.objects.running()
        .filter(patient=patient)
        .select_related("patient", "physician")
        .annotate(
            outcome=standing_outcome("patient"),
            agreed=consent_stands("consent"),
            waits=something_open("patient"),
        )
        .prefetch_related(*courses())
    )
    running: list[Any] = list(plans)
    reviews = due_reviews({plan.pk for plan in running})
    late = to_re_evaluate([(session, today) for plan in running for session in plan.course])
    full = without_a_time(running, now=now, today=today)
    return [course_for(plan, today, reviews, late, full) for plan in running]


def without_a_time(plans: Sequence[Any], *, now: datetime, today: date) -> frozenset[int]:
    """The sessions to book next, by id, for which nothing is free to the end of their window."""
    open_now = [
        (due.session, plan)
        for plan in plans
        for due in entries_of(plan)
        if is_to_book(due) and due.window.state(today) is not WindowState.SHUT
    ]
    full = nothing_free([sought(*each, today) for each in open_now], now=now)
    return frozenset(
        session.pk for (session, _), is_full in zip(open_now, full, strict=True) if is_full
    )


def sought(session: Session, plan: Any, today: date) -> Sought:
    days = days_of_session(session, plan)
    first, last = days.between(today, date.max)
    return Sought(patient=plan.patient, first_day=first, last_day=last, equipment=days.equipment)


def is_to_book(due: Due) -> bool:
    """Nothing has to be booked before it."""
    return due.session.state == Session.State.PLANNED and not due.visit and not due.waits_for


def course_for(
    plan: Any,
    today: date,
    reviews: Collection[int],
    late: Collection[int],
    full: Collection[int],
) -> Course:
    version = plan.signed[0] if plan.signed else None
    return Course(
        plan,
        version.place if version else "",
        [entry_for(due, today, is_full=due.session.pk in full) for due in entries_of(plan)],
        treatment_lights(
            plan, plan.pk in reviews or any(session.pk in late for session in plan.course)
        ),
    )


def entry_for(due: Due, today: date, *, is_full: bool) -> Entry:
    session, visit, window = due.session, due.visit, due.window
    word, tone, when = state_of(due, today, is_full=is_full)
    return Entry(
        session,
        visit,
        word,
        tone,
        when,
        window_in_words(window.opens, window.target, window.closes),
        due.waits_for,
        is_to_book(due),
        is_to_book(due) and (is_full or window.closes < today),
    )


def state_of(due: Due, today: date, *, is_full: bool = False) -> tuple[str, str, str]:
    """Word, tone and day of one dot; `is_full` if nothing is free in its window."""
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
    if is_full:
        return *NOTHING_FREE, f"by {short(window.closes)}"
    return "To book", "warn", f"by {short(window.closes)}"


def strip(course: Iterable[Due], today: date) -> list[Dot]:
    return [Dot(due.session.number, *state_of(due, today)) for due in course]


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
