"""Whether the chart says that the patient has diabetes: diagnosis, medicines, or only a hint."""

import re
from dataclasses import dataclass

from patients.rules.conditions import Sureness, find
from patients.rules.facts import Answer, Facts, MedicationFact
from patients.rules.text import fold, short

ANTIDIABETIC = ("antidiabetic_oral", "antidiabetic_sglt2", "antidiabetic_glp1", "insulin")

_FOR_DIABETES = re.compile(r"\b(?:diabet\w*|t[12]dm|dm ?[12]?|glucose|a1c|hba1c|sugar)\b")
_NOT_DIABETES = re.compile(
    r"\b(?:pre ?diabet\w*|borderline diabet\w*|diabetes prevention|diabetes insipidus)\b"
)
_METFORMIN = ("metformin", "glucophage", "glumetza", "fortamet", "riomet")
# What each class is also given for when there is no diabetes. Insulin and the rest: nothing.
_OTHER_USE = {
    "antidiabetic_sglt2": re.compile(
        r"\b(?:heart|hf\w*|chf|cardiac|cardiomyopathy|kidney|renal|ckd|nephropathy|proteinuria)\b"
    ),
    "antidiabetic_glp1": re.compile(
        r"\b(?:weight|obes\w+|overweight|bmi|heart|cardiovascular|sleep apn\w+|"
        r"fatty liver|mash|nash)\b"
    ),
    "metformin": re.compile(
        r"\b(?:pcos?|polycystic|insulin resistance|fertility|ovulation|weight|obesity|"
        r"metabolic syndrome)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class DiabetesStatus:
    """`answer` with the plain words for it; `data` is what it rests on."""

    answer: Answer
    why: str
    data: tuple[str, ...] = ()


def diabetes(facts: Facts) -> DiabetesStatus:
    matches = find(facts, "diabetes")
    if matches and matches[0].sureness is Sureness.CONFIRMED:
        name = matches[0].problem.display
        return DiabetesStatus(Answer.YES, f"Diabetes on the problem list ({short(name)})", ("dx",))
    for medicine in facts.taking(*ANTIDIABETIC):
        if implies_diabetes(medicine):
            why = f"Takes {short(medicine.name)}, a diabetes medicine"
            return DiabetesStatus(Answer.YES, why, ("drug",))
    if matches:
        name = matches[0].problem.display
        why = f"Diabetes is not confirmed ({short(name)})"
        return DiabetesStatus(Answer.UNKNOWN, why, ("suspected", fold(name)))
    return DiabetesStatus(Answer.NO, "No diabetes on the problem list and no diabetes medicine")


def implies_diabetes(medicine: MedicationFact) -> bool:
    """A diabetes medicine does, unless its indication says that it is for something else."""
    reason = fold(medicine.indication)
    pre = _NOT_DIABETES.search(reason)
    if _FOR_DIABETES.search(_NOT_DIABETES.sub(" ", reason)):
        return True
    kinds = {c for c in medicine.classes if c in ANTIDIABETIC}
    if any(name in fold(medicine.name) for name in _METFORMIN) and kinds == {"antidiabetic_oral"}:
        kinds = {"metformin"}
    return any(
        kind not in _OTHER_USE or not (pre or _OTHER_USE[kind].search(reason)) for kind in kinds
    )
