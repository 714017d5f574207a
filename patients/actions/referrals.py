"""What a clinician decides about what came with a referral, and what screening says to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from patients.actions.history import ENTRY_KINDS, settle_allergies
from patients.actions.person import check_open
from patients.actions.settling import settle_referrals
from patients.facts import gather
from patients.models import Patient, Referral, Screening
from patients.policy import clinic_policy
from patients.rules import Outcome, compare, screen
from patients.rules.engine import Change
from patients.verdicts import verdict
from staff.models import User

# Kind of entry (`ENTRY_KINDS`) -> ids of entries.
Chosen = Mapping[str, Collection[int]]

DECIDED_MEANWHILE = (
    "Some of these entries were decided or sent anew meanwhile. Nothing was saved; look at the "
    "list as it is now."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided and what follows.

    `changes` is what the rules say now that they did not say of the chart without the entries
    that were decided. `outdated` is the screening on file that no longer stands, if there is one.
    """

    accepted: int = 0
    declined: int = 0
    changes: tuple[Change, ...] = ()
    outdated: Screening | None = None


@transaction.atomic
def accept_entries(
    *, patient: Patient, chosen: Chosen, by: User, now: datetime, today: date
) -> Decided:
    """Say that these entries are right; they have counted since they came, and go on counting.

    Raises ValidationError when one of them does not wait any more.
    """
    locked = _lock(patient)
    # Their content stays: neither a form that is open nor a screening is out of date by this.
    number = _decide(locked, chosen, accepted_by=by, accepted_at=now)
    settle_referrals(locked)
    changes = what_it_changes(locked, chosen, now=now, by=by, today=today)
    return Decided(accepted=number, changes=changes, outdated=outdated(locked))


@transaction.atomic
def decline_entries(
    *, patient: Patient, chosen: Chosen, reason: str, by: User, now: datetime, today: date
) -> Decided:
    """Take these entries back with a reason; they stay on record, and the same again is ignored.

    Raises ValidationError for a missing reason, or when one of them does not wait any more.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Say why these entries are declined."})
    locked = _lock(patient)
    before = judged(locked, today)
    number = _decide(
        locked,
        chosen,
        voided_by=by,
        voided_at=now,
        void_reason=reason,
        changed_at=now,
        revision=F("revision") + 1,
    )
    if chosen.get("allergy"):
        settle_allergies(locked)
    settle_referrals(locked)
    changes = compare(before, judged(locked, today))
    return Decided(declined=number, changes=changes, outdated=outdated(locked))


def waiting_entries(patient: Patient) -> dict[str, list[int]]:
    """Everything of a chart that waits, as `accept_entries` takes it."""
    found = {
        kind: list(
            model._base_manager.filter(patient=patient, voided_at=None, accepted_at=None)
            .exclude(referral=None)
            .values_list("pk", flat=True)
        )
        for kind, model in ENTRY_KINDS.items()
    }
    return {kind: ids for kind, ids in found.items() if ids}


def what_it_changes(
    patient: Patient, chosen: Chosen, *, by: User, now: datetime, today: date
) -> tuple[Change, ...]:
    """What the rules say otherwise because of these entries: without them, and with them."""
    after = judged(patient, today)
    with transaction.atomic():
        # The database answers what the chart were without them; nothing of it is kept.
        for kind, ids in chosen.items():
            ENTRY_KINDS[kind]._base_manager.filter(pk__in=ids, voided_at=None).update(
                voided_at=now, voided_by=by, void_reason="-", accepted_at=None, accepted_by=None
            )
        before = judged(patient, today)
        transaction.set_rollback(True)
    return compare(before, after)


def judged(patient: Patient, today: date) -> tuple[Outcome, ...]:
    """What the rules say of the chart as it is, with nothing asked."""
    patient = Patient.objects.get(pk=patient.pk)
    return screen(gather(patient, today=today, answers={}), clinic_policy())


def outdated(patient: Patient) -> Screening | None:
    """The screening on file that no longer stands, if there is one."""
    found = verdict(patient)
    return found.screening if found.screening is not None and not found.current else None


def _lock(patient: Patient) -> Patient:
    locked = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    check_open(locked)
    return locked


def _decide(patient: Patient, chosen: Chosen, **columns: object) -> int:
    wanted = {kind: set(ids) for kind, ids in chosen.items() if ids}
    if not wanted:
        raise ValidationError("Choose at least one entry.")
    for kind, ids in wanted.items():
        rows = ENTRY_KINDS[kind]._base_manager.filter(
            patient=patient, pk__in=ids, voided_at=None, accepted_at=None, referral__isnull=False
        )
        if rows.update(**columns) != len(ids):
            raise ValidationError(DECIDED_MEANWHILE, code="stale")
    return sum(map(len, wanted.values()))


@transaction.atomic
def refuse_referral(*, referral: Referral, by: User, now: datetime) -> Referral:
    """Say that what was sent is about nobody who comes here; nothing of it enters a chart."""
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state != Referral.State.UNMATCHED:
        raise ValidationError("This referral was decided already.", code="stale")
    locked.state = Referral.State.REFUSED
    locked.matched_by, locked.matched_at = by, now
    locked.filing_since, locked.filing_trouble = None, ""
    locked.revision += 1
    locked.save(
        update_fields=[
            *("state", "matched_by", "matched_at", "filing_since", "filing_trouble"),
            *("revision", "changed_at"),
        ]
    )
    return locked
