"""What already holds the practitioner, the room or the patient of a visit at its time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from scheduling.models import Appointment
from scheduling.slots_sql import LIVE
from staff.prepared import planned_once

# Also what is overbooked, which the constraints leave out. The bounds on the start use the
# indexes; no visit is longer than a day.
ABOUT = f"""
       starts_at BETWEEN %(start)s - interval '1 day' AND %(end)s
       AND state IN ({LIVE}) AND id <> ALL (%(ignored)s::bigint[])"""

TAKEN = f"""
SELECT 'practitioner', lower(practitioner_period), upper(practitioner_period)
  FROM scheduling_appointment
 WHERE practitioner_id = %(practitioner)s AND {ABOUT}
   AND practitioner_period && tstzrange(%(start)s, %(treated)s)
UNION ALL
SELECT 'room', lower(room_period), upper(room_period)
  FROM scheduling_appointment
 WHERE room_id = %(room)s AND {ABOUT.replace("%(end)s", "%(room_end)s")}
   AND room_period && tstzrange(%(room_start)s, %(room_end)s)
UNION ALL
SELECT 'patient', starts_at, ends_at
  FROM scheduling_appointment
 WHERE patient_id = %(patient)s AND {ABOUT}
   AND starts_at < %(end)s AND ends_at > %(start)s
 ORDER BY 2
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A time that is held: `what` is practitioner, room or patient."""

    what: str
    since: datetime
    until: datetime


def taken(visit: Appointment, ignored: Collection[int] = ()) -> list[Taken]:
    """In order of time, without the visit itself and those of these ids; one query."""
    parameters = {
        "practitioner": visit.practitioner_id,
        "room": visit.room_id,
        "patient": visit.patient_id,
        "start": visit.starts_at,
        "end": visit.ends_at,
        "treated": visit.practitioner_period.upper,
        "room_start": visit.room_period.lower,
        "room_end": visit.room_period.upper,
        "ignored": [*ignored, *([visit.pk] if visit.pk else [])],
    }
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(TAKEN, parameters)
        return [Taken(*row) for row in cursor.fetchall()]
