"""What somebody else saved while a form was being filled in, to be read beside what was typed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import zip_longest
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict

from staff.models import User
from staff.templatetags.prolo import day

NOTHING = "Empty"
_NOT_SHOWN = (forms.HiddenInput, forms.PasswordInput)
# A row of a set of rows, as it is on record now and as it was typed; either may be missing.
RowPair = tuple[str, forms.Form | None, forms.Form | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that holds one thing on record and another in the form."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What a form that came too late shows. `at` is None where the history does not tell."""

    by: str
    at: datetime | None
    differences: Sequence[Difference]


def note_meanwhile(
    form: forms.Form,
    row: Model | None,
    *,
    saved: Mapping[str, Any] | None = None,
    columns: Mapping[str, str] | None = None,
    rows: Iterable[RowPair] = (),
    every_field: bool = False,
) -> None:
    """Leave on `form`, for _meanwhile.html, in what it differs from the record as it is now.

    What is on record is `saved`, by field; else what the form was opened with in this request,
    else the column of `row` with the name of the field, or its name in `columns`. So nobody reads
    here what they could not type. `every_field`: also those of which nothing is on record.
    """
    nothing = dict.fromkeys(form.fields) if every_field else {}
    known = {**form.initial, **(saved or {})}
    for name in form.fields:
        column = (columns or {}).get(name, name)
        if name not in known and hasattr(row, column):
            known[name] = getattr(row, column)
    found = list(_differences(form, nothing | known))
    for title, now, typed in rows:
        found += _row_differences(title, now, typed)
    by, at = _last_saved(row)
    form.meanwhile = Meanwhile(by, at, found)  # type: ignore[attr-defined]


def go_on_if_stale(
    error: ValidationError,
    form: forms.Form,
    row: Model | None,
    *,
    seen: tuple[str, object],
    saved: Mapping[str, Any] | None = None,
) -> None:
    """What `put_errors` does by itself for a row that counts its revisions.

    `seen` is the field that tells what was on the screen, and what is on it now.
    """
    if getattr(error, "code", "") == "stale":
        go_on_from(form, seen[1], field=seen[0])
        note_meanwhile(form, row, saved=saved)


def go_on_from(form: forms.Form, seen: object, field: str = "revision") -> None:
    """Keep what was typed; the next sending has seen the record as this page shows it."""
    data = cast(QueryDict, form.data).copy()
    data[field] = str(seen)
    form.data = data


def row_pairs(
    title: str, saved: Sequence[forms.Form], typed: Sequence[forms.Form]
) -> Iterator[RowPair]:
    """The rows of a set, each with the one in the same place on record."""
    for place, (now, mine) in enumerate(zip_longest(saved, typed), start=1):
        yield f"{title} {place}", now, mine


def _differences(form: forms.Form, known: Mapping[str, Any]) -> Iterator[Difference]:
    for name, field in form.fields.items():
        if name not in known or isinstance(field.widget, _NOT_SHOWN):
            continue
        saved, typed = in_words(field, known[name]), in_words(field, typed_in(form, name))
        if saved != typed:
            yield Difference(str(form[name].label), saved, typed)


def _row_differences(
    title: str, now: forms.Form | None, typed: forms.Form | None
) -> Iterator[Difference]:
    if typed is None and now is not None:
        yield Difference(title, _whole(now, now.initial), "Not there")
    elif now is None and typed is not None:
        yield Difference(title, "Not there", _whole(typed, typed.cleaned_data))
    elif now is not None and typed is not None:
        for each in _differences(typed, now.initial):
            yield Difference(f"{title}, {each.label}", each.saved, each.typed)


def _whole(form: forms.Form, values: Mapping[str, Any]) -> str:
    """All that one row says, in one line."""
    said = [
        in_words(field, values[name])
        for name, field in form.fields.items()
        if values.get(name) and not isinstance(field.widget, forms.HiddenInput)
    ]
    return "; ".join(said) or NOTHING


def typed_in(form: forms.Form, name: str) -> Any:
    """As the form understood it; what it refused or made something else of, as it was typed."""
    plain = (str, int, Decimal, date, time, list, tuple, set, frozenset, Model, type(None))
    value = form.cleaned_data.get(name)
    understood = name in form.cleaned_data and isinstance(value, plain)
    return value if understood else form[name].value()


def in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        ordered = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return ", ".join(in_words(field, each) for each in ordered) or NOTHING
    if value is None or value == "":
        return NOTHING
    if isinstance(field, forms.ModelChoiceField):
        return _chosen_row(field, value)
    named = _choice(field, value)
    if named is not None:
        return named
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "\n".join(str(value).strip().splitlines()) or NOTHING


def _chosen_row(field: Any, value: Any) -> str:
    row = value if isinstance(value, Model) else field.queryset.filter(pk=value).first()
    return field.label_from_instance(row) if row is not None else str(value)


def _choice(field: forms.Field, value: Any) -> str | None:
    """The label of `value` among the choices; groups of choices are looked into."""
    for key, label in getattr(field, "choices", ()):
        inside = label if isinstance(label, list | tuple) else [(key, label)]
        for each, words in inside:
            if str(each) == str(value):
                return str(words)
    return None


def _last_saved(row: Model | None) -> tuple[str, datetime | None]:
    """Who saved it last, and when, by the history of the row."""
    events = getattr(type(row), "pgh_event_model", None)
    if row is None or events is None:
        return "", None
    last = (
        events.objects.filter(pgh_obj_id=row.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")
        .first()
    )
    if last is None:
        return "", None
    number = last.pgh_context.metadata.get("user") if last.pgh_context else None
    member = User.objects.filter(pk=number).first() if number else None
    return (str(member) if member else ""), last.pgh_created_at
