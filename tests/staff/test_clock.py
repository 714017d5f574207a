"""One clock, which can be set for a demo and not for a clinic."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from clinic import settings as of_product
from scheduling.actions.outbox import plan_reminder
from scheduling.jobs import send_due_messages
from staff import clock
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import at

# The night in which London, not New York, puts its clocks forward.
SPRING = date(2027, 3, 28)


@pytest.fixture
def set_clock(settings):
    """As `PROLO_CLOCK=...` half an hour ago."""

    def to(text):
        settings.PROLO_CLOCK = of_product.clock_as_set(text)
        settings.PROLO_CLOCK_SINCE = datetime.now(UTC) - timedelta(minutes=30)

    return to


@pytest.fixture
def demo(monkeypatch):
    monkeypatch.setattr(of_product, "PROLO_DEMO", True)


def test_without_being_set_the_clock_is_right():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_in_a_demo_time_runs_on_from_the_moment_that_was_set(demo, set_clock):
    set_clock("2027-03-28T09:00")
    since = clock.now() - at(SPRING, 9, 30)
    assert timedelta(0) <= since < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC
    assert [clock.today(zone) for zone in ("", "Pacific/Apia")] == [SPRING, date(2027, 3, 29)]


def test_a_moment_may_name_its_offset(demo):
    assert of_product.clock_as_set("2027-03-28T09:00+13:00") == datetime(
        2027, 3, 27, 20, tzinfo=UTC
    )


def test_outside_of_a_demo_a_set_clock_is_refused(monkeypatch):
    monkeypatch.setattr(of_product, "PROLO_DEMO", False)
    with pytest.raises(ImproperlyConfigured, match="in demo mode only"):
        of_product.clock_as_set("2027-03-28T09:00")
    assert of_product.clock_as_set("") is None


@pytest.mark.parametrize("text", ["tomorrow", "9:00", "2027-03-32T09:00", "9999-12-31T23:59"])
def test_what_is_no_moment_is_refused(demo, text):
    with pytest.raises(ImproperlyConfigured, match="must look like 2027-03-28T09:00"):
        of_product.clock_as_set(text)


@pytest.mark.django_db
def test_pages_and_jobs_go_by_the_clock_that_was_set(
    demo, set_clock, mailoutbox, ruth, ben, signed_in
):
    room = builders.room(builders.site())
    builders.hours(ruth, room.site)
    anna = people.patient(preferred_contact="email", email="anna@home.example")
    visit = builders.appointment(anna, ruth, room, at(date(2027, 4, 1), 9))
    plan_reminder(visit, "email", now=at(SPRING, 9))
    client = signed_in(ben)

    set_clock("2027-03-28T09:00")
    assert client.get(reverse("day-board")).context["day"] == SPRING
    send_due_messages()
    assert mailoutbox == []

    set_clock("2027-03-31T09:00")
    assert client.get(reverse("day-board")).context["day"] == date(2027, 3, 31)
    send_due_messages()
    assert [mail.to for mail in mailoutbox] == [["anna@home.example"]]
