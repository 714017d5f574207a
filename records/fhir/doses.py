"""Dosage: in words, by which route, and how many milligrams a day where that is certain."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from patients import drugs
from records.fhir.datatypes import SNOMED, clean, concept, joined
from records.fhir.node import Node

# SNOMED CT route of administration -> the chart's route.
_ROUTES = {
    "26643006": "oral",
    "37839007": "oral",  # under the tongue
    "54471007": "oral",  # in the cheek
    "54485002": "ophthalmic",
    "78421000": "injected",
    "47625008": "injected",
    "34206005": "injected",
    "372464004": "injected",
    "12130007": "injected",
    "37737002": "injected",
    "72607000": "injected",
    "6064005": "topical",
    "45890007": "topical",
    "10547007": "topical",
    "448598008": "topical",
    "46713006": "nasal",
    "447694001": "inhaled",
    "18679011000001101": "inhaled",
    "16857009": "vaginal",
}
_UNIT_WORDS = {"h": "hour", "d": "day", "wk": "week", "mo": "month", "min": "minute", "a": "year"}
_DAYS = {"h": Decimal(1) / 24, "d": Decimal(1), "wk": Decimal(7)}
_TABLET = re.compile(
    r"(?P<mg>\d+(?:\.\d+)?) MG(?! ?/)(?: (?:extended|delayed|immediate)[ -]release| \d+ HR)?"
    r" (?:\w+ )?(?:oral )?(?:tablet|capsule|tab|cap)s?\b",
    re.IGNORECASE,
)
_MG = re.compile(r"(?i)\bMG\b")
_MASSES = {"mg": Decimal(1), "g": Decimal(1000), "ug": Decimal("0.001"), "mcg": Decimal("0.001")}
_PIECES = frozenset(
    {"", "1", "tablet", "tablets", "tab", "tabs", "capsule", "capsules", "cap", "caps"}
)
_LARGEST_MG = Decimal(9_999_999)


def route_of(dosages: list[Node], *names: str) -> str:
    """By the code of the route, by its words, or by the name of the medicine."""
    for dosage in dosages:
        route = concept(dosage.node("route"))
        for code in route.codes(SNOMED):
            if code in _ROUTES:
                return _ROUTES[code]
        for words in route.names:
            told = drugs.guess_route(words)
            if told != "unknown":
                return told
    guesses = (drugs.guess_route(name) for name in names)
    return next((guess for guess in guesses if guess != "unknown"), "unknown")


def dose_text(dosages: list[Node]) -> str:
    """As written, or put together: `1 tablet, 2 times a day, as needed`."""
    return joined((_one_dose(dosage) for dosage in dosages), "; ")


def _one_dose(dosage: Node) -> str:
    written = clean(dosage.text("text")) or clean(dosage.text("patientInstruction"))
    if written:
        return written
    parts = [_amount(rate) for rate in dosage.nodes("doseAndRate")]
    parts.append(_how_often(dosage.node("timing")))
    if dosage.flag("asNeededBoolean") or dosage.node("asNeededCodeableConcept"):
        parts.append("as needed")
    return joined(parts)


def _amount(rate: Node) -> str:
    quantity = rate.node("doseQuantity")
    low, high = rate.node("doseRange").node("low"), rate.node("doseRange").node("high")
    if quantity.number("value") is not None:
        return _quantity(quantity)
    if low.number("value") is not None and high.number("value") is not None:
        return f"{_plain(low.number('value'))} to {_quantity(high)}"
    return ""


def _quantity(quantity: Node) -> str:
    unit = clean(quantity.text("unit") or quantity.text("code"))
    return f"{_plain(quantity.number('value'))} {unit}".strip()


def _plain(number: Decimal | None) -> str:
    if number is None or (number and not -20 < number.adjusted() < 20):
        return ""
    return f"{number.normalize():f}"


def _how_often(timing: Node) -> str:
    code = concept(timing.node("code"))
    repeat = timing.node("repeat")
    frequency, period = repeat.number("frequency"), repeat.number("period")
    unit = repeat.text("periodUnit")
    if period is None or unit not in _UNIT_WORDS:
        return code.name
    times = {"": "once", "1": "once", "2": "twice"}.get(_plain(frequency))
    times = times or f"{_plain(frequency)} times"
    word = _UNIT_WORDS[unit]
    every = f"a {word}" if period == 1 else f"every {_plain(period)} {word}s"
    return f"{times} {every}".replace("a hour", "an hour")


def mg_per_day(dosages: list[Node], names: Iterable[str]) -> Decimal | None:
    """Milligrams a day; None unless one dosage, taken regularly, says it without doubt."""
    if len(dosages) != 1:
        return None
    dosage = dosages[0]
    repeat = dosage.node("timing").node("repeat")
    unclear = ("asNeededBoolean", "asNeededCodeableConcept", "maxDosePerPeriod")
    special = ("dayOfWeek", "frequencyMax", "periodMax", "duration", "count", "when", "timeOfDay")
    if any(key in dosage for key in unclear) or any(key in repeat for key in special):
        return None
    rates = list(dosage.nodes("doseAndRate"))
    period, unit = repeat.number("period"), repeat.text("periodUnit")
    frequency = repeat.number("frequency") or Decimal(1)
    if len(rates) != 1 or not period or unit not in _DAYS or "frequency" not in repeat:
        return None
    dose = _mg(rates[0].node("doseQuantity"), list(names))
    if dose is None or not all(-6 < n.adjusted() < 9 for n in (dose, period, frequency) if n):
        return None
    daily = (dose * frequency / (period * _DAYS[unit])).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return daily if 0 < daily <= _LARGEST_MG else None


def _mg(quantity: Node, names: list[str]) -> Decimal | None:
    """One dose in mg: as a mass, or as tablets of the one strength that the name tells."""
    value = quantity.number("value")
    if value is None or value <= 0 or quantity.text("comparator"):
        return None
    unit = (quantity.text("code") or quantity.text("unit")).lower().strip("{}[] ")
    if unit in _MASSES:
        return value * _MASSES[unit]
    if unit not in _PIECES:
        return None
    strengths = {Decimal(found["mg"]) for name in names if (found := _TABLET.search(name))}
    # Two strengths in one name are two substances.
    if len(strengths) != 1 or any(len(_MG.findall(name)) > 1 for name in names):
        return None
    return value * strengths.pop()
