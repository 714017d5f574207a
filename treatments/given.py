"""What was given at one place: in words, beside the plan, and whether it was the right place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from treatments import anatomy
from treatments.library import COMPONENTS, plain
from treatments.models import Target
from treatments.models.injectate import Injectate
from treatments.substances import anaesthetics_in, substance_words

# Column -> what it is called beside the plan.
COMPARED = {
    "region": "Region",
    "side": "Side",
    "structure": "Structure",
    "procedure": "Kind of injection",
    "procedure_detail": "Product and dose",
    "volume_ml": "Volume",
    "dextrose_pct": "Dextrose",
    "anaesthetic": "Anesthetic",
    "anaesthetic_pct": "Anesthetic strength",
    "second_anaesthetic": "Second anesthetic",
    "second_anaesthetic_pct": "Second anesthetic strength",
    "glycerin_pct": "Glycerin",
    "phenol_pct": "Phenol",
    "morrhuate_pct": "Sodium morrhuate",
    "route": "Route",
    "guidance": "Guidance",
    "points": "Needle points",
}

_STRENGTHS = (
    ("dextrose_pct", "dextrose"),
    ("glycerin_pct", "glycerin"),
    ("phenol_pct", "phenol"),
    ("morrhuate_pct", "sodium_morrhuate"),
)

SOLUTION = Injectate.Procedure.SOLUTION.label.lower()


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not as planned, both in words."""

    label: str
    planned: str
    given: str


def value_in_words(field: str, value: Any) -> str:
    """One column as a person reads it: 12.5 %, 5 mL, "Into the joint"; "none" for nothing."""
    if value is None or value == "":
        return SOLUTION if field == "procedure" else "none"
    if isinstance(value, Decimal):
        return f"{plain(value)} {'mL' if field == 'volume_ml' else '%'}"
    words: dict[str, Any] = {
        "region": anatomy.region_label,
        "structure": anatomy.structure_label,
        "procedure": substance_words,
        "side": lambda side: anatomy.SIDES.get(side, side),
        "route": lambda route: anatomy.ROUTES.get(route, route),
        "guidance": lambda guidance: anatomy.GUIDANCE.get(guidance, guidance),
    }
    return str(words[field](value)) if field in words else str(value)


def mixture(part: Injectate) -> str:
    """The substances with their strengths: "dextrose 15 %, lidocaine 0.2 %"; what is not mixed by
    its name and product: "platelet-rich plasma (leukocyte-poor, 4 mL)".
    """
    if part.procedure:
        detail = f" ({part.procedure_detail})" if part.procedure_detail else ""
        return f"{substance_words(part.procedure)}{detail}"
    found = [
        f"{COMPONENTS.get(name, name)} {plain(getattr(part, column))} %"
        for column, name in _STRENGTHS
        if getattr(part, column) is not None
    ]
    for name, pct in anaesthetics_in(part):
        found.append(f"{name}, strength not stated" if pct is None else f"{name} {plain(pct)} %")
    return ", ".join(found)


def in_words(part: Injectate) -> str:
    """All of it but the place: "2 mL of dextrose 15 %, outside the joint …, ultrasound"."""
    points = "1 point" if part.points == 1 else f"{part.points} points"
    return (
        f"{plain(part.volume_ml)} mL of {mixture(part) or 'nothing named'}; "
        f"{value_in_words('route', part.route).lower()}; {points}; "
        f"{value_in_words('guidance', part.guidance).lower()}"
    )


def grams_of_dextrose(parts: Iterable[Injectate]) -> Decimal:
    """Grams that the parts hold together: per cent weight by volume is grams in 100 mL."""
    return sum(
        (part.volume_ml * (part.dextrose_pct or Decimal(0)) / 100 for part in parts), Decimal(0)
    )


def differences(given: Injectate, planned: Injectate | None) -> list[Difference]:
    """Where the injection leaves its target; empty for one that the plan did not foresee."""
    if planned is None:
        return []
    return [
        Difference(
            label,
            value_in_words(field, getattr(planned, field)),
            value_in_words(field, getattr(given, field)),
        )
        for field, label in COMPARED.items()
        if getattr(given, field) != getattr(planned, field)
    ]


def is_planned_place(region: str, side: str, own: Target | None, targets: Sequence[Target]) -> bool:
    """Whether the plan foresees an injection on this side of this region.

    One with a target of its own is held against that target, any other against all of them. Of a
    target on both sides either side is planned.
    """
    return any(
        target.region == region and target.side in (side, "bilateral")
        for target in ([own] if own is not None else targets)
    )
