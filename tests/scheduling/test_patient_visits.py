from datetime import date

import pytest
from django.urls import reverse

from staff.models import AccessEvent
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, at


@pytest.fixture
def visits(open_clinic, ben, signed_in):
    client = signed_in(ben)
    return lambda: client.get(reverse("patient-visits", args=[open_clinic.anna.pk]))


def test_the_desk_sees_contact_windows_and_the_button_for_the_next_session(
    visits, open_clinic, ruth
):
    plan = builders.plan(open_clinic.anna, ruth)
    response = visits()
    (course,) = response.context["courses"]
    assert [(entry.word, entry.when, entry.may_be_booked) for entry in course.entries] == [
        ("To book", "by Mon 14 Dec", True),
        ("Later", "about Mon 28 Dec", False),
        ("Later", "about Mon 18 Jan", False),
    ]
    page = response.content.decode()
    assert "518 555 0101" in page
    assert "Due Mon 7 Dec 2026, from Mon 30 Nov to Mon 14 Dec 2026" in page
    assert reverse("book-session", args=[plan.sessions.get(number=1).pk]) in page


def test_the_window_of_the_next_session_counts_from_the_booked_one(visits, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    fourteenth = at(date(2026, 12, 14), 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, fourteenth, session=session)
    first, second, third = visits().context["courses"][0].entries
    assert (first.word, first.when) == ("Booked", "Mon 14 Dec")
    assert second.window == "due Mon 4 Jan 2027, from Mon 28 Dec 2026 to Mon 11 Jan 2027"
    assert (second.may_be_booked, third.may_be_booked) == (True, False)


def test_a_visit_outside_its_window_stands_out(visits, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    late = at(date(2026, 12, 15), 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, late, session=session)
    entry = visits().context["courses"][0].entries[0]
    assert (entry.word, entry.tone) == ("Outside window", "stop")


def test_a_shut_window_is_overdue(visits, open_clinic, ruth):
    builders.plan(open_clinic.anna, ruth, opens=date(2026, 11, 10))
    entry = visits().context["courses"][0].entries[0]
    assert (entry.word, entry.tone, entry.when) == ("Overdue", "stop", "by Tue 24 Nov")


def test_visits_ahead_and_earlier_ones_are_apart(visits, open_clinic, ruth):
    past = builders.appointment(
        open_clinic.anna, ruth, open_clinic.room, at(date(2026, 12, 1), 9), state="done"
    )
    ahead = builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    cancelled = builders.appointment(
        open_clinic.anna, ruth, open_clinic.room, NINE, **builders.CANCELLED
    )
    context = visits().context
    assert [card.visit for card in context["ahead"]] == [ahead]
    assert [card.visit for card in context["past"]] == [cancelled, past]


def test_the_desk_does_not_see_why(visits, open_clinic, ruth):
    builders.plan(open_clinic.anna, ruth)
    page = visits().content.decode()
    assert "osteoarthritis" not in page
    assert "dextrose" not in page.lower()


def test_follow_up_visits_show_their_window(visits, open_clinic, ruth):
    builders.follow_up(builders.plan(open_clinic.anna, ruth), MONDAY)
    (entry,) = visits().context["follow_ups"]
    assert entry.window == "due Mon 7 Dec 2026, from Fri 4 Dec to Mon 21 Dec 2026"


def test_nothing_can_be_booked_for_the_dead(visits, open_clinic, ruth):
    builders.plan(open_clinic.anna, ruth)
    open_clinic.anna.deceased_on = date(2026, 12, 1)
    open_clinic.anna.save(update_fields=["deceased_on"])
    assert "Book session" not in visits().content.decode()


def test_opening_the_page_is_written_into_the_read_log(visits, open_clinic, ben):
    visits()
    event = AccessEvent.objects.get()
    assert (event.user, event.action, event.patient_id, event.view) == (
        ben,
        "read",
        open_clinic.anna.pk,
        "patient-visits",
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    visits, open_clinic, ruth, number, django_assert_num_queries
):
    for hour in range(number):
        plan = builders.plan(open_clinic.anna, ruth)
        builders.follow_up(plan)
        session = plan.sessions.get(number=1)
        starts_at = at(MONDAY, 9 + hour)
        builders.appointment(open_clinic.anna, ruth, open_clinic.room, starts_at, session=session)
        builders.appointment(
            open_clinic.anna, ruth, open_clinic.room, at(date(2026, 12, 1), 9 + hour), state="done"
        )
    with django_assert_num_queries(23):
        visits()
