"""What the plan says about the needle's way, and what is assumed while there is no plan."""

from patients.rules.facts import Facts

# Bleeding here cannot be pressed on: the stricter limits of SIR 2019 count.
HIGH_RISK_REGIONS = frozenset(
    {"neck", "thoracic", "rib", "ribs", "low_back", "spine", "sacroiliac", "hip", "groin"}
)
ASSUMED = "no plan yet, dextrose 12.5–25 % assumed"


def high_risk(facts: Facts) -> bool:
    """A spinal or deep target. Without a plan the superficial limits are used and said."""
    return facts.plan is not None and bool(facts.plan.regions & HIGH_RISK_REGIONS)


def has_component(facts: Facts, *words: str) -> bool:
    """Whether anything planned for the syringe holds one of these words."""
    return facts.plan is not None and any(
        word in component.lower() for component in facts.plan.components for word in words
    )
