"""Writes about who a patient is and how to reach them."""

from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from patients.models import Patient
from patients.names import digits, fold
from patients.search import probable_duplicates
from staff.models import User, lock_unchanged

SEARCH_KEYS = ("family_key", "given_key", "name_key", "phone_key")


class Person(TypedDict, total=False):
    """What the front desk asks; the fields of `Patient` with the same names."""

    given_name: str
    family_name: str
    birth_date: date
    sex: str
    phone: str
    email: str
    address: str
    preferred_language: str
    preferred_contact: str
    referrer: str
    complaint: str


@transaction.atomic
def register_patient(
    *, by: User, today: date, confirmed_new: bool = False, **person: Unpack[Person]
) -> Patient:
    """Open a record with the next free record number.

    Raises ValidationError; under "confirmed_new" when somebody of this name and birth date is
    registered already and `confirmed_new` does not say that this is another person.
    """
    patient = Patient(registered_by=by, **person)
    _prepare(patient, today)
    patient.full_clean(exclude=["record_number"])
    if not confirmed_new and probable_duplicates(
        patient.given_name, patient.family_name, patient.birth_date
    ):
        raise ValidationError(
            {
                "confirmed_new": ValidationError(
                    "A patient with this name and birth date exists. Open that record, or tick "
                    "that this is another person.",
                    code="duplicate",
                )
            }
        )
    patient.record_number = _next_record_number()
    patient.full_clean()
    patient.save()
    return patient


@transaction.atomic
def change_person(
    *,
    patient: Patient,
    revision: int,
    today: date,
    deceased_on: date | None = None,
    **person: Unpack[Person],
) -> Patient:
    """Correct who the patient is and how to reach them, or record the date of death.

    `revision` is the one that the form was opened with. Raises ValidationError when the record
    changed since then.
    """
    locked: Patient = lock_unchanged(patient, revision)
    check_open(locked)
    for name, value in person.items():
        setattr(locked, name, value)
    locked.deceased_on = deceased_on
    _prepare(locked, today)
    locked.full_clean()
    locked.save(update_fields=[*person, *SEARCH_KEYS, "deceased_on", "revision", "changed_at"])
    return locked


def lock_open(patient_id: int) -> Patient:
    """The patient, locked until the transaction ends; raises ValidationError as `check_open`."""
    locked: Patient = Patient.objects.select_for_update(no_key=True).get(pk=patient_id)
    check_open(locked)
    return locked


def check_open(patient: Patient) -> None:
    """Raise ValidationError for a record that nothing may be written into any more."""
    if patient.merged_into_id is not None:
        raise ValidationError("This record was merged into another one. Write into that one.")


def _prepare(patient: Patient, today: date) -> None:
    """Fold the search keys; refuse what the database cannot judge."""
    patient.family_key = _key(patient.family_name, 160)
    patient.given_key = _key(patient.given_name, 160)
    patient.name_key = _key(f"{patient.given_name} {patient.family_name}", 320)
    patient.phone_key = digits(patient.phone)
    wrong = {}
    if not any(letter.isalpha() for letter in patient.given_key):
        wrong["given_name"] = "Enter a name with at least one letter."
    if not any(letter.isalpha() for letter in patient.family_key):
        wrong["family_name"] = "Enter a name with at least one letter."
    if patient.birth_date > today:
        wrong["birth_date"] = "The birth date is in the future."
    elif patient.birth_date < date(1890, 1, 1):
        wrong["birth_date"] = "The birth date must be after 1 January 1890. Check the year."
    if patient.deceased_on is not None and patient.deceased_on > today:
        wrong["deceased_on"] = "The date of death is in the future."
    elif patient.deceased_on is not None and patient.deceased_on < patient.birth_date:
        wrong["deceased_on"] = "The date of death cannot be before the birth date."
    if wrong:
        raise ValidationError(wrong)


def _key(text: str, length: int) -> str:
    # Folding may lengthen a name: a ligature becomes its letters.
    return fold(text)[:length]


def _next_record_number() -> str:
    """ "P000123", from a sequence. Numbers that an imported record holds are passed over."""
    with connection.cursor() as cursor:
        for _ in range(1_000):
            cursor.execute("SELECT nextval('patient_record_number')")
            number = f"P{cursor.fetchone()[0]:06d}"
            if not Patient.objects.filter(record_number=number).exists():
                return number
    raise ValidationError("No free record number was found. Tell the administrator.")
