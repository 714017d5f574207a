"""Which conditions a problem list shows: by ICD-10-CM, by SNOMED CT, and by name.

A code and a name may disagree (mistyped code, free text), so either is enough. Names are read with
care: relatives' illnesses, negations and look-alikes ("prediabetes", "diabetes insipidus") are
taken out first; "suspected" and "rule out" make a line one for review. The SNOMED CT sets hold the
common codes, not every descendant; a line whose code is missing here is found by its name.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from patients.rules.facts import Facts, ProblemFact
from patients.rules.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`icd10` are prefixes without the dot; `name` and `not_name` are patterns on folded text."""

    id: str
    icd10: tuple[str, ...] = ()
    not_icd10: tuple[str, ...] = ()
    snomed: frozenset[str] = frozenset()
    name: str
    not_name: str = r"(?!)"


class Sureness(StrEnum):
    CONFIRMED = "confirmed"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Match:
    problem: ProblemFact
    sureness: Sureness


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DIABETES_SNOMED = _codes(
    "73211009 44054006 46635009 8801005 111552007 313435000 313436004 237599002 426875007 11530004 "
    "609561005 23045005 28032008 5368009 5969009 4855003 59276001 312903003 312904009 312912001 "
    "127013003 230572002 420422005 421750000 420279001 421893009 422034002 1551000119108 "
    "1501000119109 97331000119101 368581000119106 60951000119105 90781000119102 157141000119108"
)

CONDITIONS = {
    condition.id: condition
    for condition in (
        Condition(
            id="diabetes",
            icd10=("E08", "E09", "E10", "E11", "E12", "E13", "O24"),
            snomed=_DIABETES_SNOMED,
            name=r"diabetes|diabetic|diabetics|iddm|niddm|t1dm|t2dm|dm ?(?:type )?[12]|"
            r"dm(?: ?ii?)?",
            not_name=r"diabetes insipidus|pre ?diabet\w+|(?:borderline|latent|potential) diabet\w+|"
            r"non ?diabetics?|not (?:a )?diabetic|"
            r"(?:history of|previous|prior) gestational diabetes",
        ),
        Condition(
            id="pregnancy",
            icd10=(
                "Z33",
                "Z34",
                "Z3A",
                "O0",
                "O1",
                "O2",
                "O30",
                "O31",
                "O32",
                "O33",
                "O34",
                "O35",
                "O36",
                "O4",
            ),
            not_icd10=("Z332", "O00", "O01", "O02", "O03", "O04", "O07", "O08"),
            snomed=_codes("77386006 72892002 47200007 16356006 65147003 57630001"),
            name=r"pregnant|pregnancy|gravid",
            not_name=r"(?:not|non) pregnant|(?:ectopic|molar|previous|prior|past) pregnanc\w+|"
            r"pregnancy test negative|contraception\w*",
        ),
        Condition(
            id="bleeding_disorder",
            icd10=(
                "D65",
                "D66",
                "D67",
                "D680",
                "D681",
                "D682",
                "D683",
                "D684",
                "D688",
                "D689",
                "D691",
                "D693",
                "D694",
            ),
            snomed=_codes(
                "90935002 28293008 41788008 128105004 128106003 128107007 64779008 32273002 "
            ),
            name=r"ha?emophilia\w*|von willebrand\w*|vwd|"
            r"bleeding (?:disorder|diathesis|tendency)|coagulopathy|"
            r"(?:factor (?:v|vii|viii|ix|x|xi|xiii)) deficiency|glanzmann\w*|"
            r"(?:immune|idiopathic) thrombocytop\w+",
        ),
        Condition(
            id="neutropenia",
            icd10=("D70",),
            snomed=_codes("165517008 303011007 17182001 409089005"),
            name=r"neutropeni\w+|agranulocytosis",
        ),
        Condition(
            id="immunosuppression",
            icd10=("Z94", "D80", "D81", "D82", "D83", "D84", "D8982", "B20"),
            not_icd10=("Z947",),
            snomed=_codes("234532001 86406008 62479008 234336002 38013005 370388006"),
            name=r"transplant(?:ed|ation)?|immuno ?(?:deficien\w+|suppress\w+|compromised)|aids",
            not_name=r"hearing aids|walking aids|(?:hair|corneal?) transplant\w*|visual aids",
        ),
        Condition(
            id="local_infection",
            icd10=("A46", "L02", "L03", "L08", "M00", "M01", "M86", "M4630", "M464", "K122"),
            snomed=_codes("128045006 128477000 396234004 60168000 19824006"),
            name=r"cellulitis|abscess\w*|septic (?:arthritis|joint|bursitis)|osteomyelitis|"
            r"erysipelas|(?:wound|skin|joint) infection|open wound|pyogenic arthritis",
        ),
        Condition(
            id="systemic_infection",
            icd10=("A40", "A41", "R7881", "R652", "I33"),
            snomed=_codes("91302008 10001005 5758002 56819008 76571007"),
            name=r"sepsis|septic(?:a?emia)?|bactera?emia|endocarditis",
            not_name=r"septic (?:arthritis|joint|bursitis)|aseptic|septic tank",
        ),
        Condition(
            id="asthma",
            icd10=("J45",),
            snomed=_codes("195967001 233678006 370218001"),
            name=r"asthma(?:tic)?",
        ),
        Condition(
            id="inflammatory_arthritis",
            icd10=("M02", "M05", "M06", "M07", "M08", "M45", "L405", "M32"),
            not_icd10=("M064",),
            snomed=_codes("69896004 9631008 33339001 156370009 67224007 55464009 410795001"),
            name=r"rheumatoid (?:arthritis|disease)|psoriatic arthr\w+|ankylosing spondylitis|"
            r"spondyloarthr\w+|"
            r"reactive arthritis|juvenile (?:idiopathic )?arthritis|systemic lupus|"
            r"inflammatory (?:poly)?arthritis",
        ),
        Condition(
            id="gout",
            icd10=("M10", "M1A", "M11"),
            snomed=_codes("90560007 48440001"),
            name=r"gout(?:y)?|pseudogout|chondrocalcinosis|calcium pyrophosphate",
        ),
        Condition(
            id="hypermobility",
            icd10=("Q796", "M357"),
            snomed=_codes("398114001 85551004"),
            name=r"ehlers danlos|hypermobil\w+|marfan\w*",
        ),
        Condition(
            id="organ_disease",
            icd10=("K70", "K72", "K73", "K74", "N18", "N19", "I50", "B18"),
            snomed=_codes(
                "88805009 84114007 42343007 19943007 235856003 709044004 431855005 431856006 "
                "433144002 431857002 433146000 46177005 328383001 90688005"
            ),
            name=r"heart failure|cirrhosis|"
            r"(?:liver|hepatic|renal|kidney) (?:failure|insufficiency)|"
            r"chronic (?:kidney|renal|liver) disease|ckd|chf|end stage renal disease|"
            r"hepatitis [bc]",
        ),
    )
}

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
_DOUBT = (
    r"suspected|suspicion|possible|possibly|probable|probably|query|rule out|r o|"
    r"to exclude|vs|versus|differential|unconfirmed|provisional|likely"
)

