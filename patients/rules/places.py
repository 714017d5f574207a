"""Which joint a diagnosis speaks of, and whether that may be the place that is planned.

Read from ICD-10-CM (the code holds joint and side) and from the name. What neither tells stays
open: an unknown joint or side may be the target.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from patients.rules.facts import Facts, ProblemFact, SiteFact
from patients.rules.place_codes import ICD10_REGIONS, NAMED_REGIONS, SIDE_UNREADABLE, UNSIDED
from patients.rules.text import fold


@dataclass(frozen=True, slots=True)
class Place:
    """Where a diagnosis may be.

    `regions` are ids as in plans, none when nothing tells; `side` is right, left, bilateral or "".
    """

    regions: frozenset[str] = frozenset()
    side: str = ""


class Fit(StrEnum):
    """How a diagnosis lies to the planned targets."""

    HERE = "here"  # the same joint and side
    NEAR = "near"  # may be: the side, or which joint of the limb, is not told
    OPEN = "open"  # the joint is not told, or nothing is planned yet
    ELSEWHERE = "elsewhere"


_ORDER = (Fit.HERE, Fit.NEAR, Fit.OPEN, Fit.ELSEWHERE)


def place_of(problem: ProblemFact) -> Place:
    code = problem.code.upper().replace(".", "").strip() if problem.system == "icd10cm" else ""
    return _place(problem.display, code)


def fit(problem: ProblemFact, facts: Facts) -> Fit:
    """The closest fit of the problem to any planned target."""
    if facts.plan is None or not facts.plan.sites:
        return Fit.OPEN
    place = place_of(problem)
    return min((fit_at(place, site) for site in facts.plan.sites), key=_ORDER.index)


def fit_at(place: Place, site: SiteFact) -> Fit:
    if not place.regions or not site.region:
        return Fit.OPEN
    if site.region not in place.regions:
        return Fit.ELSEWHERE
    sides = {place.side, site.side}
    if site.region not in UNSIDED and sides == {"right", "left"}:
        return Fit.ELSEWHERE
    same_side = site.region in UNSIDED or ("" not in sides and "midline" not in sides)
    return Fit.HERE if same_side and len(place.regions) == 1 else Fit.NEAR


@lru_cache(maxsize=20_000)
def _place(display: str, code: str) -> Place:
    by_code, by_name = _from_code(code), _from_name(fold(display))
    return Place(
        # Where both speak and agree the narrower counts; a contradiction leaves both possible.
        regions=(by_code.regions & by_name.regions) or (by_code.regions | by_name.regions),
        side=_one_side(by_code.side, by_name.side),
    )


def _one_side(first: str, second: str) -> str:
    if not first or not second or first == second:
        return first or second
    return ""


def _from_code(code: str) -> Place:
    for length in range(len(code), 2, -1):
        regions = ICD10_REGIONS.get(code[:length])
        if regions is not None:
            return Place(regions, _side_from_code(code))
    return Place()


def _side_from_code(code: str) -> str:
    """The side is the sixth character, in short codes the last; 1 and 4 right, 2 and 5 left.

    The groups in which it means something else are left out: their side stays unknown.
    """
    if code.startswith(SIDE_UNREADABLE):
        return ""
    if code.startswith(
        ("S223", "S224", "C40", "C43", "C49", "M970", "M971", "M972", "M973", "M974")
    ):
        return {"1": "right", "2": "left", "3": "bilateral"}.get(code[4:5], "")
    if code.startswith("Z966"):
        return {"1": "right", "2": "left", "3": "bilateral"}.get(code[5:6], "")
    if code.startswith(("M66", "M75", "M80", "M84")):
        return {"1": "right", "2": "left"}.get(code[5:6], "")
    sides = {"1": "right", "4": "right", "7": "right", "2": "left", "5": "left", "8": "left"}
    return sides.get(code[5:6], "") if code.startswith("S") else ""


_RIGHT = re.compile(r"\b(?:right|rt|r)\b")
_LEFT = re.compile(r"\b(?:left|lt|l)\b")
_BOTH = re.compile(r"\b(?:both|bilateral|bilat)\b")


def _from_name(words: str) -> Place:
    sided = words.replace("r o ", " ")  # "rule out", not the right side
    right, left = _RIGHT.search(sided) is not None, _LEFT.search(sided) is not None
    both = _BOTH.search(sided) is not None or (right and left)
    side = "bilateral" if both else "right" if right else "left" if left else ""
    regions: set[str] = set()
    for pattern, found in NAMED_REGIONS:
        # The exact names come first and are taken out: the neck of the femur is no neck.
        words, count = pattern.subn(" ", words)
        if count:
            regions |= found
    return Place(frozenset(regions), side)
