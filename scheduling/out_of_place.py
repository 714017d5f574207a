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


def held_against_plans(which: str) -> str:
    """Each visit ahead with whether it has a purpose, its window, and what its room lacks.

    A session's window counts from the visit of the session before it, if that is only booked;
    the day of that visit is one row up in the course.
    """
    return f"""
WITH ahead AS (
    SELECT visit.id, visit.patient_id, visit.session_id, visit.follow_up_id, visit.room_id,
           visit.outside_window_reason,
           (visit.starts_at AT TIME ZONE site.time_zone)::date AS day
      FROM scheduling_appointment AS visit
      JOIN scheduling_site AS site ON site.id = visit.site_id
     WHERE visit.state = ANY(%s) AND {which}
),
courses AS (
    SELECT DISTINCT session.plan_id
      FROM ahead JOIN treatments_session AS session ON session.id = ahead.session_id
),
version AS (
    SELECT DISTINCT ON (plan_id) plan_id, version.id, spacing_min_days, spacing_target_days,
           spacing_max_days
      FROM treatments_planversion AS version JOIN courses USING (plan_id)
     WHERE signed_at IS NOT NULL
     ORDER BY plan_id, number DESC
),
needs AS (
    SELECT version.plan_id, array_agg(DISTINCT target.guidance::varchar) AS equipment
      FROM version JOIN treatments_target AS target ON target.version_id = version.id
     WHERE target.guidance <> %s
     GROUP BY version.plan_id
),
planned AS (
    SELECT session.id, session.plan_id, session.opens_on, session.target_on, session.closes_on,
           lag((visit.starts_at AT TIME ZONE site.time_zone)::date)
               OVER (PARTITION BY session.plan_id ORDER BY session.number) AS before
      FROM treatments_session AS session
      JOIN courses USING (plan_id)
      LEFT JOIN scheduling_appointment AS visit
             ON visit.session_id = session.id AND visit.state = ANY(%s)
      LEFT JOIN scheduling_site AS site ON site.id = visit.site_id
     WHERE session.state = 'planned'
),
held AS (
    SELECT ahead.id, ahead.day, ahead.outside_window_reason,
           patient.deceased_on IS NOT NULL OR patient.merged_into_id IS NOT NULL
               OR coalesce(session.state <> 'planned' OR plan.state <> 'active', false)
               OR coalesce(follow_up.state <> 'due'
                           OR follow_up_plan.state NOT IN ('active', 'completed'), false) AS idle,
           coalesce(planned.before + version.spacing_min_days, planned.opens_on,
                    follow_up.opens_on) AS opens,
           coalesce(planned.before + version.spacing_target_days, planned.target_on,
                    follow_up.target_on) AS target,
           coalesce(planned.before + version.spacing_max_days, planned.closes_on,
                    follow_up.closes_on) AS closes,
           coalesce(needs.equipment, '{{}}') AS needed,
           NOT coalesce(needs.equipment <@ room.equipment, true) AS lacking
      FROM ahead
      JOIN patients_patient AS patient ON patient.id = ahead.patient_id
      JOIN scheduling_room AS room ON room.id = ahead.room_id
      LEFT JOIN treatments_session AS session ON session.id = ahead.session_id
      LEFT JOIN treatments_plan AS plan ON plan.id = session.plan_id
      LEFT JOIN planned ON planned.id = session.id
      LEFT JOIN version ON version.plan_id = session.plan_id
      LEFT JOIN needs ON needs.plan_id = session.plan_id
      LEFT JOIN treatments_followup AS follow_up ON follow_up.id = ahead.follow_up_id
      LEFT JOIN treatments_plan AS follow_up_plan ON follow_up_plan.id = follow_up.plan_id
)"""


OUT_OF_PLACE = f"""{held_against_plans(FROM_DAY)}
SELECT id FROM held
 WHERE idle OR lacking OR day NOT BETWEEN opens AND closes AND outside_window_reason = ''"""
DETAILS = f"""{held_against_plans(THESE)}
SELECT id, idle, opens, target, closes, needed FROM held"""

STATES = [str(state) for state in misfits.AHEAD]


def out_of_place(user: User, today: date) -> AppointmentQuerySet:
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
    """What is wrong with each of these, rows of `out_of_place`; one query."""
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
