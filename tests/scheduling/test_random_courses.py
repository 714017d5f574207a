"""Random courses through the real actions and the real database: what must never happen."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.actions.closures import add_closure
from scheduling.actions.states import cancel_visit
from scheduling.actions.visits import book_visit
from scheduling.models import LIVE_STATES, Appointment, Closure
from scheduling.slots import works_at
from scheduling.stranded import stranded_visits
from scheduling.windows import course_of, local_day
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NOW, at
from treatments.models import Session
from treatments.windows import replan_sessions

pytestmark = pytest.mark.django_db

OVERLAPS = """
SELECT count(*)
  FROM scheduling_appointment AS one
  JOIN scheduling_appointment AS other ON one.id < other.id
 WHERE one.state = ANY(%(live)s) AND other.state = ANY(%(live)s)
   AND (one.practitioner_id = other.practitioner_id
            AND one.practitioner_period && other.practitioner_period
        OR one.room_id = other.room_id AND one.room_period && other.room_period
        OR one.patient_id = other.patient_id
            AND tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at))
"""

DAYS = st.integers(0, 60)
TIMES = st.integers(0, 5)
WHICH = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("book"), WHICH, DAYS, TIMES),
    st.tuples(st.just("book"), WHICH, DAYS, TIMES),
    st.tuples(st.just("book_target"), WHICH, st.integers(-2, 2), TIMES),
    st.tuples(st.just("book_target"), WHICH, st.integers(-2, 2), TIMES),
    st.tuples(st.just("move"), WHICH, st.integers(-10, 10), TIMES),
    st.tuples(st.just("cancel"), WHICH, DAYS, TIMES),
    st.tuples(st.just("give_late"), WHICH, st.integers(0, 9), TIMES),
    st.tuples(st.just("leave"), WHICH, DAYS, TIMES),
    st.tuples(st.just("close"), WHICH, DAYS, TIMES),
)


class Clinic:
    """Two patients with a course each, two physicians, two rooms; the desk does what is drawn."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.ben, self.ines = people.front_desk(), people.administrator()
        self.team = [people.physician(), people.physician("Iris Ito")]
        self.site = builders.site()
        self.rooms = [builders.room(self.site, name) for name in ("Room 1", "Room 2")]
        for practitioner in self.team:
            builders.hours(practitioner, self.site, time(9), time(12))
        patients = [people.patient("Anna Berg"), people.patient("Boris Lind")]
        self.plans = [builders.plan(patient, self.team[0]) for patient in patients]
        self.kind = builders.visit_type()

    def sessions(self) -> list[Session]:
        return [session for plan in self.plans for session in plan.sessions.numbered()]

    def ahead(self) -> list[Appointment]:
        visits = Appointment.objects.filter(state__in=Appointment.AHEAD)
        return list(visits.select_related("site").order_by("pk"))

    def start(self, day: date, nth: int) -> datetime:
        return at(day, 9 + nth // 2, 30 * (nth % 2))

    def book(self, which: int, days: int, nth: int) -> None:
        self.put(self.sessions()[which], MONDAY + timedelta(days=days), nth)

    def book_target(self, which: int, days: int, nth: int) -> None:
        session = self.sessions()[which]
        due = next(due for due in course_of(session.plan) if due.session == session)
        self.put(session, due.window.target + timedelta(days=days), nth)

    def put(self, session: Session, day: date, nth: int) -> None:
        visit = book_visit(
            patient=session.plan.patient,
            practitioner=self.team[nth % 2],
            room=self.rooms[nth // 3],
            visit_type=self.kind,
            starts_at=self.start(day, nth),
            by=self.ben,
            now=self.now,
            session=session,
        )
        self.is_inside(visit)

    def move(self, which: int, days: int, nth: int) -> None:
        for visit in self.ahead()[which : which + 1]:
            moved = builders.move(
                visit,
                self.start(local_day(visit) + timedelta(days=days), nth),
                practitioner=self.team[nth % 2],
                room=self.rooms[nth // 3],
                by=self.ben,
                now=self.now,
            )
            self.is_inside(moved)

    def cancel(self, which: int, _days: int, _nth: int) -> None:
        for visit in self.ahead()[which : which + 1]:
            cancel_visit(
                appointment=visit,
                revision=visit.revision,
                cancelled_by="patient",
                code="ill",
                by=self.ben,
                now=self.now,
            )

    def give_late(self, which: int, days: int, _nth: int) -> None:
        """The patient comes on another day than booked, perhaps after the window; time goes on."""
        plan = self.plans[which % 2]
        due = [due for due in course_of(plan) if due.session.state == "planned"]
        if not due or (len(due) > 1 and due[1].visit):
            return
        on = max(due[0].window.closes + timedelta(days=days), self.now.date())
        if due[0].visit:
            Appointment.objects.filter(pk=due[0].visit.pk).update(**builders.CANCELLED)
        version = plan.signed_version()
        Session.objects.filter(pk=due[0].session.pk).update(
            state="given", given_on=on, given_under=version
        )
        replan_sessions(plan, version, today=on)
        self.now = max(self.now, at(on, 18))

    def leave(self, which: int, days: int, nth: int) -> None:
        day = MONDAY + timedelta(days=days)
        self.off(day, nth, practitioner=self.team[which % 2])

    def close(self, _which: int, days: int, nth: int) -> None:
        self.off(MONDAY + timedelta(days=days), nth, site=self.site)

    def off(self, day: date, nth: int, **of: object) -> None:
        """A whole day, or for every other draw an hour of it."""
        part = {"starts": time(9), "ends": time(10)} if nth % 2 else {}
        add_closure(first_day=day, last_day=day, reason="Away", by=self.ines, **part, **of)

    def is_inside(self, visit: Appointment) -> None:
        due = next(d for d in course_of(visit.session.plan) if d.session == visit.session)
        assert due.window.contains(local_day(visit))
        assert (visit.outside_window_reason, visit.overbooked_reason) == ("", "")

    def check(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(OVERLAPS, {"live": LIVE_STATES})
            assert cursor.fetchone() == (0,)
        for plan in self.plans:
            visits = [due.visit for due in course_of(plan) if due.visit]
            starts = [visit.starts_at for visit in visits]
            assert starts == sorted(starts)
        self.check_stranded()

    def check_stranded(self) -> None:
        today = self.now.astimezone(self.site.zone).date()
        cannot_be = {
            visit.pk
            for visit in self.ahead()
            if local_day(visit) >= today
            and not works_at(
                visit.practitioner, visit.site, visit.starts_at, visit.practitioner_period.upper
            )
        }
        assert {visit.pk for visit in stranded_visits(self.ben, today)} == cannot_be


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_whatever_the_desk_does_the_book_stays_whole(transactional_rollback, steps):
    with transactional_rollback():
        clinic = Clinic()
        for verb, which, days, nth in steps:
            try:
                getattr(clinic, verb)(which, days, nth)
            except ValidationError:
                continue  # refused, and nothing is left behind
            clinic.check()
        assert Closure.objects.count() <= len(steps)
