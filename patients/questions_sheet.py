"""The questions of a screening on paper, for the patient to answer before the physician asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from patients.models import Allergy, Medication, Patient
from patients.rules import Moment, Policy
from patients.rules.questions import anybody, questions_for

MEDICINE_LINES, ALLERGY_LINES = 4, 2


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    text: str
    date_wanted: str  # what the date beside a "yes" is that of; often nothing


@dataclass(frozen=True, slots=True)
class Lists:
    """What the chart has on file, for the patient to correct by hand, and lines to write on."""

    medicines: Sequence[str]
    allergies: Sequence[str]
    no_allergies: bool

    @property
    def medicine_lines(self) -> range:
        return range(max(2, MEDICINE_LINES - len(self.medicines)))

    @property
    def allergy_lines(self) -> range:
        return range(max(1, ALLERGY_LINES - len(self.allergies)))


EMPTY = Lists((), (), no_allergies=False)


def sheet_questions(
    patient: Patient | None, *, moment: Moment, today: date, policy: Policy
) -> list[SheetQuestion]:
    """The questions of this moment in the patient's words.

    Only age and sex leave one out: the sheet is handed out by people who do not see the chart, and
    what is missing on it must not tell what is in there.
    """
    facts = anybody(today=today, moment=moment)
    if patient is not None:
        facts = replace(facts, birth_date=patient.birth_date, sex=patient.sex)
    return [
        SheetQuestion(question.patient, question.asks_date.lower())
        for question in questions_for(facts, policy)
        if question.patient
    ]


def lists_of(patient: Patient, *, today: date) -> Lists:
    """Medicines taken today and allergies that stand; two queries."""
    medicines = Medication.objects.filter(patient=patient).standing()
    allergies = Allergy.objects.filter(patient=patient, disproved_on=None).standing()
    return Lists(
        medicines=[
            " ".join(filter(None, (row.name, row.dose)))
            for row in medicines
            if row.stopped_on is None or row.stopped_on > today
        ],
        allergies=[row.substance for row in allergies],
        no_allergies=patient.allergies_status == Patient.Allergies.NONE_KNOWN,
    )
