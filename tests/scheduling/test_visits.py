from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from scheduling.actions.states import TRANSITIONS, cancel_visit, change_state
from scheduling.actions.visits import book_visit
from scheduling.models import Appointment
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, NOW, TEN, at

pytestmark = pytest.mark.django_db

HALF_PAST_NINE = at(MONDAY, 9, 30)


@pytest.fixture
def main_street():
    return builders.site()


@pytest.fixture
def room(main_street):
    return builders.room(main_street)


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg")


@pytest.fixture
def boris(ben):
    return people.patient("Boris Lind")


@pytest.fixture
def book(ruth, ben, anna, room, main_street):
    """Book Anna with Ruth in room 1 on Monday at nine, unless told otherwise."""
    builders.hours(ruth, main_street)

    def do(**fields):
        return book_visit(
            **{
                "patient": anna,
                "practitioner": ruth,
                "room": room,
                "visit_type": builders.visit_type(),
                "starts_at": NINE,
                "by": ben,
                "now": NOW,
            }
            | fields
        )

    return do


def refused(action, **fields):
    """What the action said, after seeing that it left nothing behind."""
    before = list(Appointment.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as error:
        action(**fields)
    assert list(Appointment.objects.order_by("pk").values()) == before
    return error.value.messages


def test_a_booked_visit_holds_each_resource_for_its_own_part(book, ben):
    visit = book()
    assert (visit.state, visit.booked_by, visit.site.name) == ("booked", ben, "Main Street")
    assert (visit.starts_at, visit.ends_at) == (NINE, at(MONDAY, 9, 35))
    visit.refresh_from_db()
    practitioner, room = visit.practitioner_period, visit.room_period
    assert (practitioner.lower, practitioner.upper) == (NINE, at(MONDAY, 9, 20))
    assert (room.lower, room.upper) == (at(MONDAY, 8, 55), at(MONDAY, 9, 40))


def test_overlapping_visit_of_the_practitioner_is_refused_and_nothing_is_saved(
    book, boris, main_street
):
    book()
    said = refused(
        book,
        patient=boris,
        room=builders.room(main_street, "Room 2"),
        starts_at=at(MONDAY, 9, 15),
    )
    assert said == ["Ruth Adler is taken from 9:00 am to 9:20 am EST."]


def test_overlapping_visit_in_the_room_is_refused_and_nothing_is_saved(book, boris, main_street):
    book()
    iris = people.physician("Iris Ito")
    builders.hours(iris, main_street)
    said = refused(book, patient=boris, practitioner=iris, starts_at=HALF_PAST_NINE)
    assert said == ["Room 1 is taken from 8:55 am to 9:40 am EST."]


def test_overlapping_visit_of_the_patient_is_refused_and_nothing_is_saved(book, main_street):
    book()
    iris = people.physician("Iris Ito")
    builders.hours(iris, main_street)
    said = refused(
        book,
        practitioner=iris,
        room=builders.room(main_street, "Room 2"),
        starts_at=HALF_PAST_NINE,
    )
    assert said == ["The patient already has a visit from 9:00 am to 9:35 am EST."]


def test_back_to_back_visits_are_allowed(book, boris):
    plain = builders.visit_type("plain", treat=30)
    book(visit_type=plain)
    assert (
        book(visit_type=plain, patient=boris, starts_at=HALF_PAST_NINE).starts_at == HALF_PAST_NINE
    )


def test_the_practitioner_is_free_while_the_patient_is_observed(book, boris, main_street):
    book()
    second = book(
        patient=boris, room=builders.room(main_street, "Room 2"), starts_at=at(MONDAY, 9, 20)
    )
    assert second.starts_at == at(MONDAY, 9, 20)


@pytest.mark.parametrize(
    ("hour", "minute", "allowed"), [(8, 59, False), (9, 0, True), (16, 40, True), (16, 41, False)]
)
def test_the_treatment_lies_inside_working_hours(book, hour, minute, allowed):
    starts_at = at(MONDAY, hour, minute)
    if allowed:
        assert book(starts_at=starts_at).starts_at == starts_at
    else:
        assert refused(book, starts_at=starts_at) == [
            "Ruth Adler does not work at Main Street at that time."
        ]


def test_a_day_on_which_the_site_is_closed_is_refused(book, main_street):
    builders.closed(main_street, date(2026, 12, 5), MONDAY)
    assert refused(book) == ["Main Street is closed on Mon 7 Dec 2026."]


def test_a_day_on_which_the_practitioner_is_away_is_refused(book, ruth):
    builders.leave(ruth, MONDAY, date(2026, 12, 11))
    assert refused(book) == ["Ruth Adler is away on Mon 7 Dec 2026."]


def test_the_past_is_refused_and_this_very_moment_is_not(book):
    assert refused(book, now=NINE + timedelta(seconds=1)) == [
        "Mon 7 Dec 2026, 9:00 am EST is already past. Choose a later time."
    ]
    assert book(now=NINE).starts_at == NINE


def test_nobody_is_booked_with_somebody_who_does_not_treat(book, ben, main_street):
    builders.hours(ben, main_street)
    assert refused(book, practitioner=ben) == ["Ben Castillo does not treat patients here."]


def test_a_room_out_of_use_is_refused(book, main_street):
    attic = builders.room(main_street, "Attic", is_active=False)
    assert refused(book, room=attic) == ["Attic is not in use any more."]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"deceased_on": date(2026, 11, 30)}, "This patient has died; no visit can be booked."),
        (
            {"merged_into": "boris"},
            "This record was merged into another one. Book the visit in the record that is kept.",
        ),
    ],
)
def test_patients_who_cannot_come_are_not_booked(book, anna, boris, fields, said):
    fields = {name: boris if value == "boris" else value for name, value in fields.items()}
    type(anna).objects.filter(pk=anna.pk).update(**fields)
    assert refused(book) == [said]


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


