"""Which conditions a problem list shows: by ICD-10-CM, by SNOMED CT, and by name.

A code and a name may disagree (mistyped code, free text), so either is enough. Names are read with
care: relatives' illnesses, negations and look-alikes ("prediabetes", "diabetes insipidus") are
taken out first; "suspected" and "rule out" make a line one for review.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from patients.rules.cancer_codes import CANCERS
from patients.rules.condition_codes import ILLNESSES, Condition
from patients.rules.facts import Facts, ProblemFact
from patients.rules.injury_codes import INJURIES
from patients.rules.text import fold

CONDITIONS = {condition.id: condition for condition in (*ILLNESSES, *CANCERS, *INJURIES)}


class Sureness(StrEnum):
    CONFIRMED = "confirmed"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Match:
    problem: ProblemFact
    sureness: Sureness

    @property
    def confirmed(self) -> bool:
        return self.sureness is Sureness.CONFIRMED


_TERM_GAP = (
    r"(?: (?:any|known|evidence|a|an|the|of|for|signs?|history|type|[12]|ii?|mellitus|confirmed))*"
)
_NOT_THE_PATIENT = (
    r"(?:family history(?: of)?|fam hx(?: of)?|fhx?(?: of)?|mother|father|parents?|brother|sister|"
    r"siblings?|grandmother|grandfather)(?: (?:has|had|with|is))?"
)
_NEGATED = (
    r"(?:no(?! longer)|denies|denied|without|negative for|not|never|ruled out|excluded|"
    r"screening for|screen for|at risk (?:of|for)|risk (?:of|for)|"
    r"encounter for screening(?: for)?|fear of)"
)
_DOUBTFUL = re.compile(
    r"\b(?:suspected|suspicion|possible|possibly|probable|probably|query|rule out|r o|"
    r"concern\w* (?:for|about)|suspicious|presumed|questionable|to exclude|vs|versus|"
    r"differential|unconfirmed|provisional|likely)\b"
)


# How problem lists mark a diagnosis for billing ("hierarchical condition category"); alone, "HCC"
# is liver cancer.
_BILLING_MARK = re.compile(r"\((?:CMS ?[-/]? ?)?HCC(?: ?[-/]? ?(?:CMS|RAF))?\)", re.IGNORECASE)


def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


@dataclass(frozen=True, slots=True)
class _Names:
    """The name patterns of one condition, ready to search."""

    negated: re.Pattern[str]
    look_alike: re.Pattern[str]
    over: re.Pattern[str]
    review: re.Pattern[str]
    name: re.Pattern[str]
    weak: re.Pattern[str]
    any_of: re.Pattern[str]


_NAMES = {
    c.id: _Names(
        negated=_whole_words(
            rf"(?:{_NOT_THE_PATIENT}|{_NEGATED}){_TERM_GAP} (?:{c.name}|{c.weak_name})|"
            rf"(?:{c.name}|{c.weak_name}) (?:was |has been |now )?(?:ruled out|excluded)"
        ),
        look_alike=_whole_words(c.not_name),
        over=_whole_words(c.over_name),
        review=_whole_words(c.review_name),
        name=_whole_words(c.name),
        weak=_whole_words(c.weak_name),
        any_of=_whole_words("|".join((c.name, c.weak_name, c.review_name, c.over_name))),
    )
    for c in CONDITIONS.values()
}


def find(facts: Facts, condition_id: str) -> list[Match]:
    """Active problems that show the condition, confirmed ones first."""
    matches = [
        Match(problem, sureness)
        for problem in facts.problems
        if (sureness := _read(problem).get(condition_id)) is not None
        and problem.active
        and (problem.onset is None or problem.onset <= facts.today)
    ]
    return sorted(matches, key=lambda match: not match.confirmed)


def recognise(problem: ProblemFact, condition: Condition) -> Sureness | None:
    """How surely this line shows the condition; None when it does not.

    Says nothing about its status.
    """
    return _read(problem).get(condition.id)


def adds(name: str, other: str = "", *, system: str = "", code: str = "") -> bool:
    """Whether another name or a code shows for sure an illness of which `name` says nothing."""
    words = fold(name)
    return any(
        sureness is Sureness.CONFIRMED and not _NAMES[condition].any_of.search(words)
        for condition, sureness in _shown(other, system, code, True).items()
    )


def _read(problem: ProblemFact) -> dict[str, Sureness]:
    return _shown(problem.display, problem.system, problem.code, problem.verified)


# Charts say the same few hundred things; each is read once, however many charts are screened.
@lru_cache(maxsize=20_000)
def _shown(display: str, system: str, code: str, verified: bool) -> dict[str, Sureness]:
    words = fold(_BILLING_MARK.sub(" ", display))
    code = code.upper().replace(".", "").strip()
    doubtful = not verified or "?" in display or _DOUBTFUL.search(words) is not None
    shown = {}
    for condition in CONDITIONS.values():
        sureness = _sureness(condition, words, system, code)
        if sureness is not None:
            shown[condition.id] = Sureness.REVIEW if doubtful else sureness
    return shown


def _sureness(condition: Condition, words: str, system: str, code: str) -> Sureness | None:
    by_code, past_code = _by_code(condition, system, code)
    by_name = _by_name(condition, words)
    if by_code is None and by_name.sureness is None:
        return None
    if by_name.says_review or by_code is Sureness.REVIEW:
        return Sureness.REVIEW
    if by_code is None:
        # What the other side calls past is not certain; nor is it nothing.
        return Sureness.REVIEW if past_code else by_name.sureness
    past_name = by_name.past and by_name.sureness is None
    return Sureness.REVIEW if past_name else Sureness.CONFIRMED


def _by_code(condition: Condition, system: str, code: str) -> tuple[Sureness | None, bool]:
    """What the code shows, and whether it says that it is over."""
    if system == "snomed":
        if code in condition.snomed:
            return Sureness.CONFIRMED, False
        return (Sureness.REVIEW if code in condition.snomed_review else None), False
    if system != "icd10cm" or not code:
        return None, False
    if condition.icd10_over and code.startswith(condition.icd10_over):
        return None, True
    seventh = code[6:7]
    review = bool(condition.icd10_review) and code.startswith(condition.icd10_review)
    known = review or code.startswith(condition.icd10)
    if not known or (condition.not_icd10 and code.startswith(condition.not_icd10)):
        return None, False
    if seventh and seventh in condition.sevenths_over:
        return None, True
    review = review or bool(seventh and seventh in condition.sevenths_review)
    return (Sureness.REVIEW if review else Sureness.CONFIRMED), False


@dataclass(frozen=True, slots=True)
class _Named:
    """What a name shows; whether it calls for review itself, and whether it says "it is over"."""

    sureness: Sureness | None = None
    says_review: bool = False
    past: bool = False


def _by_name(condition: Condition, words: str) -> _Named:
    names = _NAMES[condition.id]
    if not names.any_of.search(words):
        return _Named()  # the usual case: nothing to look at with care
    rest = names.look_alike.sub(" ", names.negated.sub(" ", words))
    present = names.over.sub(" ", rest)
    past = present != rest
    if names.review.search(present):
        return _Named(Sureness.REVIEW, says_review=True, past=past)
    if names.name.search(present):
        return _Named(Sureness.CONFIRMED, past=past)
    return _Named(Sureness.REVIEW if names.weak.search(present) else None, past=past)
