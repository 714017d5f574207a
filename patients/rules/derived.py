"""What a chart says about one patient, in plain yes, no and unknown, before any rule judges it.

"No" means that nothing on file says so, "unknown" that something on file leaves it open: a medicine
that nobody has classified, a route or a dose that is missing, a diagnosis that is only suspected.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from patients.rules import codec
from patients.rules.allergens import ALLERGEN_CLASSES
from patients.rules.conditions import Match, Sureness, find
from patients.rules.diabetes import diabetes
from patients.rules.facts import PART_UNKNOWN, Answer, Facts, MedicationFact, ProblemFact
from patients.rules.medicines import BODY_ROUTES, LOCAL_ROUTES, aspirin_per_day, is_aspirin, nsaids
from patients.rules.policy import Policy
from patients.rules.text import number, short
from patients.rules.vitals import body_mass_index

OTHER_ALLERGY = "other"

_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An answer with the lines of the chart that it rests on."""

    value: Answer
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The newest value and its day; both None when there is none."""

    value: Decimal | None
    date: date | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The derived facts. `allergies` holds every class, and under "other" what is in none."""

    birth_date: date | None
    sex: str
    diabetes: Statement
    prediabetes: Statement
    hba1c: Measured
    bmi: Measured
    anticoagulant: Statement
    antiplatelet: Statement
    low_dose_aspirin: Statement
    nsaid: Statement
    systemic_steroid: Statement
    immunosuppressant: Statement
    chemotherapy: Statement
    fluoroquinolone: Statement
    opioid: Statement
    pregnant: Statement
    active_cancer: Statement
    unclassified_medications: tuple[str, ...]
    allergies_status: str
    allergies: dict[str, tuple[str, ...]]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON with the same keys for every patient; numbers are text, dates are ISO."""
        result: dict[str, Any] = codec.encode(self)
        for name, measured in (("hba1c", self.hba1c), ("bmi", self.bmi)):
            if measured.value is not None:
                result[name]["value"] = number(measured.value)
        return result


def derive(facts: Facts, policy: Policy) -> Derived:
    sweet = _diabetes(facts)
    current = [m for m in facts.medications if m.active_on(facts.today)]
    unclear = [m for m in current if not m.classes or PART_UNKNOWN in m.classes]
    no_steroid = _of_class(current, unclear, "systemic_corticosteroid", but_not=LOCAL_ROUTES)
    return Derived(
        birth_date=facts.birth_date,
        sex=facts.sex,
        diabetes=sweet,
        prediabetes=_prediabetes(facts, sweet),
        hba1c=_hba1c(facts),
        bmi=_body_mass(facts),
        anticoagulant=_anticoagulant(facts, _of_class(current, unclear, "anticoagulant")),
        antiplatelet=_of_class(current, unclear, "antiplatelet"),
        low_dose_aspirin=_low_dose_aspirin(current, unclear, policy),
        nsaid=_nsaid(facts, current, unclear, policy),
        systemic_steroid=_systemic_steroid(current, no_steroid),
        immunosuppressant=_of_class(
            current, unclear, "immunosuppressant", "biologic", but_not=LOCAL_ROUTES
        ),
        chemotherapy=_of_class(current, unclear, "chemotherapy", but_not=LOCAL_ROUTES),
        fluoroquinolone=_of_class(current, unclear, "fluoroquinolone", but_not=LOCAL_ROUTES),
        opioid=_of_class(current, unclear, "opioid"),
        pregnant=_pregnant(facts),
        active_cancer=_problem(facts, "cancer"),
        unclassified_medications=tuple(map(_medicine, unclear)),
        allergies_status=facts.allergies_status,
        allergies=_allergies(facts),
    )


def _diabetes(facts: Facts) -> Statement:
    status = diabetes(facts)
    matches = find(facts, "diabetes")
    if status.answer is Answer.YES and "dx" in status.data:
        return _statement(Answer.YES, [m for m in matches if m.sureness is Sureness.CONFIRMED])
    # The sentence of the rules names the medicine, or the line that is only suspected.
    evidence = () if status.answer is Answer.NO else (status.why,)
    return Statement(value=status.answer, evidence=evidence)


def _prediabetes(facts: Facts, sweet: Statement) -> Statement:
    """Only where there is no diabetes: who has the one does not have the other any more."""
    listed = _problem(facts, "prediabetes")
    if sweet.value is Answer.YES and listed.value is not Answer.NO:
        return Statement(
            value=Answer.NO,
            evidence=tuple(f"{line}; diabetes counts instead" for line in listed.evidence),
        )
    return listed


def _hba1c(facts: Facts) -> Measured:
    latest = facts.latest("hba1c")
    if latest is None:
        return Measured(value=None, date=None)
    words = f"HbA1c {number(latest.value)} %, {latest.taken_on}"
    return Measured(value=latest.value, date=latest.taken_on, evidence=(words,))


def _body_mass(facts: Facts) -> Measured:
    known = body_mass_index(facts)
    if known is None:
        return Measured(value=None, date=None)
    index, day = known
    shown = index.quantize(Decimal("0.01"), ROUND_HALF_UP)
    words = f"Body mass index {number(shown)} kg/m², {day}"
    return Measured(value=shown, date=day, evidence=(words,))


def _of_class(
    current: Iterable[MedicationFact],
    unclear: Iterable[MedicationFact],
    *classes: str,
    but_not: frozenset[str] = frozenset(),
) -> Statement:
    taken = [m for m in current if not m.classes.isdisjoint(classes) and m.route not in but_not]
    return _taken(taken, unclear)


def _anticoagulant(facts: Facts, taken: Statement) -> Statement:
    """A problem list may tell of a blood thinner that the medication list lacks."""
    told = find(facts, "anticoagulated")
    if taken.value is Answer.YES or not told:
        return taken
    return Statement(
        value=Answer.UNKNOWN,
        evidence=(*(_line(m.problem, m.sureness) for m in told), *taken.evidence),
    )


def _taken(taken: Iterable[MedicationFact], unclear: Iterable[MedicationFact]) -> Statement:
    """Yes by what is taken; unknown while the class of another medicine is."""
    evidence = tuple(map(_medicine, taken))
    if evidence:
        return Statement(value=Answer.YES, evidence=evidence)
    doubts = tuple(f"{_medicine(m)}: class unknown" for m in unclear)
    return Statement(value=Answer.UNKNOWN if doubts else Answer.NO, evidence=doubts)


def _low_dose_aspirin(
    current: Iterable[MedicationFact], unclear: Iterable[MedicationFact], policy: Policy
) -> Statement:
    low = [m for m in current if is_aspirin(m) and _is_low(m, policy) is not False]
    return _taken(low, unclear)


def _is_low(aspirin: MedicationFact, policy: Policy) -> bool | None:
    dose = aspirin_per_day(aspirin)
    return None if dose is None else dose <= policy.aspirin_low_dose_mg


def _nsaid(
    facts: Facts,
    current: Iterable[MedicationFact],
    unclear: Iterable[MedicationFact],
    policy: Policy,
) -> Statement:
    stated = _taken([m for m in nsaids(facts, policy) if m.active_on(facts.today)], unclear)
    doses = [m for m in current if is_aspirin(m) and _is_low(m, policy) is None]
    if stated.value is Answer.YES or not doses:
        return stated
    limit = f"more than {number(policy.aspirin_low_dose_mg)} mg a day counts as an NSAID"
    words = tuple(f"{_medicine(m)}: dose not on file; {limit}" for m in doses)
    return Statement(value=Answer.UNKNOWN, evidence=words + stated.evidence)


def _systemic_steroid(current: Iterable[MedicationFact], stated: Statement) -> Statement:
    """A corticosteroid without a route may be a cream as well as a tablet."""
    steroids = [m for m in current if "systemic_corticosteroid" in m.classes]
    systemic = [m for m in steroids if m.route in BODY_ROUTES]
    if systemic or stated.value is not Answer.YES:
        return _taken(systemic, ()) if systemic else stated
    words = (f"{_medicine(m)}: route not on file" for m in steroids if m.route not in LOCAL_ROUTES)
    return Statement(value=Answer.UNKNOWN, evidence=tuple(words))


def _pregnant(facts: Facts) -> Statement:
    """By the problem list, or by the answer where one was given with these facts."""
    listed = _problem(facts, "pregnancy")
    answer = facts.answer("pregnant")
    if answer is not Answer.YES:
        return listed
    return Statement(
        value=Answer.YES, evidence=(*listed.evidence, f"By the answer of {facts.today}")
    )


def _problem(facts: Facts, condition_id: str) -> Statement:
    matches = find(facts, condition_id)
    confirmed = [m for m in matches if m.sureness is Sureness.CONFIRMED]
    if confirmed:
        return _statement(Answer.YES, confirmed)
    return _statement(Answer.UNKNOWN if matches else Answer.NO, matches)


def _statement(value: Answer, matches: Iterable[Match]) -> Statement:
    return Statement(value=value, evidence=tuple(_line(m.problem, m.sureness) for m in matches))


def _line(problem: ProblemFact, sureness: Sureness) -> str:
    since = f" since {problem.onset}" if problem.onset else ""
    review = "" if sureness is Sureness.CONFIRMED else ", not confirmed"
    return f"{short(problem.display, _NAME_LENGTH)}, on the problem list{since}{review}"


def _medicine(medicine: MedicationFact) -> str:
    since = f" since {medicine.started}" if medicine.started else ""
    return f"{short(medicine.name, _NAME_LENGTH)}, active{since}"


def _allergies(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Substances by class, those that a test disproved left out."""
    found: dict[str, list[str]] = {name: [] for name in (*ALLERGEN_CLASSES, OTHER_ALLERGY)}
    for allergy in facts.allergies:
        disproved = allergy.disproved_on
        if disproved is not None and disproved <= facts.today:
            continue
        for name in sorted(allergy.classes & found.keys()) or [OTHER_ALLERGY]:
            found[name].append(short(allergy.substance, _NAME_LENGTH))
    return {name: tuple(substances) for name, substances in found.items()}
