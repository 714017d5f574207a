"""When a plan would end that starts on a certain day, and what is in the way."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.forecast import Calendar, Obstacle, Opening, foresee
from scheduling.models import Room, Site
from tests import people
from tests.scheduling import builders
from treatments.spacing import Spacing, Window

WEEKDAYS = [Opening(weekday, time(9), time(12)) for weekday in range(1, 6)]
START = date(2027, 3, 3)  # a Wednesday
EVERY_TWO_WEEKS = Spacing(12, 14, 18)


def course(*obstacles, sessions=8, spacing=EVERY_TWO_WEEKS, openings=WEEKDAYS, **more):
    return foresee(
        START,
        numbers=range(1, sessions + 1),
        spacing=spacing,
        calendar=Calendar(openings, obstacles),
        start_within_days=42,
        **more,
    )


def off(first, last=None, why="away", **hours):
    return Obstacle(first, last or first, why, **hours)


def test_a_course_with_nothing_in_the_way_is_given_on_its_targets():
    found = course()
    assert [session.day for session in found.sessions] == [
        START + timedelta(days=14 * number) for number in range(8)
    ]
    assert found.ends_on == date(2027, 6, 9)
    assert (found.clashes, found.has_no_day) == ((), False)


def test_leave_moves_a_session_to_the_nearest_day_and_the_rest_counts_from_there():
    leave = off(date(2027, 5, 12), date(2027, 5, 13), "your leave")
    found = course(leave)
    sixth, seventh = found.sessions[5:7]
    assert (sixth.window.target, sixth.obstacle, sixth.day) == (
        date(2027, 5, 12), leave, date(2027, 5, 11),
    )  # fmt: skip
    assert seventh.window.target == date(2027, 5, 25)
    assert found.clashes == (leave,)


def test_a_window_without_an_open_day_has_no_legal_day():
    found = course(off(date(2027, 3, 10), date(2027, 4, 10)))
    assert [session.day for session in found.sessions[:2]] == [START, None]
    assert found.has_no_day


def test_a_weekend_is_nobodys_clash():
    spacing = Spacing(16, 17, 20)  # Wednesday to Saturday
    found = course(sessions=2, spacing=spacing)
    second = found.sessions[1]
    assert (second.window.target, second.obstacle, second.day) == (
        date(2027, 3, 20), None, date(2027, 3, 19),
    )  # fmt: skip


def test_part_of_a_day_is_in_the_way_only_if_nothing_is_left():
    morning = off(date(2027, 3, 17), starts=time(8), ends=time(10))
    assert course(morning).sessions[1].is_on_target
    whole = off(date(2027, 3, 17), starts=time(8), ends=time(13))
    assert course(whole).sessions[1].day == date(2027, 3, 16)


def test_hours_that_end_are_over():
    openings = [
        Opening(3, time(9), time(12), last_day=date(2027, 3, 16)),
        Opening(4, time(9), time(12), first_day=date(2027, 3, 17)),
    ]
    days = [session.day for session in course(sessions=3, openings=openings).sessions]
    assert days == [START, date(2027, 3, 18), date(2027, 4, 1)]


def test_a_course_in_progress_goes_on_from_the_last_session_given():
    found = course(sessions=1, last_given=date(2027, 2, 24))
    assert found.sessions[0].window == Window(
        date(2027, 3, 8), date(2027, 3, 10), date(2027, 3, 14)
    )


def test_follow_up_visits_count_from_the_last_session():
    (window,) = course(sessions=1, follow_up_days=(42,)).follow_ups
    assert window.target == START + timedelta(days=42)


@settings(max_examples=60)
@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.lists(st.integers(1, 60), min_size=3, max_size=3),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 20)), max_size=6),
    st.sets(st.integers(1, 7), max_size=7),
)
def test_every_day_is_open_and_legal(start, gaps, absences, weekdays):
    obstacles = [
        off(start + timedelta(days=first), start + timedelta(days=first + length))
        for first, length in absences
    ]
    calendar = Calendar([Opening(day, time(9), time(12)) for day in weekdays], obstacles)
    found = foresee(start, numbers=range(1, 5), spacing=Spacing(*sorted(gaps)), calendar=calendar)
    for session in found.sessions:
        if session.day:
            assert calendar.is_open(session.day)
            assert session.window.contains(session.day)
        else:
            assert calendar.nearest_open(session.window) is None


# ------------------------------------------------------------------ the page


@pytest.fixture
def url(open_clinic, ruth):
    return reverse("what-if", args=[builders.plan(open_clinic.anna, ruth).pk])


@pytest.mark.django_db
def test_the_page_says_when_it_ends_and_what_it_clashes_with(
    url, open_clinic, ruth, ben, signed_in
):
    builders.leave(ruth, date(2027, 3, 22), date(2027, 3, 26))
    builders.closed(open_clinic.site, date(2027, 4, 12))
    client = signed_in(ruth)
    page = client.get(url, {"start": "2027-03-01"}).content.decode()
    assert "If it starts on Mon 1 Mar 2027, it ends on Fri 9 Apr 2027" in page
    assert "your leave Mon 22 Mar to Fri 26 Mar 2027" in page
    assert "3 days earlier: your leave Mon 22 Mar to Fri 26 Mar 2027" in page
    assert signed_in(ben).get(url).status_code == 403


@pytest.mark.django_db
def test_another_physician_is_away_by_name(url, open_clinic, ruth, signed_in):
    iris = people.physician("Iris Ito")
    builders.hours(iris, open_clinic.site)
    builders.leave(iris, date(2027, 3, 22))
    asked = {"start": "2027-03-01", "practitioner": iris.pk}
    page = signed_in(ruth).get(url, asked).content.decode()
    assert "1 day later: Iris Ito away Mon 22 Mar 2027" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"start": "yesterday"},
        {"start": "1999-01-01"},
        {"start": "9999-12-31"},
        {"start": "2027-02-29"},
        {"start": "2027-03-01", "site": "x", "practitioner": "\0"},
    ],
)
def test_a_start_that_cannot_be_understood_starts_tomorrow(url, ruth, signed_in, asked):
    response = signed_in(ruth).get(url, asked)
    assert response.status_code == 200
    assert len(response.context["rows"]) == 3


@pytest.mark.django_db
def test_the_page_costs_the_same_however_long_the_course_is(
    open_clinic, ruth, signed_in, django_assert_num_queries
):
    client = signed_in(ruth)
    for patient, sessions in ((open_clinic.anna, 1), (open_clinic.boris, 3)):
        plan = builders.plan(patient, ruth, sessions=sessions)
        with django_assert_num_queries(13):
            client.get(reverse("what-if", args=[plan.pk]))


@pytest.mark.django_db
def test_it_looks_where_the_patient_came_last(url, open_clinic, ruth, signed_in):
    annex = Site.objects.create(name="Annex", time_zone="America/New_York")
    room = Room.objects.create(site=annex, name="Annex room")
    builders.appointment(open_clinic.anna, ruth, room, datetime(2026, 10, 1, 14, tzinfo=UTC))
    response = signed_in(ruth).get(url, {"start": "2027-03-01"})
    assert response.context["site"] == annex
