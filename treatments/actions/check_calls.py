"""The check call after a session: what the patient said, and the physician's answer to it."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from staff.models import User, lock_unchanged
from treatments import triage
from treatments.actions.adverse_events import open_event_for_call
from treatments.models import AdverseEvent, CheckCall

_LOGGED = ["answer", "said", "words", "called_by", "called_at", "revision", "changed_at"]


@transaction.atomic
def log_check_call(
    *,
    call: CheckCall,
    revision: int,
    said: Collection[str],
    words: str,
    by: User,
    now: datetime,
) -> CheckCall:
    """Write down what the patient said: codes of `triage.ADVICE`, and the words as they fell.

    The gravest of the codes makes the answer; a physician sees every one that is not "fine".
    """
    locked: CheckCall = _to_make(call, revision)
    if not said:
        raise ValidationError({"said": "Tick what the patient said."})
    if unknown := set(said) - triage.BY_CODE.keys():
        raise ValidationError({"said": f"“{min(unknown)[:40]}” is not on the list."})
    if "nothing" in said and len(set(said)) > 1:
        raise ValidationError({"said": "Untick “Nothing” or the other answers."})
    answer = triage.answer_of(said)
    if answer != CheckCall.Answer.FINE and not words.strip():
        raise ValidationError({"words": "Write down the patient's own words."})
    locked.answer = answer
    # In the order of the list, so that the same answers are stored the same.
    locked.said = [code for code in triage.BY_CODE if code in said]
    locked.words = words.strip()
    return _kept(locked, by, now)


@transaction.atomic
def miss_check_call(*, call: CheckCall, revision: int, by: User, now: datetime) -> CheckCall:
    """Nobody answered: the call stays on the list and is made again."""
    locked: CheckCall = _to_make(call, revision)
    locked.answer = CheckCall.Answer.NO_ANSWER
    return _kept(locked, by, now)


@transaction.atomic
def triage_check_call(
    *,
    call: CheckCall,
    revision: int,
    decision: str,
    note: str,
    opens_event: bool = False,
    by: User,
    now: datetime,
) -> AdverseEvent | None:
    """The physician's answer to a worrying call. The event that it opened, if it did."""
    locked: CheckCall = lock_unchanged(call, revision)
    if locked.answer not in (CheckCall.Answer.WORRY, CheckCall.Answer.ALARM):
        raise ValidationError("There is nothing to triage in this call.")
    if locked.triaged_at is not None:
        raise ValidationError(f"{locked.triaged_by} has answered this call already.")
    wrong = {}
    if decision not in CheckCall.Triage.values:
        wrong["decision"] = "Choose what the patient does now."
    if not note.strip():
        wrong["triage_note"] = "Say what was advised or done."
    if wrong:
        raise ValidationError(wrong)
    locked.triage = decision
    locked.triage_note = note.strip()
    locked.triaged_by = by
    locked.triaged_at = now
    locked.full_clean()
    locked.save(
        update_fields=[
            "triage", "triage_note", "triaged_by", "triaged_at", "revision", "changed_at",
        ]
    )  # fmt: skip
    return open_event_for_call(locked, by, now) if opens_event else None


def _to_make(call: CheckCall, revision: int) -> CheckCall:
    locked: CheckCall = lock_unchanged(call, revision)
    if locked.answer not in ("", CheckCall.Answer.NO_ANSWER):
        raise ValidationError("This call is logged already.")
    return locked


def _kept(call: CheckCall, by: User, now: datetime) -> CheckCall:
    call.called_by = by
    call.called_at = now
    call.full_clean()
    call.save(update_fields=_LOGGED)
    return call
