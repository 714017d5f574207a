"""Puts what an action refuses where the person typed it."""

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def put_errors(
    error: ValidationError,
    form: forms.Form,
    *,
    fields: Mapping[str, str] | None = None,
    prefix: str = "",
    rows: Sequence[forms.Form] = (),
) -> None:
    """Add each message to its field; to the form as a whole where no field is meant.

    `fields` maps the action's names to the form's. A key "<prefix>-<place>-<field>" belongs to
    that one of `rows`.
    """
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for key, messages in error.message_dict.items():
        name = (fields or {}).get(key, key)
        row, field = _row(key, prefix, rows)
        for message in messages:
            if row is not None:
                row.add_error(field if field in row.fields else None, message)
            elif key != NON_FIELD_ERRORS and name in form.fields:
                form.add_error(name, message)
            else:
                form.add_error(None, message)


def _row(key: str, prefix: str, rows: Sequence[forms.Form]) -> tuple[forms.Form | None, str]:
    head, _, field = key.removeprefix(f"{prefix}-").partition("-")
    if not prefix or not key.startswith(f"{prefix}-") or not head.isdecimal():
        return None, ""
    place = int(head)
    return (rows[place], field) if place < len(rows) else (None, "")
