"""Of the whole clinic: visits that a plan has no use for any more, or not there and then.

`scheduling.misfits` says the same of one plan; here all plans are asked in one statement, and the
words are the same.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from scheduling import misfits
from scheduling.misfits import Misfit
from scheduling.models import LIVE_STATES, Appointment, AppointmentQuerySet
from scheduling.stranded import earliest
from scheduling.windows import NEEDS_NO_EQUIPMENT
from scheduling.wording import moment_at
from staff.models import User
from treatments.spacing import Window

FROM_DAY = "visit.starts_at >= %s AND (visit.starts_at AT TIME ZONE site.time_zone)::date >= %s"
THESE = "visit.id = ANY(%s)"


# Each is looked up for one visit: Postgres cannot guess how many visits there are, and would go
# through all of the others for each.
VERSION = """
    SELECT id, spacing_min_days, spacing_target_days, spacing_max_days
      FROM treatments_planversion
     WHERE plan_id = session.plan_id AND signed_at IS NOT NULL
     ORDER BY number DESC LIMIT 1"""
NEEDS = """
    SELECT array_agg(DISTINCT guidance::varchar) AS equipment
      FROM treatments_target
     WHERE version_id = version.id AND guidance <> %s"""
# The day of the visit before in the course, from which the window counts if that is only booked.
BEFORE = """
    SELECT (visit.starts_at AT TIME ZONE site.time_zone)::date AS day
      FROM treatments_session AS earlier
      LEFT JOIN scheduling_appointment AS visit
             ON visit.session_id = earlier.id AND visit.state = ANY(%s)
      LEFT JOIN scheduling_site AS site ON site.id = visit.site_id
     WHERE earlier.plan_id = session.plan_id AND earlier.number < session.number
       AND earlier.state = 'planned'
     ORDER BY earlier.number DESC LIMIT 1"""
IDLE = """
    patient.deceased_on IS NOT NULL OR patient.merged_into_id IS NOT NULL
        OR coalesce(session.state <> 'planned' OR plan.state <> 'active', false)
        OR coalesce(follow_up.state <> 'due'
                    OR follow_up_plan.state NOT IN ('active', 'completed'), false)"""


def held_against_plans(which: str) -> str:
    """Each visit ahead with whether it has a purpose, its window, and what its room lacks."""
    return f"""
WITH ahead AS (
    SELECT visit.*, (visit.starts_at AT TIME ZONE site.time_zone)::date AS day
      FROM scheduling_appointment AS visit
      JOIN scheduling_site AS site ON site.id = visit.site_id
     WHERE visit.state = ANY(%s) AND {which}
),
held AS (
    SELECT ahead.id, ahead.day, ahead.outside_window_reason, {IDLE} AS idle,
           coalesce(before.day + version.spacing_min_days, session.opens_on,
                    follow_up.opens_on) AS opens,
           coalesce(before.day + version.spacing_target_days, session.target_on,
                    follow_up.target_on) AS target,
           coalesce(before.day + version.spacing_max_days, session.closes_on,
                    follow_up.closes_on) AS closes,
           coalesce(needs.equipment, '{{}}') AS needed,
           NOT coalesce(needs.equipment <@ room.equipment, true) AS lacking
      FROM ahead
      JOIN patients_patient AS patient ON patient.id = ahead.patient_id
      JOIN scheduling_room AS room ON room.id = ahead.room_id
      LEFT JOIN treatments_session AS session ON session.id = ahead.session_id
      LEFT JOIN treatments_plan AS plan ON plan.id = session.plan_id
      LEFT JOIN LATERAL ({VERSION}) AS version ON true
      LEFT JOIN LATERAL ({NEEDS}) AS needs ON true
      LEFT JOIN LATERAL ({BEFORE}) AS before ON true
      LEFT JOIN treatments_followup AS follow_up ON follow_up.id = ahead.follow_up_id
      LEFT JOIN treatments_plan AS follow_up_plan ON follow_up_plan.id = follow_up.plan_id
)"""


OUT_OF_PLACE = f"""{held_against_plans(FROM_DAY)}
SELECT id FROM held
 WHERE idle OR lacking OR day NOT BETWEEN opens AND closes AND outside_window_reason = ''"""
DETAILS = f"""{held_against_plans(THESE)}
SELECT id, idle, opens, target, closes, needed FROM held"""

STATES = [str(state) for state in misfits.AHEAD]


def all_misfits(user: User, today: date) -> AppointmentQuerySet:
    """Visits from `today` on (the site's day) that do not fit their plan, or whose patient cannot
    come any more; one query. With their plans at hand.
    """
    which = (earliest(today), today)
    found = RawSQL(OUT_OF_PLACE, (STATES, *which, NEEDS_NO_EQUIPMENT, LIVE_STATES))
    return (
        Appointment.objects.visible_to(user)
        .filter(pk__in=found)
        .select_related("session__plan", "follow_up__plan")
    )


def shown_misfits(visits: Sequence[Any]) -> list[Misfit]:
    """What is wrong with each of these, rows of `all_misfits`; one query."""
    ids = [visit.pk for visit in visits]
    with connection.cursor() as cursor:
        cursor.execute(DETAILS, [STATES, ids, NEEDS_NO_EQUIPMENT, LIVE_STATES])
        held = {pk: rest for pk, *rest in cursor.fetchall()}
    return [misfit_of(visit, *held[visit.pk]) for visit in visits if visit.pk in held]


def misfit_of(
    visit: Appointment,
    idle: bool,
    opens: date | None,
    target: date | None,
    closes: date | None,
    needed: Sequence[str],
) -> Misfit:
    when = moment_at(visit.starts_at, visit.site.zone)
    why: tuple[str, ...]
    if idle:
        why = (misfits.without_purpose(visit),)
    else:
        window = Window(opens, target, closes) if opens and target and closes else None
        why = tuple(misfits.out_of_place(visit, window, set(needed)))
    return Misfit(visit, misfits.what(visit), when, why, has_purpose=not idle)
