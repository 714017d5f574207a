"""A person as a document names them, kept beside the referral and read back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from patients.models import Referral
from patients.sent_values import storable
from records.fhir.items import Person

_DATES = ("birth_date", "deceased_on")
_NOT_KEPT = ("subject", "path", "elsewhere")


def person_json(person: Person) -> dict[str, Any]:
    """What `Referral.person` holds: every field but where it stood in the document."""
    said: dict[str, Any] = {}
    for field in fields(person):
        value = getattr(person, field.name)
        if field.name in _NOT_KEPT:
            continue
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, str):
            value = storable(value)
        elif isinstance(value, tuple):
            value = [[storable(system), storable(number)] for system, number in value]
        said[field.name] = value
    return said


def person_of(referral: Referral) -> Person:
    """The person as sent; the document itself need not be read for that."""
    said: Mapping[str, Any] = referral.person
    known = {field.name for field in fields(Person)} & said.keys()
    values = {name: said[name] for name in known}
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["identifiers"] = tuple((system, number) for system, number in said["identifiers"])
    return Person(subject=referral.subject, path="Patient", **values)
