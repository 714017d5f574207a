"""Writes of consent: the talk and the signature, and taking it back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.models import Consent, Patient
from patients.policy import clinic_policy
from staff.models import User


@transaction.atomic
def record_consent(
    *,
    patient: Patient,
    by: User,
    now: datetime,
    today: date,
    text_version: str,
    sites: Iterable[str],
    substances: Iterable[str],
    risks: Iterable[str],
    statements: Iterable[str],
    understood: bool,
    own_goal: str,
    signed_name: str,
    guardian_name: str = "",
) -> Consent:
    """Keep one consent of `patient`, talked through by the physician `by`.

    `sites` and `substances` are what the patient consented to. Raises ValidationError when the
    talk was not understood, a name or the goal is missing, or a minor has no guardian.
    """
    if not understood:
        raise ValidationError(
            {"understood": "Consent counts only if the patient understood the talk."}
        )
    adult_at = clinic_policy().adult_age
    if patient.age_on(today) < adult_at and not guardian_name.strip():
        raise ValidationError(
            {"guardian_name": f"The patient is under {adult_at}: a parent or guardian signs too."}
        )
    consent = Consent(
        patient=patient,
        physician=by,
        text_version=text_version,
        sites=sorted(sites),
        substances=sorted(substances),
        risks=list(risks),
        statements=list(statements),
        understood=understood,
        own_goal=own_goal.strip(),
        signed_name=signed_name.strip(),
        guardian_name=guardian_name.strip(),
        signed_on=today,
        signed_at=now,
    )
    consent.full_clean()
    consent.save()
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, reason: str, by: User, now: datetime) -> Consent:
    """Note that the patient takes the consent back: no session can be given under it any more."""
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    if locked.withdrawn_at is not None:
        raise ValidationError("This consent was withdrawn already.")
    if not reason.strip():
        raise ValidationError({"reason": "Write down what the patient said."})
    locked.withdrawn_at = now
    locked.withdrawn_by = by
    locked.withdrawn_reason = reason.strip()
    locked.full_clean()
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return locked
