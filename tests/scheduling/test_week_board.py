from datetime import date

import pytest
from django.urls import reverse

from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, TEN, at

THURSDAY = date(2026, 12, 10)


@pytest.fixture
def week(open_clinic, ben, signed_in):
    client = signed_in(ben)
    return lambda **asked: client.get(reverse("week-board"), {"day": "2026-12-09"} | asked)


def test_everybodys_visits_are_counted_by_local_day(week, open_clinic, ruth):
    omar = people.physician("Omar Haddad")
    other_room = builders.room(open_clinic.site, "Room 2")
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, TEN)
    # Already Tuesday in UTC.
    builders.appointment(people.patient("Clara Ito"), omar, other_room, at(MONDAY, 22))
    builders.appointment(
        open_clinic.boris, ruth, open_clinic.room, at(THURSDAY, 9), **builders.CANCELLED
    )
    shown = week().context
    assert [(line.name, line.numbers[MONDAY], line.total) for line in shown["lines"]] == [
        ("Omar Haddad", 1, 1),
        ("Ruth Adler", 2, 2),
    ]
    assert (shown["totals"][MONDAY], shown["total"]) == (3, 3)


def test_one_practitioner_or_room_is_shown_day_by_day(week, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    builders.leave(ruth, THURSDAY)
    builders.closed(open_clinic.site, date(2026, 12, 11))
    for whose in (f"p{ruth.pk}", f"r{open_clinic.room.pk}"):
        columns = week(whose=whose).context["columns"]
        assert [len(column.cards) for column in columns] == [1, 0, 0, 0, 0, 0, 0]
        away = "Away" if whose.startswith("p") else ""
        assert [column.note for column in columns][3:5] == [away, "Closed: Holiday"]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("whose", "queries"), [("all", 6), ("one", 10)])
def test_the_number_of_queries_does_not_grow(
    week, open_clinic, ruth, number, whose, queries, django_assert_num_queries
):
    for hour in range(number):
        patient = people.patient(f"Clara {hour}")
        session = builders.session(patient, ruth)
        visit = at(MONDAY, 9 + hour)
        builders.appointment(patient, ruth, open_clinic.room, visit, session=session)
    with django_assert_num_queries(queries):
        week(whose=f"p{ruth.pk}" if whose == "one" else "")


@pytest.mark.parametrize("asked", [{"whose": "p0"}, {"whose": "x1"}, {"whose": "r" + "9" * 30}])
def test_who_is_not_there_is_everybody(week, open_clinic, asked):
    assert week(**asked).context["whose"] is None


def test_without_a_site_it_leads_to_the_board_that_says_so(db, ben, signed_in):
    assert signed_in(ben).get(reverse("week-board")).url == reverse("day-board")
