"""Made-up charts for the measurements: the mix of a clinic, the same ones in each run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from patients.drugs import classify, guess_route
from patients.rules.allergens import allergen_classes
from patients.rules.facts import (
    AllergyFact,
    Answer,
    DoseFact,
    Facts,
    MedicationFact,
    Moment,
    PlanContext,
    PriorTreatmentFact,
    ProblemFact,
    ResultFact,
    SiteFact,
)
from patients.rules.questions import QUESTIONS

TODAY = date(2026, 11, 21)
PROBLEMS = 5
MEDICINES = 8
RESULTS = 10

_PROBLEMS = (
    ("Osteoarthritis of knee", "snomed", "239873007"),
    ("Osteoarthritis of hip", "snomed", "239872002"),
    ("Type 2 diabetes mellitus", "icd10cm", "E11.9"),
    ("Prediabetes", "icd10cm", "R73.03"),
    ("Essential hypertension", "icd10cm", "I10"),
    ("Low back pain", "icd10cm", "M54.50"),
    ("Lateral epicondylitis, right elbow", "icd10cm", "M77.11"),
    ("Hyperlipidemia", "icd10cm", "E78.5"),
    ("Family history of diabetes", "", ""),
    ("Asthma", "snomed", "195967001"),
    ("Chronic kidney disease, stage 3", "icd10cm", "N18.30"),
    ("History of breast cancer", "icd10cm", "Z85.3"),
    ("Suspected gout of the big toe", "", ""),
    ("Major depressive disorder", "icd10cm", "F32.9"),
    ("Rotator cuff strain", "icd10cm", "S46.011A"),
)
_MEDICINES = (
    "Lisinopril 10 MG Oral Tablet",
    "Atorvastatin 20 MG Oral Tablet",
    "Metformin hydrochloride 500 MG Oral Tablet",
    "Naproxen sodium 220 MG Oral Tablet",
    "Aspirin 81 MG Oral Tablet",
    "Acetaminophen 325 MG Oral Tablet",
    "Fluticasone propionate nasal spray",
    "Apixaban 5 MG Oral Tablet",
    "Prednisone 5 MG Oral Tablet",
    "Sertraline 50 MG Oral Tablet",
    "Hydrocodone 5 MG / Acetaminophen 325 MG Oral Tablet",
    "Vitamin D3",
    "Omeprazole 20 MG Oral Capsule",
    "Little white pill",
)
_RESULTS = (
    ("hba1c", "5.2", "9.5"),
    ("glucose", "80", "260"),
    ("inr", "0.9", "3.5"),
    ("platelets", "90", "350"),
    ("weight", "45", "130"),
    ("height", "150", "195"),
    ("bp_systolic", "100", "185"),
    ("bp_diastolic", "60", "112"),
    ("temperature", "36.2", "38.4"),
    ("weight", "45", "130"),
)
_ALLERGIES = ("Penicillin", "Latex", "Salmon", "Lidocaine", "Corn", "Adhesive tape")
_REGIONS = ("knee", "shoulder", "lumbar_spine", "elbow", "ankle")


def charts(number: int, seed: int = 1) -> list[Facts]:
    """`number` charts, half of them before a plan and half of them on a session day."""
    chance = Random(seed)
    kinds = {name: (classify(name).classes, guess_route(name)) for name in _MEDICINES}
    return [_chart(chance, kinds) for _ in range(number)]


def _chart(chance: Random, kinds: dict[str, tuple[frozenset[str], str]]) -> Facts:
    moment = chance.choice(list(Moment))
    allergic = chance.random() < 0.3
    return Facts(
        today=TODAY,
        moment=moment,
        birth_date=date(1930, 1, 1) + timedelta(days=chance.randrange(30_000)),
        sex=chance.choice(("female", "male")),
        allergies_status="listed" if allergic else "none_known",
        medications_reviewed=chance.random() < 0.9,
        allergies_reviewed=chance.random() < 0.9,
        problems=tuple(_problem(chance) for _ in range(PROBLEMS)),
        medications=tuple(_medicine(chance, name, kinds) for name in _some(chance, _MEDICINES)),
        allergies=tuple(map(_allergy, chance.sample(_ALLERGIES, 2))) if allergic else (),
        results=tuple(_result(chance, *row) for row in _RESULTS),
        prior_treatments=(PriorTreatmentFact(kind="physical_therapy", region="knee"),),
        answers=_answers(chance, moment),
        plan=_plan(chance) if moment is Moment.DAY or chance.random() < 0.5 else None,
    )


def _some(chance: Random, names: Sequence[str]) -> list[str]:
    return chance.sample(names, MEDICINES)


def _problem(chance: Random) -> ProblemFact:
    display, system, code = chance.choice(_PROBLEMS)
    listed = ProblemFact(
        display=display, system=system, code=code, onset=_day(chance, 4_000), status="active"
    )
    # A fifth is typed by hand, and no two of these read the same.
    if chance.random() < 0.2:
        return replace(listed, display=f"{display}, noted {chance.randrange(10**6)}")
    return listed


def _medicine(
    chance: Random, name: str, kinds: dict[str, tuple[frozenset[str], str]]
) -> MedicationFact:
    classes, route = kinds[name]
    stopped = _day(chance, 60) if chance.random() < 0.3 else None
    started = _day(chance, 2_000) - timedelta(days=60)
    return MedicationFact(name=name, classes=classes, route=route, started=started, stopped=stopped)


def _allergy(substance: str) -> AllergyFact:
    return AllergyFact(substance=substance, classes=allergen_classes(substance))


def _result(chance: Random, kind: str, low: str, high: str) -> ResultFact:
    value = Decimal(chance.randrange(int(Decimal(low) * 10), int(Decimal(high) * 10))) / 10
    return ResultFact(kind=kind, value=value, taken_on=_day(chance, 150))


def _answers(chance: Random, moment: Moment) -> dict[str, Answer]:
    return {
        q.id: q.harmless if chance.random() < 0.95 else chance.choice(list(Answer))
        for q in QUESTIONS
        if moment in q.moments
    }


def _plan(chance: Random) -> PlanContext:
    site = SiteFact(
        region=chance.choice(_REGIONS),
        side=chance.choice(("left", "right")),
        kind=chance.choice(("ligament", "tendon", "joint")),
        guidance=chance.choice(("ultrasound", "palpation")),
    )
    doses = (DoseFact(agent="lidocaine", mg=Decimal(chance.randrange(20, 200))),)
    components = frozenset({"dextrose", "lidocaine"})
    return PlanContext(sites=(site,), components=components, doses=doses, given=1)


def _day(chance: Random, oldest: int) -> date:
    return TODAY - timedelta(days=chance.randrange(oldest))
