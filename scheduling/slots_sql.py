"""The statements behind `scheduling.slots`: hours − closures − leave − busy, on multiranges.

Each search is a row of `WISHES`; what can be asked for one can be asked for many in one statement.
Working hours and closures are wall time, so they are subtracted from each other on the wall and
only then laid over the stretches of `scheduling.wall`, which make instants of them.
"""

from scheduling.models import LIVE_STATES

LIVE = ", ".join(f"'{state}'" for state in LIVE_STATES)

# `parts`: which days to look at, at first perhaps only those about `near`. What is found no
# further than `reach` from there is nearer than anything on the other days.
PARTS = """
jsonb_to_recordset(wish.parts) AS part (first_day date, last_day date, reach interval)"""

WISHES = """
jsonb_to_recordset(%(wishes)s::jsonb) AS wish (
           nth int, site bigint, zone text, clock jsonb, parts jsonb,
           practitioner bigint, room bigint, patient bigint, ignored bigint[],
           equipment varchar[], weekdays int[], earliest time, latest time,
           treat interval, stay interval, leave_room interval, prepare interval,
           over_taken boolean, near timestamptz)
"""

# When practitioners are at the site, as instants. Leave has the wall time of the site searched.
WORKING = """
roster AS (
    SELECT hours.practitioner_id, range_agg(tsrange(day + hours.starts, day + hours.ends)) AS wall
      FROM generate_series(0, part.last_day - part.first_day) AS number
     CROSS JOIN LATERAL (SELECT part.first_day + number AS day) AS days
      JOIN scheduling_hours AS hours
        ON hours.weekday = extract(isodow FROM day)
       AND (hours.first_day IS NULL OR hours.first_day <= day)
       AND (hours.last_day IS NULL OR hours.last_day >= day)
     WHERE hours.site_id = wish.site
       AND (wish.practitioner IS NULL OR hours.practitioner_id = wish.practitioner)
       AND (wish.weekdays IS NULL OR hours.weekday = ANY(wish.weekdays))
     GROUP BY hours.practitioner_id
),
off AS (  -- of the site as a whole where practitioner_id is null
    SELECT practitioner_id,
           range_agg(tsrange(first_day + coalesce(starts, time '00:00'),
                             coalesce(last_day + ends, last_day + interval '1 day'))) AS wall
      FROM scheduling_closure
     WHERE first_day <= part.last_day AND last_day >= part.first_day
       AND (site_id = wish.site OR practitioner_id IN (SELECT practitioner_id FROM roster))
     GROUP BY practitioner_id
),
working AS (
    SELECT roster.practitioner_id, range_agg(instants) AS open_time
      FROM roster
      LEFT JOIN off AS away ON away.practitioner_id = roster.practitioner_id
      LEFT JOIN off AS closed ON closed.practitioner_id IS NULL
     CROSS JOIN unnest(
               roster.wall - coalesce(away.wall, '{}') - coalesce(closed.wall, '{}')) AS shift
     CROSS JOIN jsonb_to_recordset(wish.clock) AS stretch (
               since timestamptz, until timestamptz, ahead interval)
     CROSS JOIN LATERAL (
               SELECT tstzrange((lower(shift) - ahead) AT TIME ZONE 'UTC',
                                (upper(shift) - ahead) AT TIME ZONE 'UTC')
                      * tstzrange(since, until) AS instants) AS laid
     WHERE NOT isempty(instants)
     GROUP BY roster.practitioner_id
)"""

WORKS_AT = f"""
SELECT EXISTS (
           WITH {WORKING}
           SELECT FROM working WHERE open_time @> tstzrange(%(start)s, %(end)s))
  FROM {WISHES}
 CROSS JOIN {PARTS}
"""

# What is in the way, as multiranges of *starts*: a visit that would begin inside the hour before
# a busy stretch is as impossible as one inside it, so each busy period is widened by what the
# visit itself holds. Open ends: it may start on the very instant at which another one ends.
IN_THE_WAY = f"""
       starts_at BETWEEN (SELECT since FROM searched) AND (SELECT until FROM searched)
       AND state IN ({LIVE}) AND id <> ALL (wish.ignored)"""

