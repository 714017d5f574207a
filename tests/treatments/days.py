"""Session days for tests: started, recorded and signed through the actions."""

from datetime import UTC, date, datetime
from decimal import Decimal

from patients.models import Patient
from patients.rules import Moment
from staff.models import User
from tests.treatments import builders, shelf
from treatments.actions import follow_ups, session_signing, sessions
from treatments.actions.sessions import SessionNote
from treatments.models import FollowUp, Plan, Session, SessionRecord
from treatments.reviews import due_reviews

# Answers of a day on which nothing speaks against an injection.
WELL = builders.harmless(Moment.DAY)
WELL_MEASURED = {
    "temperature": Decimal("36.7"),
    "bp_systolic": Decimal(122),
    "bp_diastolic": Decimal(76),
    "weight": Decimal(70),
}
ALL_LINES = tuple(code for code, _ in sessions.TIME_OUT)
NOTHING_HAPPENED = SessionNote(
    time_out=ALL_LINES, reaction="none", reaction_note="", note="", aftercare_given=True
)


def noon(day: date) -> datetime:
    """17:00 UTC: noon in New York in winter."""
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def typed(patient: Patient) -> list[str]:
    """Kinds of the values that were measured on the spot."""
    kinds = patient.results.exclude(taken_at=None).order_by("kind").values_list("kind", flat=True)
    return list(kinds)


def agreed_plan(patient: Patient, by: User, *, on: date = builders.TODAY, **draft) -> Plan:
    """A signed plan whose consent stands: its first session can start."""
    plan = builders.signed_plan(patient, by, on=on, **draft)
    builders.consented(plan, by, on=on)
    return plan


def started(session: Session, by: User, *, on: date = builders.TODAY, **more) -> SessionRecord:
    more["vitals"] = WELL_MEASURED | more.pop("vitals", {})
    return sessions.start_session(
        session=session, by=by, now=noon(on), today=on, answers=more.pop("answers", WELL), **more
    )


OF_THE_DAY = ("mix", "needle", "image_reference", "note")


def rows_of(record: SessionRecord) -> list[dict]:
    """What is stored, as `write_record` takes it."""
    return [
        {name: getattr(row, name) for name in (*sessions.INJECTATE_FIELDS, *OF_THE_DAY)}
        | {"target": row.target, "other_side": False}
        for row in record.injections.select_related("target__version", "mix")
    ]


def written(
    session: Session, by: User, *, on: date = builders.TODAY, note=NOTHING_HAPPENED, **more
) -> SessionRecord:
    record = started(session, by, on=on, **more)
    shelf.mixed(record, by)
    return sessions.write_record(
        record=record,
        revision=record.revision,
        by=by,
        now=noon(on),
        note=note,
        injections=rows_of(record),
    )


def given(session: Session, by: User, *, on: date = builders.TODAY, **more) -> SessionRecord:
    """The session, given as planned and signed on `on`; reviewed first where it has to be."""
    if due_reviews({session.plan_id}):
        going_on(session.plan, by, on=on)
    record = written(session, by, on=on, **more)
    return session_signing.sign_record(record=record, revision=record.revision, by=by, now=noon(on))


def going_on(plan: Plan, by: User, *, on: date) -> FollowUp:
    """A review of the plan that lets its next session start."""
    return follow_ups.review_plan(
        plan=plan,
        decision="continue",
        values={},
        note="One more, then we compare again",
        by=by,
        now=noon(on),
        today=on,
    )


def pain(value: str) -> dict[str, Decimal]:
    return {"nrs_pain": Decimal(value)}
