from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatments.spacing import (
    Lateness,
    Place,
    Position,
    Shift,
    Spacing,
    Window,
    WindowState,
    first_window,
    followup_windows,
    lateness,
    next_window,
    project,
    ripple,
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


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 16), Lateness.IN_TIME),  # too early is not late
        (date(2026, 3, 31), Lateness.IN_TIME),
        (date(2026, 4, 1), Lateness.GO_ON),
        (date(2026, 4, 7), Lateness.GO_ON),
        (date(2026, 4, 8), Lateness.RECHECK),
        (date(2026, 4, 28), Lateness.RECHECK),
        (date(2026, 4, 29), Lateness.RE_EVALUATE),
    ],
)
def test_the_later_a_session_the_more_is_asked(day, expected):
    window = next_window(MARCH_3, USUAL)
    assert lateness(window, day, go_on_days=7, recheck_days=28) is expected


def test_a_clinic_that_forgives_nothing_evaluates_on_the_first_day_after():
    window = next_window(MARCH_3, USUAL)
    late = lateness(window, date(2026, 4, 1), go_on_days=0, recheck_days=0)
    assert late is Lateness.RE_EVALUATE
    with pytest.raises(ValueError, match="cannot be more"):
        lateness(window, date(2026, 4, 1), go_on_days=8, recheck_days=7)


@given(days, spacings(), days, days, st.integers(0, 60), st.integers(0, 60))
def test_lateness_never_falls_as_days_go_by(last, spacing, one, other, go_on, more):
    window = next_window(last, spacing)
    order = list(Lateness)
    earlier, later = (
        order.index(lateness(window, day, go_on_days=go_on, recheck_days=go_on + more))
        for day in sorted((one, other))
    )
    assert earlier <= later


WEEKLY = Spacing(6, 7, 8)


@pytest.mark.parametrize(
    ("course", "changed", "shifts"),
    [
        # one day later is absorbed by the next gap
        ([date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 16)], 1, []),
        # three days later pushes the next one by two and the one after by one
        (
            [date(2026, 3, 2), date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 23)],
            1,
            [
                (2, date(2026, 3, 16), date(2026, 3, 18), 2),
                (3, date(2026, 3, 23), date(2026, 3, 24), 1),
            ],
        ),
        # three days earlier pulls the next one
        (
            [date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 16), date(2026, 3, 22)],
            1,
            [(2, date(2026, 3, 16), date(2026, 3, 14), -2)],
        ),
        # over the night the clocks change, over 29 February, over the end of the year
        ([date(2026, 3, 2), date(2026, 3, 9)], 0, []),
        (
            [date(2028, 2, 23), date(2028, 2, 28)],
            0,
            [(1, date(2028, 2, 28), date(2028, 2, 29), 1)],
        ),
        (
            [date(2026, 12, 27), date(2027, 1, 1)],
            0,
            [(1, date(2027, 1, 1), date(2027, 1, 2), 1)],
        ),
        # the last one has nothing behind it
        ([date(2026, 3, 2), date(2026, 3, 30)], 1, []),
    ],
)
def test_a_change_moves_the_rest_as_little_as_it_can(course, changed, shifts):
    found = ripple(course, changed, WEEKLY)
    assert [(shift.index, shift.was, shift.becomes, shift.days) for shift in found] == shifts


def test_a_shift_tells_the_window_it_was_moved_into():
    (shift,) = ripple([date(2026, 3, 2), date(2026, 3, 5)], 0, WEEKLY)
    window = Window(date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 10))
    assert shift == Shift(1, date(2026, 3, 5), date(2026, 3, 8), window)
    assert shift.window.position(shift.was) == Position(Place.EARLY, 3)


def test_a_session_that_is_none_of_the_course_cannot_change():
    for place in (-1, 2):
        with pytest.raises(ValueError, match="not one of the course"):
            ripple([MARCH_3, MARCH_3], place, USUAL)


@st.composite
def changed_courses(draw, longest=10, off=40):
    """A course with legal distances, one of its days changed: days, place, spacing."""
    spacing = draw(spacings())
    gaps = draw(st.lists(st.integers(spacing.min_days, spacing.max_days), max_size=longest))
    course = [draw(days)]
    for gap in gaps:
        course.append(course[-1] + timedelta(days=gap))
    changed = draw(st.integers(0, len(course) - 1))
    course[changed] += timedelta(days=draw(st.integers(-off, off)))
    return course, changed, spacing


def after(course, shifts):
    moved = list(course)
    for shift in shifts:
        moved[shift.index] = shift.becomes
    return moved


@given(changed_courses())
def test_after_the_shifts_every_later_session_is_legal(case):
    course, changed, spacing = case
    moved = after(course, ripple(course, changed, spacing))
    assert moved[: changed + 1] == course[: changed + 1]
    for before, later in pairwise(moved[changed:]):
        assert next_window(before, spacing).contains(later)


@given(changed_courses())
def test_the_shifts_follow_each_other_in_one_direction_and_grow_no_larger(case):
    course, changed, spacing = case
    shifts = ripple(course, changed, spacing)
    assert [shift.index for shift in shifts] == list(range(changed + 1, changed + 1 + len(shifts)))
    assert len({shift.days > 0 for shift in shifts}) <= 1
    sizes = [abs(shift.days) for shift in shifts]
    assert 0 not in sizes
    assert sizes == sorted(sizes, reverse=True)
    assert all(shift.becomes == shift.window.nearest(shift.was) for shift in shifts)


@settings(max_examples=50)
@given(changed_courses(longest=3, off=4), st.just(range(-6, 7)))
def test_no_legal_course_moves_any_session_less(case, tried):
    course, changed, spacing = case
    moved = after(course, ripple(course, changed, spacing))
    later = course[changed + 1 :]
    for offsets in product(tried, repeat=len(later)):
        other = [day + timedelta(days=off) for day, off in zip(later, offsets, strict=True)]
        if all(
            next_window(before, spacing).contains(day)
            for before, day in pairwise([course[changed], *other])
        ):
            for was, least, also in zip(later, moved[changed + 1 :], other, strict=True):
                assert abs(least - was) <= abs(also - was)
