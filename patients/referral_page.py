"""What waits in a chart, beside what the chart says: a fixed number of queries."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from patients.chart import Badge, allergen_words, class_badges
from patients.models import (
    Allergy,
    Medication,
    Patient,
    PriorTreatment,
    Problem,
    Referral,
    Result,
    SpecialistNote,
)
from patients.models.entry import ChartEntry
from patients.none_known import among
from patients.side_by_side import Beside, Difference, Says, compare, compare_person
from patients.wording import Said, said

# Kinds as `patients.actions.history.ENTRY_KINDS` names them, in the order of the page.
KINDS: tuple[tuple[str, type[ChartEntry], str], ...] = (
    ("allergy", Allergy, "Allergies"),
    ("medication", Medication, "Medicines"),
    ("problem", Problem, "Problems"),
    ("prior-treatment", PriorTreatment, "Earlier treatment"),
    ("specialist-note", SpecialistNote, "Letters of specialists"),
    ("result", Result, "Results"),
)
MOST_FOLDED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One waiting entry. `value` names it with its revision, as the form sends it back.

    `taken_on` is the day of a measurement, None for all else.
    """

    value: str
    theirs: Said
    ours: Said | None
    related: tuple[Said, ...]
    differences: tuple[Difference, ...]
    says: Says
    sent_anew: bool
    badges: tuple[Badge, ...] = ()
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one kind; `folded` are older results of which a newer one waits too."""

    id: str
    title: str
    lines: list[Line]
    folded: list[Line]

    @property
    def older(self) -> list[Line]:
        """Of the folded ones those that the page lists; a life has thousands of results."""
        return self.folded[:MOST_FOLDED]

    @property
    def unlisted(self) -> int:
        return len(self.folded) - len(self.older)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage:
    patient: Patient
    groups: list[Group]
    referrals: list[Referral]
    person: list[Difference]

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in (*group.lines, *group.folded)]

    @property
    def none_known(self) -> Referral | None:
        """One that says that no allergy is known, where the chart does not."""
        return among(self.patient, self.referrals)

    @property
    def differing(self) -> int:
        """How many of them the chart contradicts."""
        return sum(line.says is Says.DIFFERS for line in self.lines)

    @property
    def values(self) -> list[str]:
        return [line.value for line in self.lines]

    @property
    def fingerprint(self) -> str:
        """Another one as soon as an entry is decided, or another one comes."""
        return hashlib.sha256(" ".join(sorted(self.values)).encode()).hexdigest()


def read_waiting(patient: Patient) -> WaitingPage:
    """One query for each kind and one for the referrals, whatever waits."""
    groups = []
    for kind, model, title in KINDS:
        rows = list(model._base_manager.filter(patient=patient, voided_at=None))
        waiting = [row for row in rows if row.waits]
        besides = compare([row for row in rows if not row.waits], sorted(waiting, key=_place))
        lines = [_line(kind, beside) for beside in besides]
        first, folded = _fold(lines, besides) if model is Result else (lines, [])
        groups.append(Group(kind, title, first, folded))
    referrals = list(
        Referral.objects.filter(patient=patient)
        .select_related("document", "document__received_by", "matched_by")
        .defer("document__content", "document__report")
    )
    return WaitingPage(
        patient=patient,
        groups=[group for group in groups if group.lines or group.folded],
        referrals=referrals,
        person=compare_person(patient, referrals[0].person) if referrals else [],
    )


def _place(row: ChartEntry) -> tuple[str, int, str]:
    """Results by kind, the newest first; all else by what counts, and then by what it is."""
    if isinstance(row, Result):
        return row.kind, -row.taken_on.toordinal(), ""
    over = getattr(row, "status", "active") != "active" or bool(getattr(row, "stopped_on", None))
    rank = 0 if any(badge.tone != "is-warn" for badge in _badges(row)) else 1
    return ("b" if over else "a"), rank, said(row).title.casefold()


def _fold(lines: list[Line], besides: list[Beside]) -> tuple[list[Line], list[Line]]:
    """The newest of each kind, and what contradicts the chart; the rest is seldom looked at."""
    first: list[Line] = []
    folded: list[Line] = []
    seen: set[str] = set()
    for line, beside in zip(lines, besides, strict=True):
        kind = beside.waiting.kind  # type: ignore[attr-defined]
        (folded if kind in seen and line.says is not Says.DIFFERS else first).append(line)
        seen.add(kind)
    return first, folded


def _line(kind: str, beside: Beside) -> Line:
    return Line(
        value=f"{kind}.{beside.waiting.pk}.{beside.waiting.revision}",
        theirs=said(beside.waiting),
        ours=said(beside.known) if beside.known is not None else None,
        related=tuple(map(said, beside.related[:3])),
        differences=beside.differences,
        says=beside.says,
        sent_anew=beside.waiting.revision > 1,
        badges=_badges(beside.waiting),
        taken_on=getattr(beside.waiting, "taken_on", None),
    )


def _badges(row: ChartEntry) -> tuple[Badge, ...]:
    """What screening looks at in it."""
    if isinstance(row, Medication):
        return tuple(badge for badge in class_badges(row) if badge.tone != "is-muted")
    if isinstance(row, Allergy):
        return tuple(Badge(words, "is-stop") for words in allergen_words(row.classes))
    return ()


def ids_of(values: Iterable[str]) -> dict[str, list[int]]:
    """`["problem.12.1"]` as `accept_entries` takes it; values are those of a page."""
    chosen: dict[str, list[int]] = {}
    for value in values:
        kind, pk, _ = value.split(".")
        chosen.setdefault(kind, []).append(int(pk))
    return chosen
