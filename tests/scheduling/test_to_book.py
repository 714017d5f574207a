from datetime import date

import pytest
from django.urls import reverse

from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import NINE, at

TO_BOOK = reverse("to-book")


@pytest.fixture
def listed(open_clinic, ben, signed_in):
    client = signed_in(ben)

    def get(**asked):
        return client.get(TO_BOOK, asked)

    return get


def test_the_next_session_of_each_course_is_listed_soonest_closing_first(listed, open_clinic, ruth):
    builders.plan(open_clinic.anna, ruth)
    builders.plan(open_clinic.boris, ruth, opens=date(2026, 11, 10))
    due = listed().context["due"]
    assert [(row.row.plan.patient.given_name, row.what, row.days_left) for row in due] == [
        ("Boris", "Session 1 of 3, right knee", "Closed 10 days ago"),
        ("Anna", "Session 1 of 3, right knee", "10 days left"),
    ]
    assert due[1].window == "Mon 30 Nov to Mon 14 Dec 2026"


def test_a_booked_session_leaves_the_list(listed, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=session)
    assert listed().context["due"] == []


def test_a_cancelled_visit_puts_its_session_back_on_the_list(listed, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    cancelled = builders.CANCELLED | {"session": session}
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, **cancelled)
    assert [row.row for row in listed().context["due"]] == [session]


def test_plans_that_do_not_run_and_the_dead_are_not_listed(listed, open_clinic, ruth):
    stopped = builders.plan(open_clinic.anna, ruth)
    type(stopped).objects.filter(pk=stopped.pk).update(state="stopped", closed_on=date(2026, 12, 1))
    builders.plan(people.patient("Clara Voss", deceased_on=date(2026, 12, 1)), ruth)
    assert listed().context["due"] == []


def test_follow_up_visits_have_their_own_list(listed, open_clinic, ruth):
    follow_up = builders.follow_up(builders.plan(open_clinic.anna, ruth))
    response = listed(which="follow-ups")
    assert [row.row for row in response.context["due"]] == [follow_up]
    assert [tab["count"] for tab in response.context["tabs"]] == [1, 1, 0]


def test_who_did_not_come_is_listed_until_the_session_is_booked_again(listed, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    missed = builders.appointment(
        open_clinic.anna,
        ruth,
        open_clinic.room,
        at(date(2026, 12, 1), 9),
        state="no_show",
        session=session,
    )
    assert [card.visit for card in listed(which="missed").context["missed"]] == [missed]
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=session)
    assert listed(which="missed").context["missed"] == []


def test_a_missed_first_visit_is_listed_until_the_patient_has_a_later_one(
    listed, open_clinic, ruth
):
    day = at(date(2026, 12, 1), 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, state="no_show")
    (card,) = listed(which="missed").context["missed"]
    assert card.book_url == reverse("book-visit", args=[open_clinic.anna.pk])
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    assert listed(which="missed").context["missed"] == []


@pytest.mark.parametrize(
    ("within", "found"), [("-1", ["Boris"]), ("7", ["Boris"]), ("", ["Boris", "Anna"])]
)
def test_only_windows_that_close_soon(listed, open_clinic, ruth, within, found):
    builders.plan(open_clinic.anna, ruth)
    builders.plan(open_clinic.boris, ruth, opens=date(2026, 11, 10))
    due = listed(within=within).context["due"]
    assert [row.row.plan.patient.given_name for row in due] == found


def test_only_the_plans_of_one_physician(listed, open_clinic, ruth):
    iris = people.physician("Iris Ito")
    builders.plan(open_clinic.anna, ruth)
    builders.plan(open_clinic.boris, iris)
    due = listed(physician=iris.pk).context["due"]
    assert [row.row.plan.patient for row in due] == [open_clinic.boris]


@pytest.mark.parametrize(
    "asked",
    [{"which": "all"}, {"within": "x"}, {"physician": "9" * 25}, {"page": "-3"}, {"page": "\0"}],
)
def test_what_cannot_be_understood_is_left_out(listed, asked):
    assert listed(**asked).status_code == 200


@pytest.mark.parametrize(("which", "queries"), [("sessions", 10), ("follow-ups", 8), ("missed", 8)])
@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    listed, open_clinic, ruth, number, which, queries, django_assert_num_queries
):
    for hour in range(number):
        patient = people.patient(f"Clara {hour}")
        plan = builders.plan(patient, ruth)
        builders.follow_up(plan)
        builders.appointment(
            patient, ruth, open_clinic.room, at(date(2026, 12, 1), 9 + hour), state="no_show"
        )
    with django_assert_num_queries(queries):
        listed(which=which)
