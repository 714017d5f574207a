"""On which days and in which rooms a session or follow-up visit can be booked."""

from datetime import date, time

import pytest

from scheduling.actions.visits import book_visit
from scheduling.models import Appointment
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, TEN, at
from tests.scheduling.refusing import refused

pytestmark = pytest.mark.django_db


class TestWindow:
    """Session 1 may be given from 30 November to 14 December, session 2 14 to 28 days after it."""

    @pytest.mark.parametrize("day", [date(2026, 11, 30), MONDAY, date(2026, 12, 14)])
    def test_the_desk_books_inside_the_window_with_both_ends(self, book, anna, ruth, day):
        session = builders.session(anna, ruth)
        visit = book(session=session, starts_at=at(day, 9), now=at(date(2026, 11, 1), 9))
        assert (visit.session, visit.outside_window_reason) == (session, "")

    def test_outside_the_window_is_refused_for_the_desk(self, book, anna, ruth):
        session = builders.session(anna, ruth)
        said = refused(
            book,
            session=session,
            starts_at=at(date(2026, 12, 15), 9),
            outside_window_reason="He asked",
        )
        assert said == [
            "Tue 15 Dec 2026 is outside the window (due Mon 7 Dec 2026, from Mon 30 Nov to "
            "Mon 14 Dec 2026): 1 day after it closes. Only a physician can book it there."
        ]

    def test_outside_the_window_is_allowed_for_a_physician_with_a_reason(self, book, anna, ruth):
        late = {
            "session": builders.session(anna, ruth),
            "starts_at": at(date(2026, 12, 15), 9),
            "by": ruth,
        }
        assert refused(book, **late, outside_window_reason=" ")[1] == (
            "Say why it should be there all the same."
        )
        visit = book(**late, outside_window_reason="Was abroad")
        assert visit.outside_window_reason == "Was abroad"

    def test_a_reason_is_not_kept_where_none_was_needed(self, book, anna, ruth):
        session = builders.session(anna, ruth)
        visit = book(session=session, by=ruth, outside_window_reason="Was abroad")
        assert visit.outside_window_reason == ""

    @pytest.mark.parametrize(
        ("booked", "wanted", "day", "said"),
        [
            (1, 2, date(2026, 12, 4), "Session 2 would come before session 1."),
            (2, 1, date(2026, 12, 28), "Session 2 would come before session 1."),
        ],
    )
    def test_no_reason_turns_the_course_round(
        self, book, anna, ruth, room, booked, wanted, day, said
    ):
        plan = builders.plan(anna, ruth)
        of = {session.number: session for session in plan.sessions.all()}
        when = at(MONDAY if booked == 1 else date(2026, 12, 21), 9)
        builders.appointment(anna, ruth, room, when, session=of[booked])
        out_of_order = {"session": of[wanted], "starts_at": at(day, 10), "by": ruth}
        assert refused(book, **out_of_order, outside_window_reason="He asked") == [said]
        assert Appointment.objects.count() == 1

    def test_the_window_is_a_matter_of_local_dates(self, anna, ruth, ben):
        """8:00 on 30 November in Tonga is still 29 November in UTC."""
        tonga = builders.site("Nukualofa", "Pacific/Tongatapu")
        builders.hours(ruth, tonga, time(8))
        visit = book_visit(
            patient=anna,
            practitioner=ruth,
            room=builders.room(tonga),
            visit_type=builders.visit_type(),
            starts_at=at(date(2026, 11, 30), 8, zone="Pacific/Tongatapu"),
            by=ben,
            now=at(date(2026, 11, 20), 9),
            session=builders.session(anna, ruth),
        )
        assert visit.starts_at.date() == date(2026, 11, 29)

    def test_a_later_session_waits_for_the_one_before_it(self, book, anna, ruth):
        plan = builders.plan(anna, ruth)
        said = refused(
            book, session=plan.sessions.get(number=2), starts_at=at(date(2026, 12, 28), 9)
        )
        assert said == ["Book session 1 first: the window of session 2 counts from it."]

    def test_a_later_session_counts_from_the_booked_one_before_it(self, book, anna, ruth):
        first, second, _ = builders.plan(anna, ruth).sessions.all()
        book(session=first, starts_at=at(date(2026, 12, 14), 9))
        said = refused(book, session=second, starts_at=at(date(2026, 12, 24), 9))
        assert said[0].startswith("Thu 24 Dec 2026 is outside the window (due Mon 4 Jan 2027")
        assert book(session=second, starts_at=at(date(2026, 12, 28), 9)).session == second

    def test_a_session_is_booked_once(self, book, anna, ruth):
        session = builders.session(anna, ruth)
        book(session=session)
        assert refused(book, session=session, starts_at=TEN) == [
            "Session 1 is already booked for Mon 7 Dec 2026, 9:00 am EST."
        ]

    def test_moving_a_visit_out_of_step_with_the_next_one_is_refused(self, book, anna, ruth, ben):
        first, second, _ = builders.plan(anna, ruth).sessions.all()
        visit = book(session=first)
        book(session=second, starts_at=at(date(2026, 12, 21), 9))
        said = refused(builders.move, visit=visit, starts_at=at(date(2026, 12, 8), 9), by=ben)
        assert said[0].startswith(
            "Session 2 is booked for Mon 21 Dec 2026 and would then be outside"
        )

    @pytest.mark.parametrize("state", ["draft", "stopped", "completed", "cancelled"])
    def test_nothing_is_booked_for_a_plan_that_does_not_run(self, book, anna, ruth, state):
        session = builders.session(anna, ruth)
        closed_on = None if state == "draft" else MONDAY
        type(session.plan).objects.filter(pk=session.plan_id).update(
            state=state, closed_on=closed_on
        )
        session.refresh_from_db()
        assert refused(book, session=session)[0].startswith("The plan is “")

    def test_a_session_of_another_patient_is_refused(self, book, boris, ruth):
        assert refused(book, session=builders.session(boris, ruth)) == [
            "This visit belongs to another patient."
        ]

    def test_a_session_that_was_left_out_is_refused(self, book, anna, ruth):
        session = builders.session(anna, ruth)
        session.state, session.dropped_reason = "dropped", "Not needed"
        session.save(update_fields=["state", "dropped_reason"])
        assert refused(book, session=session) == ["Session 1 is already left out."]

    def test_a_follow_up_has_a_window_too(self, book, anna, ruth):
        follow_up = builders.follow_up(builders.plan(anna, ruth))
        assert refused(book, follow_up=follow_up, starts_at=at(date(2026, 12, 22), 9))[
            0
        ].startswith("Tue 22 Dec 2026 is outside the window")
        assert book(follow_up=follow_up).follow_up == follow_up


@pytest.mark.parametrize("guidance", ["ultrasound", "fluoroscopy"])
def test_a_room_without_the_equipment_of_the_plan_is_refused(
    book, anna, ruth, main_street, guidance
):
    session = builders.session(anna, ruth, guidance=guidance)
    assert refused(book, session=session) == [
        f"This session needs {guidance}, which Room 1 does not have."
    ]
    imaging = builders.room(main_street, "Imaging", guidance)
    assert book(session=session, room=imaging).room == imaging
