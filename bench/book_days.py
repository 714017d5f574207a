"""Which visits the made-up book of `bench.book_load` has, day by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
LAST_DAY = date(2026, 12, 18)  # four weeks on
TODAY = NOW.date()
FULL_DAY = date(2026, 12, 2)  # on which the first site has 200 visits
ZONES = ("New_York", "Chicago", "Denver", "Phoenix", "Los_Angeles")
TEAM = 8  # practitioners at each site
ROOMS = (24, 9, 9, 9, 9)
OPENS, CLOSES = time(8), time(17)
SLOTS = 27  # of twenty minutes
A_DAY = 12  # visits of a practitioner
COURSE = 5
EACH = timedelta(minutes=20)
# Minutes from the start: room held, start, treated, left, room free.
PARTS = (-5, 0, 20, 35, 40)
# Courses that run side by side: three weeks of visits, so that nobody comes again sooner.
SIDE_BY_SIDE = 7_200


@dataclass(frozen=True, slots=True)
class Visit:
    site: int
    practitioner: int
    room: int
    day: date
    times: tuple[str, ...]  # PARTS, as instants


def visits(number: int) -> list[Visit]:
    """The last `number` visits up to LAST_DAY, in order of time as far as days go."""
    return list(islice(backwards(), number))[::-1]


def backwards() -> Iterator[Visit]:
    chance = Random(5)
    day = LAST_DAY
    while True:
        if day.isoweekday() <= 5:
            for site, zone in enumerate(ZONES, 1):
                full = site == 1 and day == FULL_DAY
                yield from day_of(site, zone, day, SLOTS - 2 if full else A_DAY, chance)
        day -= timedelta(days=1)


def day_of(site: int, zone: str, day: date, a_day: int, chance: Random) -> list[Visit]:
    """One day of one site; who finds no free room is not booked."""
    wall = datetime.combine(day, OPENS, ZoneInfo(f"America/{zone}")).astimezone(UTC)
    first_room = sum(ROOMS[: site - 1]) + 1
    free_at = dict.fromkeys(range(first_room, first_room + ROOMS[site - 1]), wall - EACH)
    found = []
    starts = [
        (slot, practitioner)
        for practitioner in range((site - 1) * TEAM + 1, site * TEAM + 1)
        for slot in chance.sample(range(SLOTS), a_day)
    ]
    for slot, practitioner in sorted(starts):
        start = wall + slot * EACH
        room = min(free_at, key=lambda room: free_at[room])
        if free_at[room] > start + timedelta(minutes=PARTS[0]):
            continue
        free_at[room] = start + timedelta(minutes=PARTS[-1])
        times = tuple(f"{start + timedelta(minutes=part)}" for part in PARTS)
        found.append(Visit(site, practitioner, room, day, times))
    return found
