"""The smallest change that keeps a course legal when one of its visits moves. No ORM, no clock.

`treatments.spacing.ripple` says which days would do if every day could be had. Here only the days
on which there really is a free time can be had, so one step decides what the next one may be:
the whole chain is looked at before any of it is chosen.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from treatments.spacing import Spacing, next_window

Cost = tuple[int, int]  # visits that move, days by which they move in all


@dataclass(frozen=True, slots=True)
class NewDays:
    """Days of the later sessions, in order; or how far one comes and where it ends."""

    days: tuple[date, ...]
    stuck_at: int | None = None  # place of the first session that finds no day


def smallest_change(
    was: date,
    becomes: date,
    booked: Sequence[date],
    free: Sequence[Collection[date]],
    spacing: Spacing,
    pinned: Mapping[int, date] | None = None,
) -> NewDays:
    """Days for the sessions after one that moves from `was` to `becomes`.

    `booked`: where they are now; `free`: days on which each could be instead. Each may stay or
    take a free day, inside the window that the day of the one before gives it. Two neighbours
    that both stay may always do so: their distance is not this move's business. The fewest visits
    move, and among such chains by the fewest days in all. `pinned`: the one day that is left to
    the session at that place.
    """
    # For each day that the session looked at can have: the cheapest way there.
    ways: dict[date, tuple[Cost, tuple[date, ...]]] = {becomes: ((0, 0), ())}
    before = was
    for place, (now, others) in enumerate(zip(booked, free, strict=True)):
        further: dict[date, tuple[Cost, tuple[date, ...]]] = {}
        pin = (pinned or {}).get(place)
        for day in sorted({now, *others}) if pin is None else [pin]:
            step = (int(day != now), abs((day - now).days))
            arrivals = [
                ((cost[0] + step[0], cost[1] + step[1]), (*days, day))
                for last, (cost, days) in ways.items()
                if next_window(last, spacing).contains(day) or (last, day) == (before, now)
            ]
            if arrivals:
                further[day] = min(arrivals)
        if not further:
            return NewDays(min(ways.values())[1], stuck_at=place)
        ways, before = further, now
    return NewDays(min(ways.values())[1])
