"""What the screening rules need to know about a plan."""

from patients.rules.facts import PlanContext, SiteFact
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
    """Places and substances of the version, as the rules look at them."""
    return PlanContext(
        sites=tuple(
            SiteFact(
                region=target.region,
                side=target.side,
                structure=target.structure,
                route=target.route,
                guidance=target.guidance,
            )
            for target in version.targets.all()
        ),
        components=substances_of(version),
    )
