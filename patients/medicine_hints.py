"""What deserves a second look about one medicine, beside its class. Advice, not a rule."""

from collections.abc import Iterable

from patients import drugs
from patients.models import Medication, Problem
from patients.rules import Policy
from patients.rules.conditions import CONDITIONS, recognise
from patients.rules.facts import ProblemFact

_ANTIDIABETIC = {"antidiabetic_oral", "antidiabetic_sglt2", "antidiabetic_glp1", "insulin"}
# A cream or an inhaler is another matter than a tablet.
_ROUTE_MATTERS = {"systemic_corticosteroid", "fluoroquinolone", "antibiotic_other"}


def hints(medication: Medication, problems: Iterable[Problem]) -> list[str]:
    """Sentences for people; `problems` are the standing ones of the same patient."""
    found = []
    classes = set(medication.classes)
    if any(drug.name == "aspirin" for drug in drugs.classify(medication.name).drugs):
        found += _aspirin(medication)
    if classes & _ANTIDIABETIC and not _has_diabetes(problems):
        found.append("Treats diabetes, but no diabetes is on the problem list.")
    if classes & _ROUTE_MATTERS and medication.route == Medication.Route.UNKNOWN:
        found.append("State the route: it decides whether the whole body is treated.")
    return found


def _aspirin(medication: Medication) -> list[str]:
    limit = Policy().aspirin_low_dose_mg
    if medication.dose_mg_per_day is None:
        return [f"State the daily dose: above {limit} mg aspirin counts as an NSAID too."]
    if medication.dose_mg_per_day > limit:
        return [f"Above {limit} mg a day aspirin counts as an NSAID too."]
    return []


def _has_diabetes(problems: Iterable[Problem]) -> bool:
    return any(
        recognise(
            ProblemFact(display=problem.display, system=problem.system, code=problem.code),
            CONDITIONS["diabetes"],
        )
        for problem in problems
    )
