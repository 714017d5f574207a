"""Outcome instruments and what a change in one of them means.

Instruments whose licence does not let us show the questions (C and D) are only ever a total that
somebody enters; `may_ask` says which those are. The change that matters is None where we could
not verify one, and a change is then never called meaningful or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from treatments.datafiles import Row, load

HUNDRED = Decimal(100)

# What a clinic may ask of everyone; the last is for follow-ups only, as it compares with before.
BASELINE_SET = ("nrs_pain", "nrs_pain_worst", "nrs_pain_use", "percent_normal", "own_activities")
FOLLOW_UP_SET = (*BASELINE_SET, "pgic")

# Instruments with a range we could not verify still get no essay for a score.
UNVERIFIED_LIMIT = Decimal(1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One way of scoring. None in a figure means that it is not verified."""

    code: str
    name: str
    version: str
    aliases: tuple[str, ...]
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str
    higher_is_worse: bool | None
    mcid: Decimal | None
    percent_needed: Decimal | None  # asked for as well as the mcid
    responder_at: Decimal | None  # a rating of change: this good or better is a response
    mcid_note: str
    licence: str
    question: str
    choices: tuple[str, ...]  # words for minimum, minimum + 1 …
    step: Decimal | None

    @property
    def may_ask(self) -> bool:
        """Whether we may show the question; otherwise a total from elsewhere is entered."""
        return self.licence in ("A", "B")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From baseline to now, as `now - baseline`.

    `percent` is of the baseline, None where that is 0. `better` is None where nothing changed or
    the direction is not verified. `meaningful` is an improvement that reaches the change that
    matters, None where we know of none.
    """

    absolute: Decimal
    percent: Decimal | None
    better: bool | None
    meaningful: bool | None


def _instrument(values: Mapping[str, object]) -> Instrument:
    row = Row(f"instrument {values.get('code', '?')}", values)
    read = Instrument(
        code=row.text("code"),
        name=row.text("name"),
        version=row.text("version"),
        aliases=row.texts("aliases"),
        minimum=row.number("minimum"),
        maximum=row.number("maximum"),
        unit=row.text("unit"),
        higher_is_worse=row.flag("higher_is_worse"),
        mcid=row.number("mcid"),
        percent_needed=row.number("percent_needed"),
        responder_at=row.number("responder_at"),
        mcid_note=row.text("mcid_note"),
        licence=row.text("licence"),
        question=row.text("question"),
        choices=row.texts("choices"),
        step=row.number("step"),
    )
    row.close()
    return read


INSTRUMENTS: Mapping[str, Instrument] = MappingProxyType(
    {
        instrument.code: instrument
        for instrument in map(_instrument, load("instruments")["instrument"])
    }
)

_MEASUREMENTS: Mapping[str, str] = MappingProxyType(load("instruments")["measurements"])
_BY_ALIAS: Mapping[str, Instrument] = MappingProxyType(
    {alias: instrument for instrument in INSTRUMENTS.values() for alias in instrument.aliases}
)


def instrument_for(name: str) -> Instrument | None:
    """The instrument a protocol means by "NRS", "WOMAC" …; None for a mere measurement."""
    return INSTRUMENTS.get(name) or _BY_ALIAS.get(name)


def outcome_label(name: str) -> str:
    """What a protocol measured, in words; the protocol's own word where we have none."""
    instrument = instrument_for(name)
    return _MEASUREMENTS.get(name, name) if instrument is None else instrument.name


def value_problem(instrument: Instrument, value: Decimal) -> str | None:
    """What is wrong with a score, in words for the person who typed it, or None."""
    if not value.is_finite():
        return f"{instrument.name} must be a number."
    low, high = instrument.minimum, instrument.maximum
    if low is None or high is None:
        if abs(value) > UNVERIFIED_LIMIT:
            return f"{instrument.name} cannot be more than {UNVERIFIED_LIMIT}."
        return None
    if not low <= value <= high:
        return f"{instrument.name} runs from {low} to {high}."
    if instrument.step is not None and (value - low) % instrument.step:
        if instrument.step == 1:
            return f"{instrument.name} must be a whole number."
        return f"{instrument.name} must be in steps of {instrument.step}."
    return None


def in_words(instrument: Instrument, value: Decimal) -> str:
    """A score as a person says it: "4 of 10", "85 %", "Much better"."""
    if instrument.choices and instrument.minimum is not None:
        place = value - instrument.minimum
        if place == int(place) and 0 <= place < len(instrument.choices):
            return instrument.choices[int(place)]
    return f"{value.normalize():f} {instrument.unit}".strip()


def change(instrument: Instrument, baseline: Decimal, now: Decimal) -> Change:
    """What happened between two scores of the same instrument and version."""
    absolute = now - baseline
    percent = None if baseline == 0 else absolute / abs(baseline) * HUNDRED
    if absolute == 0 or instrument.higher_is_worse is None:
        better = None
    else:
        better = (absolute < 0) == instrument.higher_is_worse
    return Change(
        absolute=absolute,
        percent=percent,
        better=better,
        meaningful=_meaningful(instrument, now, absolute, percent, better),
    )


def _meaningful(
    instrument: Instrument,
    now: Decimal,
    absolute: Decimal,
    percent: Decimal | None,
    better: bool | None,
) -> bool | None:
    if instrument.responder_at is not None:
        return now <= instrument.responder_at
    if instrument.mcid is None or instrument.higher_is_worse is None:
        return None
    if not better or abs(absolute) < instrument.mcid:
        return False
    if instrument.percent_needed is None:
        return True
    return percent is not None and abs(percent) >= instrument.percent_needed
