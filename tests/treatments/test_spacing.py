from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments.spacing import (
    Place,
    Position,
    Spacing,
    Window,
    WindowState,
    first_window,
    followup_windows,
    next_window,
    project,
)

USUAL = Spacing(14, 21, 28)
MARCH_3 = date(2026, 3, 3)


@st.composite
def spacings(draw):
    return Spacing(*sorted(draw(st.lists(st.integers(1, 365), min_size=3, max_size=3))))


days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ((0, 21, 28), "at least 1 day"),
        ((-7, 21, 28), "at least 1 day"),
        ((14, 13, 28), "target gap cannot be shorter"),
        ((14, 21, 20), "longest gap cannot be shorter"),
        ((14, 21, 366), "cannot be more than 365 days"),
    ],
)
def test_a_spacing_out_of_order_is_refused(figures, message):
    with pytest.raises(ValueError, match=message):
        Spacing(*figures)


@pytest.mark.parametrize(
    ("last", "opens", "target", "closes"),
    [
        (date(2026, 3, 3), date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 31)),
        # over the night the clocks change in March, and in November: the same days of the calendar
        (date(2026, 3, 1), date(2026, 3, 15), date(2026, 3, 22), date(2026, 3, 29)),
        (date(2026, 10, 25), date(2026, 11, 8), date(2026, 11, 15), date(2026, 11, 22)),
        # a leap year, a year that is none, a century that is none
        (date(2028, 2, 15), date(2028, 2, 29), date(2028, 3, 7), date(2028, 3, 14)),
        (date(2027, 2, 15), date(2027, 3, 1), date(2027, 3, 8), date(2027, 3, 15)),
        (date(2100, 2, 15), date(2100, 3, 1), date(2100, 3, 8), date(2100, 3, 15)),
        (date(2026, 12, 20), date(2027, 1, 3), date(2027, 1, 10), date(2027, 1, 17)),
    ],
)
def test_the_next_window_counts_days_of_the_calendar(last, opens, target, closes):
    assert next_window(last, USUAL) == Window(opens, target, closes)


@given(days, spacings())
def test_a_window_is_in_order_and_as_far_off_as_the_spacing_says(last, spacing):
    window = next_window(last, spacing)
    assert last < window.opens <= window.target <= window.closes
    assert (window.opens - last).days == spacing.min_days
    assert (window.target - last).days == spacing.target_days
    assert (window.closes - last).days == spacing.max_days


def test_a_mistyped_year_ends_at_the_end_of_the_calendar():
    window = next_window(date(9999, 12, 20), USUAL)
    assert window == Window(date.max, date.max, date.max)


def test_a_window_that_opens_after_its_target_is_refused():
    with pytest.raises(ValueError, match="opens before its target"):
        Window(date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 3))


@pytest.mark.parametrize(
    ("today", "state", "days_left"),
    [
        (date(2026, 3, 16), WindowState.NOT_OPEN, 36),
        (date(2026, 3, 17), WindowState.OPEN, 35),
        (date(2026, 4, 6), WindowState.OPEN, 15),
        (date(2026, 4, 7), WindowState.CLOSING, 14),
        (date(2026, 4, 21), WindowState.CLOSING, 0),
        (date(2026, 4, 22), WindowState.SHUT, -1),
    ],
)
def test_a_window_opens_starts_closing_and_shuts(today, state, days_left):
    window = Window(date(2026, 3, 17), date(2026, 3, 24), date(2026, 4, 21))
    assert window.state(today) is state
    assert window.days_left(today) == days_left


def test_when_closing_begins_is_the_callers_choice():
    window = next_window(MARCH_3, USUAL)
    assert window.state(date(2026, 3, 17)) is WindowState.CLOSING
    assert window.state(date(2026, 3, 17), closing_days=7) is WindowState.OPEN
    assert window.state(date(2026, 3, 24), closing_days=7) is WindowState.CLOSING


