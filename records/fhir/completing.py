"""Opens a record for somebody of whom a document says too little, and files the referral there."""

from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.actions.receiving import register_sent
from patients.models import Patient, Referral
from patients.sent import CannotBeTakenError
from records.fhir import identity
from records.fhir.as_sent import person_of
from records.fhir.filing import file_referral
from records.fhir.intake import DECIDED_ALREADY
from staff.models import User

_MISSING = {
    "given_name": "Enter a name with at least one letter.",
    "family_name": "Enter a name with at least one letter.",
    "birth_date": "The birth date must be after 1 January 1890, and not in the future.",
}


@transaction.atomic
def register_referred(
    *,
    referral: Referral,
    given_name: str,
    family_name: str,
    birth_date: date,
    sex: str,
    by: User,
    now: datetime,
    today: date,
) -> Patient:
    """Open a record with what somebody knows of the person, and put the entries into its chart.

    Raises ValidationError: also where this name and birth date are on record, unless that patient
    was proposed for the referral already and somebody has seen them.
    """
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state != Referral.State.UNMATCHED:
        raise ValidationError(DECIDED_ALREADY, code="stale")
    person = replace(
        person_of(locked),
        given_name=given_name,
        family_name=family_name,
        birth_date=birth_date,
        sex=sex,
        birth_said="",
    )
    missing = {name: _MISSING[name] for name in identity.lacks(person, today)}
    if missing:
        raise ValidationError(missing)
    seen = identity.candidates(locked)
    for patient in identity.alike(person):
        if patient not in seen:
            raise ValidationError(
                f"{patient.full_name}, {patient.record_number}, may be the same person. Go back, "
                "put that record beside the referral by its number, and say whether it is."
            )
    try:
        patient, _ = register_sent(person=person, referrer=locked.sender, by=by, today=today)
    except CannotBeTakenError as error:
        raise ValidationError(error.text) from error
    file_referral(referral=locked, patient=patient, by=by, now=now, today=today)
    return patient
