"""Free times: hours minus closures, leave and what is booked, found by one query.

Postgres does the arithmetic on multiranges of *starts*: a visit that would begin inside an hour
before a busy stretch is as impossible as one inside it, so each busy period is widened by what
the visit itself holds, and whatever is left of the working hours can be offered as it is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import TextChoices

from patients.models import Patient
from scheduling.models import LIVE_STATES, Appointment, Site, VisitType
from staff.models import User

STEP = timedelta(minutes=15)
# However far a form asks, one search looks at this many days.
LONGEST_SEARCH = timedelta(days=120)


class PartOfDay(TextChoices):
    ANY = "any", "Any time of day"
    MORNING = "morning", "Morning"
    AFTERNOON = "afternoon", "Afternoon"


# Local hours of the day in which a visit may start: [first, end).
HOURS_OF = {PartOfDay.ANY: (0, 24), PartOfDay.MORNING: (0, 12), PartOfDay.AFTERNOON: (12, 24)}


@dataclass(frozen=True, slots=True)
class Offer:
    """A time at which this visit could be booked, with the room it would take."""

    starts_at: datetime
    practitioner_id: int
    practitioner: str
    room_id: int
    room: str

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.starts_at:%Y-%m-%dT%H:%M%z}_{self.practitioner_id}_{self.room_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for: which visit, where, with whom, on which local days of the site."""

    patient: Patient
    visit_type: VisitType
    site: Site
    first_day: date
    last_day: date
    practitioner: User | None = None  # None: anybody who works there
    equipment: Collection[str] = ()
    part_of_day: PartOfDay = PartOfDay.ANY
    moving: Appointment | None = None  # its own hold does not stand in its way


# Working hours as instants. They are wall time in the site's zone, so each day is turned into
# instants by itself; a stretch that a clock change swallows whole has no length and drops out.
WORKING = """
    SELECT practitioner_id, range_agg(tstzrange(opens, closes)) AS open_time
      FROM (SELECT hours.practitioner_id,
                   (day + hours.starts) AT TIME ZONE site.time_zone AS opens,
                   (day + hours.ends) AT TIME ZONE site.time_zone AS closes
              FROM generate_series(0, %(last)s::date - %(first)s::date) AS number
             CROSS JOIN LATERAL (SELECT %(first)s::date + number AS day) AS days
              JOIN scheduling_hours AS hours ON hours.weekday = extract(isodow FROM day)
              JOIN scheduling_site AS site ON site.id = hours.site_id
             WHERE site.id = %(site)s
               AND (%(practitioner)s::bigint IS NULL
                    OR hours.practitioner_id = %(practitioner)s::bigint)
               AND NOT EXISTS (
                   SELECT FROM scheduling_closure AS closure
                    WHERE day BETWEEN closure.first_day AND closure.last_day
                      AND (closure.site_id = site.id
                           OR closure.practitioner_id = hours.practitioner_id))
           ) AS stretch
     WHERE opens < closes
     GROUP BY practitioner_id
"""

