"""Measured quantities in the units of the chart, by UCUM code or by what people write for it."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from patients.units import BY_ID, to_stored

_ANNOTATION = re.compile(r"\{[^}]*\}")

# kind -> folded unit -> factor to the chart's unit, or the id of a unit of `patients.units`.
_UNITS: Mapping[str, Mapping[str, Decimal | str]] = {
    "hba1c": {"%": Decimal(1), "mmol/mol": "mmol_mol"},
    "glucose": {
        "mg/dl": Decimal(1),
        "mg/100ml": Decimal(1),
        "g/l": Decimal(100),
        "mmol/l": "mmol_l",
    },
    "inr": {"": Decimal(1), "1": Decimal(1), "inr": Decimal(1), "ratio": Decimal(1)},
    "platelets": {
        "10*9/l": Decimal(1),
        "10*3/ul": Decimal(1),
        "10*3/mm3": Decimal(1),
        "k/ul": Decimal(1),
        "k/mm3": Decimal(1),
        "g/l": Decimal(1),  # giga per liter
        "/nl": Decimal(1),
        "10*6/ml": Decimal(1),
        "/ul": Decimal("0.001"),
        "/mm3": Decimal("0.001"),
        "10*6/l": Decimal("0.001"),
    },
    "weight": {
        "kg": Decimal(1),
        "g": Decimal("0.001"),
        "[lb_av]": "lb",
        "[oz_av]": Decimal("0.028349523125"),
    },
    "height": {
        "cm": Decimal(1),
        "m": Decimal(100),
        "mm": Decimal("0.1"),
        "[in_i]": "in",
        "[ft_i]": Decimal("30.48"),
    },
    "bmi": {"kg/m2": Decimal(1)},
    "bp_systolic": {"mm[hg]": Decimal(1), "kpa": Decimal("7.50062")},
    "bp_diastolic": {"mm[hg]": Decimal(1), "kpa": Decimal("7.50062")},
    "pulse": {"/min": Decimal(1), "1/min": Decimal(1)},
    "temperature": {"cel": Decimal(1), "[degf]": "f"},
    "pain": {"": Decimal(1), "1": Decimal(1), "score": Decimal(1), "of10": Decimal(1)},
}

# What people write: folded, and only where it can mean nothing else.
_WRITTEN = {
    "mmhg": "mm[hg]",
    "mmofhg": "mm[hg]",
    "mm hg": "mm[hg]",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "pound": "[lb_av]",
    "pounds": "[lb_av]",
    "oz": "[oz_av]",
    "kilogram": "kg",
    "kilograms": "kg",
    "kgs": "kg",
    "in": "[in_i]",
    "in_i": "[in_i]",
    "inch": "[in_i]",
    "inches": "[in_i]",
    "[in_us]": "[in_i]",
    "ft": "[ft_i]",
    "feet": "[ft_i]",
    "centimeter": "cm",
    "centimeters": "cm",
    "meter": "m",
    "degf": "[degf]",
    "°f": "[degf]",
    "f": "[degf]",
    "°c": "cel",
    "c": "cel",
    "degc": "cel",
    "celsius": "cel",
    "bpm": "/min",
    "beats/min": "/min",
    "beats/minute": "/min",
    "permin": "/min",
    "percent": "%",
    "%hb": "%",
    "%oftotalhgb": "%",
    "%oftotalhb": "%",
    "10^9/l": "10*9/l",
    "x10^9/l": "10*9/l",
    "x10*9/l": "10*9/l",
    "10e9/l": "10*9/l",
    "x10e9/l": "10*9/l",
    "10^3/ul": "10*3/ul",
    "x10^3/ul": "10*3/ul",
    "x10e3/ul": "10*3/ul",
    "x10*3/ul": "10*3/ul",
    "10e3/ul": "10*3/ul",
    "thou/ul": "10*3/ul",
    "thousand/ul": "10*3/ul",
    "thous/ul": "10*3/ul",
    "[inr]": "inr",
    "/10": "of10",
    "outof10": "of10",
    "points": "score",
    "scores": "score",
    "kg/m^2": "kg/m2",
    "kg/m²": "kg/m2",
    "kg/sqm": "kg/m2",
}

_STEP = Decimal("0.01")
# Beyond it no measured value is; arithmetic on 1E+400000 would fail.
_LARGEST_EXPONENT = 12


def in_chart_unit(kind: str, value: Decimal, unit: str, written: str = "") -> Decimal | None:
    """The value in the chart's unit of `kind`, two decimals; None where that is not certain.

    `unit` is the UCUM code and `written` the words for it. Where both are known they must mean
    the same.

    >>> in_chart_unit("weight", Decimal(150), "[lb_av]")
    Decimal('68.0')
    """
    if value and not -_LARGEST_EXPONENT < value.adjusted() < _LARGEST_EXPONENT:
        return None
    known = _UNITS[kind]
    meant = {known[name] for name in (_fold(unit), _fold(written)) if name in known}
    given = bool(unit.strip() or written.strip())
    if _fold(unit) not in known and unit.strip():
        return None
    if len(meant) != 1 or (not given and "" not in known):
        return None
    conversion = meant.pop()
    if isinstance(conversion, str):
        return to_stored(kind, value, BY_ID[conversion].id)
    return (value * conversion).quantize(_STEP, ROUND_HALF_UP)


def _fold(unit: str) -> str:
    """`{beats}/min` and `/min`, `mm[Hg]` and `mmHg` are the same; annotations say nothing."""
    plain = _ANNOTATION.sub("", unit).replace("µ", "u").replace("μ", "u")
    plain = "".join(plain.split()).lower().replace("mcl", "ul")
    return _WRITTEN.get(plain, plain)
