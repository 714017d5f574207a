"""Free times: hours minus closures, leave and what is booked, found by one query.

Postgres does the arithmetic on multiranges (`scheduling.slots_sql`). One search or thirty: it is
one statement, and its cost hangs on the days searched, not on the size of the book.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from patients.models import Patient
from scheduling.models import Appointment, PartOfDay, Room, Site, VisitType
from scheduling.slots_sql import FIND_OFFERS, WORKS_AT
from scheduling.wall import stretches
from staff.models import User
from staff.prepared import planned_once

STEP = timedelta(minutes=15)
# However far a form asks, one search looks at this many days.
LONGEST_SEARCH = timedelta(days=120)
# And one statement at this many wishes.
MOST_WISHES = 30
# Up to so many offers are likely to lie within so many days of the wished time.
A_FEW = 30
ABOUT = timedelta(days=3)


# Wall times at which a visit may start, the first and the last one.
TIMES_OF: dict[str, tuple[time | None, time | None]] = {
    PartOfDay.ANY: (None, None),
    PartOfDay.MORNING: (None, time(11, 59)),
    PartOfDay.AFTERNOON: (time(12), None),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A time at which this visit could be booked, with the room it would take."""

    starts_at: datetime
    practitioner_id: int
    practitioner: str
    room_id: int
    room: str
    # Only if taken times were asked for too: practitioner or room would be overbooked.
    is_taken: bool = False

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.starts_at:%Y-%m-%dT%H:%M%z}_{self.practitioner_id}_{self.room_id}"

    def local_day(self, site: Site) -> date:
        return self.starts_at.astimezone(site.zone).date()


