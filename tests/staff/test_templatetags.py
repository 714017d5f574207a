"""The renderers of single facts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone

from staff.templatetags import prolo

AFTERNOON = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("birth_date", "today", "years"),
    [
        (date(1972, 11, 21), date(2026, 11, 21), 54),
        (date(1972, 11, 22), date(2026, 11, 21), 53),
        (date(2026, 11, 21), date(2026, 11, 21), 0),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (None, date(2026, 11, 21), ""),
        (date(1972, 11, 21), None, ""),
    ],
)
def test_age_counts_completed_years(birth_date, today, years):
    assert prolo.age(birth_date, today) == years


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Decimal("0.50"), "mL", "0.5\xa0mL"),
        (Decimal("6.000"), "mL", "6\xa0mL"),
        (Decimal("100"), "mg", "100\xa0mg"),
        (Decimal("1E+2"), "mg", "100\xa0mg"),
        (0, "mL", "0\xa0mL"),
        (Decimal("12.5"), "", "12.5"),
        (None, "mL", ""),
        ("", "mL", ""),
    ],
)
def test_dose_drops_trailing_zeros_and_keeps_the_unit_beside_it(value, unit, words):
    assert prolo.dose(value, unit) == words


def test_percentage_is_written_without_trailing_zeros():
    assert prolo.pct(Decimal("12.50")) == "12.5%"
    assert prolo.pct(Decimal("25.00")) == "25%"
    assert prolo.pct(0) == "0%"
    assert prolo.pct(None) == ""


def test_day_names_weekday_and_month():
    assert prolo.day(date(2026, 11, 21)) == "Sat 21 Nov 2026"
    assert prolo.day(date(2026, 3, 2)) == "Mon 2 Mar 2026"
    assert prolo.day(None) == ""


def test_day_of_an_instant_is_the_local_day():
    with timezone.override(NEW_YORK):
        assert prolo.day(datetime(2026, 11, 22, 3, 0, tzinfo=UTC)) == "Sat 21 Nov 2026"


def test_moment_is_shown_in_the_current_time_zone():
    with timezone.override(NEW_YORK):
        assert prolo.moment(AFTERNOON) == "Sat 21 Nov 2026, 2:30 pm"
    assert prolo.moment(None) == ""


def test_moment_is_shown_in_the_zone_of_a_site():
    assert prolo.moment(AFTERNOON, ZoneInfo("Asia/Tokyo")) == "Sun 22 Nov 2026, 4:30 am"
    assert prolo.moment(AFTERNOON, "Asia/Tokyo") == "Sun 22 Nov 2026, 4:30 am"


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "12:05 am"), (9, "9:05 am"), (12, "12:05 pm"), (23, "11:05 pm")]
)
def test_clock_uses_twelve_hours(hour, words):
    assert prolo.clock(datetime(2026, 11, 21, hour, 5, tzinfo=UTC), "UTC") == words


def test_clock_of_nothing_is_empty():
    assert prolo.clock(None) == ""


def test_icon_is_hidden_from_screen_readers_and_carries_no_style():
    svg = Template("{% load prolo %}{% icon 'user' %}{% icon name 24 %}").render(
        Context({"name": "calendar"})
    )

    assert svg.count('aria-hidden="true"') == 2
    assert svg.count('class="pr-icon"') == 2
    assert 'width="24"' in svg
    assert "style=" not in svg
