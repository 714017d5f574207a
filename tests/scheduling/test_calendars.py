"""Calendar entries, read back as a calendar would read them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from scheduling.calendars import initials, invitation, own_calendar
from tests.scheduling import builders
from tests.scheduling.builders import CANCELLED, NINE, NOW, at

KIRITIMATI, APIA = "Pacific/Kiritimati", "Pacific/Apia"
LOS_ANGELES = "America/Los_Angeles"


@pytest.fixture
def visit(open_clinic, ruth):
    return builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)


def read(text: str) -> Calendar:
    return Calendar.from_ical(text)


def invited(visit, now=NOW):
    method, text = invitation(visit, to="anna@home.example", now=now)
    calendar = read(text)
    assert calendar["METHOD"] == method
    [event] = calendar.walk("VEVENT")
    return calendar, event, text


def test_visit_becomes_an_entry_without_a_clinical_word(visit):
    visit.site.address = "1 Elm St"
    _, event, text = invited(visit)
    assert event["UID"] == str(visit.uid)
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "Visit at Prolo clinic"
    assert event["LOCATION"] == "Main Street, 1 Elm St"
    assert event["DESCRIPTION"] == "With Ruth Adler, MD. Questions? Call 518 555 0100."
    assert event["ORGANIZER"] == "mailto:prolo@localhost"
    assert event["ATTENDEE"] == "mailto:anna@home.example"
    assert event["DTSTAMP"].dt == NOW
    assert event["DTSTART"].params["TZID"] == "America/New_York"
    assert event["DTSTART"].dt == NINE
    assert event["DTEND"].dt == visit.ends_at
    for word in ("ession", "knee", "inject", "Anna", "Berg"):
        assert word not in text.replace("anna@home", "")
    assert "\r\n" in text


def test_cancelled_visit_takes_its_entry_back(visit):
    for field, value in CANCELLED.items():
        setattr(visit, field, value)
    visit.sequence = 3
    calendar, event, text = invited(visit)
    assert calendar["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 3)
    assert event["UID"] == str(visit.uid)
    assert "Flu" not in text


@pytest.mark.parametrize(
    ("zone", "starts_at", "offset", "wall"),
    [
        # Before and after the hour that is missing, and the one that comes twice.
        ("America/New_York", at(date(2027, 3, 12), 9), -5, "20270312T090000"),
        ("America/New_York", at(date(2027, 3, 15), 9), -4, "20270315T090000"),
        ("America/New_York", at(date(2026, 11, 2), 9), -5, "20261102T090000"),
        (LOS_ANGELES, at(date(2026, 12, 31), 16, 30, LOS_ANGELES), -8, "20261231T163000"),
        (APIA, at(date(2027, 1, 1), 8, zone=APIA), 13, "20270101T080000"),
        (KIRITIMATI, at(date(2028, 2, 29), 8, zone=KIRITIMATI), 14, "20280229T080000"),
    ],
)
def test_zone_of_the_site_comes_with_the_entry_and_means_the_same_instant(
    visit, zone, starts_at, offset, wall
):
    visit.site.time_zone = zone
    visit.starts_at, visit.ends_at = starts_at, starts_at + timedelta(minutes=35)
    calendar, event, _ = invited(visit)
    assert event["DTSTART"].to_ical().decode() == wall
    assert event["DTSTART"].dt == starts_at
    [zone_rules] = calendar.walk("VTIMEZONE")
    assert zone_rules["TZID"] == zone
    # A reader that knows no zones by name computes from the rules in the file.
    by_rules = starts_at.astimezone(zone_rules.to_tz()).utcoffset()
    assert by_rules == timedelta(hours=offset)


@pytest.mark.parametrize(
    ("hour", "first", "last"),
    [
        (5, "20271107T013000", "20271107T014500"),  # 1:30 am EDT
        (6, "20271107T063000Z", "20271107T064500Z"),  # 1:30 am EST, an hour later
    ],
)
def test_the_second_of_two_same_hours_is_not_taken_for_the_first(visit, hour, first, last):
    visit.starts_at = datetime(2027, 11, 7, hour, 30, tzinfo=UTC)
    visit.ends_at = visit.starts_at + timedelta(minutes=15)
    _, event, _ = invited(visit)
    assert [event[name].to_ical().decode() for name in ("DTSTART", "DTEND")] == [first, last]


def test_own_calendar_shows_initials_room_and_the_hour_of_the_practitioner(visit):
    visit.refresh_from_db()
    visit.state = "requested"
    text = own_calendar([visit], name="Prolo visits")
    [event] = read(text).walk("VEVENT")
    assert event["SUMMARY"] == "A. B."
    assert event["LOCATION"] == "Room 1, Main Street"
    assert event["STATUS"] == "TENTATIVE"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (NINE, NINE + timedelta(minutes=20))
    assert event["DTSTAMP"].dt == visit.changed_at.astimezone(UTC).replace(microsecond=0)
    for word in ("Anna", "Berg", "ession", visit.patient.record_number, visit.patient.phone):
        assert word not in text


def test_empty_calendar_can_be_read(db):
    assert read(own_calendar([], name="Prolo visits")).walk("VEVENT") == []


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Ruiz", "A. R."), ("Émile d'Arc", "É. D."), ("Jo Ann Li", "J. L.")]
)
def test_initials(visit, name, letters):
    visit.patient.given_name, _, visit.patient.family_name = name.rpartition(" ")
    assert initials(visit) == letters
