"""What the plan says about the needle's way, and what is assumed while there is no plan."""

from patients.rules.facts import Facts, Moment, SiteFact
from patients.rules.policy import Policy
from patients.rules.rule import (
    Basis,
    Judgement,
    Override,
    Rule,
    Tier,
    clear,
    fires,
    unknown,
)
from patients.rules.text import listed

# Bleeding here cannot be pressed on: the stricter limits of SIR 2019 count.
HIGH_RISK_REGIONS = frozenset(
    {"neck", "thoracic", "rib", "ribs", "low_back", "spine", "sacroiliac", "hip", "groin"}
)
ASSUMED = "no plan yet, dextrose 12.5–25 % assumed"

# The lung lies under these. In the neck the attachments at the skull are far from it.
_OVER_THE_LUNG = frozenset({"rib", "thoracic", "neck"})
_AT_THE_SKULL = frozenset({"neck_nuchal_line", "neck_occipital_nerve"})
_IMAGING = frozenset({"ultrasound", "fluoroscopy"})
_NOT_IN_A_JOINT = frozenset({"ligament", "tendon", "fascia", "muscle", "nerve", "bone"})


def high_risk(facts: Facts) -> bool:
    """A spinal or deep target. Without a plan the superficial limits are used and said."""
    return facts.plan is not None and bool(facts.plan.regions & HIGH_RISK_REGIONS)


def site_class(facts: Facts) -> str:
    """The class of SIR 2019 in words."""
    if facts.plan is None or not facts.plan.sites:
        return "no target planned yet, superficial or peripheral assumed"
    return "spinal or deep site" if high_risk(facts) else "superficial or peripheral site"


def has_component(facts: Facts, *words: str) -> bool:
    """Whether anything planned for the syringe holds one of these words."""
    return facts.plan is not None and any(
        word in component.lower() for component in facts.plan.components for word in words
    )


def may_enter_joint(site: SiteFact) -> bool:
    """Only what is known to stay outside does not."""
    if site.kind == "joint" or site.route == "intra_articular":
        return True
    return not site.route and site.kind not in _NOT_IN_A_JOINT


def asked_before_plan(
    facts: Facts, evidence: str, *data: object, resolve: str, tier: Tier | None = None
) -> Judgement:
    """A question of the first moment was not answered: a gap then, and not asked again later."""
    if facts.moment is Moment.PLAN:
        return unknown(evidence, *data, resolve=resolve, tier=tier)
    return clear("Nothing on file; the question is asked before the plan.")


def _over_the_lung(site: SiteFact) -> bool:
    return site.region in _OVER_THE_LUNG and site.structure not in _AT_THE_SKULL


def _place(site: SiteFact) -> str:
    region = {"rib": "ribs", "thoracic": "mid back"}.get(site.region, site.region)
    return f"{site.side} {region}" if site.side in ("right", "left") else region


def over_the_lung(facts: Facts, policy: Policy) -> Judgement:
    sites = facts.plan.sites if facts.plan is not None else ()
    over = [site for site in sites if _over_the_lung(site)]
    if not over:
        return clear("No target at the ribs, mid back or low neck is planned.")
    unseen = [site for site in over if site.guidance not in _IMAGING]
    data = sorted(f"{s.region} {s.side} {s.structure} {s.guidance}" for s in unseen or over)
    places = listed(sorted({_place(site) for site in unseen or over}))
    if unseen:
        return fires(
            f"Planned without imaging guidance: {places}.",
            "unseen",
            *data,
            resolve="Choose ultrasound or fluoroscopy for this target.",
            tier=Tier.ABSOLUTE,
            override=Override.NONE,
        )
    return fires(f"Target over the lung, with imaging guidance: {places}.", *data)


RULES = (
    Rule(
        id="R47",
        tier=Tier.CAUTION,
        title="Target over the lung: rib, mid back, low neck",
        looks_at=frozenset({"plan"}),
        explain="Pneumothorax: 123 of the 472 serious events that physicians reported. Imaging "
        "guidance is required here; without it the session cannot start.",
        explain_patient="The lung lies under this place. The needle is guided by ultrasound or "
        "X-ray; tell us at once if you become short of breath.",
        clears="Choose ultrasound or fluoroscopy, then acknowledge.",
        override=Override.ACKNOWLEDGE,
        citation="Dagenais 2006, Arch PMR 87:909",
        basis=Basis.PUBLISHED,
        predicate=over_the_lung,
    ),
)
