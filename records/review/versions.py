"""Any two versions of one row, field by field: what it said before, and what after."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models

from records.review.history import Kind
from staff.models import AccessEvent, User
from staff.templatetags.prolo import day, dose, moment

MOST_VERSIONS = 200
Field: TypeAlias = "models.Field[Any, Any]"
# What people never see: counters, and keys that are made of other columns.
LEFT_OUT = {"revision", "changed_at", "family_key", "given_key", "name_key", "phone_key", "id"}
LABELS = {"insert": "Added", "update": "Changed", "delete": "Removed"}


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a row, and who made it so."""

    row: Any  # of the history
    place: int  # 1 is the oldest one shown
    how: str
    who: str
    view: str
    address: str
    request: str
    reason: str

    @property
    def number(self) -> int:
        return int(self.row.pgh_id)

    @property
    def at(self) -> datetime:
        at: datetime = self.row.pgh_created_at
        return at


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what it is called, what it said, what it says."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def versions_of(kind: Kind, of: int) -> list[Version]:
    """The latest versions of a row, the newest first; three statements."""
    rows = list(
        kind.events.objects.filter(pgh_obj_id=of)
        .select_related("pgh_context")
        .order_by("-pgh_id")[:MOST_VERSIONS]
    )
    said = {row.pgh_id: (row.pgh_context.metadata if row.pgh_context else {}) for row in rows}
    users = _users(one.get("user") for one in said.values())
    reasons = _reasons(one.get("request") for one in said.values())
    return [
        _version(row, len(rows) - index, said[row.pgh_id], users, reasons)
        for index, row in enumerate(rows)
    ]


def _version(
    row: Any,
    place: int,
    said: Mapping[str, Any],
    users: Mapping[str, User],
    reasons: Mapping[str, str],
) -> Version:
    user = users.get(str(said.get("user")))
    other = said.get("command") or said.get("job") or "Not known: past Prolo"
    return Version(
        row,
        place,
        LABELS.get(row.pgh_label, row.pgh_label),
        str(user) if user else other,
        said.get("view") or "",
        said.get("address") or "",
        said.get("request") or "",
        reasons.get(said.get("request") or "", ""),
    )


def _users(numbers: Iterable[Any]) -> dict[str, User]:
    asked = {int(number) for number in numbers if str(number).isdecimal()}
    return {str(user.pk): user for user in User.objects.filter(pk__in=asked)}


def _reasons(requests: Iterable[Any]) -> dict[str, str]:
    """What the log says about why, by the number of the request."""
    wanted = {UUID(request) for request in requests if request}
    noted = AccessEvent.objects.filter(request_id__in=wanted).exclude(reason="")
    return {str(event.request_id): event.reason for event in noted}


def compared(kind: Kind, before: Version | None, after: Version) -> list[Line]:
    """All fields of both versions in the order of the model; one statement for names of users.

    `before` None: there was nothing, as before a row was added.
    """
    model = kind.model
    fields = [field for field in _fields(model, kind.events) if field.name not in LEFT_OUT]
    rows = [version.row for version in (before, after) if version]
    people = _people(fields, rows)
    return [
        Line(
            str(field.verbose_name).capitalize(),
            _shown(field, before.row, people) if before else "",
            _shown(field, after.row, people),
        )
        for field in fields
    ]


def _fields(model: type[models.Model], events: Any) -> Sequence[Field]:
    kept = {field.attname for field in events._meta.concrete_fields}
    return [field for field in model._meta.concrete_fields if field.attname in kept]


def _people(fields: Iterable[Field], rows: Iterable[Any]) -> dict[int, str]:
    asked = {
        getattr(row, field.attname)
        for row in rows
        for field in fields
        if field.related_model is User
    }
    return {user.pk: str(user) for user in User.objects.filter(pk__in=asked - {None})}


def _shown(field: Field, row: Any, people: Mapping[int, str]) -> str:
    value = getattr(row, field.attname)
    if value is None or value in ("", [], {}):
        return ""
    if field.related_model is User:
        return people.get(value, f"User {value}")
    if field.related_model:
        return f"{str(field.related_model._meta.verbose_name).capitalize()} {value}"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case Decimal():
            return dose(value)
        case list() if all(isinstance(one, str | int | date) for one in value):
            return ", ".join(map(_plain, value))
        case dict() | list():
            return json.dumps(value, indent=1, ensure_ascii=False, default=str)
        case bytes() | memoryview():
            return f"{len(bytes(value)):,} bytes"
        case _:
            return str(value)
