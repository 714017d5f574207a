"""Two versions of protocols side by side: what each says about the same thing, and what differs."""

from collections.abc import Iterable
from dataclasses import dataclass

from treatments.models import ProtocolVersion
from treatments.protocol_page import Page, page_of_protocol

Entries = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a version says, and whether the other says it too."""

    words: str
    only_here: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One subject on both sides; nothing on a side means that its source does not say."""

    group: str
    subject: str
    left: tuple[Said, ...]
    right: tuple[Said, ...]

    @property
    def differs(self) -> bool:
        return any(said.only_here for said in (*self.left, *self.right))


def compared(left: ProtocolVersion, right: ProtocolVersion) -> list[Compared]:
    """Every subject that either of them speaks of, in the order of the protocol page."""
    rows = zip(_lines(left), _lines(right), strict=True)
    return [
        Compared(group, subject, _marked(here, there), _marked(there, here))
        for (group, subject, here), (_, _, there) in rows
        if here or there
    ]


def _marked(here: Entries, there: Entries) -> tuple[Said, ...]:
    return tuple(Said(words, words not in there) for words in here)


def _lines(version: ProtocolVersion) -> list[tuple[str, str, Entries]]:
    page = page_of_protocol(version)
    return [
        *(("For what", *line) for line in _purpose(version, page)),
        *(("What is injected", *line) for line in _injected(version, page)),
        *(("How often", *line) for line in _rhythm(version, page)),
        *(("For whom", *line) for line in _people(version, page)),
        *(("Evidence", *line) for line in _evidence(version, page)),
    ]


Line = tuple[str, Entries]


def _said(words: str | None) -> Entries:
    return (words,) if words else ()


def _yes(flag: bool) -> Entries:
    return ("yes",) if flag else ()


def _purpose(version: ProtocolVersion, page: Page) -> Iterable[Line]:
    yield "Condition", _said(version.condition)
    yield "Kind", _said(page.kind)
    yield "Region", _said(page.region)
    yield "A side is chosen", _yes(version.laterality)
    yield "ICD-10-CM", tuple(f"{side}: {codes}" for side, codes in page.codes)


def _injected(version: ProtocolVersion, page: Page) -> Iterable[Line]:
    yield "Targets", tuple(version.targets)
    solutions = (
        "; ".join(
            filter(None, [mix.route, ", ".join(mix.components), mix.volume, mix.recipe, mix.note])
        )
        for mix in page.mixtures
    )
    yield "Solutions", tuple(solutions)
    yield "Guidance", _said(page.guidance)
    yield "Needle", _said(version.needle)


def _rhythm(version: ProtocolVersion, page: Page) -> Iterable[Line]:
    yield "Sessions", _said(page.sessions)
    yield "Between sessions", _said(page.spacing)
    yield "Visits of the study", _said(page.schedule)
    yield "Follow-up", _said(page.followups)
    yield "Stop rule", _said(version.stop_rule)
    yield "What was measured", page.measured
    yield "Scores we suggest", page.suggested


def _people(version: ProtocolVersion, page: Page) -> Iterable[Line]:
    yield "Age", _said(page.ages)
    yield "Includes minors", _yes(version.minors)
    yield "Before it is used", _said(version.entry_criterion)
    yield "A second opinion is required", _yes(version.requires_second_opinion)
    yield "Together with", _said(version.adjunct)
    yield "Aftercare", _said(version.aftercare)


def _evidence(version: ProtocolVersion, page: Page) -> Iterable[Line]:
    yield "Grade", _said(page.evidence.label)
    yield "What was found", _said(version.evidence_note)
    yield "Source", _said(version.source)
