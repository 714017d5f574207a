"""What came of one file, to be shown, printed and kept. No clinical value is in it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from patients.models import Document
from patients.sent import Counts, Note, total
from records.fhir.items import Contents, Remark, Severity


class State(StrEnum):
    IMPORTED = "imported"
    UNUSED = "unused"  # one of several files, without anything for a chart: it is not kept
    KNOWN = "known"  # the same file came before: nothing was done
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForPerson:
    """What came of one person of the file.

    `state` is that of the referral: "unmatched" while somebody has to say whose record it is.
    `record_number` is empty then, and for a new patient of a preview, who has none yet.
    """

    subject: str
    state: str
    matched: str
    record_number: str = ""
    counts: Mapping[str, Counts] = field(default_factory=dict)
    # Not in the report: for the page of those who may know.
    name: str = ""
    birth_date: str = ""
    referral: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "record_number": self.record_number,
            "state": self.state,
            "matched": self.matched,
            "counts": _counts_json(self.counts),
        }


@dataclass(slots=True, kw_only=True)
class Imported:
    """The result of one file; `document` is there where one was kept."""

    name: str
    sha256: str = ""
    size: int = 0
    dry_run: bool = False
    state: State = State.IMPORTED
    document: Document | None = None
    people: list[ForPerson] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    remarks: list[Remark] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    unused: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def refused(self) -> bool:
        return self.state is State.REFUSED

    @property
    def errors(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Remark]:
        """Errors and warnings; not what is only for information."""
        return [remark for remark in self.remarks if remark.severity is not Severity.INFORMATION]

    @property
    def total(self) -> Counts:
        return total(self.counts.values())

    def refuse(self, path: str, text: str) -> None:
        self.remarks.append(Remark(severity=Severity.ERROR, path=path, text=text))
        self.mark_refused()

    def mark_refused(self) -> None:
        self.state = State.REFUSED
        self.document = None
        self.people.clear()
        self.counts.clear()

    def warn(self, note: Note) -> None:
        self.remarks.append(Remark(severity=Severity.WARNING, path=note.path, text=note.text))

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.name,
            "sha256": self.sha256,
            "size": self.size,
            "state": self.state.value,
            "dry_run": self.dry_run,
            "people": [person.to_json() for person in self.people],
            "counts": _counts_json(self.counts),
            "used": dict(sorted(self.used.items())),
            "unused": dict(sorted(self.unused.items())),
            "left_out": dict(sorted(self.left_out.items())),
            "remarks": [remark_json(remark) for remark in self.remarks],
        }


def _counts_json(counts: Mapping[str, Counts]) -> dict[str, Any]:
    kinds = {kind: counted.to_json() for kind, counted in sorted(counts.items())}
    return kinds | {"total": total(counts.values()).to_json()}


def remark_json(remark: Remark) -> dict[str, str]:
    return {"severity": remark.severity.value, "path": remark.path, "text": remark.text}


def kept_with_document(contents: Contents) -> dict[str, Any]:
    """What `Document.report` holds: what the file was read as, not what came of it."""
    return {
        "used": dict(contents.used),
        "unused": dict(contents.unused),
        "left_out": dict(contents.left_out),
        # Hashes of the documents that tell of people and medicines which this one only names.
        "beside": list(contents.beside),
        "entries": dict(Counter(entry.kind.value for entry in contents.entries)),
        "remarks": [remark_json(remark) for remark in contents.remarks],
    }
