"""Wall time and instants: in which stretches of time a zone's clock is how far ahead of UTC.

A time of day is an instant only together with one of these stretches. An hour that a clock change
skips lies in none of them, one that comes twice lies in two; both come out right by themselves.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
INSTANT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` until before `until` (UTC) the wall clock is `ahead` of UTC."""

    since: datetime
    until: datetime
    ahead: timedelta


@lru_cache(maxsize=1024)
def stretches(zone: str, first: date, last: date) -> tuple[Stretch, ...]:
    """The stretches that cover the local days from `first` to `last`; mostly just one."""
    local = ZoneInfo(zone)
    # A day more on each side: no zone is further than that from UTC.
    moment = datetime.combine(first, time.min, UTC) - DAY
    end = datetime.combine(last, time.min, UTC) + 2 * DAY
    found: list[Stretch] = []
    since = moment
    while moment < end:
        later = min(moment + DAY, end)
        if _ahead(moment, local) != _ahead(later, local):
            change = _change(moment, later, local)
            found.append(Stretch(since, change, _ahead(moment, local)))
            since = change
        moment = later
    return (*found, Stretch(since, end, _ahead(end, local)))


def _ahead(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock is no longer ahead as it was `before`."""
    ahead = _ahead(before, zone)
    while after - before > INSTANT:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _ahead(middle, zone) == ahead:
            before = middle
        else:
            after = middle
    return after
