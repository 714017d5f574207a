"""What a visit holds, where it can be, and where it can move to."""

from datetime import date, timedelta

import pytest

from scheduling.actions.states import change_state
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, TEN, at
from tests.scheduling.refusing import refused

pytestmark = pytest.mark.django_db

HALF_PAST_NINE = at(MONDAY, 9, 30)


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
