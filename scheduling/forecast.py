"""On which days a course would be given if it began on a certain day. No ORM, no clock.

Days only, not times: whether somebody is free at ten in May is nothing to know in November.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from treatments.spacing import Spacing, Window, followup_windows, project


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of one weekday (Monday is 1), between two days, both included; None: no end."""

    weekday: int
    starts: time
    ends: time
    first_day: date | None = None
    last_day: date | None = None

    def is_on(self, day: date) -> bool:
        return self.weekday == day.isoweekday() and (self.first_day or date.min) <= day <= (
            self.last_day or date.max
        )


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Days, both included, on which nothing is given, or some hours of one day; and why."""

    first_day: date
    last_day: date
    why: str
    starts: time | None = None
    ends: time | None = None

    def covers(self, day: date, opening: Opening) -> bool:
        """Whether nothing is left of the hours of that day."""
        if not self.first_day <= day <= self.last_day:
            return False
        begins, stops = self.starts or time.min, self.ends or time.max
        return begins <= opening.starts and opening.ends <= stops


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a practitioner is at a site."""

    openings: Sequence[Opening]
    obstacles: Sequence[Obstacle]

    def obstacle_on(self, day: date) -> Obstacle | None:
        """What stands in the way on a day with hours; the one that lasts longest."""
        today = [opening for opening in self.openings if opening.is_on(day)]
        in_the_way = [o for o in self.obstacles if today and all(o.covers(day, h) for h in today)]
        return max(in_the_way, key=lambda o: o.last_day - o.first_day, default=None)

    def is_open(self, day: date) -> bool:
        return any(
            opening.is_on(day) and not any(o.covers(day, opening) for o in self.obstacles)
            for opening in self.openings
        )

    def nearest_open(self, window: Window) -> date | None:
        """The open day of the window nearest to its target, the earlier of two; None: there is
        none.
        """
        days = (window.opens + timedelta(days=n) for n in range(window.days_left(window.opens) + 1))
        open_days = filter(self.is_open, days)
        return min(open_days, key=lambda day: (abs(day - window.target), day), default=None)


@dataclass(frozen=True, slots=True)
class Forecast:
    """One session: its target, what is in the way then, and the day it would be given.

    `day` is None where no day of the window is open; the next session then counts from the target.
    """

    number: int
    window: Window
    obstacle: Obstacle | None
    day: date | None

    @property
    def is_on_target(self) -> bool:
        return self.day == self.window.target

    @property
    def shift(self) -> int:
        return (self.day - self.window.target).days if self.day else 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """A whole course from its start on."""

    sessions: tuple[Forecast, ...]
    follow_ups: tuple[Window, ...]

    @property
    def ends_on(self) -> date | None:
        if not self.sessions:
            return None
        last = self.sessions[-1]
        return last.day or last.window.target

    @property
    def clashes(self) -> tuple[Obstacle, ...]:
        """What is in the way of any target, each once, in order."""
        met = (session.obstacle for session in self.sessions if session.obstacle)
        return tuple(dict.fromkeys(met))

    @property
    def has_no_day(self) -> bool:
        return any(session.day is None for session in self.sessions)


def foresee(
    start: date,
    *,
    numbers: Iterable[int],
    spacing: Spacing,
    calendar: Calendar,
    last_given: date | None = None,
    start_within_days: int = 0,
    follow_up_days: Sequence[int] = (),
) -> Outlook:
    """Each session on the open day nearest to its target, the next one counted from there."""
    sessions: list[Forecast] = []
    last = last_given
    for number in numbers:
        (window,) = project(last, 1, spacing, start, start_within_days=start_within_days)
        if window.closes >= start:
            # Nothing is given before the start.
            opens = max(window.opens, start)
            window = Window(opens, max(window.target, opens), window.closes)
        day = calendar.nearest_open(window)
        sessions.append(Forecast(number, window, calendar.obstacle_on(window.target), day))
        last = day or max(window.target, start)
    follow_ups = followup_windows(last, follow_up_days) if last and sessions else ()
    return Outlook(tuple(sessions), follow_ups)