@pytest.fixture
def move(ben):
    def do(visit, **fields):
        return builders.move(visit, **{"revision": 1, "starts_at": TEN, "by": ben} | fields)

    return do


def test_a_moved_visit_frees_its_old_time(book, move, boris):
    visit = move(book())
    assert (visit.starts_at, visit.revision) == (TEN, 2)
    assert book(patient=boris).starts_at == NINE


def test_a_visit_may_be_moved_into_its_own_time(book, move):
    assert move(book(), starts_at=at(MONDAY, 9, 5)).starts_at == at(MONDAY, 9, 5)


def test_the_second_of_two_desks_that_move_one_visit_is_told(book, move):
    visit = book()
    move(visit)
    assert refused(move, visit=visit, starts_at=at(MONDAY, 11))[0].startswith(
        "Somebody else changed this record"
    )


def test_a_visit_moves_to_a_room_of_another_site(book, move, ruth, main_street):
    harbor = builders.site("Harbor")
    builders.hours(ruth, harbor)
    visit = move(book(), room=builders.room(harbor))
    visit.refresh_from_db()
    assert visit.site == harbor


def test_a_visit_that_began_cannot_be_moved(book, move, ben):
    visit = book()
    arrived = change_state(appointment=visit, revision=1, state="arrived", by=ben, now=NINE)
    assert refused(move, visit=arrived, revision=2) == [
        "This visit is marked “Arrived” and cannot be moved any more."
    ]


def test_a_cancelled_visit_keeps_its_reason_and_frees_its_time(book, ben, boris, anna, ruth):
    session = builders.session(anna, ruth)
    visit = cancel_visit(
        appointment=book(session=session),
        revision=1,
        cancelled_by="patient",
        code="ill",
        reason=" Flu ",
        by=ben,
        now=NOW,
    )
    assert (visit.state, visit.cancelled_by, visit.cancelled_at) == ("cancelled", "patient", NOW)
    assert (visit.cancelled_code, visit.cancelled_reason) == ("ill", "Flu")
    assert book(patient=boris).starts_at == NINE
    assert book(session=session, starts_at=TEN).session == session


@pytest.mark.parametrize(("cancelled_by", "code"), [("", "ill"), ("patient", "")])
def test_a_visit_is_not_cancelled_without_a_reason(book, ben, cancelled_by, code):
    said = refused(
        cancel_visit,
        appointment=book(),
        revision=1,
        cancelled_by=cancelled_by,
        code=code,
        by=ben,
        now=NOW,
    )
    assert said == ["Say by whom and why the visit is cancelled."]


@pytest.mark.parametrize("state", list(TRANSITIONS))
def test_states_follow_the_table_and_nothing_else(book, ben, state):
    visit = book()
    for wanted in Appointment.State.values:
        kept = builders.CANCELLED if state == "cancelled" else builders.NOT_CANCELLED
        Appointment.objects.filter(pk=visit.pk).update(revision=1, **kept | {"state": state})
        step = {"appointment": visit, "revision": 1, "state": wanted, "by": ben, "now": TEN}
        step["reason"] = "Pressed by mistake"
        if wanted in TRANSITIONS[state]:
            assert change_state(**step).state == wanted
        else:
            assert "cannot be marked" in refused(change_state, **step)[0]


def test_a_visit_is_not_marked_before_its_day(book, ben):
    said = refused(change_state, appointment=book(), revision=1, state="arrived", by=ben, now=NOW)
    assert said == ["This visit is on Mon 7 Dec 2026, 9:00 am EST. Mark it from that day on."]


def test_a_patient_may_still_come_until_the_visit_begins(book, ben):
    visit = book()
    said = refused(
        change_state, appointment=visit, revision=1, state="no_show", by=ben, now=at(MONDAY, 8, 59)
    )
    assert said == ["The visit has not begun yet; the patient may still come."]
    step = change_state(appointment=visit, revision=1, state="no_show", by=ben, now=NINE)
    assert step.state == "no_show"


def test_a_missed_visit_comes_back_only_if_its_time_is_still_free(book, ben, boris):
    visit = book()
    change_state(appointment=visit, revision=1, state="no_show", by=ben, now=NINE)
    book(patient=boris, now=NINE)
    assert "Ruth Adler is taken from 9:00 am to 9:20 am EST." in refused(
        change_state,
        appointment=visit,
        revision=2,
        state="booked",
        by=ben,
        now=NINE,
        reason="Came after all",
    )


def test_an_unknown_state_is_refused(book, ben):
    said = refused(change_state, appointment=book(), revision=1, state="\0", by=ben, now=TEN)
    assert "cannot be marked" in said[0]
