"""Units in which a result may be typed, and how each becomes the one that the record keeps.

HbA1c: IFCC mmol/mol to NGSP % by the master equation (NGSP: % = 0.09148 x + 2.152); glucose by its
molar mass (18.016 mg/dL per mmol/L).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """Another unit for one kind of result: stored = typed * factor + offset, rounded to `step`."""

    id: str
    label: str
    kind: str
    factor: Decimal
    offset: Decimal = Decimal(0)
    step: Decimal = Decimal("0.1")


OTHER_UNITS = (
    Unit("mmol_mol", "mmol/mol", "hba1c", Decimal("0.09148"), Decimal("2.152")),
    Unit("mmol_l", "mmol/L", "glucose", Decimal("18.016"), step=Decimal(1)),
    Unit("lb", "lb", "weight", 1 / Decimal("2.20462")),
    Unit("in", "in", "height", Decimal("2.54")),
    Unit("f", "°F", "temperature", 5 / Decimal(9), Decimal(-160) / 9),
)
BY_ID = {unit.id: unit for unit in OTHER_UNITS}


def to_stored(kind: str, value: Decimal, unit: str = "") -> Decimal:
    """`value` in the stored unit of `kind`; `unit` is an id of OTHER_UNITS, or "" for that unit.

    Raises ValueError, worded for people, when the unit does not belong to the kind.

    >>> to_stored("hba1c", Decimal(63), "mmol_mol")
    Decimal('7.9')
    """
    if not unit:
        return value
    other = BY_ID.get(unit)
    if other is None or other.kind != kind:
        raise ValueError("This unit does not belong to this kind of result.")
    return (value * other.factor + other.offset).quantize(other.step, ROUND_HALF_UP)


def likely_other(kind: str, value: Decimal, low: Decimal, high: Decimal) -> Unit | None:
    """The unit in which an impossible value would be possible: HbA1c 63 is surely mmol/mol."""
    for unit in OTHER_UNITS:
        if value > 0 and unit.kind == kind and low <= to_stored(kind, value, unit.id) <= high:
            return unit
    return None