FIND_OFFERS = f"""
WITH working AS ({WORKING}),
searched AS (
    SELECT tstzrange(min(lower(open_time)) - interval '1 day',
                     max(upper(open_time)) + interval '1 day') AS span
      FROM working
),
able AS (  -- starts after which the practitioner still has time to finish
    SELECT practitioner_id,
           range_agg(tstzrange(lower(stretch), upper(stretch) - %(treat)s, '[]')) AS starts
      FROM working, unnest(open_time) AS stretch
     WHERE lower(stretch) <= upper(stretch) - %(treat)s
     GROUP BY practitioner_id
),
held AS (  -- every live visit that could be in the way
    SELECT id, practitioner_id, room_id, patient_id, practitioner_period, room_period,
           tstzrange(starts_at, ends_at) AS patient_period
      FROM scheduling_appointment, searched
     WHERE state = ANY(%(live)s)
       AND id IS DISTINCT FROM %(moving)s::bigint
       AND (practitioner_id IN (SELECT practitioner_id FROM able)
                AND practitioner_period && searched.span
            OR room_id IN (SELECT id FROM scheduling_room WHERE site_id = %(site)s)
                AND room_period && searched.span
            OR patient_id = %(patient)s
                AND tstzrange(starts_at, ends_at) && searched.span)
),
-- Open ends: a visit may start on the very instant at which another one ends.
practitioner_busy AS (
    SELECT practitioner_id, range_agg(tstzrange(
               lower(practitioner_period) - %(treat)s, upper(practitioner_period), '()')) AS starts
      FROM held GROUP BY practitioner_id
),
room_busy AS (
    SELECT room_id, range_agg(tstzrange(
               lower(room_period) - %(leave_room)s,
               upper(room_period) + %(prepare)s, '()')) AS starts
      FROM held GROUP BY room_id
),
patient_busy AS (
    SELECT range_agg(tstzrange(
               lower(patient_period) - %(stay)s, upper(patient_period), '()')) AS starts
      FROM held WHERE patient_id = %(patient)s
),
free AS (
    SELECT able.practitioner_id, room.id AS room_id, room.name AS room,
           cardinality(room.equipment) AS fittings,
           able.starts
               - coalesce(practitioner_busy.starts, '{{}}')
               - coalesce(room_busy.starts, '{{}}')
               - coalesce(patient_busy.starts, '{{}}') AS starts
      FROM able
      JOIN scheduling_room AS room
        ON room.site_id = %(site)s AND room.is_active AND room.equipment @> %(equipment)s::varchar[]
      LEFT JOIN practitioner_busy USING (practitioner_id)
      LEFT JOIN room_busy ON room_busy.room_id = room.id
     CROSS JOIN patient_busy
),
-- One offer for each start: the plainest room that will do, so that the equipped ones stay free.
offer AS (
    SELECT DISTINCT ON (starts_at)
           starts_at, practitioner_id, practitioner.full_name, practitioner.credentials,
           room_id, room, starts_at AT TIME ZONE site.time_zone AS wall
      FROM free
      JOIN staff_user AS practitioner ON practitioner.id = practitioner_id
                                     AND practitioner.is_active
                                     AND practitioner.roles @> '{{physician}}'
      JOIN scheduling_site AS site ON site.id = %(site)s
     CROSS JOIN unnest(free.starts) AS span
     CROSS JOIN generate_series(
               date_bin(%(step)s, lower(span) + %(step)s - interval '1 microsecond',
                        timestamptz '2000-01-01 00:00Z'),
               upper(span), %(step)s) AS starts_at
     WHERE span @> starts_at AND starts_at >= %(now)s
     ORDER BY starts_at, practitioner.full_name, practitioner_id, fittings, room, room_id
),
numbered AS (
    -- Full hours first, then half hours: a few times of a half-day that are easy to say.
    SELECT *, row_number() OVER (
               PARTITION BY wall::date, extract(hour FROM wall) < 12
               ORDER BY extract(minute FROM wall) <> 0, extract(minute FROM wall) <> 30,
                        starts_at) AS nth
      FROM offer
     WHERE extract(hour FROM wall) >= %(from_hour)s AND extract(hour FROM wall) < %(to_hour)s
)
SELECT starts_at, practitioner_id, concat_ws(', ', full_name, nullif(credentials, '')),
       room_id, room
  FROM numbered
 WHERE nth <= %(per_half_day)s
 ORDER BY abs(extract(epoch FROM starts_at - %(near)s)), starts_at
 LIMIT %(limit)s
"""


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

    `per_half_day` keeps one long morning from filling the list. With `near`, the times nearest to
    that instant are taken instead of the earliest.
    """
    last_day = min(wish.last_day, wish.first_day + LONGEST_SEARCH)
    if last_day < wish.first_day:
        return []
    minutes = wish.visit_type
    from_hour, to_hour = HOURS_OF[wish.part_of_day]
    parameters: dict[str, Any] = {
        "first": wish.first_day,
        "last": last_day,
        "site": wish.site.pk,
        "practitioner": wish.practitioner.pk if wish.practitioner else None,
        "patient": wish.patient.pk,
        "moving": wish.moving.pk if wish.moving else None,
        "equipment": list(wish.equipment),
        "treat": timedelta(minutes=minutes.treat),
        "stay": timedelta(minutes=minutes.treat + minutes.observe),
        "leave_room": timedelta(minutes=minutes.treat + minutes.observe + minutes.clean_up),
        "prepare": timedelta(minutes=minutes.prepare),
        "live": LIVE_STATES,
        "now": now,
        # Nothing is offered before now, so nearest to now is earliest first.
        "near": near or now,
        "step": step,
        "from_hour": from_hour,
        "to_hour": to_hour,
        "per_half_day": per_half_day,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND_OFFERS, parameters)
        rows = cursor.fetchall()
    return sorted((Offer(*row) for row in rows), key=lambda offer: offer.starts_at)


def works_at(practitioner: User, site: Site, start: datetime, end: datetime) -> bool:
    """Whether [start, end) lies inside the practitioner's hours at the site, on an open day."""
    day = start.astimezone(site.zone).date()
    parameters: dict[str, Any] = {
        "first": day,
        "last": day,
        "site": site.pk,
        "practitioner": practitioner.pk,
        "start": start,
        "end": end,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT open_time @> tstzrange(%(start)s, %(end)s) FROM ({WORKING}) AS working",
            parameters,
        )
        found = cursor.fetchone()
    return bool(found and found[0])
