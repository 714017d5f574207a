"""What a FHIR document says, resource by resource, in the shapes of our chart. No ORM, no clock."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from records.fhir.directory import Directory


class Kind(StrEnum):
    """The entries of a chart; the values are the ids of `patients.actions.history.ENTRY_KINDS`."""

    PROBLEM = "problem"
    MEDICATION = "medication"
    ALLERGY = "allergy"
    RESULT = "result"
    PRIOR_TREATMENT = "prior-treatment"
    LETTER = "specialist-note"


class Severity(StrEnum):
    """As in FHIR's OperationOutcome. An error refuses the whole file."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A line of the report: where it is in the document, and what is the matter.

    `path` is like `Bundle.entry[12].resource.birthDate`. No value of the document is repeated in
    `text`: the report may be logged.
    """

    severity: Severity
    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Patient resource. `subject` is the key under which entries name this person.

    `identifiers` are (system, value), the medical record number of the source first.
    `birth_date` is None where it is missing, only partly known or cannot be; `birth_said` is then
    what was sent (`1957-03`). A name may be "". For such a person somebody has to say who it is.
    """

    subject: str
    path: str
    identifiers: tuple[tuple[str, str], ...] = ()
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    sex: str = "unknown"
    phone: str = ""
    email: str = ""
    address: str = ""
    preferred_language: str = ""
    deceased: bool = False
    deceased_on: date | None = None
    birth_said: str = ""
    # The words in which it is said that no allergy is known; "" where it is not.
    no_known_allergies: str = ""
    # Known from another file: this one only names the person.
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line for a chart. `values` are fields of the model of that kind, of the model's types.

    `key` is stable: the same resource sent again, in another bundle of the same source, has it
    again. A blood pressure is one resource and two entries, with the component in the key.
    """

    kind: Kind
    subject: str
    key: str
    path: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who refers this person, and why (ServiceRequest)."""

    subject: str
    sender: str = ""
    reason: str = ""
    authored_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A resource that says of itself that it is not true, or never was done.

    An earlier document may have brought it: as the entry with this key, or as those whose keys
    begin with it and "#".
    """

    subject: str
    key: str
    path: str
    why: str  # "entered-in-error", "refuted", "not-taken" ...


@dataclass(slots=True, kw_only=True)
class Contents:
    """All that one document says.

    `used` and `unused` count resources by type, `left_out` counts those that were read and must
    not enter (entered in error, refuted), by type and why. `directory` is what its resources are
    called, for other files of one delivery; `beside` are the hashes of those that this one needed.
    """

    people: list[Person] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    unused: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    # One of several files, with nothing in it that is about anybody: medicines, practitioners.
    about_nobody: bool = False
    directory: "Directory | None" = None
    beside: tuple[str, ...] = ()

    @property
    def errors(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.severity is Severity.ERROR]
