from datetime import date

import pytest
from django.urls import reverse

from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import TEN, at

URL = reverse("book-free-time")


@pytest.fixture
def ask(open_clinic, ruth, ben, signed_in):
    client = signed_in(ben)

    def get(**asked):
        known = {
            "site": open_clinic.site.pk,
            "practitioner": ruth.pk,
            "at": f"{TEN:%Y-%m-%dT%H:%M%z}",
        }
        return client.get(URL, known | asked)

    return get


def test_those_whose_window_holds_the_day_are_named_the_own_patients_first(ask, open_clinic, ruth):
    omar = people.physician("Omar Haddad")
    builders.session(open_clinic.boris, omar, opens=date(2026, 11, 25))
    builders.session(open_clinic.anna, ruth)
    builders.session(people.patient("Clara Ito"), ruth, opens=date(2026, 12, 8))
    rows = ask().context["sessions"]
    assert [row.row.plan.patient.full_name for row in rows] == ["Anna Berg", "Boris Lind"]


def test_the_window_counts_from_the_visit_that_is_booked(ask, open_clinic, ruth):
    """As they are kept, the windows of both second sessions say the opposite."""
    room, now_open = open_clinic.room, builders.plan(open_clinic.anna, ruth)
    first, second = now_open.sessions.order_by("number")[:2]
    builders.appointment(open_clinic.anna, ruth, room, at(date(2026, 11, 23), 9), session=first)
    not_open_yet = builders.plan(open_clinic.boris, ruth, opens=date(2026, 11, 9))
    later = not_open_yet.sessions.get(number=1)
    builders.appointment(open_clinic.boris, ruth, room, at(date(2026, 12, 4), 9), session=later)
    assert [row.row for row in ask().context["sessions"]] == [second]


def test_the_link_leads_to_the_times_of_that_day(ask, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    link = f"{reverse('book-session', args=[session.pk])}?site={open_clinic.site.pk}"
    assert f"{link}&amp;practitioner={ruth.pk}&amp;first_day=2026-12-07" in ask().content.decode()


@pytest.mark.parametrize(
    "wrong", [{"at": ""}, {"at": "2026-13-01T10:00+0000"}, {"site": "0"}, {"practitioner": "\0"}]
)
def test_what_is_no_free_time_leads_back_to_the_board(ask, wrong):
    assert ask(**wrong).url == reverse("day-board")


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(ask, ruth, number, django_assert_num_queries):
    for name in ("Clara Ito", "Dora Klein", "Emil Nagy")[:number]:
        plan = builders.plan(people.patient(name), ruth)
        builders.follow_up(plan)
    with django_assert_num_queries(8):
        ask()