@dataclass(frozen=True, slots=True)
class Part:
    """Local days, both included. Within `reach` of the wished time nothing else is nearer."""

    first_day: date
    last_day: date
    reach: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for: which visit, where, with whom, on which local days of the site.

    All preferences are strict: what does not meet them is not offered. Empty means any.
    """

    patient: Patient
    visit_type: VisitType
    site: Site
    first_day: date
    last_day: date
    practitioner: User | None = None  # None: anybody who works there
    room: Room | None = None
    equipment: Collection[str] = ()
    weekdays: Collection[int] = ()  # ISO: Monday is 1
    part_of_day: str = PartOfDay.ANY
    # Wall times of the site: the first and the last at which the visit may start.
    earliest: time | None = None
    latest: time | None = None
    # What is moved does not stand in its own way: one visit, or the ids of several.
    moving: Appointment | None = None
    ignored: Collection[int] = ()
    # Also what practitioner or room are booked for, never what the patient is.
    over_taken: bool = False
    # The times nearest to this instant are offered; None: the earliest.
    near: datetime | None = None

    @property
    def until(self) -> date:
        return min(self.last_day, self.first_day + LONGEST_SEARCH)

    @property
    def times(self) -> tuple[time | None, time | None]:
        """The first and the last wall time, by the part of day and by the clock."""
        opens, closes = TIMES_OF[self.part_of_day]
        return (
            max(filter(None, (opens, self.earliest)), default=None),
            min(filter(None, (closes, self.latest)), default=None),
        )

    def row(self, now: datetime, limit: int) -> dict[str, Any]:
        """As `slots_sql.WISHES` reads it."""
        kind = self.visit_type
        earliest, latest = self.times
        moved = [self.moving.pk] if self.moving else []
        # Nothing is offered before now, so nearest to now is earliest first.
        near = self.near or now
        return place_row(self.site, self.parts(near, limit)) | {
            "practitioner": self.practitioner.pk if self.practitioner else None,
            "room": self.room.pk if self.room else None,
            "patient": self.patient.pk,
            "ignored": [*moved, *self.ignored],
            "equipment": list(self.equipment),
            "weekdays": sorted(self.weekdays) or None,
            "earliest": earliest,
            "latest": latest,
            "treat": minutes(kind.treat),
            "stay": minutes(kind.treat + kind.observe),
            "leave_room": minutes(kind.treat + kind.observe + kind.clean_up),
            "prepare": minutes(kind.prepare),
            "over_taken": self.over_taken,
            "near": near,
        }

    def parts(self, near: datetime, limit: int) -> list[Part]:
        """The days to look at: for a few offers first those about `near`, then all."""
        whole = Part(self.first_day, self.until)
        zone = self.site.zone
        middle = min(max(near.astimezone(zone).date(), self.first_day), self.until)
        first = max(self.first_day, min(middle - ABOUT, self.until - 2 * ABOUT))
        last = min(self.until, first + 2 * ABOUT)
        outside = []
        if first > self.first_day:
            outside.append(near - datetime.combine(first, time.min, zone))
        if last < self.until:
            outside.append(datetime.combine(last + timedelta(days=1), time.min, zone) - near)
        if not outside or limit > A_FEW or min(outside) <= timedelta(0):
            return [whole]
        return [Part(first, last, min(outside)), whole]


def find_offers(
    wish: Wish,
    *,
    now: datetime,
    limit: int = 60,
    per_half_day: int = 100,
    near: datetime | None = None,
    step: timedelta = STEP,
) -> list[Offer]:
    """Up to `limit` free times from `now` on, in order of time, by one query.

    `per_half_day` keeps one long morning from filling the list. With `near` (here or in the wish)
    the times nearest to that instant are given instead of the earliest.
    """
    wish = replace(wish, near=near) if near else wish
    return _found([wish], now, limit, per_half_day, step)[0]


def find_offers_for(
    wishes: Sequence[Wish], *, now: datetime, limit: int = 3, step: timedelta = STEP
) -> list[list[Offer]]:
    """For each of up to 30 wishes its `limit` times nearest to its `near`, all by one query.

    In the order of the wishes, each in order of time. Two offers may be the same time: what is
    offered to one is not held for it.
    """
    if len(wishes) > MOST_WISHES:
        raise ValueError(f"One statement answers at most {MOST_WISHES} wishes, not {len(wishes)}.")
    return _found(wishes, now, limit, 100, step) if wishes else []


def _found(
    wishes: Sequence[Wish], now: datetime, limit: int, per_half_day: int, step: timedelta
) -> list[list[Offer]]:
    rows = [
        wish.row(now, limit) | {"nth": nth}
        for nth, wish in enumerate(wishes)
        if wish.first_day <= wish.until
    ]
    parameters: dict[str, Any] = {
        "wishes": as_json(rows),
        "now": now,
        "step": step,
        "per_half_day": per_half_day,
        "limit": limit,
    }
    found: list[list[Offer]] = [[] for _ in wishes]
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(FIND_OFFERS, parameters)
        for nth, *offer in cursor.fetchall():
            found[nth].append(Offer(*offer))
    return found


def works_at(practitioner: User, site: Site, start: datetime, end: datetime) -> bool:
    """Whether [start, end) lies inside the practitioner's hours at the site, while it is open."""
    day = start.astimezone(site.zone).date()
    wish = place_row(site, [Part(day, day)]) | {"practitioner": practitioner.pk}
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(WORKS_AT, {"wishes": as_json([wish]), "start": start, "end": end})
        (found,) = cursor.fetchone()
    return bool(found)


def place_row(site: Site, parts: Sequence[Part]) -> dict[str, Any]:
    """Where and on which local days, with what the wall clock shows there in the meantime."""
    return {
        "site": site.pk,
        "zone": site.time_zone,
        "clock": [
            {"since": each.since, "until": each.until, "ahead": seconds(each.ahead)}
            for each in stretches(site.time_zone, parts[-1].first_day, parts[-1].last_day)
        ],
        "parts": [
            {
                "first_day": part.first_day,
                "last_day": part.last_day,
                "reach": seconds(part.reach) if part.reach is not None else None,
            }
            for part in parts
        ],
    }


def seconds(span: timedelta) -> str:
    return f"{span.total_seconds()} seconds"


def minutes(number: int) -> str:
    return f"{number} minutes"


def as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, default=lambda moment: moment.isoformat())
