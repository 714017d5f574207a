"""Requests of patients about their own record: received, extended once, answered."""

from datetime import date, timedelta
from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from patients.models import Patient, RecordRequest
from patients.models.request import EXTENSION_DAYS, due_day
from staff.capabilities import Capability
from staff.models import User, lock_unchanged

State = RecordRequest.State


@transaction.atomic
def record_request(
    *, patient: Patient, kind: str, wish: str, received_on: date, by: User, today: date
) -> RecordRequest:
    _check_right(by)
    if received_on > today:
        raise ValidationError({"received_on": "This day is still to come."})
    if received_on < patient.birth_date:
        raise ValidationError({"received_on": "On this day the patient was not born yet."})
    request = RecordRequest(
        patient=patient,
        kind=kind,
        wish=wish.strip(),
        received_on=received_on,
        due_on=due_day(kind, received_on),
        recorded_by=by,
    )
    request.full_clean()
    request.save()
    return request


@transaction.atomic
def extend_request(
    *, request: RecordRequest, revision: int, reason: str, by: User, today: date
) -> RecordRequest:
    """Thirty days more, once, before it is due; the patient has to be told why in writing."""
    _check_right(by)
    locked = _locked(request, revision)
    if not locked.is_open:
        raise ValidationError("This request is closed. Nothing was changed.")
    if locked.extended_on is not None:
        raise ValidationError("This request was extended before. It can be extended once.")
    if today > locked.due_on:
        raise ValidationError("This request is overdue. It could be extended before that.")
    locked.extended_on, locked.extension_reason = today, reason.strip()
    locked.due_on += timedelta(days=EXTENSION_DAYS)
    return _saved(locked, "extended_on", "extension_reason", "due_on")


@transaction.atomic
def close_request(
    *,
    request: RecordRequest,
    revision: int,
    state: str,
    done: str,
    denial_reason: str,
    by: User,
    today: date,
) -> RecordRequest:
    """Say what was done. A denial, in whole or in part, needs its reason; others have none."""
    _check_right(by)
    locked = _locked(request, revision)
    if not locked.is_open:
        raise ValidationError("This request is closed. Nothing was changed.")
    if state == State.OPEN:
        raise ValidationError({"state": "Choose what came of it."})
    refused = state in (State.DENIED, State.PARTLY)
    if refused and not denial_reason.strip():
        raise ValidationError(
            {"denial_reason": "Say why it is denied: the patient is told in writing."}
        )
    if not refused and denial_reason.strip():
        raise ValidationError({"denial_reason": "This is for what is denied, also in part."})
    locked.state, locked.done = state, done.strip()
    locked.denial_reason = denial_reason.strip()
    locked.closed_by, locked.closed_on = by, today
    return _saved(locked, "state", "done", "denial_reason", "closed_by", "closed_on")


@transaction.atomic
def attach_disagreement(
    *, request: RecordRequest, revision: int, disagreement: str, by: User, today: date
) -> RecordRequest:
    """What the patient wants to be read with the record, after an amendment was denied."""
    _check_right(by)
    locked = _locked(request, revision)
    denied = locked.state in (State.DENIED, State.PARTLY)
    if locked.kind != RecordRequest.Kind.AMENDMENT or not denied:
        raise ValidationError("A statement of disagreement follows a denied amendment.")
    if locked.disagreement:
        raise ValidationError("A statement of disagreement is attached already.")
    locked.disagreement, locked.disagreed_on = disagreement.strip(), today
    return _saved(locked, "disagreement", "disagreed_on")


def _check_right(by: User) -> None:
    if not by.can(Capability.HANDLE_REQUESTS):
        raise PermissionDenied


def _locked(request: RecordRequest, revision: int) -> RecordRequest:
    return cast(RecordRequest, lock_unchanged(request, revision))


def _saved(request: RecordRequest, *fields: str) -> RecordRequest:
    request.full_clean()
    request.save(update_fields=[*fields, "revision", "changed_at"])
    return request
