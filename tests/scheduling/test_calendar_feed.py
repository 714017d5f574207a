"""The private calendar of a practitioner: who reads it, what is in it, what is kept of it."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from scheduling.actions.feeds import make_feed, revoke_feed
from scheduling.models import Appointment, CalendarFeed
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import CANCELLED, NINE, NOW


@pytest.fixture
def secret(open_clinic, ruth):
    return make_feed(by=ruth, now=NOW)


def feed(secret, **headers):
    return Client().get(reverse("calendar-feed", args=[secret]), headers=headers)


def entries(response):
    assert response.status_code == 200
    return [str(e["SUMMARY"]) for e in Calendar.from_ical(response.content).walk("VEVENT")]


def test_feed_shows_own_visits_of_the_coming_weeks_by_initials(open_clinic, ruth, secret):
    book = open_clinic
    other = people.physician("Omar Haddad")
    builders.appointment(book.anna, ruth, book.room, NINE)
    builders.appointment(book.boris, ruth, book.room, NOW - timedelta(days=29))
    builders.appointment(book.boris, ruth, book.room, NOW - timedelta(days=31))
    builders.appointment(book.boris, ruth, book.room, NOW + timedelta(days=91))
    builders.appointment(book.boris, ruth, book.room, NOW + timedelta(days=1), **CANCELLED)
    builders.appointment(book.boris, other, builders.room(book.site, "Room 2"), NINE)
    response = feed(secret)
    assert entries(response) == ["B. L.", "A. B."]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    for word in (b"Berg", b"Lind", b"ession", b"knee"):
        assert word not in response.content


@pytest.mark.parametrize("visits", [1, 3])
def test_one_visit_and_three_visits_take_the_same_queries(
    open_clinic, ruth, secret, django_assert_num_queries, visits
):
    for hour in range(visits):
        start = NINE + timedelta(hours=hour)
        builders.appointment(open_clinic.anna, ruth, open_clinic.room, start)
    with django_assert_num_queries(3):
        assert len(entries(feed(secret))) == visits


def test_calendar_that_did_not_change_is_not_sent_again(open_clinic, ruth, secret):
    visit = builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    etag = feed(secret)["ETag"]
    again = feed(secret, if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    visit.sequence = 1
    visit.save()
    assert feed(secret, if_none_match=etag).status_code == 200


def test_wrong_revoked_and_replaced_addresses_are_not_found(open_clinic, ruth, secret):
    assert feed("x" * 43).status_code == 404
    newer = make_feed(by=ruth, now=NOW)
    assert feed(secret).status_code == 404
    assert feed(newer).status_code == 200
    assert revoke_feed(by=ruth, now=NOW)
    assert feed(newer).status_code == 404
    assert not revoke_feed(by=ruth, now=NOW)


def test_address_ends_with_the_work_at_the_clinic(open_clinic, ruth, secret):
    type(ruth).objects.filter(pk=ruth.pk).update(roles=["front_desk"])
    assert feed(secret).status_code == 404
    type(ruth).objects.filter(pk=ruth.pk).update(roles=["physician"], is_active=False)
    assert feed(secret).status_code == 404


def test_reading_is_noted_once_an_hour(open_clinic, secret, friday):
    row = CalendarFeed.objects.get()
    noted = []
    for minutes in (0, 10, 59, 61):
        friday(NOW + timedelta(minutes=minutes))
        feed(secret)
        row.refresh_from_db()
        noted.append(row.last_read_at - NOW)
    assert noted == [timedelta(0), timedelta(0), timedelta(0), timedelta(minutes=61)]


def test_secret_is_kept_nowhere(open_clinic, ruth, secret, caplog):
    assert len(secret) == 43
    with caplog.at_level(logging.DEBUG):
        feed(secret)
        revoke_feed(by=ruth, now=NOW)
        feed(secret)
    assert "Not Found: /calendar/..." in caplog.messages
    assert secret not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE ROW(t.*)::text LIKE %s', [f"%{secret}%"]
            )
            assert cursor.fetchone() == (0,), table


def test_feed_can_be_read_only(secret):
    assert Client().post(reverse("calendar-feed", args=[secret])).status_code == 405
    assert Appointment.objects.count() == 0
