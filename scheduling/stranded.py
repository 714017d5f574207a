"""Visits that cannot take place as they stand in the book: somebody is away, a room is gone.

Nothing that takes time or a room out of the clinic touches the visits in it: a closure, leave,
hours that changed, a room out of use, a physician who left. This list finds them all, whatever
the cause, so nothing has to remember to look.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models.expressions import RawSQL

from scheduling.models import Appointment, AppointmentQuerySet, Closure
from staff.models import User

# Hours and closures are wall time, so everything is compared on the wall of the visit's site.
OFF = """tsrange(closure.first_day + coalesce(closure.starts, time '00:00'),
            coalesce(closure.last_day + closure.ends, closure.last_day + interval '1 day'))"""

AHEAD = """
    SELECT visit.id, visit.practitioner_id, visit.site_id, visit.room_id, begins::date AS day,
           tsrange(begins, begins + (upper(practitioner_period) - lower(practitioner_period)))
               AS wall
      FROM scheduling_appointment AS visit
      JOIN scheduling_site AS site ON site.id = visit.site_id
     CROSS JOIN LATERAL (SELECT visit.starts_at AT TIME ZONE site.time_zone AS begins) AS local
     WHERE visit.state = ANY(%s)"""
FROM_DAY = " AND visit.starts_at >= %s AND begins::date >= %s"
THESE = " AND visit.id = ANY(%s)"


def causes_sql(which: str) -> str:
    """Each visit ahead with what is in its way. Hours are laid out once for each working day."""
    return f"""
WITH ahead AS ({AHEAD}{which}),
days AS (SELECT DISTINCT practitioner_id, site_id, day FROM ahead),
works AS (
    SELECT practitioner_id, site_id, day,
           range_agg(tsrange(day + hours.starts, day + hours.ends)) AS open_time
      FROM days
      JOIN scheduling_hours AS hours USING (practitioner_id, site_id)
     WHERE hours.weekday = extract(isodow FROM day)
       AND day BETWEEN coalesce(hours.first_day, day) AND coalesce(hours.last_day, day)
     GROUP BY practitioner_id, site_id, day
),
closed AS (
    SELECT days.site_id, day, range_agg({OFF}) AS off
      FROM (SELECT DISTINCT site_id, day FROM days) AS days
      JOIN scheduling_closure AS closure ON closure.site_id = days.site_id
                                        AND day BETWEEN closure.first_day AND closure.last_day
     GROUP BY days.site_id, day
),
away AS (
    SELECT days.practitioner_id, day, range_agg({OFF}) AS off
      FROM (SELECT DISTINCT practitioner_id, day FROM days) AS days
      JOIN scheduling_closure AS closure ON closure.practitioner_id = days.practitioner_id
                                        AND day BETWEEN closure.first_day AND closure.last_day
     GROUP BY days.practitioner_id, day
),
causes AS (
    SELECT ahead.id,
           coalesce(closed.off && wall, false) AS closed,
           coalesce(away.off && wall, false) AS away,
           NOT coalesce(works.open_time @> wall, false) AS no_hours,
           NOT room.is_active AS no_room,
           NOT (practitioner.is_active AND practitioner.roles @> '{{physician}}') AS left_clinic
      FROM ahead
      LEFT JOIN works USING (practitioner_id, site_id, day)
      LEFT JOIN closed USING (site_id, day)
      LEFT JOIN away USING (practitioner_id, day)
      JOIN scheduling_room AS room ON room.id = ahead.room_id
      JOIN staff_user AS practitioner ON practitioner.id = ahead.practitioner_id
)"""


STRANDED = f"""{causes_sql(FROM_DAY)}
SELECT id FROM causes WHERE closed OR away OR no_hours OR no_room OR left_clinic"""
CAUSES = f"""{causes_sql(THESE)}
SELECT id, closed, away, no_hours, no_room, left_clinic FROM causes"""

IN_CLOSURE = f"""
SELECT ahead.id
  FROM ({AHEAD}) AS ahead
  JOIN scheduling_closure AS closure ON closure.id = %s
   AND day BETWEEN closure.first_day AND closure.last_day
   AND (closure.site_id = ahead.site_id OR closure.practitioner_id = ahead.practitioner_id)
 WHERE {OFF} && wall"""

STATES = [str(state) for state in Appointment.AHEAD]


def stranded_visits(user: User, today: date) -> AppointmentQuerySet:
    """The visits from `today` on (the site's day) that cannot take place; one query."""
    found = RawSQL(STRANDED, (STATES, earliest(today), today))
    return Appointment.objects.visible_to(user).filter(pk__in=found)


def visits_in(closure: Closure, user: User) -> AppointmentQuerySet:
    """The visits ahead whose treatment lies in this closure or absence, past days too."""
    found = RawSQL(IN_CLOSURE, (STATES, closure.pk))
    return Appointment.objects.visible_to(user).filter(pk__in=found)


def earliest(day: date) -> datetime:
    """The first instant at which it is `day` anywhere: a bound that an index can use."""
    return datetime.combine(day, time.min, ZoneInfo("UTC")) - timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Causes:
    closed: bool
    away: bool
    no_hours: bool
    no_room: bool
    left_clinic: bool

    def in_words(self, visit: Appointment) -> str:
        """One sentence for each cause; closed days also hide the hours, so these come last."""
        who = visit.practitioner.full_name
        said = []
        if self.left_clinic:
            said.append(f"{who} treats nobody here any more.")
        if self.closed:
            said.append(f"{visit.site} is closed then.")
        if self.away:
            said.append(f"{who} is away.")
        if self.no_hours and not self.left_clinic:
            said.append(f"{who} does not work at {visit.site} at that time.")
        if self.no_room:
            said.append(f"{visit.room} is not in use any more.")
        return " ".join(said)


def causes_of(visits: Iterable[Appointment]) -> dict[int, Causes]:
    """Why each of these cannot take place, by id; one query."""
    ids = [visit.pk for visit in visits]
    with connection.cursor() as cursor:
        cursor.execute(CAUSES, [STATES, ids])
        return {row[0]: Causes(*row[1:]) for row in cursor.fetchall()}
