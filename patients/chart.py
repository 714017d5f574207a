"""The chart on one page: a fixed number of queries, whatever is on file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from django.db.models import F

from patients import drugs, medicine_search
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
    SpecialistNote,
)
from patients.models.entry import ChartEntry, EntryQuerySet
from patients.models.history import ResultKind
from patients.policy import clinic_policy
from patients.rules import Policy
from patients.rules.allergens import ALLERGEN_CLASSES
from patients.rules.facts import NO_SCREENED_CLASS, PART_UNKNOWN

Entry = TypeVar("Entry", bound=ChartEntry)

_ASKS_PRESCRIBER = frozenset({"anticoagulant", "thrombolytic"})


@dataclass(frozen=True, slots=True)
class Badge:
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Meant:
    """A known name that an unknown one may be a misspelling of; `name` is to be saved instead."""

    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineLine:
    medication: Medication
    badges: list[Badge]
    hints: list[str]
    decision: PrescriberDecision | None
    unclassified: bool
    asks_prescriber: bool
    did_you_mean: list["Meant"]


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
    past_allergies: list[Allergy]  # disproved, or over
    results: list[ResultLine]
    prior_treatments: list[TreatmentLine]
    letters: list[SpecialistNote]

    @property
    def unclassified(self) -> int:
        return sum(line.unclassified for line in self.medicines)


def read_chart(patient: Patient, today: date) -> Chart:
    problems = list(_standing(Problem, patient))
    taken = _medications(patient)
    did_you_mean = meant(taken)
    policy = clinic_policy()
    medicines = [
        _medicine_line(m, hints(m, problems, policy), did_you_mean.get(m.pk, [])) for m in taken
    ]
    allergies = list(_standing(Allergy, patient))
    held = [a for a in allergies if a.held]
    return Chart(
        problems=[p for p in problems if p.status == Problem.Status.ACTIVE],
        past_problems=[p for p in problems if p.status != Problem.Status.ACTIVE],
        medicines=[line for line in medicines if _is_taken(line.medication, today)],
        past_medicines=[line for line in medicines if not _is_taken(line.medication, today)],
        allergies=[(a, allergen_words(a.classes)) for a in held],
        past_allergies=[a for a in allergies if not a.held],
        results=_latest_results(patient, today, policy),
        prior_treatments=[
            TreatmentLine(row, _place(row)) for row in _standing(PriorTreatment, patient)
        ],
        letters=list(_standing(SpecialistNote, patient)),
    )


def _medications(patient: Patient) -> list[Medication]:
    return list(_standing(Medication, patient).prefetch_related("decisions"))


def _standing(model: type[Entry], patient: Patient) -> EntryQuerySet[Entry]:
    """With the referral that an entry came with; who it named is not needed here."""
    rows = cast("EntryQuerySet[Entry]", model.objects.filter(patient=patient))
    return rows.standing().select_related("referral").defer("referral__person")


def meant(medications: Iterable[Medication]) -> dict[int, list[Meant]]:
    """By medication id, what the names without any class may stand for; at most two queries."""
    unknown = {m.pk: m.name for m in medications if not m.classes}
    near = medicine_search.near(unknown.values())
    return {
        pk: [
            Meant(medicine_search.corrected(name, found.name), _with_generic(found))
            for found in near.get(name, [])
        ]
        for pk, name in unknown.items()
    }


def _with_generic(found: drugs.Suggestion) -> str:
    same = not found.generic or found.generic == found.name.lower()
    return found.name if same else f"{found.name} ({found.generic})"


def _is_taken(medication: Medication, today: date) -> bool:
    return medication.stopped_on is None or medication.stopped_on > today


def _medicine_line(
    medication: Medication, advice: list[str], did_you_mean: list[Meant]
) -> MedicineLine:
    decision = next(iter(medication.decisions.all()), None)
    return MedicineLine(
        medication=medication,
        badges=class_badges(medication),
        hints=advice,
        decision=decision,
        unclassified=not medication.classes or PART_UNKNOWN in medication.classes,
        asks_prescriber=decision is None and not _ASKS_PRESCRIBER.isdisjoint(medication.classes),
        did_you_mean=did_you_mean,
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


def titles(classes: Iterable[str]) -> list[str]:
    """The short titles of classes, "No screened class" for `NO_SCREENED_CLASS`."""
    return [badge.text for badge in class_badges(Medication(classes=list(classes)))]


def _place(treatment: PriorTreatment) -> str:
    # An imported region that is not ours is shown as it is, never dropped.
    region = REGIONS.get(treatment.region, treatment.region)
    side = SIDES.get(treatment.side, treatment.side).lower()
    return ", ".join(part for part in (region, side) if part)


def allergen_words(classes: Iterable[str]) -> list[str]:
    return [title for name, title in ALLERGEN_CLASSES.items() if name in classes]


def _latest_results(patient: Patient, today: date, policy: Policy) -> list[ResultLine]:
    longest = {
        ResultKind.HBA1C: policy.hba1c_max_age_days,
        ResultKind.INR: policy.inr_max_age_days,
        ResultKind.WEIGHT: policy.weight_max_age_days,
    }
    newest = _standing(Result, patient)
    newest = newest.order_by("kind", "-taken_on", F("taken_at").desc(nulls_last=True), "-id")
    by_kind = {result.kind: result for result in newest.distinct("kind")}
    lines = []
    for kind in ResultKind:
        if result := by_kind.get(kind):
            days = (today - result.taken_on).days
            lines.append(ResultLine(result, days, days > longest.get(kind, days)))
    return lines
