"""Adverse events: reported, followed until they are over, closed. A closed one never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from patients.models import Patient
from staff.models import User, lock_unchanged
from treatments import triage
from treatments.models import AdverseEvent, AdverseEventNote, CheckCall, Session, SessionRecord

Kind, Severity, Outcome = AdverseEvent.Kind, AdverseEvent.Severity, AdverseEvent.Outcome

# As the constraint `event_grave_is_serious` has it.
GRAVE_KINDS = frozenset({Kind.SEPTIC_JOINT, Kind.ANAPHYLAXIS, Kind.PNEUMOTHORAX, Kind.SPINAL_CORD})
GRAVE_OUTCOMES = frozenset({Outcome.SEQUELAE, Outcome.DEATH})
GOES_ON = frozenset({Outcome.ONGOING, Outcome.RECOVERING})
# Fainting and pain at the needle are expected and seen to on the spot: they stay in the record of
# the session, which is signed, and open no event.
UNEXPECTED = {
    SessionRecord.Reaction.ALLERGIC: Kind.ALLERGY,
    SessionRecord.Reaction.OTHER: Kind.OTHER,
}
LATEST_LOOK = timedelta(days=366)
_REVISED = [
    "kind", "onset_on", "severity", "serious", "outcome", "next_look_on", "revision", "changed_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What is known of an event so far; it may be put right until the event is closed."""

    kind: str
    onset_on: date | None
    severity: int | None
    serious: bool
    outcome: str
    next_look_on: date | None


def is_grave(*, kind: str, severity: int, outcome: str) -> bool:
    """Whether an event is serious by its kind, grade or outcome, whatever anybody ticks."""
    return severity >= Severity.LIFE_THREATENING or kind in GRAVE_KINDS or outcome in GRAVE_OUTCOMES


@transaction.atomic
def report_event(
    *,
    patient: Patient,
    session: Session | None,
    facts: EventFacts,
    description: str,
    action: str,
    by: User,
    now: datetime,
    today: date,
) -> AdverseEvent:
    """Open an event; raise ValidationError with the fields that are missing or cannot be."""
    wrong = _wrong_in(facts, patient, today)
    if not description.strip():
        wrong["description"] = "Say what happened."
    if session is not None and session.plan.patient_id != patient.pk:
        wrong["session"] = "This session belongs to another patient."
    if wrong:
        raise ValidationError(wrong)
    return _opened(
        patient=patient,
        session=session,
        description=description.strip(),
        action=action.strip(),
        reported_by=by,
        reported_at=now,
        **_fields(facts),
    )


@transaction.atomic
def follow_event(
    *,
    event: AdverseEvent,
    revision: int,
    facts: EventFacts,
    text: str,
    by: User,
    now: datetime,
    today: date,
) -> AdverseEvent:
    """Add one look at an open event: what was found and done, and what is known of it now."""
    locked: AdverseEvent = lock_unchanged(event, revision)
    _check_open(locked)
    wrong = _wrong_in(facts, locked.patient, today)
    if not text.strip():
        wrong["text"] = "Say what was found and done."
    if wrong:
        raise ValidationError(wrong)
    for name, value in _fields(facts).items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save(update_fields=_REVISED)
    _note(locked, text, by, now)
    return locked


@transaction.atomic
def close_event(
    *, event: AdverseEvent, revision: int, outcome: str, note: str, by: User, now: datetime
) -> AdverseEvent:
    """Close an event with its outcome: it freezes, and rule R43 asks about it no more."""
    locked: AdverseEvent = lock_unchanged(event, revision)
    _check_open(locked)
    if outcome not in Outcome.values or outcome in GOES_ON:
        raise ValidationError({"outcome": "Choose how it ended. An event that goes on stays open."})
    if not note.strip():
        raise ValidationError({"closing_note": "Say why it is closed and what follows from it."})
    locked.outcome = outcome
    locked.serious = locked.serious or outcome in GRAVE_OUTCOMES
    if outcome == Outcome.DEATH:
        locked.severity = Severity.DEATH
    locked.next_look_on = None
    locked.closed_by = by
    locked.closed_at = now
    locked.closing_note = note.strip()
    locked.full_clean()
    locked.save(
        update_fields=[
            "outcome", "serious", "severity", "next_look_on", "closed_by", "closed_at",
            "closing_note", "revision", "changed_at",
        ]
    )  # fmt: skip
    return locked


