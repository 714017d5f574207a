"""The words of the consent: what may go wrong, and what the patient is told besides.

A change of any wording is a new CONSENT_VERSION: a signature belongs to the words that were
signed. Risk codes are stored, and adverse events use the same ones: never rename or reuse one.
"""

from collections.abc import Callable
from dataclasses import dataclass

CONSENT_VERSION = "2026-1"

ANAESTHETICS = frozenset({"lidocaine", "bupivacaine", "mepivacaine", "ropivacaine", "procaine"})
SPINE_REGIONS = frozenset({"neck", "thoracic", "low_back", "sacroiliac"})
CORD_REGIONS = frozenset({"neck", "thoracic", "low_back"})
LUNG_REGIONS = frozenset({"neck", "thoracic", "rib", "shoulder"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What will be injected where, over all targets of a plan, and how well it was tested."""

    regions: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    guidance: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()
    evidence: str = ""  # the protocol's grade, empty for a plan without one


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk, ticked by itself. The wording is the patient's."""

    code: str
    wording: str
    source: str
    applies: Callable[[Context], bool]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something the patient is told, or says, before signing."""

    code: str
    wording: str
    source: str
    applies: Callable[[Context], bool]


def _always(_: Context) -> bool:
    return True


def _has_anaesthetic(context: Context) -> bool:
    return bool(context.components & ANAESTHETICS)


def _in(regions: frozenset[str]) -> Callable[[Context], bool]:
    return lambda context: bool(context.regions & regions)


MANHATTAN, REGENEXX = "Manhattan Pain Medicine", "Regenexx"

RISKS = (
    Risk(
        "pain_flare",
        "More pain where the needle went in, usually for 2 to 4 days.",
        MANHATTAN,
        _always,
    ),
    Risk("stiffness", "Stiffness for some days.", MANHATTAN, _always),
    Risk("bruising", "A bruise.", MANHATTAN, _always),
    Risk("bleeding", "Bleeding, more so with blood thinners.", MANHATTAN, _always),
    Risk(
        "infection",
        "Infection of the skin or the joint. It is rare and can need surgery.",
        MANHATTAN,
        _always,
    ),
    Risk(
        "nerve_injury",
        "Injury of a nerve, with pain, numbness or weakness that can last.",
        MANHATTAN,
        _always,
    ),
    Risk("allergic_reaction", "An allergic reaction to the solution.", MANHATTAN, _always),
    Risk("numbness", "Tingling or numbness, usually for a short time.", REGENEXX, _always),
    Risk(
        "weakness",
        "Weakness for some hours from the anesthetic.",
        REGENEXX,
        _has_anaesthetic,
    ),
    Risk("headache", "A headache.", REGENEXX, _always),
    Risk("dizziness", "Dizziness or fainting.", REGENEXX, _always),
    Risk("no_benefit", "No benefit, or feeling worse than before.", "doctorclark.com", _always),
    Risk(
        "joint_swelling",
        "Swelling of the joint.",
        "reference.com",
        lambda context: "intra_articular" in context.routes,
    ),
    Risk(
        "tendon_ligament_injury",
        "Injury of a tendon or ligament.",
        "reference.com",
        lambda context: bool(context.routes & {"extra_articular", "subcutaneous"}),
    ),
    Risk(
        "spinal_headache",
        "A leak of spinal fluid, with a strong headache on sitting up.",
        "Dagenais 2006",
        _in(SPINE_REGIONS),
    ),
    Risk(
        "spinal_cord_injury",
        "Injury of the spinal cord, with lasting weakness or numbness. It is very rare.",
        "Dagenais 2006",
        _in(CORD_REGIONS),
    ),
    Risk(
        "pneumothorax",
        "A collapsed lung, which needs treatment in a hospital.",
        "Dagenais 2006",
        _in(LUNG_REGIONS),
    ),
    Risk(
        "anaesthetic_toxicity",
        "Too much anesthetic in the blood, which can affect the heart and cause seizures.",
        "AJEM 2022 review",
        _has_anaesthetic,
    ),
    Risk(
        "morrhuate_reaction",
        "A sudden severe reaction to sodium morrhuate, which is made from cod-liver oil; more "
        "likely when it is given again after some weeks.",
        "AHFS drug monograph",
        lambda context: "sodium_morrhuate" in context.components,
    ),
    Risk(
        "radiation",
        "A small dose of X-rays from fluoroscopy, which must not reach an unborn child.",
        "clinic default",
        lambda context: "fluoroscopy" in context.guidance,
    ),
    Risk(
        "death_from_allergy",
        "Death from a severe allergic reaction. It is extremely rare.",
        "doctorclark.com",
        _always,
    ),
)

STATEMENTS = (
    Statement(
        "off_label",
        "The substances are approved for other uses. Injecting them for this purpose is off-label: "
        "the Food and Drug Administration has not approved it.",
        "doctorclark.com",
        _always,
    ),
    Statement(
        "limited_evidence",
        "The evidence for this treatment is limited. Studies are small, and not all of them found "
        "a benefit.",
        "clinic default",
        _always,
    ),
    Statement(
        "no_benefit_found",
        "The trial of this protocol found no benefit over saline (salt water) injections.",
        "the protocol's source",
        lambda context: context.evidence == "rct_negative",
    ),
    Statement(
        "not_studied",
        "No trial result was found for this protocol.",
        "the protocol's source",
        lambda context: context.evidence in {"listed_only", "trial_protocol"},
    ),
    Statement(
        "alternatives",
        "There are alternatives: doing nothing, exercise and physical therapy, medicines, other "
        "injections, surgery. I could ask about each.",
        "clinic default",
        _always,
    ),
    Statement(
        "cost",
        "I know what it will cost me. Insurance may not pay.",
        "clinic default",
        _always,
    ),
    Statement(
        "understands",
        "I understand what will be done and have said it back in my own words.",
        "One-Minute Clinician",
        _always,
    ),
    Statement(
        "wants_it",
        "I want this treatment, and nobody has pressed me.",
        "One-Minute Clinician",
        _always,
    ),
    Statement(
        "may_withdraw",
        "I may change my mind at any time, also during the treatment.",
        "clinic default",
        _always,
    ),
)


def risks_for(context: Context) -> tuple[Risk, ...]:
    """The risks to tick for what will be injected where, in the order they are told."""
    return tuple(risk for risk in RISKS if risk.applies(context))


def statements_for(context: Context) -> tuple[Statement, ...]:
    return tuple(statement for statement in STATEMENTS if statement.applies(context))
