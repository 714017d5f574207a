"""What is known of one resource before it is known whom it is about."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.fhir.items import Kind
from records.fhir.node import Node


@dataclass(slots=True, kw_only=True)
class Draft:
    """An entry to be. `values` are None where the resource must not enter; it has a key all the
    same.

    `subject` are the names under which the document may know the person. `suffix` tells two
    entries of one resource apart. `medicine` and `reasons` name resources that complete the
    values; `dosages` are kept where the medicine is not known yet.
    """

    resource: str
    key: str
    path: str
    subject: list[str]
    kind: Kind | None = None
    suffix: str = ""
    values: dict[str, Any] | None = None
    left_out: str = ""
    updated: datetime | None = None
    medicine: list[str] = field(default_factory=list)
    dosages: list[Node] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


class UnclearError(Exception):
    """What a resource says cannot be read with certainty: a warning, and it is left out."""

    def __init__(self, path: str, text: str, why: str = "unclear") -> None:
        super().__init__(text)
        self.path = path
        self.text = text
        self.why = why


class LeftOutError(Exception):
    """A resource that by its own words must not enter the chart. `why` is counted."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
