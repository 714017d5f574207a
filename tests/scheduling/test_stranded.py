"""Every visit that cannot take place as it stands is found, whatever took its time away."""

from datetime import date, time, timedelta

import pytest

from scheduling.models import Closure, Hours
from scheduling.stranded import causes_of, stranded_visits, visits_in
from staff.models import User
from tests import people
from tests.scheduling import builders as book
from tests.scheduling.builders import MONDAY, NINE, at

pytestmark = pytest.mark.django_db

TODAY = book.NOW.date()
SPRING = date(2027, 3, 14)  # the clocks go forward at two


@pytest.fixture
def visit(open_clinic, ruth):
    return book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)


def found(user, today=TODAY):
    return list(stranded_visits(user, today).order_by("starts_at"))


def why(visit):
    return causes_of([visit])[visit.pk].in_words(visit)


def test_a_visit_that_can_take_place_is_not_on_the_list(visit, ben):
    assert found(ben) == []
    assert why(visit) == ""


def test_somebody_is_away(visit, ruth, ben):
    absence = book.leave(ruth, MONDAY)
    assert found(ben) == [visit]
    assert why(visit) == "Ruth Adler is away."
    assert list(visits_in(absence, ben)) == [visit]


def test_a_site_is_closed(visit, open_clinic, ben):
    closure = book.closed(open_clinic.site, MONDAY - timedelta(days=1), MONDAY)
    assert found(ben) == [visit]
    assert why(visit) == "Main Street is closed then."
    assert list(visits_in(closure, ben)) == [visit]


@pytest.mark.parametrize(
    ("starts", "ends", "stranded"),
    [
        (time(8), time(9), False),  # over when the visit begins
        (time(8), time(9, 1), True),
        (time(9, 19), time(12), True),  # the practitioner treats until 9:20
        (time(9, 20), time(12), False),
    ],
)
def test_part_of_a_day_off_strands_what_it_touches(visit, ruth, ben, starts, ends, stranded):
    absence = Closure.objects.create(
        practitioner=ruth,
        first_day=MONDAY,
        last_day=MONDAY,
        starts=starts,
        ends=ends,
        reason="Dentist",
    )
    assert found(ben) == ([visit] if stranded else [])
    assert list(visits_in(absence, ben)) == ([visit] if stranded else [])


def test_hours_changed_under_a_visit(visit, ruth, ben):
    Hours.objects.filter(weekday=1).update(starts=time(9, 15))
    assert found(ben) == [visit]
    assert why(visit) == "Ruth Adler does not work at Main Street at that time."


def test_hours_end_on_a_day(visit, open_clinic, ruth, ben):
    next_monday = MONDAY + timedelta(days=7)
    later = book.appointment(open_clinic.anna, ruth, open_clinic.room, at(next_monday, 9))
    Hours.objects.update(last_day=MONDAY)
    assert found(ben) == [later]
    Hours.objects.update(last_day=None, first_day=next_monday)
    assert found(ben) == [visit]


def test_hours_that_touch_are_one(visit, open_clinic, ruth, ben):
    Hours.objects.filter(weekday=1).update(ends=time(9, 10))
    book.hours(ruth, open_clinic.site, time(9, 10), time(12), weekdays=(1,))
    assert found(ben) == []


def test_a_room_and_a_physician_that_are_gone(visit, open_clinic, ruth, ben):
    open_clinic.room.is_active = False
    open_clinic.room.save(update_fields=["is_active"])
    assert found(ben) == [visit]
    assert why(visit) == "Room 1 is not in use any more."
    User.objects.filter(pk=ruth.pk).update(is_active=False)
    visit.refresh_from_db()
    assert why(visit) == "Ruth Adler treats nobody here any more. Room 1 is not in use any more."


@pytest.mark.parametrize("state", ["requested", "booked", "confirmed"])
def test_every_visit_that_is_still_to_come_counts(open_clinic, ruth, ben, state):
    visit = book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, state=state)
    book.leave(ruth, MONDAY)
    assert found(ben) == [visit]


@pytest.mark.parametrize("fields", [book.CANCELLED, {"state": "done"}, {"state": "no_show"}])
def test_what_is_over_does_not_count(open_clinic, ruth, ben, fields):
    book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, **fields)
    book.leave(ruth, MONDAY)
    assert found(ben) == []


def test_yesterday_does_not_count(visit, ruth, ben):
    book.leave(ruth, MONDAY)
    assert found(ben, MONDAY) == [visit]
    assert found(ben, MONDAY + timedelta(days=1)) == []


@pytest.mark.parametrize("zone", ["Pacific/Apia", "America/Los_Angeles"])  # UTC+13, UTC-8
def test_the_day_is_the_one_of_the_site(ruth, ben, zone):
    site = book.site("Far away", zone)
    book.hours(ruth, site)
    visit = book.appointment(people.patient(), ruth, book.room(site), at(MONDAY, 9, zone=zone))
    book.leave(ruth, MONDAY - timedelta(days=1))
    assert found(ben) == []
    book.leave(ruth, MONDAY)
    assert found(ben) == [visit]
    assert found(ben, MONDAY + timedelta(days=1)) == []


def test_part_of_a_day_off_in_the_hour_that_is_missing(open_clinic, ruth, ben):
    book.hours(ruth, open_clinic.site, time(0), time(23), weekdays=(7,))
    visit = book.appointment(open_clinic.anna, ruth, open_clinic.room, at(SPRING, 3))
    off = {"practitioner": ruth, "first_day": SPRING, "last_day": SPRING, "reason": "Sleep"}
    Closure.objects.create(starts=time(2, 10), ends=time(3), **off)
    assert found(ben) == []
    Closure.objects.create(starts=time(2, 10), ends=time(3, 5), **off)
    assert found(ben) == [visit]


def test_part_of_a_day_off_in_the_hour_that_comes_twice(open_clinic, ruth, ben):
    autumn = date(2027, 11, 7)
    book.hours(ruth, open_clinic.site, time(0), time(23), weekdays=(7,))
    visits = [
        book.appointment(
            patient, ruth, open_clinic.room, at(autumn, 0, 30) + timedelta(hours=later)
        )
        for patient, later in ((open_clinic.anna, 1), (open_clinic.boris, 2))
    ]
    assert [str(visit.local_start.time()) for visit in visits] == ["01:30:00", "01:30:00"]
    off = {"practitioner": ruth, "first_day": autumn, "last_day": autumn, "reason": "Sleep"}
    Closure.objects.create(starts=time(1), ends=time(2), **off)
    assert found(ben) == visits


def test_it_is_one_query(visit, ruth, ben, django_assert_num_queries):
    book.leave(ruth, MONDAY)
    with django_assert_num_queries(1):
        assert found(ben) == [visit]
    with django_assert_num_queries(1):
        causes_of([visit])
