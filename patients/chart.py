"""The chart on one page: a fixed number of queries, whatever is on file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from patients import drugs
from patients.body import REGIONS, SIDES
from patients.medicine_hints import hints
from patients.models import (
    Allergy,
    Medication,
    Patient,
    PrescriberDecision,
    PriorTreatment,
    Problem,
    Result,
)
from patients.models.history import ResultKind
from patients.rules import Policy
from patients.rules.allergens import ALLERGEN_CLASSES
from patients.rules.facts import NO_SCREENED_CLASS, PART_UNKNOWN


@dataclass(frozen=True, slots=True)
class Badge:
    text: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineLine:
    medication: Medication
    badges: list[Badge]
    hints: list[str]
    decision: PrescriberDecision | None
    unclassified: bool
    asks_prescriber: bool


@dataclass(frozen=True, slots=True)
class ResultLine:
    """The newest value of one kind; `old` when the rules would ask for a newer one."""

    result: Result
    days: int
    old: bool


@dataclass(frozen=True, slots=True)
class TreatmentLine:
    treatment: PriorTreatment
    place: str  # "Knee, right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    problems: list[Problem]  # active
    past_problems: list[Problem]
    medicines: list[MedicineLine]
    past_medicines: list[MedicineLine]
    allergies: list[tuple[Allergy, list[str]]]
    disproved: list[Allergy]
    results: list[ResultLine]
    prior_treatments: list[TreatmentLine]

    @property
    def unclassified(self) -> int:
        return sum(line.unclassified for line in self.medicines)


def read_chart(patient: Patient, today: date) -> Chart:
    problems = list(Problem.objects.filter(patient=patient).standing())
    medicines = [_medicine_line(medication, problems) for medication in _medications(patient)]
    allergies = list(Allergy.objects.filter(patient=patient).standing())
    return Chart(
        problems=[p for p in problems if p.status == Problem.Status.ACTIVE],
        past_problems=[p for p in problems if p.status != Problem.Status.ACTIVE],
        medicines=[line for line in medicines if _is_taken(line.medication, today)],
        past_medicines=[line for line in medicines if not _is_taken(line.medication, today)],
        allergies=[(a, allergen_words(a.classes)) for a in allergies if a.disproved_on is None],
        disproved=[a for a in allergies if a.disproved_on is not None],
        results=_latest_results(patient, today),
        prior_treatments=[
            TreatmentLine(row, _place(row))
            for row in PriorTreatment.objects.filter(patient=patient).standing()
        ],
    )


def _medications(patient: Patient) -> Iterable[Medication]:
    rows = Medication.objects.filter(patient=patient).standing()
    return rows.prefetch_related("decisions")


def _is_taken(medication: Medication, today: date) -> bool:
    return medication.stopped_on is None or medication.stopped_on > today


def _medicine_line(medication: Medication, problems: list[Problem]) -> MedicineLine:
    decision = next(iter(medication.decisions.all()), None)
    return MedicineLine(
        medication=medication,
        badges=class_badges(medication),
        hints=hints(medication, problems),
        decision=decision,
        unclassified=not medication.classes or PART_UNKNOWN in medication.classes,
        asks_prescriber="anticoagulant" in medication.classes and decision is None,
    )


def class_badges(medication: Medication) -> list[Badge]:
    """The classes of a medicine in words; those that a rule looks at stand out."""
    if not medication.classes:
        return [Badge("Class unknown", "is-warn")]
    if medication.classes == [NO_SCREENED_CLASS]:
        return [Badge("No screened class", "is-muted")]
    badges = [
        Badge(drug_class.title.split(" (")[0], "is-info" if drug_class.rules else "is-muted")
        for drug_class in drugs.drug_classes()
        if drug_class.id in medication.classes
    ]
    if PART_UNKNOWN in medication.classes:
        badges.append(Badge("One part unknown", "is-warn"))
    return badges


def _place(treatment: PriorTreatment) -> str:
    # An imported region that is not ours is shown as it is, never dropped.
    region = REGIONS.get(treatment.region, treatment.region)
    side = SIDES.get(treatment.side, treatment.side).lower()
    return ", ".join(part for part in (region, side) if part)


def allergen_words(classes: Iterable[str]) -> list[str]:
    return [title for name, title in ALLERGEN_CLASSES.items() if name in classes]


def _latest_results(patient: Patient, today: date) -> list[ResultLine]:
    policy = Policy()
    longest = {
        ResultKind.HBA1C: policy.hba1c_max_age_days,
        ResultKind.INR: policy.inr_max_age_days,
        ResultKind.WEIGHT: policy.weight_max_age_days,
    }
    newest = Result.objects.filter(patient=patient).standing()
    newest = newest.order_by("kind", "-taken_on", F("taken_at").desc(nulls_last=True), "-id")
    by_kind = {result.kind: result for result in newest.distinct("kind")}
    lines = []
    for kind in ResultKind:
        if result := by_kind.get(kind):
            days = (today - result.taken_on).days
            lines.append(ResultLine(result, days, days > longest.get(kind, days)))
    return lines
