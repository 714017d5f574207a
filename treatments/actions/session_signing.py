"""The end of a session: signed and locked, left out, or added to. A signed record never changes."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from staff.models import User, lock_unchanged
from treatments import library, limits
from treatments.actions.course import drop_sessions, plan_follow_ups
from treatments.actions.plans import remarks_on
from treatments.actions.session_gate import (
    check_startable,
    check_writable,
    lock_plan_and_session,
)
from treatments.actions.sessions import TIME_OUT, version_of
from treatments.consent_state import consent_problem
from treatments.models import Addendum, CheckCall, Plan, PlanVersion, Session, SessionRecord
from treatments.policy import limit_policy
from treatments.windows import replan_sessions


@transaction.atomic
def sign_record(*, record: SessionRecord, revision: int, by: User, now: datetime) -> SessionRecord:
    """Lock the record for good, count the session as given and move the windows that follow.

    Raises ValidationError naming everything that is still missing.
    """
    plan, session = lock_plan_and_session(record.session)
    check_writable(record, by)
    locked: SessionRecord = lock_unchanged(record, revision)
    check_startable(plan, session)
    if problem := _consent_problem(plan, locked):
        raise ValidationError(problem, code="consent")
    version = version_of(locked)
    if missing := missing_for_signature(locked, version):
        raise ValidationError(missing)
    locked.signed_by = by
    locked.signed_at = now
    locked.full_clean()
    locked.save(update_fields=["signed_by", "signed_at", "revision", "changed_at"])
    _count_as_given(session, locked, version)
    check_day = locked.treated_on + timedelta(days=library.clinic_defaults().symptom_check_days)
    call = CheckCall(session=session, due_on=check_day)
    call.full_clean()
    call.save()
    _go_on(plan, today=locked.treated_on)
    return locked


def _consent_problem(plan: Plan, record: SessionRecord) -> str:
    """Consent as of the day of treatment: what was injected before a withdrawal is recorded."""
    consent = plan.consent
    if consent and consent.withdrawn_at and consent.withdrawn_at > record.started_at:
        return ""
    return consent_problem(plan, today=record.treated_on)


def missing_for_signature(record: SessionRecord, version: PlanVersion) -> list[str]:
    """Everything that keeps the record from being signed, in words; two queries."""
    missing = [
        f"Time-out not confirmed: {line}." for code, line in TIME_OUT if code not in record.time_out
    ]
    if not record.reaction:
        missing.append("Record the immediate reaction, or that there was none.")
    if record.reaction == SessionRecord.Reaction.OTHER and not record.reaction_note:
        missing.append("Say what the other reaction was.")
    injections = list(record.injections.all())
    policy = limit_policy()
    if not injections:
        missing.append("Record at least one injection.")
    for injection in injections:
        place = injection.place[:1].upper() + injection.place[1:]
        substances = (
            injection.dextrose_pct,
            injection.glycerin_pct,
            injection.phenol_pct,
            injection.morrhuate_pct,
        )
        if not any(substances):
            missing.append(f"{place}: say what was injected and how strong it was.")
        missing += [
            f"{place}: {remark.message}"
            for remark in remarks_on(injection, version.protocol_version, policy)
            if remark.level is limits.Level.REFUSE
        ]
    return missing


def _count_as_given(session: Session, record: SessionRecord, version: PlanVersion) -> None:
    session.state = Session.State.GIVEN
    session.given_on = record.treated_on
    session.given_under = version
    session.revision += 1
    session.full_clean()
    session.save(update_fields=["state", "given_on", "given_under", "revision", "changed_at"])


def _go_on(plan: Plan, *, today: date) -> None:
    """Move the windows of what is left; after the last session, list the follow-up visits."""
    version = plan.signed_version()
    assert version is not None, "checked when the session was started"
    replan_sessions(plan, version, today=today)
    last = plan.sessions.filter(state=Session.State.GIVEN).order_by("-given_on").first()
    if last is None or plan.sessions.filter(state=Session.State.PLANNED).exists():
        return
    assert last.given_on is not None, "a given session has its day, by constraint"
    plan_follow_ups(plan=plan, version=version, last_given=last.given_on)


@transaction.atomic
def drop_session(*, session: Session, revision: int, reason: str, by: User, today: date) -> Session:
    """Leave a planned session out, with a reason; the ones after it keep their numbers."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why this session is left out."})
    plan, _ = lock_plan_and_session(session)
    if plan.state != Plan.State.ACTIVE:
        raise ValidationError("This plan is not running: its sessions are left out already.")
    locked: Session = lock_unchanged(session, revision)
    if locked.state != Session.State.PLANNED:
        raise ValidationError("Only a planned session can be left out.")
    # lock_unchanged counted the revision up already, drop_sessions counts for itself.
    locked.revision -= 1
    drop_sessions([locked], reason.strip())
    _go_on(plan, today=today)
    return locked


@transaction.atomic
def add_addendum(*, record: SessionRecord, text: str, by: User, now: datetime) -> Addendum:
    """Add text to a signed record."""
    if record.signed_at is None:
        raise ValidationError("The record is not signed yet: change it instead.")
    if not text.strip():
        raise ValidationError({"text": "Write what is to be added."})
    addendum = Addendum(record=record, text=text.strip(), written_by=by, written_at=now)
    addendum.full_clean()
    addendum.save()
    return addendum
