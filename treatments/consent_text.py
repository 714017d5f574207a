"""The words of the consent: what may go wrong, and what the patient is told besides.

A change of any wording is a new CONSENT_VERSION: a signature belongs to the words that were
signed. Risk codes are stored, and adverse events use the same ones: never rename or reuse one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

CONSENT_VERSION = "2026-2"

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


def _has(*components: str) -> Callable[[Context], bool]:
    return lambda context: bool(context.components & set(components))


def _in(regions: frozenset[str]) -> Callable[[Context], bool]:
    return lambda context: bool(context.regions & regions)


def _is_off_label(context: Context) -> bool:
    """A corticosteroid is labeled for joints and tendons, hyaluronate for the knee."""
    if context.components == {"hyaluronate"}:
        return context.regions != {"knee"}
    return context.components != {"corticosteroid"}


MANHATTAN, REGENEXX = "Manhattan Pain Medicine", "Regenexx"
CLINIC_DEFAULT = "clinic default"

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
        _has("sodium_morrhuate"),
    ),
    # What is not a prolotherapy solution: no source of ours lists these risks.
    Risk(
        "blood_draw",
        "Pain, a bruise or fainting from the blood draw.",
        CLINIC_DEFAULT,
        _has("prp"),
    ),
    Risk(
        "donor_site_pain",
        "Pain where the bone marrow was taken, for days to weeks.",
        CLINIC_DEFAULT,
        _has("bmac"),
    ),
    Risk(
        "donor_site_injury",
        "Bleeding, infection, or injury of a nerve or blood vessel where the bone marrow was "
        "taken.",
        CLINIC_DEFAULT,
        _has("bmac"),
    ),
    Risk(
        "contamination",
        "Germs getting into the blood or bone marrow while it is prepared.",
        CLINIC_DEFAULT,
        _has("prp", "bmac"),
    ),
    Risk(
        "steroid_flare",
        "A flare of pain for 1 to 3 days from the corticosteroid itself.",
        CLINIC_DEFAULT,
        _has("corticosteroid"),
    ),
    Risk(
        "raised_glucose",
        "Higher blood sugar for some days, above all with diabetes.",
        CLINIC_DEFAULT,
        _has("corticosteroid"),
    ),
    Risk(
        "tendon_rupture",
        "A tear of a tendon weakened by the corticosteroid.",
        CLINIC_DEFAULT,
        _has("corticosteroid"),
    ),
    Risk(
        "skin_changes",
        "Thinner, lighter or sunken skin where the corticosteroid went in. It can stay.",
        CLINIC_DEFAULT,
        _has("corticosteroid"),
    ),
    Risk(
        "flushing",
        "A flushed face, poor sleep or restlessness for some days.",
        CLINIC_DEFAULT,
        _has("corticosteroid"),
    ),
    Risk(
        "cartilage_loss",
        "Loss of cartilage, above all after several corticosteroid injections into one joint.",
        CLINIC_DEFAULT,
        lambda context: (
            "corticosteroid" in context.components and "intra_articular" in context.routes
        ),
    ),
    Risk(
        "hyaluronate_reaction",
        "A painful, hot, swollen joint within days of hyaluronate, which can look like an "
        "infection.",
        CLINIC_DEFAULT,
        _has("hyaluronate"),
    ),
    Risk(
        "radiation",
        "A small dose of X-rays from fluoroscopy, which must not reach an unborn child.",
        CLINIC_DEFAULT,
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
        _is_off_label,
    ),
    Statement(
        "limited_evidence",
        "The evidence for this treatment is limited. Studies are small, and not all of them found "
        "a benefit.",
        CLINIC_DEFAULT,
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
        "own_tissue",
        "What is injected is made from my own blood or bone marrow. How strong it is differs from "
        "person to person and from one preparation to the next.",
        CLINIC_DEFAULT,
        _has("prp", "bmac"),
    ),
    Statement(
        "steroid_is_not_prolotherapy",
        "A corticosteroid calms inflammation. It does not strengthen a ligament or tendon, and "
        "prolotherapy at the same place has to wait after it.",
        CLINIC_DEFAULT,
        _has("corticosteroid"),
    ),
    Statement(
        "hyaluronate_is_not_prolotherapy",
        "Hyaluronate is a gel for the joint, approved for the knee only. It is not prolotherapy.",
        CLINIC_DEFAULT,
        _has("hyaluronate"),
    ),
    Statement(
        "alternatives",
        "There are alternatives: doing nothing, exercise and physical therapy, medicines, other "
        "injections, surgery. I could ask about each.",
        CLINIC_DEFAULT,
        _always,
    ),
    Statement(
        "cost",
        "I know what it will cost me. Insurance may not pay.",
        CLINIC_DEFAULT,
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
        CLINIC_DEFAULT,
        _always,
    ),
)


# What is said besides the single points.
SAID = {
    "question": "Please tell me in your own words: what will be injected and where, what do you "
    "hope for, and what can go wrong?",
    "agreement": "I agree to the injections described here. I could ask everything that I wanted "
    "to ask, and I was given the time I needed.",
    "guardian": "I am the patient's parent or legal guardian, and I agree as well.",
}


def wording() -> dict[str, str]:
    """Everything that can stand on a consent today, by its code."""
    points: Iterable[Risk | Statement] = (*RISKS, *STATEMENTS)
    return {point.code: point.wording for point in points} | SAID


def risks_for(context: Context) -> tuple[Risk, ...]:
    """The risks to tick for what will be injected where, in the order they are told."""
    return tuple(risk for risk in RISKS if risk.applies(context))


def statements_for(context: Context) -> tuple[Statement, ...]:
    return tuple(statement for statement in STATEMENTS if statement.applies(context))
