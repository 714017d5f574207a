"""What deserves a second look about one medicine, beside its class. Advice, not a rule."""

from collections.abc import Iterable
from decimal import Decimal

from patients.models import Medication, Problem
from patients.rules import Policy
from patients.rules.conditions import CONDITIONS, recognise
from patients.rules.facts import ProblemFact

_ANTIDIABETIC = {"antidiabetic_oral", "antidiabetic_sglt2", "antidiabetic_glp1", "insulin"}
_CANCER = {"chemotherapy", "hormone_therapy"}
# A cream or an inhaler is another matter than a tablet.
_ROUTE_MATTERS = {"systemic_corticosteroid", "fluoroquinolone", "antibiotic_other"}


def hints(medication: Medication, problems: Iterable[Problem], policy: Policy) -> list[str]:
    """Sentences for people; `problems` are the standing ones of the same patient."""
    problems = list(problems)
    found = []
    classes = set(medication.classes)
    if "aspirin" in classes:
        found += _aspirin(medication, policy.aspirin_low_dose_mg)
    if classes & _ANTIDIABETIC and not _has("diabetes", problems):
        found.append("Treats diabetes, but no diabetes is on the problem list.")
    if classes & _CANCER and not _has("cancer", problems):
        found.append("Given for cancer as a rule, but no cancer is on the problem list.")
    if classes & _ROUTE_MATTERS and medication.route == Medication.Route.UNKNOWN:
        found.append("State the route: it decides whether the whole body is treated.")
    return found


def _aspirin(medication: Medication, limit: Decimal) -> list[str]:
    if medication.dose_mg_per_day is None:
        return [f"State the daily dose: above {limit} mg aspirin counts as an NSAID too."]
    if medication.dose_mg_per_day > limit:
        return [f"Above {limit} mg a day aspirin counts as an NSAID too."]
    return []


def _has(condition: str, problems: Iterable[Problem]) -> bool:
    return any(
        recognise(
            ProblemFact(display=problem.display, system=problem.system, code=problem.code),
            CONDITIONS[condition],
        )
        for problem in problems
    )