@pytest.mark.parametrize(
    ("day", "position"),
    [
        (date(2026, 3, 14), Position(Place.EARLY, 3)),
        (date(2026, 3, 17), Position(Place.INSIDE, 0)),
        (date(2026, 3, 31), Position(Place.INSIDE, 0)),
        (date(2026, 4, 1), Position(Place.LATE, 1)),
    ],
)
def test_a_day_is_early_inside_or_late_by_so_many_days(day, position):
    assert next_window(MARCH_3, USUAL).position(day) == position


@given(days, spacings(), days)
def test_a_day_is_inside_exactly_if_the_window_contains_it(last, spacing, day):
    window = next_window(last, spacing)
    position = window.position(day)
    assert window.contains(day) == (position.place is Place.INSIDE)
    assert (position.days_off == 0) == window.contains(day)
    assert (window.state(day) in (WindowState.OPEN, WindowState.CLOSING)) == window.contains(day)


def test_the_first_session_may_be_given_from_the_day_of_signing():
    assert first_window(MARCH_3, start_within_days=42) == Window(
        MARCH_3, MARCH_3, date(2026, 4, 14)
    )
    with pytest.raises(ValueError, match="before its plan is signed"):
        first_window(MARCH_3, start_within_days=-1)


def test_a_course_of_three_that_has_not_begun_is_projected_from_its_start():
    assert project(None, 3, USUAL, MARCH_3, start_within_days=42) == (
        Window(date(2026, 3, 3), date(2026, 3, 3), date(2026, 4, 14)),
        Window(date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 31)),
        Window(date(2026, 4, 7), date(2026, 4, 14), date(2026, 4, 21)),
    )


def test_a_course_in_progress_is_projected_from_the_session_really_given():
    assert project(MARCH_3, 2, USUAL, date(2026, 3, 10)) == (
        Window(date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 31)),
        Window(date(2026, 4, 7), date(2026, 4, 14), date(2026, 4, 21)),
    )


def test_an_overdue_session_moves_the_ones_after_it():
    overdue, after = project(MARCH_3, 2, USUAL, date(2026, 4, 10))
    assert overdue == Window(date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 31))
    assert after == Window(date(2026, 4, 24), date(2026, 5, 1), date(2026, 5, 8))


def test_nothing_remaining_projects_nothing():
    assert project(MARCH_3, 0, USUAL, MARCH_3) == ()
    with pytest.raises(ValueError, match="cannot be negative"):
        project(MARCH_3, -1, USUAL, MARCH_3)


@given(st.none() | days, st.integers(0, 20), spacings(), days)
def test_projected_windows_follow_each_other(last, remaining, spacing, start):
    windows = project(last, remaining, spacing, start)
    assert len(windows) == remaining
    for earlier, later in pairwise(windows):
        given_on = max(earlier.target, start)
        assert later == next_window(given_on, spacing)
        assert earlier.target < later.opens


def test_follow_up_visits_are_due_from_three_days_before_to_two_weeks_after():
    assert followup_windows(MARCH_3, [84, 42]) == (
        Window(date(2026, 4, 11), date(2026, 4, 14), date(2026, 4, 28)),
        Window(date(2026, 5, 23), date(2026, 5, 26), date(2026, 6, 9)),
    )


def test_the_same_follow_up_twice_is_one_visit():
    assert len(followup_windows(MARCH_3, [42, 42])) == 1
    assert followup_windows(MARCH_3, []) == ()


def test_no_follow_up_falls_on_the_day_of_the_session():
    (window,) = followup_windows(MARCH_3, [2])
    assert window.opens == date(2026, 3, 4)
    with pytest.raises(ValueError, match="at least 1 day after"):
        followup_windows(MARCH_3, [0])
    with pytest.raises(ValueError, match="cannot be negative"):
        followup_windows(MARCH_3, [42], tolerance_days=(-1, 14))


@given(days, st.lists(st.integers(1, 800)), st.integers(0, 30), st.integers(0, 60))
def test_follow_up_windows_are_ordered_and_on_their_offsets(last, offsets, before, after):
    windows = followup_windows(last, offsets, tolerance_days=(before, after))
    assert [window.target for window in windows] == [
        last + timedelta(days=offset) for offset in sorted(set(offsets))
    ]
    assert all(last < window.opens for window in windows)
    assert all((window.closes - window.target).days == after for window in windows)