_COMPILED = {
    c.id: (
        re.compile(rf"\b(?:{_NOT_THE_PATIENT}|{_NEGATED}){_TERM_GAP} (?:{c.name})\b"),
        re.compile(rf"\b(?:{c.not_name})\b"),
        re.compile(rf"\b(?:{c.name})\b"),
    )
    for c in CONDITIONS.values()
}
_DOUBTFUL = re.compile(rf"\b(?:{_DOUBT})\b")


def find(facts: Facts, condition_id: str) -> list[Match]:
    """Active problems that show the condition, confirmed ones first."""
    matches = [
        Match(problem, sureness)
        for problem in facts.problems
        if problem.active
        and (problem.onset is None or problem.onset <= facts.today)
        and (sureness := recognise(problem, CONDITIONS[condition_id])) is not None
    ]
    return sorted(matches, key=lambda match: match.sureness is not Sureness.CONFIRMED)


def recognise(problem: ProblemFact, condition: Condition) -> Sureness | None:
    """How surely this line shows the condition; None when it does not.

    Says nothing about its status.
    """
    words = fold(problem.display)
    if not (_by_code(problem, condition) or _by_name(words, condition.id)):
        return None
    doubtful = not problem.verified or "?" in problem.display or _DOUBTFUL.search(words)
    return Sureness.REVIEW if doubtful else Sureness.CONFIRMED


def _by_code(problem: ProblemFact, condition: Condition) -> bool:
    code = problem.code.upper().replace(".", "").strip()
    if problem.system == "snomed":
        return code in condition.snomed
    if problem.system != "icd10cm" or not code:
        return False
    return code.startswith(condition.icd10) and not code.startswith(condition.not_icd10 or ("#",))


# Charts say the same few hundred things; each is read once, however many charts are screened.
@lru_cache(maxsize=20_000)
def _by_name(words: str, condition_id: str) -> bool:
    negated, look_alike, name = _COMPILED[condition_id]
    remaining = look_alike.sub(" ", negated.sub(" ", words))
    return name.search(remaining) is not None
