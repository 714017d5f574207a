from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from scheduling.models import Appointment
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, TEN, at


@pytest.fixture
def session(open_clinic, ruth):
    return builders.session(open_clinic.anna, ruth)


@pytest.fixture
def url(session):
    return reverse("book-session", args=[session.pk])


def offer(starts_at, practitioner, room):
    return f"{starts_at:%Y-%m-%dT%H:%M%z}_{practitioner.pk}_{room.pk}"


def sent(starts_at, practitioner, room, **more):
    return {"offer": offer(starts_at, practitioner, room), "form_token": str(uuid4())} | more


def test_the_page_offers_times_inside_the_window_only(url, ben, signed_in):
    response = signed_in(ben).get(url)
    days = [offered.day for offered in response.context["days"]]
    # From today, Friday, to the day on which the window closes; nobody works at the weekend.
    assert days[0] == date(2026, 12, 4)
    assert days[-1] == date(2026, 12, 14)
    assert {day.isoweekday() for day in days} == {1, 2, 3, 4, 5}
    page = response.content.decode()
    assert "Due Mon 7 Dec 2026, from Mon 30 Nov to Mon 14 Dec 2026" in page
    assert "9:00 am EST" in page


def test_the_physician_of_the_plan_is_looked_for_unless_asked_otherwise(
    url, open_clinic, ruth, ben, signed_in
):
    iris = people.physician("Iris Ito")
    builders.hours(iris, open_clinic.site)
    client = signed_in(ben)
    search = client.get(url).context["search"]
    anybody = client.get(url, {"site": open_clinic.site.pk, "practitioner": ""}).context["search"]
    assert (search.site, search.practitioner) == (open_clinic.site, ruth)
    assert anybody.practitioner is None


def test_one_press_books(url, session, open_clinic, ruth, ben, signed_in):
    response = signed_in(ben).post(url, sent(NINE, ruth, open_clinic.room), follow=True)
    visit = Appointment.objects.get()
    assert (visit.session, visit.starts_at, visit.booked_by) == (session, NINE, ben)
    assert (
        "Booked: Mon 7 Dec 2026, 9:00 am EST, with Ruth Adler, Room 1" in response.content.decode()
    )


def test_every_offer_on_the_page_can_be_booked_as_it_is_written(
    url, open_clinic, ruth, ben, signed_in, transactional_rollback
):
    client = signed_in(ben)
    values = [
        choice.value for offered in client.get(url).context["days"] for choice in offered.choices
    ]
    assert len(values) > 10
    for value in values:
        with transactional_rollback():
            assert client.post(url, {"offer": value}).status_code == 302


def test_a_time_taken_in_the_meantime_brings_the_three_nearest_and_loses_nothing(
    url, open_clinic, ruth, ben, signed_in
):
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, TEN)
    response = signed_in(ben).post(url, sent(TEN, ruth, open_clinic.room))
    assert Appointment.objects.count() == 1
    assert response.context["form"].errors == {
        "__all__": [
            "Ruth Adler is taken from 10:00 am to 10:20 am EST.",
            "Room 1 is taken from 9:55 am to 10:40 am EST.",
        ]
    }
    (near,) = response.context["near"]
    # Room 1 is held from 9:55 to 10:40, so ten is wrapped by 9:15 and 10:45.
    assert [choice.time for choice in near.choices] == [
        "9:00 am EST",
        "9:15 am EST",
        "10:45 am EST",
    ]


def test_the_same_form_sent_twice_books_once(url, open_clinic, ruth, ben, signed_in):
    client = signed_in(ben)
    form = sent(NINE, ruth, open_clinic.room)
    first, second = client.post(url, form), client.post(url, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "value",
    [
        "",
        "\0",
        "tomorrow",
        "2026-99-99T09:00+0000_1_1",
        "2026-12-07T14:00+0000_999999_999999",
        "2026-12-07T14:00+0000_" + "9" * 30 + "_1",
        "0001-01-01T00:00+0000_1_1",
        "9999-12-31T23:59+0000_1_1",
    ],
)
def test_a_time_that_was_never_offered_is_refused_in_words(url, ben, signed_in, value):
    response = signed_in(ben).post(url, {"offer": value})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+0000", "9999-12-31T23:59+0000"])
def test_a_time_at_the_end_of_the_calendar_is_refused_in_words(
    url, open_clinic, ruth, ben, signed_in, moment
):
    value = f"{moment}_{ruth.pk}_{open_clinic.room.pk}"
    response = signed_in(ben).post(url, {"offer": value})
    assert response.status_code == 200
    assert Appointment.objects.count() == 0


