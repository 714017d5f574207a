"""What was typed into the form of a record, as a browser sends it: field name → its values.

Two such texts are put side by side field by field, and one is made of both. No queries.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from treatments.forms.record import PREFIX, InjectionForm, RecordForm, shown

Typed = dict[str, list[str]]

_CELL = re.compile(rf"{PREFIX}-(\d{{1,2}})-(\w+)")
# What the form was opened with is not text.
_NOT_TEXT = frozenset({"revision", "typing", "opened_under"})
FIELDS = tuple(name for name in RecordForm.base_fields if name not in _NOT_TEXT)
CELLS = frozenset({*InjectionForm.base_fields, "DELETE"})


def typed_in(data: QueryDict) -> Typed:
    """The fields of the form in what was sent, and nothing else."""
    return {
        name: [text.replace("\x00", "") for text in data.getlist(name)]
        for name in data
        if name in FIELDS or _is_cell(name)
    }


def _is_cell(name: str) -> bool:
    found = _CELL.fullmatch(name)
    return found is not None and found[2] in CELLS


def typed_as(initial: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Typed:
    """What a browser would send of a form that starts like this."""
    typed = {name: _values(name, initial.get(name)) for name in FIELDS}
    for place, row in enumerate(rows):
        typed |= {f"{PREFIX}-{place}-{name}": _values(name, value) for name, value in row.items()}
    return {name: values for name, values in typed.items() if values}


def _values(name: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list | tuple) and name != "map_points":
        return [str(each) for each in value]
    text = shown(name, value)
    return [text] if text else []


def initial_in(typed: Typed) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form and its rows start with to show exactly this text."""
    form = RecordForm()
    initial = {name: _initial(form.fields[name], typed.get(name, [])) for name in FIELDS}
    rows = []
    for row in rows_in(typed):
        fields = InjectionForm.base_fields
        rows.append(
            {name: _initial(fields[name], row.get(name, [])) for name in fields}
            | {"DELETE": bool(row.get("DELETE"))}
        )
    return initial, rows


def _initial(field: forms.Field, values: Sequence[str]) -> Any:
    if isinstance(field, forms.MultipleChoiceField):
        return list(values)
    if isinstance(field, forms.BooleanField):
        return bool(values)
    return values[-1] if values else ""


def rows_in(typed: Typed) -> list[Typed]:
    """The rows in which anything stands, in order, by the names of their fields."""
    return [row for _, row in sorted(_by_place(typed).items()) if not is_blank(row)]


def _by_place(typed: Typed) -> dict[int, Typed]:
    rows: dict[int, Typed] = {}
    for name, values in typed.items():
        if found := _CELL.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = values
    return rows


def is_blank(row: Typed) -> bool:
    return not any(text.strip() for values in row.values() for text in values)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, or one whole row, that reads differently in two texts. Both in words."""

    key: str
    label: str
    mine: str
    theirs: str


def differences(mine: Typed, theirs: Typed, mixes: Mapping[str, str]) -> list[Difference]:
    """Where two texts differ. `mixes`: what the mixes are called, by id as text."""
    form = RecordForm()
    found = [
        Difference(
            name,
            str(form.fields[name].label),
            _words(form.fields[name], mine.get(name, [])),
            _words(form.fields[name], theirs.get(name, [])),
        )
        for name in FIELDS
        if _said(mine.get(name, [])) != _said(theirs.get(name, []))
    ]
    ours, others = _by_place(mine), _by_place(theirs)
    for place in sorted({*ours, *others}):
        found += _row_differences(place, ours.get(place, {}), others.get(place, {}), mixes)
    return found


def _row_differences(
    place: int, mine: Typed, theirs: Typed, mixes: Mapping[str, str]
) -> Iterable[Difference]:
    key = f"{PREFIX}-{place}"
    label = f"Injection {place + 1}"
    if is_blank(mine) and is_blank(theirs):
        return
    if is_blank(mine) or is_blank(theirs):
        yield Difference(key, label, _row_words(mine), _row_words(theirs))
        return
    for name, field in {**InjectionForm.base_fields, "DELETE": forms.BooleanField()}.items():
        if name == "target" or _said(mine.get(name, [])) == _said(theirs.get(name, [])):
            continue
        what = "left out" if name == "DELETE" else str(field.label)
        choices = mixes if name == "mix" else None
        yield Difference(
            f"{key}-{name}",
            f"{label}, {_place_words(mine)}: {what[:1].lower()}{what[1:]}",
            _words(field, mine.get(name, []), choices),
            _words(field, theirs.get(name, []), choices),
        )


def _said(values: Sequence[str]) -> list[str]:
    """Without what a browser adds or drops."""
    return [text for text in (_lines(value) for value in values) if text]


def _lines(text: str) -> str:
    return "\n".join(text.replace("\r\n", "\n").strip().split("\n"))


def _words(
    field: forms.Field, values: Sequence[str], choices: Mapping[str, str] | None = None
) -> str:
    if isinstance(field, forms.BooleanField):
        return "yes" if values else "no"
    known = choices or dict(getattr(field, "choices", ()) or ())
    return "\n".join(str(known.get(text, text)) for text in _said(values)) or "nothing"


def _place_words(row: Typed) -> str:
    structure = "".join(_said(row.get("structure", [])))
    return structure or "no structure"


def _row_words(row: Typed) -> str:
    if is_blank(row):
        return "not there"
    volume = "".join(_said(row.get("volume_ml", []))) or "?"
    return f"{_place_words(row)}, {volume} mL"


def merged(mine: Typed, theirs: Typed, take: Collection[str]) -> Typed:
    """`mine`, but `theirs` in the fields and rows of these keys."""
    taken = {name: values for name, values in mine.items() if not _within(name, take)}
    return taken | {name: values for name, values in theirs.items() if _within(name, take)}


def _within(name: str, keys: Collection[str]) -> bool:
    found = _CELL.fullmatch(name)
    return name in keys or (found is not None and f"{PREFIX}-{found[1]}" in keys)
