"""What may follow a signature: the record is declared void, or another physician signs below."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.actions.history import void_entry
from patients.models import PriorTreatment
from staff.models import User
from treatments.actions.course import drop_follow_ups, go_on
from treatments.actions.session_gate import lock_plan_and_session
from treatments.actions.session_signing import chart_note
from treatments.models import CoSignature, Plan, RecordVoid, Session, SessionRecord


@transaction.atomic
def void_record(
    *, record: SessionRecord, reason: str, by: User, now: datetime, today: date
) -> RecordVoid:
    """Declare a signed record void: it stays readable and counts for nothing any more.

    While the plan is running, a new planned session takes the number of the void one, the windows
    are counted anew, and follow-up visits that were due after the last session come off the list
    until it is given. Raises ValidationError for a record that is not signed or is void already.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why the record does not count."})
    plan, session = lock_plan_and_session(record.session)
    locked = SessionRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if locked.signed_at is None:
        raise ValidationError("The record is not signed yet: change it instead.")
    if session.state == Session.State.VOIDED:
        raise ValidationError("This record is void already.")
    void = RecordVoid(record=locked, reason=reason.strip(), voided_by=by, voided_at=now)
    void.full_clean()
    void.save()
    session.state = Session.State.VOIDED
    session.revision += 1
    session.full_clean()
    session.save(update_fields=["state", "revision", "changed_at"])
    _take_back_from_chart(locked, reason, by, now)
    if plan.state == Plan.State.ACTIVE:
        _plan_again(plan, session, today)
    return void


def _take_back_from_chart(record: SessionRecord, reason: str, by: User, now: datetime) -> None:
    """What signing wrote into the chart."""
    entries = PriorTreatment.objects.standing().filter(
        patient=record.session.plan.patient_id, note=chart_note(record)
    )
    for entry in entries:
        void_entry(entry=entry, reason=f"Session record void: {reason}"[:300], by=by, now=now)


def _plan_again(plan: Plan, void: Session, today: date) -> None:
    again = Session(plan=plan, number=void.number, opens_on=today, target_on=today, closes_on=today)
    again.full_clean()
    again.save()
    # Visits after the last session: it is still to come now, and lists them again.
    drop_follow_ups(plan, planned_only=True)
    go_on(plan, today=today)


@transaction.atomic
def co_sign(*, record: SessionRecord, note: str, by: User, now: datetime) -> CoSignature:
    """Another physician signs below a signed record of a colleague."""
    locked = SessionRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if locked.signed_at is None:
        raise ValidationError("The record is not signed yet.")
    if locked.session.state == Session.State.VOIDED:
        raise ValidationError("This record is void: there is nothing to sign below it.")
    if locked.signed_by_id == by.pk:
        raise ValidationError("You signed this record yourself. Another physician co-signs it.")
    signature = CoSignature(record=locked, note=note.strip(), signed_by=by, signed_at=now)
    signature.full_clean()
    signature.save()
    return signature
