"""FHIR's own types as plain values: dates with their precision, codes, names, cleaned text."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape

from records.fhir.node import Node, ShapeError

SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"

# Other ways in which real systems write the same code system.
_SYSTEMS = {
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "https://snomed.info/sct": SNOMED,
    "http://snomed.info/id": SNOMED,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "https://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "https://loinc.org": LOINC,
    "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
    "https://hl7.org/fhir/sid/icd-10-cm": ICD10CM,
}

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?"
)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")  # and not "HbA1c < 7 and > 5"
# Far more than any field of the chart holds; what is longer is cut there and told.
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Day:
    """A date as sent. `precision` is day, month or year; what is not known is the first.

    It is the calendar day where it was written down. `instant` is there when a time was sent.
    """

    date: date
    precision: str
    instant: datetime | None = None

    @property
    def written(self) -> str:
        """`2026-11-21`, `2026-11` or `2026`: as much as is known."""
        return self.date.isoformat()[: {"day": 10, "month": 7}.get(self.precision, 4)]


def day(node: Node, key: str) -> Day | None:
    """A date, dateTime or instant; None where there is none. Raises ShapeError for another text."""
    text = node.text(key)
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise ShapeError(node.at(key), "This is no date as FHIR writes it (2026-11-21).")
    year, month, day_of_month, clock, fraction, zone = found.groups()
    try:
        written = date(int(year), int(month or 1), int(day_of_month or 1))
        instant = _instant(f"{written}T{clock}{(fraction or '')[:7]}{zone}") if clock else None
    except (ValueError, OverflowError):
        raise ShapeError(node.at(key), "There is no such date.") from None
    precision = "day" if day_of_month else "month" if month else "year"
    return Day(written, precision, instant)


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Coding:
    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A CodeableConcept. `name` is its text, or else the first display there is."""

    name: str = ""
    codings: tuple[Coding, ...] = ()

    def code(self, system: str) -> str:
        """The first code of this system; "" without one."""
        return next((c.code for c in self.codings if c.system == system and c.code), "")

    def codes(self, system: str) -> Iterable[str]:
        return (c.code for c in self.codings if c.system == system and c.code)

    def has(self, codes: Iterable[str]) -> bool:
        return not {c.code for c in self.codings}.isdisjoint(codes)

    @property
    def names(self) -> tuple[str, ...]:
        """The text and every display, each once."""
        return tuple(dict.fromkeys(n for n in (self.name, *(c.display for c in self.codings)) if n))

    def __bool__(self) -> bool:
        return bool(self.name or self.codings)


def concept(node: Node) -> Concept:
    codings = tuple(
        Coding(
            _SYSTEMS.get(system := c.text("system").strip(), system),
            c.text("code").strip(),
            clean(c.text("display")),
        )
        for c in node.nodes("coding")
    )
    name = clean(node.text("text")) or next((c.display for c in codings if c.display), "")
    return Concept(name, codings)


def unnamed(coding: Coding) -> str:
    """What stands for the name of something that only a code of a foreign list tells."""
    where = f" ({clean(coding.system)[:80]})" if coding.system else ""
    return f"Code {clean(coding.code)[:40]}{where}"


def status(node: Node) -> str:
    """The code of a status that is a CodeableConcept, or its words; "" where there is none."""
    told = concept(node)
    return next((c.code for c in told.codings if c.code), told.name.lower())


def clean(text: str) -> str:
    """One line of plain text: without tags, control signs and what is invisible."""
    text = text[:_LONGEST]
    if text.isascii() and text.isprintable() and "<" not in text and "&" not in text:
        return " ".join(text.split())
    # Twice: what was written as an entity may be a tag.
    plain = _TAG.sub(" ", unescape(_TAG.sub(" ", text)))
    signs = (_visible(sign) for sign in plain)
    return unicodedata.normalize("NFC", " ".join("".join(signs).split()))


def _visible(sign: str) -> str:
    """The sign; a space for a control sign, nothing for zero-width spaces and half pairs."""
    kind = unicodedata.category(sign)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cf", "Cs", "Co", "Cn") else sign


def cut(text: str, limit: int) -> str:
    """At most `limit` signs; a text that was cut ends in an ellipsis."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def joined(parts: Iterable[str], between: str = ", ") -> str:
    """The parts that say something, each once."""
    return between.join(dict.fromkeys(part for part in parts if part))
