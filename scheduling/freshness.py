"""Whether a board that was drawn is still what would be drawn now; asked in one statement.

Of the visits of the day each revision counts. Of everything else that a card looks at, the newest
row of its history does: the triggers write one for each change, whoever made it, and the end of
an index is found at once. So a change to any chart draws the boards anew, which is rare enough.
"""

import hashlib
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from patients.models import (
    Allergy,
    Consent,
    Medication,
    Patient,
    PrescriberDecision,
    PriorTreatment,
    Problem,
    Result,
    Screening,
    ScreeningPolicy,
    SpecialistNote,
)
from patients.rules import RULES_VERSION
from scheduling.models import Appointment, Closure, Hours, Room, Site, VisitType
from staff.models import User
from staff.prepared import planned_once
from treatments.models import (
    AdverseEvent,
    CheckCall,
    FollowUp,
    Plan,
    PlanVersion,
    Score,
    Session,
    SessionRecord,
)

# Names, the lights, the columns.
WATCHED: tuple[Any, ...] = (
    Patient, Problem, Medication, Allergy, Result, PriorTreatment, SpecialistNote,
    PrescriberDecision, Screening, ScreeningPolicy, Consent,
    Plan, PlanVersion, Session, SessionRecord, FollowUp, Score, AdverseEvent, CheckCall,
    User, Site, Room, VisitType, Hours, Closure,
)  # fmt: skip
# What depends on the time of day is drawn anew after so many seconds, changed or not. So is what
# a transaction wrote that began before another and ended after it.
AT_LEAST_EVERY = 300


@cache
def statement() -> str:
    newest = "".join(
        f", (SELECT max(pgh_id) FROM {model.pgh_event_model._meta.db_table})" for model in WATCHED
    )
    return f"""SELECT (SELECT md5(string_agg(id || '.' || revision, ',' ORDER BY id))
                         FROM {Appointment._meta.db_table}
                        WHERE site_id = %s AND starts_at >= %s AND starts_at < %s){newest}"""


def etag_of(site: Site, begin: datetime, end: datetime, *asked: object, now: datetime) -> str:
    """The ETag of a board of that site and time; `asked` is what else changes it. One query."""
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(statement(), [site.pk, begin, end])
        found = cursor.fetchone()
    told = (RULES_VERSION, site.pk, begin, int(now.timestamp()) // AT_LEAST_EVERY, *asked, found)
    return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'
