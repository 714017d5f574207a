"""Takes a referral back: out of the chart of somebody else, or out of those that were set aside."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from patients.actions.history import ENTRY_KINDS, settle_allergies
from patients.actions.person import check_open
from patients.actions.referrals import Decided, judged, outdated
from patients.actions.settling import settle_referrals
from patients.models import Patient, PatientIdentifier, Referral
from patients.models.entry import ChartEntry
from patients.rules import compare
from patients.sent_values import shortened
from staff.capabilities import Capability
from staff.models import User

NOT_THIS_PATIENT = "Not this patient"
_LONGEST_REASON = 300
_FILED = (Referral.State.WAITING, Referral.State.DONE)

CHANGED_MEANWHILE = (
    "Somebody decided about these entries meanwhile. Nothing was saved; look at the list as it is "
    "now."
)
NEEDS_PHYSICIAN = (
    "Only a physician can take this referral back: entries of it were accepted, or somebody else "
    "filed it. Nothing was changed."
)


def entries_of(referral: Referral) -> list[ChartEntry]:
    """What of a referral stands in the chart it was filed in, waiting or accepted."""
    return [
        row
        for model in ENTRY_KINDS.values()
        for row in model._base_manager.filter(
            referral=referral, patient=referral.patient_id, voided_at=None
        ).order_by("pk")
    ]


def fingerprint(entries: Iterable[ChartEntry]) -> str:
    """Another one as soon as an entry is changed, accepted or declined, or another one comes."""
    said = (f"{type(row).__name__}.{row.pk}.{row.revision}.{row.accepted_at}" for row in entries)
    return hashlib.sha256(" ".join(said).encode()).hexdigest()


def may_return(referral: Referral, entries: Iterable[ChartEntry], user: User) -> bool:
    """A clinician may; whoever filed it may while no clinician has accepted anything of it."""
    if referral.state not in _FILED:
        return False
    if user.can(Capability.EDIT_CHART):
        return True
    untouched = not any(row.accepted_at for row in entries)
    return user.can(Capability.RECEIVE_REFERRALS) and referral.matched_by == user and untouched


@transaction.atomic
def return_referral(
    *, referral: Referral, reason: str, seen: str, by: User, now: datetime, today: date
) -> Decided:
    """Say that a referral is about somebody else: strike out its entries, and match it again.

    What was accepted goes as well. The numbers by which the next document would find this patient
    again are forgotten. `seen` is the `fingerprint` of the entries that were on the screen. Raises
    ValidationError for a missing reason, for other entries than those, and for somebody who may
    not; then nothing is changed.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Say how you know that it is about somebody else."})
    if referral.patient_id is None:
        raise ValidationError("This referral is in nobody's chart.", code="stale")
    patient = Patient.objects.select_for_update(no_key=True).get(pk=referral.patient_id)
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    check_open(patient)
    entries = entries_of(locked) if locked.patient_id == patient.pk else []
    if locked.patient_id != patient.pk or fingerprint(entries) != seen:
        raise ValidationError(CHANGED_MEANWHILE, code="stale")
    if not may_return(locked, entries, by):
        raise ValidationError(NEEDS_PHYSICIAN)
    before = judged(patient, today)
    _strike_out(entries, shortened(f"{NOT_THIS_PATIENT}: {reason}", _LONGEST_REASON), by, now)
    _forget_numbers(patient, locked)
    _unfile(locked, patient, shortened(reason, _LONGEST_REASON), by, now)
    settle_allergies(patient)
    settle_referrals(patient)
    changes = compare(before, judged(patient, today))
    return Decided(declined=len(entries), changes=changes, outdated=outdated(patient))


def _strike_out(entries: Iterable[ChartEntry], reason: str, by: User, now: datetime) -> None:
    by_model: dict[type[ChartEntry], list[int]] = {}
    for row in entries:
        by_model.setdefault(type(row), []).append(row.pk)
    for model, ids in by_model.items():
        # Without the digest it comes back if the referral turns out to be about this patient.
        model._base_manager.filter(pk__in=ids).update(
            voided_by=by,
            voided_at=now,
            void_reason=reason,
            source_digest="",
            changed_at=now,
            revision=F("revision") + 1,
        )


def _forget_numbers(patient: Patient, referral: Referral) -> None:
    """Those that no other referral of this patient names."""
    others = Referral.objects.filter(patient=patient).exclude(pk=referral.pk)
    named = {
        (system, value)
        for person in others.values_list("person", flat=True)
        for system, value in person.get("identifiers", [])
    }
    for system, value in referral.person.get("identifiers", []):
        if (system, value) not in named:
            PatientIdentifier.objects.filter(patient=patient, system=system, value=value).delete()


def _unfile(referral: Referral, patient: Patient, reason: str, by: User, now: datetime) -> None:
    referral.patient = referral.matched_by = referral.matched_at = None
    referral.state, referral.matched = Referral.State.UNMATCHED, ""
    referral.returned_from, referral.returned_reason = patient, reason
    referral.returned_by, referral.returned_at = by, now
    referral.revision += 1
    referral.save(
        update_fields=[
            *("patient", "state", "matched", "matched_by", "matched_at"),
            *("returned_from", "returned_by", "returned_at", "returned_reason"),
            *("revision", "changed_at"),
        ]
    )


@transaction.atomic
def reopen_referral(*, referral: Referral) -> Referral:
    """Take up again what was set aside: somebody has to say whose record it is."""
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state != Referral.State.REFUSED:
        raise ValidationError("This referral is not set aside any more.", code="stale")
    locked.state, locked.matched = Referral.State.UNMATCHED, ""
    locked.patient = locked.matched_by = locked.matched_at = None
    locked.revision += 1
    locked.save(
        update_fields=[
            *("patient", "state", "matched", "matched_by", "matched_at"),
            *("revision", "changed_at"),
        ]
    )
    return locked
