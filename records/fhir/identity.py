"""Whose record it is that a document speaks of: by a number first, else by a person who decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from patients.models import Patient, PatientIdentifier, Referral
from patients.names import fold
from patients.search import probable_duplicates
from patients.sent_values import storable
from records.fhir.as_sent import person_of
from records.fhir.clinic_ids import record_numbers
from records.fhir.items import Person
from records.fhir.references import is_local

# As the record has it (`patient_birth_plausible`).
EARLIEST_BIRTH = date(1890, 1, 1)
# Whoever decides looks at no more.
_MOST = 5
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


def find(person: Person) -> Found:
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


def find_again(person: Person, documents: Collection[str]) -> Patient | None:
    """Whoever has the record under which an earlier document about this very person was filed.

    An id that is good only where it comes from (`Patient/1`) counts within `documents` alone, by
    their hashes: elsewhere it is another person's.
    """
    filed = Referral.objects.filter(subject=storable(person.subject)).exclude(patient=None)
    if is_local(person.subject.rpartition("#")[2]):
        filed = filed.filter(document__sha256__in=documents)
    rows = filed.defer("person").select_related("patient__merged_into")
    holders = {_current(row.patient) for row in rows if row.patient is not None}
    return holders.pop() if len(holders) == 1 else None


def lacks(person: Person, today: date) -> tuple[str, ...]:
    """Fields without which nobody is registered: somebody has to say who this is."""
    missing = [
        name for name in ("given_name", "family_name") if not _is_name(getattr(person, name))
    ]
    if person.birth_date is None or not EARLIEST_BIRTH <= person.birth_date <= today:
        missing.append("birth_date")
    return tuple(missing)


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in fold(text))


def alike(person: Person) -> list[Patient]:
    """Patients of much the same name, no other sex and the same birth date; at most five.

    Where only a part of the birth date was sent, that part has to agree.
    """
    given, family = storable(person.given_name), storable(person.family_name)
    if person.birth_date is not None:
        found = probable_duplicates(given, family, person.birth_date)
    else:
        found = _of_the_name(fold(f"{given} {family}"), person.birth_said)
    return [patient for patient in found if not _other_sex(person.sex, patient.sex)]


def _of_the_name(key: str, birth_said: str) -> list[Patient]:
    if not key:
        return []
    named = Patient.objects.current().filter(name_key=key)
    parts = [int(part) for part in birth_said.split("-") if part.isdigit()]
    if parts:
        named = named.filter(birth_date__year=parts[0])
    if len(parts) > 1:
        named = named.filter(birth_date__month=parts[1])
    return list(named.order_by("birth_date", "id")[:_MOST])


def candidates(referral: Referral) -> list[Patient]:
    """Whom an unmatched referral may be about, as the record is now; for the page that asks."""
    found = find(person_of(referral))
    return [found.patient] if found.patient else list(found.candidates)


def _holders(identifiers: Collection[tuple[str, str]]) -> list[Patient]:
    """Whoever has one of these numbers; in an export that comes back also a record number here."""
    ours = record_numbers(identifiers)
    wanted = Q()
    for system, value in identifiers:
        wanted |= Q(system=storable(system), value=storable(value))
    if not wanted:
        return []
    rows = PatientIdentifier.objects.filter(wanted).select_related("patient__merged_into")
    holders = {_current(row.patient) for row in rows}
    if ours:
        numbers = [storable(number) for _, number in ours]
        people = Patient.objects.filter(record_number__in=numbers).select_related("merged_into")
        holders |= set(map(_current, people))
    return sorted(holders, key=lambda patient: patient.pk)


def _current(patient: Patient) -> Patient:
    while patient.merged_into is not None:
        patient = patient.merged_into
    return patient


def _is_somebody_else(person: Person, patient: Patient) -> bool:
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
