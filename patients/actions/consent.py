"""Writes of consent: the talk and the signature, and taking it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.models import Consent, Patient
from patients.policy import clinic_policy
from patients.signature import Signed, Understanding, checked_strokes
from staff.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the patient consented to, what was talked through before, and what it is all for."""

    text_version: str
    sites: Iterable[str]
    substances: Iterable[str]
    risks: Iterable[str]
    statements: Iterable[str]
    own_goal: str


@transaction.atomic
def record_consent(
    *,
    patient: Patient,
    by: User,
    now: datetime,
    today: date,
    agreed: Agreed,
    understood: bool,
    understanding: Understanding,
    signed: Signed,
) -> Consent:
    """Keep one consent of `patient`, talked through by the physician `by`.

    Raises ValidationError when the talk was not understood, words are missing, or somebody did not
    sign: the patient, or for a minor a parent or guardian; the minor's own signature is welcome.
    """
    check_consent(understood, understanding, signed, _minor_until(patient, today))
    consent = Consent(
        patient=patient,
        physician=by,
        text_version=agreed.text_version,
        sites=sorted(agreed.sites),
        substances=sorted(agreed.substances),
        risks=list(agreed.risks),
        statements=list(agreed.statements),
        understood=understood,
        understanding_check=understanding.check,
        understanding_words=understanding.words.strip(),
        own_goal=agreed.own_goal.strip(),
        signed_name=signed.name.strip(),
        signature=signed.strokes,
        guardian_name=signed.guardian_name.strip(),
        guardian_signature=signed.guardian_strokes,
        paper_reference=signed.paper_reference.strip(),
        signed_on=today,
        signed_at=now,
    )
    consent.full_clean()
    consent.save()
    return consent


def check_consent(
    understood: bool, understanding: Understanding, signed: Signed, minor_until: int | None
) -> None:
    """Raise where the talk was not understood, or words or a signature are missing."""
    if not understood:
        raise ValidationError(
            {"understood": "Consent counts only if the patient understood the talk."}
        )
    errors = _understanding_errors(understanding)
    errors |= _signature_errors(signed, minor_until=minor_until)
    if errors:
        raise ValidationError(errors)


def _minor_until(patient: Patient, today: date) -> int | None:
    """The age at which the patient will sign alone; None for an adult."""
    adult_at = clinic_policy().adult_age
    return adult_at if patient.age_on(today) < adult_at else None


def _understanding_errors(understanding: Understanding) -> dict[str, str]:
    errors = {}
    if understanding.check not in Consent.UnderstandingCheck.values:
        errors["understanding_check"] = "Say how it was found out."
    if not understanding.words.strip():
        errors["understanding_words"] = "Write down what the patient said."
    return errors


def _signature_errors(signed: Signed, *, minor_until: int | None) -> dict[str, str]:
    errors = {}
    for field, strokes in (
        ("signature", signed.strokes),
        ("guardian_signature", signed.guardian_strokes),
    ):
        try:
            checked_strokes(strokes)
        except ValueError as error:
            errors[field] = str(error)
    on_paper = bool(signed.paper_reference.strip())
    if minor_until is None:
        if not (signed.strokes or on_paper):
            errors["signature"] = "Sign here, or on paper and say below where the sheet is kept."
        return errors
    if not signed.guardian_name.strip():
        errors["guardian_name"] = (
            f"The patient is under {minor_until}: a parent or guardian signs too."
        )
    if not (signed.guardian_strokes or on_paper):
        errors["guardian_signature"] = (
            "The parent or guardian signs here, or on paper: say below where the sheet is kept."
        )
    return errors


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, now: datetime, reason: str = "") -> Consent:
    """Note that the patient takes the consent back: no session can be given under it any more.

    Nobody has to say why.
    """
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    if locked.withdrawn_at is not None:
        raise ValidationError("This consent was withdrawn already.")
    locked.withdrawn_at = now
    locked.withdrawn_by = by
    locked.withdrawn_reason = reason.strip()
    locked.full_clean()
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return locked
