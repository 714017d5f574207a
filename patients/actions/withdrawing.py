"""Takes back what its sender takes back: an entry that an earlier document brought."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from patients.actions.history import ENTRY_KINDS, settle_allergies
from patients.actions.person import lock_open
from patients.actions.settling import settle_referrals
from patients.models import Patient
from patients.models.entry import ChartEntry
from patients.sent import Note, SentWithdrawal
from patients.sent_values import shortened, storable
from staff.models import User

WITHDRAWN = "Withdrawn by its sender"
_LONGEST_REASON = 300


@transaction.atomic
def withdraw_entries(
    *, patient: Patient, withdrawn: Iterable[SentWithdrawal], by: User, now: datetime
) -> list[Note]:
    """Strike out what still waits under these keys; what was accepted waits for a clinician again.

    Sent once more as it was, an entry is no longer known and comes back. Returns a note for each
    entry that it concerned.
    """
    sent = list(withdrawn)
    if not sent:
        return []
    locked = lock_open(patient.pk)
    by_key = {storable(withdrawal.key): withdrawal for withdrawal in sent}
    notes = []
    for model in ENTRY_KINDS.values():
        rows = model._base_manager.filter(patient=locked, voided_at=None).exclude(source_key="")
        for row in rows.select_for_update():
            withdrawal = _that_names(row.source_key, by_key)
            if withdrawal is not None:
                notes.append(Note(withdrawal.path, _take_back(row, withdrawal.why, by, now)))
    if notes:
        settle_allergies(locked)
        settle_referrals(locked)
    return notes


def _that_names(key: str, by_key: Mapping[str, SentWithdrawal]) -> SentWithdrawal | None:
    """Of the entry itself, or of the resource it is a part of: keys of parts go on with "#"."""
    parts = key.split("#")
    wholes = ("#".join(parts[:number]) for number in range(len(parts), 0, -1))
    return next((by_key[whole] for whole in wholes if whole and whole in by_key), None)


def _take_back(row: ChartEntry, why: str, by: User, now: datetime) -> str:
    names = ["source_digest", "revision", "changed_at"]
    row.source_digest = ""
    row.revision += 1
    row.changed_at = now
    if row.accepted_at is None:
        row.voided_by, row.voided_at = by, now
        row.void_reason = shortened(f"{WITHDRAWN}: {storable(why)}.", _LONGEST_REASON)
        names += ["voided_by", "voided_at", "void_reason"]
        said = "The sender has withdrawn this; it was struck out in the chart."
    else:
        row.accepted_by = row.accepted_at = None
        names += ["accepted_by", "accepted_at"]
        said = "The sender has withdrawn this; it was accepted here and waits again: decline it?"
    row.save(update_fields=names)
    return said
