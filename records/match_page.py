"""A person as sent beside people on record: the same lines on each side. Identity only."""

from collections.abc import Iterable
from dataclasses import dataclass

from patients.models import Patient, Referral
from patients.side_by_side import compare_person
from patients.wording import partial_day
from records.fhir.as_sent import person_of

# Names that `compare_person` uses -> line of the page.
_LINES = {"Given name": "Name", "Family name": "Name", "Has died": "Died"}

_LONGEST_READ = 20


@dataclass(frozen=True, slots=True)
class Line:
    """`differs` where both sides say something, and not the same."""

    label: str
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """One whom a referral may be about; `value` is what the form sends for them."""

    patient: Patient
    lines: list[Line]

    @property
    def value(self) -> str:
        return str(self.patient.pk)

    @property
    def differing(self) -> str:
        """`phone, address`"""
        return ", ".join(line.label.lower() for line in self.lines if line.differs)


def as_sent(referral: Referral) -> list[Line]:
    """Lines that the sender left empty are left out, but for those by which people are told."""
    person = person_of(referral)
    sex = str(Patient.Sex(person.sex).label) if person.sex in Patient.Sex.values else ""
    told = (
        ("Name", f"{person.given_name} {person.family_name}".strip(), True),
        ("Birth date", partial_day(person.birth_date, "day") or person.birth_said, True),
        ("Sex", sex, True),
        ("Phone", person.phone, False),
        ("E-mail", person.email, False),
        ("Address", person.address, False),
        ("Died", "Yes" if person.deceased else "", False),
        ("Their numbers", ", ".join(_readable(value for _, value in person.identifiers)), False),
    )
    return [Line(label, text) for label, text, always in told if text or always]


def _readable(numbers: Iterable[str]) -> list[str]:
    """Those that people write on forms; what only computers compare is left out."""
    return [number for number in dict.fromkeys(numbers) if len(number) <= _LONGEST_READ]


def on_record(referral: Referral, people: Iterable[Patient]) -> list[OnRecord]:
    return [OnRecord(patient=patient, lines=_lines(patient, referral)) for patient in people]


def _lines(patient: Patient, referral: Referral) -> list[Line]:
    differences = compare_person(patient, referral.person)
    other = {_LINES.get(difference.label, difference.label) for difference in differences}
    told = (
        ("Name", patient.full_name),
        ("Birth date", partial_day(patient.birth_date, "day")),
        ("Sex", patient.get_sex_display()),
        ("Phone", patient.phone),
        ("E-mail", patient.email),
        ("Address", patient.address),
        ("Died", partial_day(patient.deceased_on, "day")),
    )
    return [Line(label, text, label in other) for label, text in told if text or label in other]
