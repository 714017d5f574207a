"""Entries of the chart in words, and dates of which only a part is known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from patients.body import REGIONS, SIDES
from patients.models import (
    Allergy,
    Medication,
    PriorTreatment,
    Problem,
    Result,
    SpecialistNote,
)
from patients.models.entry import ChartEntry, Precision
from staff.templatetags.prolo import day as whole_day


def partial_day(day: date | None, precision: str) -> str:
    """`Fri 3 May 2019`, `May 2019`, `2019` or `on or after Fri 3 May 2019`; nothing for None."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.MONTH:
        return f"{day:%B} {day.year}"
    if precision == Precision.UNKNOWN:
        return f"on or after {whole_day(day)}"
    return whole_day(day)


def how_long_ago(day: date, today: date) -> str:
    """`1 day`, `40 days`, `14 months`, `6 years`; nothing for today and later."""
    days = (today - day).days
    if days <= 0:
        return ""
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months < 2:
        number, unit = days, "day"
    elif months < 24:
        number, unit = months, "month"
    else:
        number, unit = months // 12, "year"
    return f"{number} {unit}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Said:
    """A chart entry in words: what it is about, and the rest in one line."""

    title: str
    detail: str


def said(entry: ChartEntry) -> Said:
    """Raises KeyError for a kind of entry that no referral brings."""
    title, parts = _WORDS[type(entry)](entry)
    return Said(title, " · ".join(part for part in parts if part))


def _problem(row: Any) -> tuple[str, list[str]]:
    # Codes of SNOMED CT and other lists tell nobody anything; the list of the United States does.
    known = row.system == Problem.System.ICD10CM
    return row.display, [
        row.code if known else "",
        row.get_status_display(),
        "" if row.verified else "suspected",
        _since(row.onset, row.onset_precision),
        row.note,
    ]


def _medicine(row: Any) -> tuple[str, list[str]]:
    known = row.route != Medication.Route.UNKNOWN
    return row.name, [
        row.dose,
        row.get_route_display() if known else "",
        f"for {row.indication}" if row.indication else "",
        _since(row.started_on, row.started_precision),
        _until(row.stopped_on, row.stopped_precision) or "taken now",
    ]


def _allergy(row: Any) -> tuple[str, list[str]]:
    over = row.status != Allergy.Status.ACTIVE
    return row.substance, [
        row.reaction,
        row.get_status_display() if over else "",
        "" if row.verified else "not confirmed",
        f"disproved {whole_day(row.disproved_on)}" if row.disproved_on else "",
    ]


def _result(row: Any) -> tuple[str, list[str]]:
    return str(row), [whole_day(row.taken_on)]


def _treatment(row: Any) -> tuple[str, list[str]]:
    region, side = REGIONS.get(row.region, row.region), SIDES.get(row.side, row.side)
    return row.get_kind_display(), [
        ", ".join(filter(None, [region, side.lower()])),
        row.substance,
        _since(row.started_on, row.started_precision),
        _until(row.ended_on, row.ended_precision),
        row.note,
    ]


def _letter(row: Any) -> tuple[str, list[str]]:
    return row.get_kind_display(), [
        row.specialist,
        whole_day(row.dated),
        letter_advice(row.agrees),
        row.note,
    ]


def letter_advice(agrees: bool) -> str:
    return "Agrees to the injections" if agrees else "Advises against the injections"


def _since(day: date | None, precision: str) -> str:
    return f"since {partial_day(day, precision)}" if day else ""


def _until(day: date | None, precision: str) -> str:
    if day is None:
        return ""
    words = partial_day(day, precision)
    return f"stopped {words}" if precision == Precision.UNKNOWN else f"until {words}"


_WORDS: dict[type[ChartEntry], Callable[[Any], tuple[str, list[str]]]] = {
    Problem: _problem,
    Medication: _medicine,
    Allergy: _allergy,
    Result: _result,
    PriorTreatment: _treatment,
    SpecialistNote: _letter,
}
