"""The end of a session: signed and locked, left out, or added to. A signed record never changes."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst

from patients.actions.history import add_prior_treatment
from patients.models import PriorTreatment
from staff.models import User, lock_unchanged
from staff.templatetags.prolo import clock
from treatments import library, limits
from treatments.actions.adverse_events import open_event_for_reaction
from treatments.actions.course import drop_sessions, go_on
from treatments.actions.plans import remarks_on
from treatments.actions.session_gate import (
    check_startable,
    check_writable,
    lock_plan_and_session,
)
from treatments.actions.session_rows import too_much_drawn
from treatments.actions.sessions import TIME_OUT, version_of
from treatments.consent_state import consent_problem
from treatments.models import (
    Addendum,
    CheckCall,
    Injection,
    Plan,
    PlanVersion,
    RecordDraft,
    Session,
    SessionRecord,
)
from treatments.models.injectate import Injectate
from treatments.policy import limit_policy

STEROID = Injectate.Procedure.CORTICOSTEROID


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
    open_event_for_reaction(locked, by, now)
    _tell_the_chart(locked, by)
    go_on(plan, today=locked.treated_on)
    return locked


def _consent_problem(plan: Plan, record: SessionRecord) -> str:
    """Consent as of the day of treatment: what was injected before a withdrawal is recorded."""
    consent = plan.consent
    if consent and consent.withdrawn_at and consent.withdrawn_at > record.started_at:
        return ""
    return consent_problem(plan, today=record.treated_on)


def missing_for_signature(record: SessionRecord, version: PlanVersion) -> list[str]:
    """Everything that keeps the record from being signed, in words; three queries."""
    missing = [
        f"Time-out not confirmed: {line}." for code, line in TIME_OUT if code not in record.time_out
    ]
    if not record.reaction:
        missing.append("Record the immediate reaction, or that there was none.")
    if record.reaction == SessionRecord.Reaction.OTHER and not record.reaction_note:
        missing.append("Say what the other reaction was.")
    injections = list(record.injections.select_related("mix"))
    if not injections:
        missing.append("Record at least one injection.")
    policy = limit_policy()
    for injection, drawn in zip(injections, too_much_drawn(injections), strict=True):
        place = capfirst(injection.place)
        refused = [
            remark.message
            for remark in remarks_on(injection, version.protocol_version, policy)
            if remark.level is limits.Level.REFUSE
        ]
        for message in [*_missing_in(injection), *refused, *drawn.get("volume_ml", [])]:
            missing.append(f"{place}: {message}")
    if draft := RecordDraft.objects.filter(record=record).first():
        missing.append(
            f"What was typed at {clock(draft.typed_at)} is not saved yet. Open the record and save "
            "it, or go back to what is saved."
        )
    return missing


def _missing_in(injection: Injection) -> list[str]:
    if injection.procedure:
        return []
    if injection.mix is None:
        return ["Say which mix it was drawn from; mix it first if that was not recorded."]
    if injection.mix.discarded_at is not None:
        return [f"Mix {injection.mix.letter} was thrown away. Name the mix that was injected."]
    return []


def _tell_the_chart(record: SessionRecord, by: User) -> None:
    """A corticosteroid injected here counts like one injected elsewhere: rule R15 looks there."""
    session = record.session
    for injection in record.injections.filter(procedure=STEROID):
        add_prior_treatment(
            patient=session.plan.patient,
            by=by,
            today=record.treated_on,
            kind=PriorTreatment.Kind.STEROID_INJECTION,
            region=injection.region,
            side=injection.side,
            substance=injection.procedure_detail[:120],
            started_on=record.treated_on,
            ended_on=record.treated_on,
            note=chart_note(record),
        )


def chart_note(record: SessionRecord) -> str:
    """What the chart says of where such an entry comes from; unique to the record."""
    return f"Given here in session {record.session.number} (record {record.pk})"


def _count_as_given(session: Session, record: SessionRecord, version: PlanVersion) -> None:
    session.state = Session.State.GIVEN
    session.given_on = record.treated_on
    session.given_under = version
    session.revision += 1
    session.full_clean()
    session.save(update_fields=["state", "given_on", "given_under", "revision", "changed_at"])


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
    go_on(plan, today=today)
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
