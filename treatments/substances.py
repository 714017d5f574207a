"""What a plan injects: names of the solution catalogue, and milligrams of anesthetic."""

from collections.abc import Iterable
from decimal import Decimal

from patients.rules.facts import DoseFact
from treatments.models import PlanVersion
from treatments.models.plan import Injectate

SUBSTANCES = {
    "dextrose_pct": "dextrose",
    "glycerin_pct": "glycerin",
    "phenol_pct": "phenol",
    "morrhuate_pct": "sodium_morrhuate",
}
MG_PER_ML_OF_ONE_PERCENT = 10  # 1 % weight by volume is 1 g in 100 mL


def substances_of(version: PlanVersion) -> frozenset[str]:
    """Everything that the plan injects, by the names of the solution catalogue."""
    found: set[str] = set()
    for target in version.targets.all():
        found |= {name for field, name in SUBSTANCES.items() if getattr(target, field) is not None}
        if target.anaesthetic:
            found.add(target.anaesthetic)
    return frozenset(found)


def doses_of(parts: Iterable[Injectate]) -> tuple[DoseFact, ...]:
    """Milligrams of each anesthetic in all parts together, by name.

    The volume of a part is the whole of it, spread over its needle points. A strength that is
    missing at one place leaves the sum of that anesthetic unknown.
    """
    sums: dict[str, Decimal | None] = {}
    for part in parts:
        if not part.anaesthetic:
            continue
        before = sums.get(part.anaesthetic, Decimal(0))
        if before is None or part.anaesthetic_pct is None:
            sums[part.anaesthetic] = None
        else:
            mg = part.volume_ml * part.anaesthetic_pct * MG_PER_ML_OF_ONE_PERCENT
            sums[part.anaesthetic] = before + mg
    return tuple(DoseFact(agent=agent, mg=mg) for agent, mg in sorted(sums.items()))