def test_the_desk_cannot_get_outside_the_window_by_any_parameter(
    url, open_clinic, ruth, ben, signed_in
):
    late = at(date(2026, 12, 15), 9)
    form = sent(late, ruth, open_clinic.room, outside_window_reason="He asked")
    client = signed_in(ben)
    assert client.get(f"{url}?outside=1").context["search"].outside is False
    response = client.post(f"{url}?outside=1", form)
    assert "Only a physician can book it there" in response.content.decode()
    assert Appointment.objects.count() == 0


def test_a_physician_looks_outside_the_window_and_says_why(url, open_clinic, ruth, signed_in):
    client = signed_in(ruth)
    page = client.get(f"{url}?outside=1")
    assert page.context["days"][-1].remark == "outside the window, 18 days after it closes"
    late = at(date(2026, 12, 15), 9)
    refused = client.post(f"{url}?outside=1", sent(late, ruth, open_clinic.room))
    assert "Say why it should be there all the same" in refused.content.decode()
    booked = client.post(
        f"{url}?outside=1",
        sent(late, ruth, open_clinic.room, outside_window_reason="Was abroad"),
    )
    assert booked.status_code == 302
    assert Appointment.objects.get().outside_window_reason == "Was abroad"


def test_a_shut_window_sends_the_desk_to_the_physician(open_clinic, ruth, ben, signed_in):
    session = builders.session(open_clinic.anna, ruth, opens=date(2026, 11, 10))
    page = signed_in(ben).get(reverse("book-session", args=[session.pk])).content.decode()
    assert "The window is shut. Only a physician can book this visit now" in page
    assert "tell Ruth Adler" in page


def test_only_rooms_with_the_equipment_are_offered(open_clinic, ruth, ben, signed_in):
    scan = builders.room(open_clinic.site, "Scan", "ultrasound")
    session = builders.session(open_clinic.boris, ruth, guidance="ultrasound")
    days = signed_in(ben).get(reverse("book-session", args=[session.pk])).context["days"]
    assert {choice.room for offered in days for choice in offered.choices} == {scan.name}


def test_a_later_session_says_what_it_waits_for(session, ben, signed_in):
    second = session.plan.sessions.get(number=2)
    page = signed_in(ben).get(reverse("book-session", args=[second.pk])).content.decode()
    assert "Book session 1 first; the window counts from it." in page


@pytest.mark.parametrize(
    "asked",
    [
        {"site": "x"},
        {"site": "9" * 30},
        {"site": "1", "practitioner": "\0"},
        {"site": "1", "first_day": "9999-12-31"},
        {"site": "1", "first_day": "2026-02-30"},
        {"site": "1", "part_of_day": "night"},
    ],
)
def test_a_search_that_cannot_be_understood_still_shows_times(url, ben, signed_in, asked):
    assert signed_in(ben).get(url, asked).status_code == 200


def test_a_first_visit_has_no_window(open_clinic, ruth, ben, signed_in):
    client = signed_in(ben)
    url = reverse("book-visit", args=[open_clinic.boris.pk])
    # Nobody is asked for yet, so anybody will do.
    assert client.get(url).context["search"].practitioner is None
    client.post(url, sent(TEN, ruth, open_clinic.room))
    visit = Appointment.objects.get()
    assert (visit.session, visit.follow_up, visit.visit_type.code) == (None, None, "first_visit")


def test_a_follow_up_visit_is_booked_in_its_window(session, open_clinic, ruth, ben, signed_in):
    follow_up = builders.follow_up(session.plan, MONDAY)
    url = reverse("book-follow-up", args=[follow_up.pk])
    client = signed_in(ben)
    assert "from Fri 4 Dec to Mon 21 Dec 2026" in client.get(url).content.decode()
    client.post(url, sent(TEN, ruth, open_clinic.room))
    assert Appointment.objects.get().follow_up == follow_up
    assert "already booked" in client.get(url).content.decode()


@pytest.mark.parametrize("page", ["book-session", "book-follow-up", "book-visit"])
def test_what_does_not_exist_is_not_found(open_clinic, ben, signed_in, page):
    assert signed_in(ben).get(reverse(page, args=[999_999])).status_code == 404


def test_an_administrator_does_not_book(url, open_clinic, ruth, ines, signed_in):
    response = signed_in(ines).post(url, sent(NINE, ruth, open_clinic.room))
    assert response.status_code == 403
    assert Appointment.objects.count() == 0
