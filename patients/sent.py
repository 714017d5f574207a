"""What another clinic sent about one person, as far as the chart takes it. No ORM, no clock.

The shapes are met by whatever reads a document; this floor does not know which format it had.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

# Worked out here from what was sent: a better drug list is no news from the other clinic.
_OURS = frozenset({"classes", "classed_by"})


class SentEntry(Protocol):
    """One line for a chart; `values` are fields of the model of that kind."""

    @property
    def kind(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


class SentWithdrawal(Protocol):
    """A resource that says of itself that it is not true; `key` is that of its entry, if any."""

    @property
    def key(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def why(self) -> str: ...


class SentPerson(Protocol):
    """Who the entries are about; without name or `birth_date` somebody has to say who it is."""

    @property
    def path(self) -> str: ...
    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def sex(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def preferred_language(self) -> str: ...
    @property
    def deceased(self) -> bool: ...
    @property
    def deceased_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Note:
    """What was not taken as it was sent, and where it stands. No value is repeated in `text`."""

    path: str
    text: str


class CannotBeTakenError(Exception):
    """Something sent does not fit the record at all: nothing of the document is taken."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(f"{path}: {text}")
        self.path = path
        self.text = text


@dataclass(slots=True, kw_only=True)
class Counts:
    """Entries of one kind: written, written anew, known already, declined before, not taken."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    declined: int = 0
    refused: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in _COUNTED})

    def to_json(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in _COUNTED}


_COUNTED = fields(Counts)


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def digest(values: Mapping[str, Any]) -> str:
    """The same for the same content: 7.40 and 7.4, noon in UTC and noon elsewhere."""
    said = {name: value for name, value in values.items() if name not in _OURS}
    text = json.dumps(said, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
