"""Sessions that were given and signed, written straight to the tables."""

from datetime import date, datetime, timedelta
from typing import Any

from patients.models import Consent, Patient
from staff.models import User
from tests.scheduling import builders as book
from treatments.models import Injection, Mix, Plan, Session, SessionRecord, Target

DAY = timedelta(days=1)
COLUMNS = (
    *("dextrose_pct", "volume_ml", "route", "guidance", "structure", "side", "region"),
    *("points", "anaesthetic", "anaesthetic_pct", "procedure", "procedure_detail"),
)


def target_of(plan: Plan) -> Target:
    return Target.objects.get(version__plan=plan)


def as_planned(plan: Plan, **other: Any) -> dict[str, Any]:
    """The injection that the plan foresees, but for `other`."""
    target = target_of(plan)
    return {name: getattr(target, name) for name in COLUMNS} | {"target": target} | other


def given(
    session: Session,
    on: date = book.MONDAY,
    *injections: dict[str, Any],
    started_at: datetime | None = None,
    **screening: Any,
) -> Session:
    """The session, given and signed on that day; as planned where no injections are named."""
    plan, physician = session.plan, session.plan.physician
    record = SessionRecord.objects.create(
        session=session,
        physician=physician,
        treated_on=on,
        started_at=started_at or book.at(on, 9),
        reaction="none",
        screening=book.screening(plan.patient, physician, kind="day", **screening),
    )
    mix = Mix.objects.create(
        record=record, position=1, total_ml=100, mixed_at=book.at(on, 9), mixed_by=physician,
        appearance="clear",
    )  # fmt: skip
    for position, columns in enumerate(injections or (as_planned(plan),), start=1):
        Injection.objects.create(record=record, mix=mix, position=position, **columns)
    signed = {"signed_by": physician, "signed_at": book.at(on, 10)}
    SessionRecord.objects.filter(pk=record.pk).update(**signed)
    version = plan.versions.get()
    Session.objects.filter(pk=session.pk).update(state="given", given_on=on, given_under=version)
    session.refresh_from_db()
    return session


def ended(patient: Patient, physician: User, on: date = book.MONDAY, **of_plan: Any) -> Plan:
    """A plan of one session, which was given on that day."""
    plan = book.plan(patient, physician, sessions=1)
    given(plan.sessions.get(), on)
    if of_plan:
        Plan.objects.filter(pk=plan.pk).update(**of_plan)
        plan.refresh_from_db()
    return plan


def consented(plan: Plan, **fields: Any) -> Consent:
    """A consent of the plan's patient, to its one place and substance but for `fields`."""
    on: date = fields.get("signed_on", date(2026, 11, 2))
    return Consent.objects.create(
        **{
            "patient": plan.patient,
            "physician": plan.physician,
            "text_version": "2026-1",
            "sites": ["right knee"],
            "substances": ["dextrose"],
            "risks": ["pain"],
            "understood": True,
            "own_goal": "Walk to the market",
            "signed_name": plan.patient.full_name,
            "signed_on": on,
            "signed_at": book.at(on, 8),
        }
        | fields
    )
