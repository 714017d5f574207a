"""No form writes what it does not ask for, and none reaches what belongs to another patient."""

from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from patients.models import Patient
from tests.bad_input.clinic import SMUGGLED_DAY, SMUGGLED_ID
from tests.bad_input.sending import FLOORS, Page, fingerprint, taken_back
from tests.bad_input.table import ROWS

pytestmark = pytest.mark.django_db
every_form = pytest.mark.parametrize("name", ROWS)


def smuggled(column: models.Field) -> str | int | list[str]:
    """A value that the column would take, and that nothing in the clinic has."""
    if column.choices:
        return str([value for value, _ in column.flatchoices if value != ""][-1])
    if isinstance(column, models.DateTimeField):
        return f"{SMUGGLED_DAY}T09:09:09Z"
    if isinstance(column, models.DateField):
        return f"{SMUGGLED_DAY}"
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, ArrayField):
        return ["administrator", "physician"]
    if isinstance(column, models.ForeignKey) or column.primary_key:
        return SMUGGLED_ID
    if isinstance(column, models.DecimalField | models.IntegerField):
        return 77
    return "smuggled"


def every_column() -> dict[str, Any]:
    """The columns of all our tables, by name: one value for each."""
    found: dict[str, Any] = {}
    for floor in FLOORS:
        for model in apps.get_app_config(floor).get_models():
            for column in model._meta.concrete_fields:
                found.setdefault(column.name, smuggled(column))
                found.setdefault(column.attname, smuggled(column))
    return found | {
        "pk": SMUGGLED_ID,
        "roles": ["administrator", "physician"],
        "groups": "1",
        "is_superuser": "on",
        "is_staff": "on",
        "now": f"{SMUGGLED_DAY}T09:09:09Z",
        "today": f"{SMUGGLED_DAY}",
        "by": SMUGGLED_ID,
    }


COLUMNS = every_column()


def test_what_is_smuggled_covers_what_matters() -> None:
    assert {
        "id", "patient", "patient_id", "user", "roles", "is_active", "password", "revision",
        "signed_at", "signed_by", "state", "voided_at", "entered_by", "physician",
    } <= COLUMNS.keys()  # fmt: skip


# Keeps the record's form as it was typed; which of it counts is asked when the record is saved.
KEEPS_TYPING = "keep-typing"


@pytest.mark.parametrize("name", [name for name in ROWS if name != KEEPS_TYPING])
def test_a_column_that_the_form_does_not_ask_for_stays_as_it_is(page: Page) -> None:
    """Names in the form as they are, and as the first row of a set of rows would have them."""
    asked = page.filled.keys() | page.fields.keys()
    extra = {name: value for name, value in COLUMNS.items() if name not in asked}
    prefixes = {name.split("-0-")[0] for name in asked if "-0-" in name}
    for prefix in prefixes:
        for name, value in COLUMNS.items():
            if f"{prefix}-0-{name}" not in asked:
                extra[f"{prefix}-0-{name}"] = value
    assert page.written(extra) == page.written({})


def ids_of_others(page: Page) -> set[str]:
    """What belongs to other patients, and to nobody, as a form would name it."""
    mine = patient_of(getattr(page.clinic, page.row.about)) if page.row.about else None
    others = {str(SMUGGLED_ID)}
    for thing in vars(page.clinic).values():
        whose = patient_of(thing)
        if whose is not None and whose != mine:
            others.add(str(thing.pk))
    return others


def patient_of(thing: Any) -> int | None:
    """Whose record a row is part of, as far as its own columns and the rows above it say."""
    for _ in range(5):
        if isinstance(thing, Patient):
            return int(thing.pk)
        if not isinstance(thing, models.Model):
            return None
        above = ("patient", "plan", "session", "record", "version", "screening", "appointment")
        thing = next((getattr(thing, name) for name in above if getattr(thing, name, None)), None)
    return None


@every_form
def test_ids_of_another_patients_entries_are_refused(page: Page) -> None:
    found = []
    for name, field in page.fields.items():
        if not isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
            continue
        offered = {str(value) for value, _ in _offered(field)}
        if not any(value.isdecimal() for value in offered) and not isinstance(
            field, forms.ModelChoiceField
        ):
            continue
        for pk in sorted(ids_of_others(page) - offered):
            several = isinstance(field, forms.MultipleChoiceField)
            with taken_back():
                answer = page.post({name: [pk] if several else pk})
                after = fingerprint()
            changed = [t for t, n in page.clinic.untouched.items() if after[t] != n]
            if changed or answer.status_code >= 500:
                found.append(f"{page.name} {name}={pk}: {answer.status_code} {changed}")
    assert not found, "\n".join(found)


def _offered(field: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for value, label in field.choices:
        flat += label if isinstance(label, list | tuple) else [(value, label)]
    return flat
