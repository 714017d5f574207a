"""What is injected: names of the solution catalogue, and milligrams of anesthetic."""

from collections.abc import Iterable
from decimal import Decimal

from patients.rules.facts import DoseFact
from treatments.library import COMPONENTS
from treatments.models import PlanVersion
from treatments.models.injectate import Injectate

SUBSTANCES = {
    "dextrose_pct": "dextrose",
    "glycerin_pct": "glycerin",
    "phenol_pct": "phenol",
    "morrhuate_pct": "sodium_morrhuate",
}
MG_PER_ML_OF_ONE_PERCENT = 10  # 1 % weight by volume is 1 g in 100 mL

# What is injected as it is and never mixed counts as a substance of its own, by its code.
PROCEDURES = {str(code): str(label).lower() for code, label in Injectate.Procedure.choices if code}


def anaesthetics_in(part: Injectate) -> list[tuple[str, Decimal | None]]:
    """Each local anesthetic of one part with its strength in percent, None where none is given."""
    named = (
        (part.anaesthetic, part.anaesthetic_pct),
        (part.second_anaesthetic, part.second_anaesthetic_pct),
    )
    return [(name, pct) for name, pct in named if name]


def substances_in(parts: Iterable[Injectate]) -> frozenset[str]:
    """Everything that the parts hold, by the names of the solution catalogue."""
    found: set[str] = set()
    for part in parts:
        found |= {name for field, name in SUBSTANCES.items() if getattr(part, field) is not None}
        found |= {name for name, _ in anaesthetics_in(part)}
        if part.procedure:
            found.add(part.procedure)
    return frozenset(found)


def substances_of(version: PlanVersion) -> frozenset[str]:
    """Everything that the plan injects. No query if the targets are prefetched."""
    return substances_in(version.targets.all())


def substance_words(name: str) -> str:
    """As it reads: "platelet-rich plasma"; a name that is not known comes back as it is."""
    return COMPONENTS.get(name) or PROCEDURES.get(name) or name


def doses_of(parts: Iterable[Injectate]) -> tuple[DoseFact, ...]:
    """Milligrams of each anesthetic in all parts together, by name.

    The volume of a part is the whole of it, spread over its needle points. A strength that is
    missing at one place leaves the sum of that anesthetic unknown.
    """
    sums: dict[str, Decimal | None] = {}
    for part in parts:
        for agent, pct in anaesthetics_in(part):
            before = sums.get(agent, Decimal(0))
            if before is None or pct is None:
                sums[agent] = None
            else:
                sums[agent] = before + part.volume_ml * pct * MG_PER_ML_OF_ONE_PERCENT
    return tuple(DoseFact(agent=agent, mg=mg) for agent, mg in sorted(sums.items()))