@transaction.atomic
def open_event_for_reaction(record: SessionRecord, by: User, now: datetime) -> AdverseEvent | None:
    """Open an event for an unexpected reaction of a record that is being signed, if there was one.

    An allergic one counts as serious until a physician has looked at it again.
    """
    kind = UNEXPECTED.get(SessionRecord.Reaction(record.reaction))
    if kind is None:
        return None
    serious = kind is Kind.ALLERGY
    return _opened(
        patient=record.session.plan.patient,
        session=record.session,
        kind=kind,
        onset_on=record.treated_on,
        severity=Severity.MODERATE,
        serious=serious,
        description=record.reaction_note or record.get_reaction_display(),
        outcome=Outcome.ONGOING,
        next_look_on=record.treated_on + timedelta(days=1),
        reported_by=by,
        reported_at=now,
    )


@transaction.atomic
def open_event_for_call(call: CheckCall, by: User, now: datetime) -> AdverseEvent:
    """Open an event from what the patient said on the check call, in the patient's words."""
    assert call.called_at is not None, "an answer has its call, by constraint"
    kind = triage.kind_of(call.said)
    alarm = call.answer == CheckCall.Answer.ALARM
    return _opened(
        patient=call.session.plan.patient,
        session=call.session,
        kind=kind,
        onset_on=timezone.localdate(call.called_at),
        severity=Severity.SEVERE if alarm else Severity.MODERATE,
        serious=alarm,
        description=call.words,
        action=call.triage_note,
        outcome=Outcome.ONGOING,
        next_look_on=timezone.localdate(now) + timedelta(days=1),
        reported_by=by,
        reported_at=now,
    )


def _opened(*, patient: Patient, session: Session | None, **fields: Any) -> AdverseEvent:
    event = AdverseEvent(
        patient=patient,
        session=session,
        plan=session.plan if session is not None else None,
        **fields,
    )
    event.full_clean()
    event.save()
    return event


def _fields(facts: EventFacts) -> Mapping[str, Any]:
    assert facts.severity is not None, "checked by _wrong_in"
    grave = is_grave(kind=facts.kind, severity=facts.severity, outcome=facts.outcome)
    return {
        "kind": facts.kind,
        "onset_on": facts.onset_on,
        "severity": facts.severity,
        "serious": facts.serious or grave,
        "outcome": facts.outcome,
        "next_look_on": facts.next_look_on,
    }


def _wrong_in(facts: EventFacts, patient: Patient, today: date) -> dict[str, str]:
    wrong = {}
    if facts.kind not in Kind.values:
        wrong["kind"] = "Choose what happened."
    if facts.severity not in Severity.values:
        wrong["severity"] = "Choose a grade from 1 to 5."
    if facts.outcome not in Outcome.values:
        wrong["outcome"] = "Choose how it stands now."
    if facts.onset_on is None:
        wrong["onset_on"] = "Enter the day on which it began."
    elif facts.onset_on > today:
        wrong["onset_on"] = "It cannot have begun in the future."
    elif facts.onset_on < patient.birth_date:
        wrong["onset_on"] = "This date is before the patient was born."
    if facts.next_look_on is None:
        wrong["next_look_on"] = "Say when it is looked at again: it stays open until then."
    elif facts.next_look_on < today:
        wrong["next_look_on"] = "The next look cannot lie in the past."
    elif facts.next_look_on - today > LATEST_LOOK:
        wrong["next_look_on"] = "The next look is at most a year ahead."
    return wrong


def _check_open(event: AdverseEvent) -> None:
    if event.closed_at is not None:
        raise ValidationError("This event is closed. Report a new one if it came back.")


def _note(event: AdverseEvent, text: str, by: User, now: datetime) -> None:
    note = AdverseEventNote(
        event=event, text=text.strip(), outcome=event.outcome, written_by=by, written_at=now
    )
    note.full_clean()
    note.save()
