"""Whose record it is that a document speaks of: by a number first, else by a person who decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from patients.models import Patient, PatientIdentifier, Referral
from patients.names import fold
from patients.search import probable_duplicates
from patients.sent import SentPerson
from patients.sent_values import storable
from records.fhir.as_sent import person_of

_KNOWN_SEXES = frozenset({"female", "male"})


@dataclass(frozen=True, slots=True)
class Found:
    """`patient` where the document is about a known one; else `candidates`, for a person to say.

    Neither: nobody on record can be meant. `doubt` says why a number was not enough.
    """

    patient: Patient | None = None
    candidates: tuple[Patient, ...] = ()
    doubt: str = ""

    @property
    def undecided(self) -> bool:
        return self.patient is None and bool(self.candidates)


def find(person: SentPerson) -> Found:
    """Two queries for a person with numbers, one more where none of them is known."""
    holders = _holders(person.identifiers)
    if len(holders) > 1:
        doubt = "Its numbers belong to different patients; a person has to say whose they are."
        return Found(candidates=tuple(holders), doubt=doubt)
    if holders:
        if _is_somebody_else(person, holders[0]):
            doubt = "A number is that of a patient who seems to be somebody else."
            return Found(candidates=tuple(holders), doubt=doubt)
        return Found(holders[0])
    return Found(candidates=tuple(alike(person)))


def alike(person: SentPerson) -> list[Patient]:
    """Patients of much the same name, the same birth date and no other sex; at most five."""
    if person.birth_date is None:
        return []
    found = probable_duplicates(
        storable(person.given_name), storable(person.family_name), person.birth_date
    )
    return [patient for patient in found if not _other_sex(person.sex, patient.sex)]


def candidates(referral: Referral) -> list[Patient]:
    """Whom an unmatched referral may be about, as the record is now; for the page that asks."""
    found = find(person_of(referral))
    return [found.patient] if found.patient else list(found.candidates)


def _holders(identifiers: Iterable[tuple[str, str]]) -> list[Patient]:
    wanted = Q()
    for system, value in identifiers:
        wanted |= Q(system=storable(system), value=storable(value))
    if not wanted:
        return []
    rows = PatientIdentifier.objects.filter(wanted).select_related("patient__merged_into")
    holders = {_current(row.patient) for row in rows}
    return sorted(holders, key=lambda patient: patient.pk)


def _current(patient: Patient) -> Patient:
    while patient.merged_into is not None:
        patient = patient.merged_into
    return patient


def _is_somebody_else(person: SentPerson, patient: Patient) -> bool:
    """The number was given twice, typed wrongly, or is that of a whole family's insurance.

    A corrected birth date leaves the name, another name leaves the birth date; twins share that,
    but not the given name, and brother and sister not the sex.
    """
    same_given = fold(person.given_name).split()[:1] == patient.given_key.split()[:1]
    if person.birth_date == patient.birth_date:
        return not same_given and _other_sex(person.sex, patient.sex)
    return not (same_given and fold(person.family_name) == patient.family_key)


def _other_sex(sent: str, known: str) -> bool:
    return sent != known and {sent, known} <= _KNOWN_SEXES
