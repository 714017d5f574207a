"""Files a referral where somebody says; a large document is read by the job worker."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from procrastinate.contrib.django import app

from patients.models import Patient, Referral
from patients.sent_values import shortened
from records.fhir import uploads
from records.fhir.intake import DECIDED_ALREADY, Matched, match_referral
from staff.models import User

FILE = "file_large_referral"
# A worker that has said nothing for so long has died on it: somebody may try again.
GIVEN_UP = timedelta(minutes=10)

_LONGEST_TROUBLE = 500


def being_filed(referral: Referral, now: datetime) -> bool:
    """Whether the job worker has this referral in its hands."""
    since = referral.filing_since
    return since is not None and now - since < GIVEN_UP


@transaction.atomic
def file_referral(
    *, referral: Referral, patient: Patient | None, by: User, now: datetime, today: date
) -> Matched | None:
    """As `match_referral`; None where the document is large and the job worker reads it later.

    Raises ValidationError as `match_referral` does, and for one that is being filed already.
    """
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state != Referral.State.UNMATCHED:
        raise ValidationError(DECIDED_ALREADY, code="stale")
    if being_filed(locked, now):
        raise ValidationError("This referral is being filed just now.", code="stale")
    if referral.document.size <= uploads.AT_ONCE:
        return match_referral(referral=referral, patient=patient, by=by, now=now, today=today)
    locked.filing_since, locked.filing_trouble = now, ""
    locked.save(update_fields=["filing_since", "filing_trouble"])
    patient_id = patient.pk if patient is not None else None
    transaction.on_commit(lambda: _defer(locked.pk, patient_id, by.pk))
    return None


def _defer(referral_id: int, patient_id: int | None, by_id: int) -> None:
    app.configure_task(FILE).defer(referral_id=referral_id, patient_id=patient_id, by_id=by_id)


def go_on_filing(
    referral_id: int, patient_id: int | None, by_id: int, *, now: datetime, today: date
) -> None:
    """What the job worker does; twice is as good as once. What goes wrong is kept for the page."""
    referral = Referral.objects.defer("person").get(pk=referral_id)
    if referral.filing_since is None or referral.state != Referral.State.UNMATCHED:
        return
    try:
        match_referral(
            referral=referral,
            patient=None if patient_id is None else Patient.objects.get(pk=patient_id),
            by=User.objects.get(pk=by_id),
            now=now,
            today=today,
        )
    except ValidationError as error:
        trouble = shortened(" ".join(error.messages), _LONGEST_TROUBLE)
        Referral.objects.filter(pk=referral_id, state=Referral.State.UNMATCHED).update(
            filing_since=None, filing_trouble=trouble
        )
