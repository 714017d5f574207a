"""What the screening rules need to know about a plan."""

from patients.rules.facts import PlanContext
from treatments.models import PlanVersion

SUBSTANCES = {
    "dextrose_pct": "dextrose",
    "glycerin_pct": "glycerin",
    "phenol_pct": "phenol",
    "morrhuate_pct": "sodium_morrhuate",
}


def substances_of(version: PlanVersion) -> frozenset[str]:
    """Everything that the plan injects, by the names of the solution catalogue."""
    found: set[str] = set()
    for target in version.targets.all():
        found |= {name for field, name in SUBSTANCES.items() if getattr(target, field) is not None}
        if target.anaesthetic:
            found.add(target.anaesthetic)
    return frozenset(found)


def plan_context(version: PlanVersion) -> PlanContext:
    """Places, substances, guidance and routes of the version, as the rules look at them."""
    targets = list(version.targets.all())
    return PlanContext(
        targets=tuple(sorted({(target.region, target.side) for target in targets})),
        components=substances_of(version),
        guidance=frozenset(target.guidance for target in targets),
        routes=frozenset(target.route for target in targets),
    )
