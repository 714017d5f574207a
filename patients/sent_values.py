"""Makes what was sent fit the columns of the chart, or says why it cannot.

Django's own validation costs several statements a row; a bundle has hundreds of rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from patients.models.entry import ChartEntry, Precision, last_day_of
from patients.models.history import RESULT_RANGES
from patients.sent import CannotBeTakenError, Note, SentEntry

# A course may be prescribed to an end that is still to come.
_LONGEST_AHEAD = timedelta(days=730)
_AHEAD = frozenset({"stopped_on"})

# Day, how much of it is known, and the day it cannot come before.
_DAYS = (
    ("onset", "onset_precision", ""),
    ("started_on", "started_precision", ""),
    ("stopped_on", "stopped_precision", "started_on"),
    ("ended_on", "ended_precision", "started_on"),
    ("disproved_on", "", ""),
)
# Cut off, these would name something else.
_WHOLE = frozenset({"code", "system", "rxcui", "kind", "status", "route", "side", "region"})


class LeftOutError(Exception):
    """This entry is not taken; the others are."""


@dataclass(slots=True)
class _Column:
    """What one column takes."""

    kind: type[Any] | tuple[type[Any], ...]
    empty: bool
    longest: int | None = None
    choices: frozenset[Any] | None = None
    places: Decimal | None = None
    whole: bool = False
    needed: bool = False


@dataclass(slots=True)
class Sheet:
    """Values of one entry on their way into the chart, with what had to be said about them."""

    path: str
    values: dict[str, Any]
    notes: list[Note] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.notes.append(Note(self.path, text))


def fitted(
    model: type[ChartEntry], entry: SentEntry, *, born: date, today: date
) -> tuple[dict[str, Any] | None, list[Note]]:
    """The values as they can be stored, None for an entry that is left out; and the notes.

    Raises CannotBeTakenError for a value that is no value of its column.
    """
    columns = columns_of(model)
    sheet = Sheet(entry.path, {})
    for name, value in entry.values.items():
        if name not in columns:
            raise CannotBeTakenError(entry.path, f"The chart has no {name} for this.")
        sheet.values[name] = _fit(name, value, columns[name], sheet)
    for name, column in columns.items():
        if column.needed and name not in sheet.values:
            raise CannotBeTakenError(entry.path, f"There is no {name}.")
    try:
        _check_days(sheet, born, today)
        if "taken_on" in columns:
            _check_result(sheet.values, born, today)
        if "dated" in columns and not born <= sheet.values["dated"] <= today:
            raise LeftOutError("dated before birth or after today.")
    except LeftOutError as error:
        sheet.say(f"Left out: {error}")
        return None, sheet.notes
    return sheet.values, sheet.notes


@cache
def columns_of(model: type[models.Model]) -> Mapping[str, _Column]:
    """Columns of the model that say something clinical, not those of every chart entry."""
    own = {f.name for f in model._meta.concrete_fields} - {
        f.name for f in ChartEntry._meta.get_fields()
    }
    return {
        f.name: _column(f) for f in model._meta.concrete_fields if f.name in own and f.name != "id"
    }


def _column(column: "models.Field[Any, Any]") -> _Column:
    choices = frozenset(value for value, _ in column.flatchoices) or None
    empty = column.null or (column.blank and isinstance(column, models.CharField))
    if isinstance(column, models.BooleanField):
        return _Column(bool, column.null)
    if isinstance(column, models.DecimalField):
        return _Column((Decimal, int), empty, places=Decimal(1).scaleb(-column.decimal_places))
    if isinstance(column, models.DateTimeField):
        return _Column(datetime, empty)
    if isinstance(column, models.DateField):
        return _Column(date, empty)
    if isinstance(column, ArrayField):
        return _Column((list, tuple, set, frozenset), empty=True)
    whole, needed = column.name in _WHOLE, not (column.blank or column.has_default())
    return _Column(str, empty, column.max_length, choices, whole=whole, needed=needed)


def _fit(name: str, value: Any, column: _Column, sheet: Sheet) -> Any:
    if value is None and column.empty and column.kind is not str:
        return None
    if not isinstance(value, column.kind):
        raise CannotBeTakenError(sheet.path, f"What was read for {name} is not of its kind.")
    if column.kind is str:
        return _fit_text(name, value, column, sheet)
    if column.places is not None:
        return _fit_number(name, value, column.places, sheet)
    return sorted(value) if isinstance(value, (list, tuple, set, frozenset)) else value


def _fit_text(name: str, value: str, column: _Column, sheet: Sheet) -> str:
    value = storable(value)
    if not column.whole:
        value = value.strip()
    if not value and not column.empty:
        raise CannotBeTakenError(sheet.path, f"There is no text for {name}.")
    if column.choices is not None and value not in column.choices and value:
        raise CannotBeTakenError(sheet.path, f"The chart knows no such {name}.")
    if column.longest is not None and len(value) > column.longest:
        if column.whole:
            raise CannotBeTakenError(sheet.path, f"The {name} is too long.")
        sheet.say(f"The text for {name} is too long; the rest was cut off.")
        value = shortened(value, column.longest)
    return value


def _fit_number(name: str, value: Decimal | int, places: Decimal, sheet: Sheet) -> Decimal:
    try:
        number = Decimal(value)
        if not number.is_finite():
            raise InvalidOperation
        return number.quantize(places)
    except InvalidOperation:
        raise CannotBeTakenError(sheet.path, f"The number for {name} is too large.") from None


def _check_days(sheet: Sheet, born: date, today: date) -> None:
    values = sheet.values
    for name, precision, not_before in _DAYS:
        day = values.get(name)
        if day is None:
            continue
        known = values.get(precision, Precision.DAY)
        latest = today + (_LONGEST_AHEAD if name in _AHEAD else timedelta(0))
        if day > latest or last_day_of(day, known) < born:
            when = "after today" if day > latest else "before birth"
            sheet.say(f"The date for {name} is {when} and was left out.")
            values[name] = None
            if precision in values:
                values[precision] = Precision.DAY
            continue
        if known == Precision.UNKNOWN and day < born:
            day = values[name] = born
        start = values.get(not_before) if not_before else None
        if start is not None and day < start:
            _mend_order(sheet, name, precision, not_before, known)


def _mend_order(sheet: Sheet, name: str, precision: str, start: str, known: str) -> None:
    """An end before its start: a year is filled with its first day, anything else is wrong."""
    values = sheet.values
    if last_day_of(values[name], known) >= values[start]:
        values[name] = values[start]
        values[precision] = Precision.UNKNOWN
        return
    sheet.say(f"The date for {start} is after the end and was left out.")
    values[start] = None
    values["started_precision"] = Precision.DAY


def _check_result(values: dict[str, Any], born: date, today: date) -> None:
    taken, value = values.get("taken_on"), values.get("value")
    if taken is None or value is None or values.get("kind") not in RESULT_RANGES:
        raise LeftOutError("kind, value or day of the measurement is missing.")
    if taken > today:
        raise LeftOutError("measured after today.")
    # A weight taken at birth may carry the day before, in another time zone.
    if taken < born - timedelta(days=1):
        raise LeftOutError("measured before birth.")
    _, low, high = RESULT_RANGES[values["kind"]]
    if not low <= value <= high:
        raise LeftOutError("no living person has this value; the unit may be wrong.")


def storable(text: str) -> str:
    """Without what Postgres cannot keep: the null character and halves of surrogate pairs."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def storable_json(value: Any) -> Any:
    """The same JSON, each text and key of it storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(key)): storable_json(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable_json(inner) for inner in value]
    return value


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
