"""The session day: open the record, write it, sign it. A signed record never changes again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from patients.actions.screening import run_screening

from patients.models import Screening
from staff.models import User, lock_unchanged
from treatments import library, limits
from treatments.actions.follow_ups import plan_follow_ups
from treatments.consent_state import consent_problem
from treatments.context import plan_context
from treatments.models import (
    Addendum,
    CheckCall,
    Injection,
    Plan,
    PlanVersion,
    Session,
    SessionRecord,
    Target,
)
from treatments.models.plan import Injectate
from treatments.windows import replan_sessions

# What is said aloud before the needle. Codes are stored in the record: never renamed.
TIME_OUT = (
    ("patient", "Right patient: name and birth date asked"),
    ("side", "Right side and place, marked with the patient awake"),
    ("allergies", "Allergies asked again"),
    ("solution", "Right solution: substance, strength and volume read from the syringe"),
    ("consent", "Consent stands and the patient still wants it"),
)

INJECTATE_FIELDS = tuple(field.name for field in Injectate._meta.get_fields())


@dataclass(frozen=True, slots=True)
class SessionNote:
    """What the physician writes about the session as a whole."""

    time_out: Sequence[str]
    reaction: str
    reaction_note: str
    note: str
    aftercare_given: bool


@transaction.atomic
def start_session(
    *,
    session: Session,
    by: User,
    now: datetime,
    today: date,
    answers: Mapping[str, str],
    outside_window_reason: str = "",
) -> SessionRecord:
    """Screen for the day and open the record, prefilled with what the plan says.

    Raises ValidationError when the plan is not running, an earlier session is still open,
    consent does not stand, or the day lies outside the window and no reason is given.
    Starting again re-screens and keeps what was written.
    """
    plan = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("patient")
        .get(pk=session.plan_id)
    )
    session = Session.objects.select_for_update().get(pk=session.pk)
    version = _check_startable(plan, session, today)
    _check_window(session, today, outside_window_reason)
    screening = run_screening(
        patient=plan.patient,
        kind=Screening.Kind.DAY,
        by=by,
        now=now,
        today=today,
        answers=answers,
        plan=plan_context(version),
    )
    record = SessionRecord.objects.filter(session=session).first()
    if record is not None:
        record.screening = screening
        record.physician = by
        record.treated_on = today
        record.outside_window_reason = outside_window_reason
        record.revision += 1
        record.full_clean()
        record.save(
            update_fields=[
                "screening", "physician", "treated_on", "outside_window_reason", "revision",
                "changed_at",
            ]
        )  # fmt: skip
        return record
    record = SessionRecord(
        session=session,
        physician=by,
        screening=screening,
        treated_on=today,
        outside_window_reason=outside_window_reason,
        started_at=now,
    )
    record.full_clean()
    record.save()
    _prefill(record, version)
    return record


def signed_version(plan: Plan) -> PlanVersion:
    """The version the plan is treated under: the newest signed one."""
    version = plan.versions.filter(signed_at__isnull=False).order_by("-number").first()
    if version is None:
        raise ValidationError("The plan is not signed yet.", code="unsigned")
    return version


def _check_startable(plan: Plan, session: Session, today: date) -> PlanVersion:
    if plan.state != Plan.State.ACTIVE:
        raise ValidationError("This plan is not running: no session can be given under it.")
    if session.state != Session.State.PLANNED:
        raise ValidationError(f"Session {session.number} is {session.get_state_display().lower()}.")
    open_before = plan.sessions.filter(
        state=Session.State.PLANNED, number__lt=session.number
    ).first()
    if open_before is not None:
        raise ValidationError(
            f"Session {open_before.number} comes first: give it or leave it out with a reason."
        )
    problem = consent_problem(plan, today=today)
    if problem:
        raise ValidationError(problem, code="consent")
    return signed_version(plan)


def _check_window(session: Session, today: date, reason: str) -> None:
    if session.opens_on <= today <= session.closes_on or reason.strip():
        return
    when = "opens" if today < session.opens_on else "shut"
    day = session.opens_on if today < session.opens_on else session.closes_on
    raise ValidationError(
        {
            "outside_window_reason": (
                f"The window of session {session.number} {when} on {day:%a %d %b %Y}. "
                "Say why the session is given today."
            )
        }
    )


def _prefill(record: SessionRecord, version: PlanVersion) -> None:
    for target in version.targets.order_by("position"):
        Injection.objects.create(
            record=record,
            target=target,
            position=target.position,
            **{field: getattr(target, field) for field in INJECTATE_FIELDS},
        )


@transaction.atomic
def write_record(
    *,
    record: SessionRecord,
    revision: int,
    by: User,
    note: SessionNote,
    injections: Sequence[Mapping[str, Any]],
) -> SessionRecord:
    """Keep what was typed so far. The record stays a draft that its physician can go on with.

    Each of `injections` holds the fields of `Injectate` plus "target" (Target or None), "needle"
    and "note". Raises ValidationError; nothing is kept then.
    """
    _check_writable(record, by)
    locked: SessionRecord = lock_unchanged(record, revision)
    locked.time_out = [code for code, _ in TIME_OUT if code in note.time_out]
    locked.reaction = note.reaction
    locked.reaction_note = note.reaction_note
    locked.note = note.note
    locked.aftercare_given = note.aftercare_given
    locked.full_clean()
    locked.save(
        update_fields=[
            "time_out", "reaction", "reaction_note", "note", "aftercare_given", "revision",
            "changed_at",
        ]
    )  # fmt: skip
    locked.injections.all().delete()
    for position, fields in enumerate(injections, start=1):
        injection = Injection(record=locked, position=position, **fields)
        _check_target_is_of_plan(injection)
        injection.full_clean(validate_unique=False)
        injection.save()
    return locked


def _check_writable(record: SessionRecord, by: User) -> None:
    if record.signed_at is not None:
        raise ValidationError("This record is signed. Add an addendum instead.", code="signed")
    if record.physician_id != by.pk:
        raise ValidationError(
            f"{record.physician} is writing this record. Start the session again to take it over.",
            code="other physician",
        )
    if record.screening is None or record.screening.outcome != Screening.Outcome.CLEARED:
        raise ValidationError(
            "Today's screening is still open. Decide its findings first.", code="screening"
        )


def _check_target_is_of_plan(injection: Injection) -> None:
    target = injection.target
    if target is not None and target.version.plan_id != injection.record.session.plan_id:
        raise ValidationError("This target belongs to another plan.", code="foreign target")


@transaction.atomic
def sign_record(
    *, record: SessionRecord, revision: int, by: User, now: datetime, today: date
) -> SessionRecord:
    """Lock the record for good, count the session as given and move the windows that follow.

    Raises ValidationError naming everything that is still missing.
    """
    _check_writable(record, by)
    locked: SessionRecord = lock_unchanged(record, revision)
    session = Session.objects.select_for_update().get(pk=locked.session_id)
    plan = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("patient")
        .get(pk=session.plan_id)
    )
    version = _check_startable(plan, session, today)
    missing = _missing_for_signature(locked, version)
    if missing:
        raise ValidationError(missing)
    locked.signed_by = by
    locked.signed_at = now
    locked.full_clean()
    locked.save(update_fields=["signed_by", "signed_at", "revision", "changed_at"])
    _count_as_given(session, locked, version)
    CheckCall.objects.create(session=session, due_on=_check_call_day(locked.treated_on))
    replan_sessions(plan, version, today=locked.treated_on)
    if not plan.sessions.filter(state=Session.State.PLANNED).exists():
        plan_follow_ups(plan=plan, version=version, last_given=locked.treated_on)
    return locked


def _missing_for_signature(record: SessionRecord, version: PlanVersion) -> list[str]:
    missing = [
        f"Time-out not confirmed: {line}." for code, line in TIME_OUT if code not in record.time_out
    ]
    if not record.reaction:
        missing.append("Record the immediate reaction, or that there was none.")
    if record.reaction == SessionRecord.Reaction.OTHER and not record.reaction_note:
        missing.append("Say what the other reaction was.")
    injections = list(record.injections.select_related("target"))
    if not injections:
        missing.append("Record at least one injection.")
    for injection in injections:
        missing += _refusals(injection, version)
    return missing


def _refusals(injection: Injection, version: PlanVersion) -> list[str]:
    remarks = limits.check_target(
        dextrose_pct=injection.dextrose_pct,
        volume_ml=injection.volume_ml,
        sites=injection.points,
        route=injection.route,
        region=injection.region,
        anaesthetic=injection.anaesthetic,
        anaesthetic_pct=injection.anaesthetic_pct,
        glycerin_pct=injection.glycerin_pct,
        phenol_pct=injection.phenol_pct,
        morrhuate_pct=injection.morrhuate_pct,
    )
    return [
        f"{injection.place}: {remark.message}"
        for remark in remarks
        if remark.level is limits.Level.REFUSE
    ]


def _count_as_given(session: Session, record: SessionRecord, version: PlanVersion) -> None:
    session.state = Session.State.GIVEN
    session.given_on = record.treated_on
    session.given_under = version
    session.revision += 1
    session.full_clean()
    session.save(update_fields=["state", "given_on", "given_under", "revision", "changed_at"])


def _check_call_day(treated_on: date) -> date:
    return treated_on + timedelta(days=library.clinic_defaults().symptom_check_days)


@transaction.atomic
def drop_session(*, session: Session, revision: int, reason: str, by: User, today: date) -> Session:
    """Leave a planned session out, with a reason; the ones after it keep their numbers."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why this session is left out."})
    plan = Plan.objects.select_for_update().get(pk=session.plan_id)
    locked: Session = lock_unchanged(session, revision)
    if locked.state != Session.State.PLANNED:
        raise ValidationError("Only a planned session can be left out.")
    if SessionRecord.objects.filter(session=locked).exists():
        raise ValidationError("This session was started already; finish and sign its record.")
    locked.state = Session.State.DROPPED
    locked.dropped_reason = reason.strip()
    locked.full_clean()
    locked.save(update_fields=["state", "dropped_reason", "revision", "changed_at"])
    version = signed_version(plan)
    replan_sessions(plan, version, today=today)
    last = plan.sessions.filter(state=Session.State.GIVEN).order_by("-given_on").first()
    if last is not None and not plan.sessions.filter(state=Session.State.PLANNED).exists():
        plan_follow_ups(plan=plan, version=version, last_given=last.given_on)
    return locked


@transaction.atomic
def add_addendum(*, record: SessionRecord, text: str, by: User, now: datetime) -> Addendum:
    """Add text to a signed record."""
    if record.signed_at is None:
        raise ValidationError("The record is not signed yet: change it instead.")
    addendum = Addendum(record=record, text=text.strip(), written_by=by, written_at=now)
    addendum.full_clean()
    addendum.save()
    return addendum


def planned_dose(targets: Sequence[Target]) -> Decimal:
    """Grams of dextrose that the targets hold together."""
    return sum(
        (t.volume_ml * (t.dextrose_pct or Decimal(0)) / 100 for t in targets), start=Decimal(0)
    )
