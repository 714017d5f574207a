"""Puts what an action refuses where the person typed it."""

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from staff.meanwhile import go_on_from, note_meanwhile
from staff.models import Revised


def put_errors(
    error: ValidationError,
    form: forms.Form,
    *,
    fields: Mapping[str, str] | None = None,
    prefix: str = "",
    rows: Sequence[forms.Form] = (),
    row: Revised | None = None,
) -> None:
    """Add each message to its field; to the form as a whole where no field is meant.

    `row` is what the form changes: after a stale form the page shows what is on record beside what
    was typed, and the next sending goes on from there.
    `fields` maps the action's names to the form's. A key "<prefix>-<place>-<field>" belongs to
    that one of `rows`.
    """
    if row is not None and getattr(error, "code", "") == "stale":
        _go_on_from(row, form, {field: name for name, field in (fields or {}).items()})
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for key, messages in error.message_dict.items():
        name = (fields or {}).get(key, key)
        line, field = _row(key, prefix, rows)
        for message in messages:
            if line is not None:
                line.add_error(field if field in line.fields else None, message)
            elif key != NON_FIELD_ERRORS and name in form.fields:
                form.add_error(name, message)
            else:
                form.add_error(None, message)


def _go_on_from(row: Revised, form: forms.Form, columns: Mapping[str, str]) -> None:
    """As this request has read the row. If it moved on since, the next sending is told so again."""
    if form.cleaned_data.get("revision") == row.revision:
        return
    note_meanwhile(form, row, columns=columns)
    go_on_from(form, row.revision)


def _row(key: str, prefix: str, rows: Sequence[forms.Form]) -> tuple[forms.Form | None, str]:
    head, _, field = key.removeprefix(f"{prefix}-").partition("-")
    if not prefix or not key.startswith(f"{prefix}-") or not head.isdecimal():
        return None, ""
    place = int(head)
    return (rows[place], field) if place < len(rows) else (None, "")