HELD = f"""
able AS (  -- starts after which the practitioner still has time to finish
    SELECT practitioner_id,
           range_agg(tstzrange(lower(stretch), upper(stretch) - wish.treat, '[]')) AS starts
      FROM working, unnest(open_time) AS stretch
     WHERE lower(stretch) <= upper(stretch) - wish.treat
     GROUP BY practitioner_id
),
searched AS (  -- no visit is longer than a day
    SELECT min(lower(starts)) - interval '1 day' AS since,
           max(upper(starts)) + interval '1 day' AS until
      FROM able
),
practitioner_busy AS MATERIALIZED (
    SELECT practitioner_id, range_agg(tstzrange(
               lower(practitioner_period) - wish.treat, upper(practitioner_period), '()')) AS starts
      FROM scheduling_appointment
     WHERE practitioner_id IN (SELECT practitioner_id FROM able) AND {IN_THE_WAY}
     GROUP BY practitioner_id
),
room_busy AS MATERIALIZED (
    SELECT room_id, range_agg(tstzrange(
               lower(room_period) - wish.leave_room,
               upper(room_period) + wish.prepare, '()')) AS starts
      FROM scheduling_appointment
     WHERE site_id = wish.site AND {IN_THE_WAY}
     GROUP BY room_id
),
patient_busy AS MATERIALIZED (
    SELECT coalesce(range_agg(tstzrange(starts_at - wish.stay, ends_at, '()')), '{{}}') AS starts
      FROM scheduling_appointment
     WHERE patient_id = wish.patient AND {IN_THE_WAY}
),
practitioner AS (
    SELECT person.id, person.full_name,
           concat_ws(', ', full_name, nullif(credentials, '')) AS name,
           able.starts - patient_busy.starts AS able,
           coalesce(practitioner_busy.starts, '{{}}') AS busy
      FROM able
      JOIN staff_user AS person ON person.id = able.practitioner_id
                               AND person.is_active AND person.roles @> '{{physician}}'
      LEFT JOIN practitioner_busy ON practitioner_busy.practitioner_id = person.id
     CROSS JOIN patient_busy
),
room AS (
    SELECT room.id, room.name, cardinality(room.equipment) AS fittings,
           coalesce(room_busy.starts, '{{}}') AS busy
      FROM scheduling_room AS room
      LEFT JOIN room_busy ON room_busy.room_id = room.id
     WHERE room.site_id = wish.site AND room.is_active AND room.equipment @> wish.equipment
       AND (wish.room IS NULL OR room.id = wish.room)
)"""

# Practitioner and room do not depend on each other: a start is free if somebody and some room
# are. Who and which is asked only for the starts that come into the list.
STARTS = """
free AS MATERIALIZED (
    SELECT range_agg(stretch) - CASE WHEN wish.over_taken THEN '{}' ELSE coalesce(
               (SELECT range_intersect_agg(busy) FROM room), '{}') END AS starts
      FROM practitioner
     CROSS JOIN unnest(able - CASE WHEN wish.over_taken THEN '{}' ELSE busy END) AS stretch
     WHERE EXISTS (SELECT FROM room)
),
start AS (
    SELECT starts_at, starts_at AT TIME ZONE wish.zone AS wall
      FROM free
     CROSS JOIN unnest(free.starts) AS span
     CROSS JOIN generate_series(
               date_bin(%(step)s, lower(span) + %(step)s - interval '1 microsecond',
                        timestamptz '2000-01-01 00:00Z'),
               upper(span), %(step)s) AS starts_at
     WHERE span @> starts_at AND starts_at >= %(now)s
),
numbered AS (
    -- Full hours first, then half hours: a few times of a half-day that are easy to say.
    SELECT *, row_number() OVER (
               PARTITION BY wall::date, extract(hour FROM wall) < 12
               ORDER BY extract(minute FROM wall) <> 0, extract(minute FROM wall) <> 30,
                        starts_at) AS in_half_day
      FROM start
     WHERE (wish.earliest IS NULL OR wall::time >= wish.earliest)
       AND (wish.latest IS NULL OR wall::time <= wish.latest)
),
picked AS (
    SELECT starts_at
      FROM numbered
     WHERE in_half_day <= %(per_half_day)s
       AND (part.reach IS NULL
            OR starts_at BETWEEN wish.near - part.reach AND wish.near + part.reach)
     ORDER BY abs(extract(epoch FROM starts_at - wish.near)), starts_at
     LIMIT %(limit)s
)"""

# The plainest room that will do, so that the equipped ones stay free. The days about `near` are
# looked at first; the others are not read where enough was found there.
FIND_OFFERS = f"""
SELECT wish.nth, offer.*
  FROM {WISHES}
 CROSS JOIN LATERAL (
     SELECT offers
       FROM {PARTS}
      CROSS JOIN LATERAL (
          WITH {WORKING}, {HELD}, {STARTS}
          SELECT count(*) AS number, jsonb_agg(jsonb_build_object(
                     'starts_at', starts_at,
                     'practitioner_id', with_whom.id, 'practitioner', with_whom.name,
                     'room_id', place.id, 'room', place.name,
                     'is_taken', with_whom.is_taken OR place.is_taken)) AS offers
            FROM picked
           CROSS JOIN LATERAL (
                     SELECT id, name, busy @> starts_at AS is_taken
                       FROM practitioner WHERE able @> starts_at
                      ORDER BY busy @> starts_at, full_name, id LIMIT 1) AS with_whom
           CROSS JOIN LATERAL (
                     SELECT id, name, busy @> starts_at AS is_taken
                       FROM room
                      ORDER BY busy @> starts_at, fittings, room.name, id LIMIT 1) AS place
      ) AS found
      WHERE part.reach IS NULL OR found.number >= %(limit)s
      LIMIT 1
 ) AS answer
 CROSS JOIN jsonb_to_recordset(answer.offers) AS offer (
           starts_at timestamptz, practitioner_id bigint, practitioner text,
           room_id bigint, room text, is_taken boolean)
 ORDER BY wish.nth, offer.starts_at
"""
