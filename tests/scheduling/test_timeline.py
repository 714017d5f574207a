"""A day in minutes, also where the clock is changed."""

from datetime import date, time

import pytest

from scheduling.timeline import Span, Timeline, without
from tests.scheduling.builders import at

NEW_YORK = "America/New_York"
SPRING, AUTUMN = date(2027, 3, 14), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("day", "minutes"), [(date(2026, 12, 7), 1440), (SPRING, 1380), (AUTUMN, 1500)]
)
def test_a_day_has_23_to_25_hours(day, minutes):
    assert Timeline(day, NEW_YORK).whole == Span(0, minutes)


def test_a_skipped_hour_takes_no_time_and_a_doubled_one_twice_as_much():
    assert Timeline(SPRING, NEW_YORK).wall_spans(time(2), time(3)) == []
    assert Timeline(AUTUMN, NEW_YORK).wall_spans(time(1), time(2)) == [
        Span(60, 120),
        Span(120, 180),
    ]


def test_hours_after_a_clock_change_stand_where_their_instants_are():
    spring = Timeline(SPRING, NEW_YORK)
    assert spring.wall_spans(time(9), time(12)) == [Span(480, 660)]
    assert spring.minute(at(SPRING, 9)) == 480
    assert spring.moment(480) == at(SPRING, 9)


def test_a_whole_day_needs_no_times():
    assert Timeline(SPRING, NEW_YORK).wall_spans(None, None) == [Span(0, 1380)]
    assert Timeline(SPRING, NEW_YORK).wall_spans(time(22), None) == [Span(1260, 1380)]


def test_what_is_left_is_what_nothing_takes():
    spans = [Span(540, 720), Span(780, 1020)]
    taken = [Span(560, 580), Span(700, 800), Span(1000, 1100)]
    assert without(spans, taken) == [Span(540, 560), Span(580, 700), Span(800, 1000)]
    assert without(spans, [Span(0, 2000)]) == []
