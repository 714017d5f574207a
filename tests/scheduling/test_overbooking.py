"""Booking over what is taken: with the right and a reason, never over the patient's own visits."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from scheduling.actions.visits import book_visit
from scheduling.models import Appointment
from scheduling.slots import Wish, find_offers
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, NOW, TEN, at

pytestmark = pytest.mark.django_db

RUTH_TAKEN = "Ruth Adler is taken from 9:00 am to 9:20 am EST."
ROOM_TAKEN = "Room 1 is taken from 8:55 am to 9:40 am EST."
SAY_WHY = "Choose another time, or say why it should be booked over all the same."


@pytest.fixture
def clinic(open_clinic, ruth):
    """Boris is with Ruth at nine."""
    boris = builders.appointment(open_clinic.boris, ruth, open_clinic.room, NINE)
    return SimpleNamespace(**vars(open_clinic), visit=boris)


@pytest.fixture
def book(clinic, ruth):
    def with_ruth(**fields):
        return book_visit(
            **{
                "patient": clinic.anna,
                "practitioner": ruth,
                "room": clinic.room,
                "visit_type": builders.visit_type(),
                "starts_at": NINE,
                "by": ruth,
                "now": NOW,
            }
            | fields
        )

    return with_ruth


def refused(action, **fields):
    before = list(Appointment.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as error:
        action(**fields)
    assert list(Appointment.objects.order_by("pk").values()) == before
    return error.value.messages


def test_a_physician_books_over_another_visit_and_the_reason_stays(book):
    visit = book(overbooked_reason=" Cannot wait ")
    visit.refresh_from_db()
    assert (visit.starts_at, visit.overbooked_reason) == (NINE, "Cannot wait")


def test_without_a_reason_it_is_said_what_is_taken_and_nobody_is_named(book):
    assert refused(book) == [RUTH_TAKEN, ROOM_TAKEN, SAY_WHY]


def test_the_desk_cannot_book_over_anything_whatever_it_sends(book, ben):
    assert refused(book, by=ben, overbooked_reason="He asked") == [RUTH_TAKEN, ROOM_TAKEN]


def test_nobody_books_over_another_visit_of_the_same_patient(book, clinic, ruth):
    iris = people.physician("Iris Ito")
    builders.hours(iris, clinic.site)
    said = refused(
        book,
        patient=clinic.boris,
        practitioner=iris,
        room=builders.room(clinic.site, "Room 2"),
        overbooked_reason="Both at once",
    )
    assert said == ["The patient already has a visit from 9:00 am to 9:35 am EST."]


def test_a_reason_is_not_kept_where_nothing_is_taken(book):
    assert book(starts_at=TEN, overbooked_reason="In case").overbooked_reason == ""


def test_an_overbooked_visit_is_in_the_way_like_any_other(book, clinic, ben):
    """The constraints of the table leave it out, so the action has to see it."""
    book(overbooked_reason="Cannot wait")
    Appointment.objects.filter(pk=clinic.visit.pk).update(**builders.CANCELLED)
    clara = people.patient("Clara Voss")
    assert refused(book, patient=clara, by=ben) == [RUTH_TAKEN, ROOM_TAKEN]
    wish = Wish(
        patient=clara,
        visit_type=builders.visit_type(),
        site=clinic.site,
        first_day=MONDAY,
        last_day=MONDAY,
    )
    assert find_offers(wish, now=NOW, limit=1)[0].starts_at == at(MONDAY, 9, 45)


def test_moved_to_a_free_time_a_visit_is_overbooked_no_more(book, clinic, ruth):
    visit = book(overbooked_reason="Cannot wait")
    moved = builders.move(visit, TEN, by=ruth)
    assert (moved.starts_at, moved.overbooked_reason) == (TEN, "")
    back = {"visit": moved, "starts_at": NINE, "by": ruth}
    assert refused(builders.move, **back) == [RUTH_TAKEN, ROOM_TAKEN, SAY_WHY]
    again = builders.move(**back, overbooked_reason="Came too early")
    assert (again.starts_at, again.overbooked_reason) == (NINE, "Came too early")


def test_taken_times_are_shown_as_taken_to_who_asks_for_them(clinic, ruth):
    wish = Wish(
        patient=clinic.anna,
        visit_type=builders.visit_type(),
        site=clinic.site,
        first_day=MONDAY,
        last_day=MONDAY,
        over_taken=True,
    )
    offers = find_offers(wish, now=NOW, limit=4, step=timedelta(minutes=20))
    assert [(offer.starts_at, offer.is_taken) for offer in offers] == [
        (NINE, True),
        (at(MONDAY, 9, 20), True),
        (at(MONDAY, 9, 40), True),
        (TEN, False),
    ]


@pytest.fixture
def url(clinic):
    return reverse("book-visit", args=[clinic.anna.pk])


def form(clinic, ruth, **fields):
    offer = f"{NINE:%Y-%m-%dT%H:%M%z}_{ruth.pk}_{clinic.room.pk}"
    return {"offer": offer, "form_token": str(uuid4())} | fields


def test_the_page_of_a_refused_booking_offers_to_book_over_it(url, clinic, ruth, signed_in):
    client = signed_in(ruth)
    sent = form(clinic, ruth)
    page = client.post(url, sent)
    assert page.context["form"].errors["overbooked_reason"] == [RUTH_TAKEN, ROOM_TAKEN, SAY_WHY]
    assert "Book over it" in page.text
    assert sent["offer"] in page.text
    assert client.post(url, sent | {"overbooked_reason": "Cannot wait"}).status_code == 302
    assert Appointment.objects.get(patient=clinic.anna).overbooked_reason == "Cannot wait"


def test_the_desk_sees_what_is_taken_and_the_nearest_times_only(url, clinic, ruth, ben, signed_in):
    page = signed_in(ben).post(url, form(clinic, ruth, overbooked_reason="He asked"))
    assert page.context["form"].errors == {"__all__": [RUTH_TAKEN, ROOM_TAKEN]}
    assert "Book over it" not in page.text
    near = [choice.time for offered in page.context["near"] for choice in offered.choices]
    assert near == ["9:45 am EST", "10:00 am EST", "10:15 am EST"]
    assert Appointment.objects.filter(patient=clinic.anna).count() == 0


def test_only_a_physician_sees_taken_times(url, ruth, ben, signed_in):
    def taken(user):
        days = signed_in(user).get(f"{url}?taken=1").context["days"]
        return {choice.is_taken for offered in days for choice in offered.choices}

    assert (taken(ruth), taken(ben)) == ({True, False}, {False})
