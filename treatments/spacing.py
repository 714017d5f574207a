"""When the next session and the follow-up visits are due. Local dates only.

Sessions are spaced in days of the calendar, not in hours: a clock change moves nothing.
Every window counts from the day the last session was actually given, never from the day it was
planned for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_DAYS = 365  # clinic default: a gap of more than a year is a slip of the pen

# Days before and after its due date in which a follow-up visit counts as that visit. A clinic
# default, no source gives one: late enough to find an appointment, early enough for a long trip.
FOLLOW_UP_TOLERANCE = (3, 14)


# So close to either end of its window a visit has little room left to move.
EDGE_DAYS = 2


class WindowState(StrEnum):
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSING = "closing"  # open, and few days are left
    SHUT = "shut"


class Place(StrEnum):
    EARLY = "early"
    INSIDE = "inside"
    LATE = "late"


class Lateness(StrEnum):
    """What a session after its window asks for, the mildest first."""

    IN_TIME = "in_time"
    GO_ON = "go_on"
    RECHECK = "recheck"  # a physician looks at the patient again
    RE_EVALUATE = "re_evaluate"  # the plan is reviewed or revised before anything is given


@dataclass(frozen=True, slots=True)
class Position:
    """Where a day lies: how many days before the window opens or after it closes, 0 inside."""

    place: Place
    days_off: int


@dataclass(frozen=True, slots=True)
class Spacing:
    """Days from one session to the next: 1 <= minimum <= target <= maximum <= 365."""

    min_days: int
    target_days: int
    max_days: int

    def __post_init__(self) -> None:
        if self.min_days < 1:
            raise ValueError("The shortest gap between sessions must be at least 1 day.")
        if self.target_days < self.min_days:
            raise ValueError("The target gap cannot be shorter than the shortest gap.")
        if self.max_days < self.target_days:
            raise ValueError("The longest gap cannot be shorter than the target gap.")
        if self.max_days > LONGEST_DAYS:
            raise ValueError(f"The longest gap cannot be more than {LONGEST_DAYS} days.")


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a visit fits, both ends included, and the day that fits best."""

    opens: date
    target: date
    closes: date

    def __post_init__(self) -> None:
        if not self.opens <= self.target <= self.closes:
            raise ValueError("A window opens before its target day and closes after it.")

    def contains(self, day: date) -> bool:
        return self.opens <= day <= self.closes

    def position(self, day: date) -> Position:
        if day < self.opens:
            return Position(Place.EARLY, (self.opens - day).days)
        if day > self.closes:
            return Position(Place.LATE, (day - self.closes).days)
        return Position(Place.INSIDE, 0)

    def state(self, today: date, *, closing_days: int = 14) -> WindowState:
        """CLOSING from `closing_days` before the last day up to and including that day."""
        if today < self.opens:
            return WindowState.NOT_OPEN
        if today > self.closes:
            return WindowState.SHUT
        if self.days_left(today) <= closing_days:
            return WindowState.CLOSING
        return WindowState.OPEN

    def days_left(self, today: date) -> int:
        """Days until the last day that fits: 0 on that day, negative once it has passed."""
        return (self.closes - today).days

    def nearest(self, day: date) -> date:
        """The day of the window that is nearest to `day`."""
        return min(max(day, self.opens), self.closes)


@dataclass(frozen=True, slots=True)
class Shift:
    """A session that lies outside its window and the nearest day that lies inside."""

    index: int  # its place in the course, from 0
    was: date
    becomes: date
    window: Window

    @property
    def days(self) -> int:
        """How far it moves; negative: to an earlier day."""
        return (self.becomes - self.was).days


def next_window(last_given: date, spacing: Spacing) -> Window:
    """The window of the session after the one given on `last_given`."""
    return Window(
        opens=_later(last_given, spacing.min_days),
        target=_later(last_given, spacing.target_days),
        closes=_later(last_given, spacing.max_days),
    )


def first_window(signed_on: date, *, start_within_days: int) -> Window:
    """The window of the first session: from the day of signing, the sooner the better."""
    if start_within_days < 0:
        raise ValueError("The course cannot start before its plan is signed.")
    return Window(signed_on, signed_on, _later(signed_on, start_within_days))


def lateness(window: Window, day: date, *, go_on_days: int, recheck_days: int) -> Lateness:
    """What `day` asks for: up to `go_on_days` after the window nothing, up to `recheck_days` a
    physician's look, beyond that a plan evaluated anew. A day too early is not late.
    """
    if not 0 <= go_on_days <= recheck_days:
        raise ValueError("The days to go on cannot be more than the days to check again.")
    late = -window.days_left(day)
    if late <= 0:
        return Lateness.IN_TIME
    if late <= go_on_days:
        return Lateness.GO_ON
    return Lateness.RECHECK if late <= recheck_days else Lateness.RE_EVALUATE


def ripple(days: Sequence[date], changed: int, spacing: Spacing) -> tuple[Shift, ...]:
    """What a change of one session's day does to the sessions after it.

    `days`: of the sessions of a course in order, given or booked, with the new day at place
    `changed`. Every later session that then lies outside its window is moved to the nearest day
    inside, each counted from the day of the one before, moved or not. From the first session that
    can stay on, everything stays. If the later sessions kept their distances before, no session
    of any legal course with this new day is moved less.
    """
    if not 0 <= changed < len(days):
        raise ValueError("The changed session is not one of the course.")
    shifts: list[Shift] = []
    before = days[changed]
    for index in range(changed + 1, len(days)):
        window = next_window(before, spacing)
        if window.contains(days[index]):
            break
        before = window.nearest(days[index])
        shifts.append(Shift(index, days[index], before, window))
    return tuple(shifts)


def project(
    last: date | None,
    remaining: int,
    spacing: Spacing,
    start: date,
    *,
    start_within_days: int = 0,
) -> tuple[Window, ...]:
    """The windows of the remaining sessions, if each is given on its target day.

    Nothing is given before `start`: a session already overdue is taken to be given on `start`,
    and the ones after it move along. With no session given yet the first one is at `start`.
    """
    if remaining < 0:
        raise ValueError("The number of remaining sessions cannot be negative.")
    windows: list[Window] = []
    for _ in range(remaining):
        if last is None:
            window = first_window(start, start_within_days=start_within_days)
        else:
            window = next_window(last, spacing)
        windows.append(window)
        last = max(window.target, start)
    return tuple(windows)


def followup_windows(
    last_given: date,
    offsets_days: Sequence[int],
    *,
    tolerance_days: tuple[int, int] = FOLLOW_UP_TOLERANCE,
) -> tuple[Window, ...]:
    """The windows of the follow-up visits, in order, counted from the last session given.

    `offsets_days` are days after that session, at least 1; the same offset twice is one visit.
    No visit falls before the day after the session.
    """
    before, after = tolerance_days
    if before < 0 or after < 0:
        raise ValueError("The tolerance of a follow-up visit cannot be negative.")
    if any(offset < 1 for offset in offsets_days):
        raise ValueError("A follow-up visit is at least 1 day after the last session.")
    return tuple(
        Window(
            opens=_later(last_given, max(offset - before, 1)),
            target=_later(last_given, offset),
            closes=_later(last_given, offset + after),
        )
        for offset in sorted(set(offsets_days))
    )


def _later(day: date, days: int) -> date:
    """`day` plus `days`; the calendar's last day where that does not exist (a mistyped year)."""
    return day + timedelta(days=min(days, (date.max - day).days))
