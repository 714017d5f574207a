"""What the rules may know about one patient on one day. Plain values, no ORM, no clock.

A fact that is missing is missing: no default here means "harmless".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from patients.rules import codec

# A physician looked at the medicine and it belongs to none of the screened classes (a statin, say).
# An empty set of classes means that nobody knows yet.
NO_SCREENED_CLASS = "none"
# A combination of which only one part was recognised: its other part still has to be classified.
PART_UNKNOWN = "part_unknown"

# Of these the low value is the one to worry about, of every other kind the high one.
_LOW_IS_WORSE = frozenset({"platelets", "weight"})


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Moment(StrEnum):
    PLAN = "plan"  # before a plan is signed
    DAY = "day"  # on the session day


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFact:
    """A line of the problem list; `verified` is False for "suspected"."""

    id: int | None = None
    display: str
    system: str = ""  # icd10cm, snomed or nothing
    code: str = ""
    status: str = "active"  # active, inactive, resolved
    verified: bool = True
    onset: date | None = None

    @property
    def active(self) -> bool:
        # An unknown status counts as active: only a stated end ends a problem.
        return self.status not in ("inactive", "resolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationFact:
    """A medicine. `classes` are ids of the drug catalogue; empty = class unknown."""

    id: int | None = None
    name: str
    classes: frozenset[str] = frozenset()
    dose_mg_per_day: Decimal | None = None
    route: str = "unknown"
    indication: str = ""
    started: date | None = None
    stopped: date | None = None
    # Where the day is not known: the last one that it may have been.
    stopped_by: date | None = None
    prescriber_decision: str = ""  # hold, continue or nothing
    decided_by: str = ""
    decided_on: date | None = None

    def active_on(self, day: date) -> bool:
        """Taken on `day`; the day of the last dose still counts as taken."""
        begun = self.started is None or self.started <= day
        return begun and (self.stopped is None or self.stopped >= day)

    def days_since_last(self, day: date) -> int | None:
        """Days since the last dose, 0 while it is taken; None if it has not begun."""
        if self.active_on(day):
            return 0
        if self.stopped is None or self.stopped >= day:
            return None
        return (day - self.stopped).days

    def may_be_days_since_last(self, day: date) -> int | None:
        """As `days_since_last`, with the fewest days that it may be."""
        since = self.days_since_last(day)
        if since is None or self.stopped_by is None:
            return since
        return min(since, max((day - self.stopped_by).days, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyFact:
    """A substance the patient reacts to; `classes` are those of `allergens.ALLERGEN_CLASSES`."""

    id: int | None = None
    substance: str
    classes: frozenset[str] = frozenset()
    disproved_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFact:
    """A measured value: hba1c %, inr, platelets 10⁹/L, glucose mg/dL, weight kg, height cm,
    temperature °C, bp_systolic and bp_diastolic mmHg.

    `order` is its place among the values of its kind on that day, a later one has a higher number;
    0 where the time is not on file.
    """

    kind: str
    value: Decimal
    taken_on: date
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorTreatmentFact:
    kind: str
    region: str = ""
    side: str = ""
    started: date | None = None
    ended: date | None = None
    # Where the day is not known: the last one that it may have been.
    given_by: date | None = None
    outcome: str = ""
    substance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialistNoteFact:
    """A letter on file. `agrees` is False when the specialist advises against the injections."""

    kind: str  # ids of `SpecialistNote.Kind`
    specialist: str
    dated: date
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFact:
    """One planned target; `kind` is that of its structure (joint, ligament, tendon …)."""

    region: str
    side: str = ""
    structure: str = ""
    kind: str = ""
    route: str = ""
    guidance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseFact:
    """Milligrams of one local anesthetic in the whole session; None where a figure is missing."""

    agent: str
    mg: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFact:
    """The consent of the plan. `uncovered` are planned places and substances that it leaves out."""

    signed_on: date
    withdrawn: bool = False
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFact:
    """An adverse event or an alarming answer that no physician has closed."""

    what: str
    noted_on: date
    serious: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContext:
    """What is planned, and how far the plan has come.

    `components` are all substances of all syringes, `doses` the anesthetic of one session,
    `earliest_on` the first day on which the spacing admits the next session.
    """

    sites: tuple[SiteFact, ...] = ()
    components: frozenset[str] = frozenset()
    doses: tuple[DoseFact, ...] = ()
    given: int = 0
    earliest_on: date | None = None
    consent: ConsentFact | None = None
    events: tuple[EventFact, ...] = ()

    @property
    def targets(self) -> frozenset[tuple[str, str]]:
        return frozenset((site.region, site.side) for site in self.sites)

    @property
    def regions(self) -> frozenset[str]:
        return frozenset(site.region for site in self.sites)

    @property
    def guidance(self) -> frozenset[str]:
        return frozenset(site.guidance for site in self.sites)

    @property
    def routes(self) -> frozenset[str]:
        return frozenset(site.route for site in self.sites)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything one screening is decided on.

    `answers` maps question ids to answers; a question that is not in it was not asked.
    `answer_dates` and `answer_notes` hold the details asked with it (the last dose, for example).
    `plan` is None before a plan exists: the rules then assume dextrose 12.5–25 % and say so.
    """

    today: date
    moment: Moment = Moment.PLAN
    birth_date: date | None = None
    sex: str = "unknown"
    allergies_status: str = "not_asked"  # not_asked, none_known, listed
    medications_reviewed: bool = False  # by whoever runs this screening
    allergies_reviewed: bool = False
    problems: tuple[ProblemFact, ...] = ()
    medications: tuple[MedicationFact, ...] = ()
    allergies: tuple[AllergyFact, ...] = ()
    results: tuple[ResultFact, ...] = ()
    prior_treatments: tuple[PriorTreatmentFact, ...] = ()
    notes: tuple[SpecialistNoteFact, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    answer_dates: Mapping[str, date] = field(default_factory=dict)
    answer_notes: Mapping[str, str] = field(default_factory=dict)
    plan: PlanContext | None = None

    @property
    def age(self) -> int | None:
        """Completed years; None when the birth date is missing or in the future."""
        born = self.birth_date
        if born is None or born > self.today:
            return None
        before_birthday = (self.today.month, self.today.day) < (born.month, born.day)
        return self.today.year - born.year - before_birthday

    def answer(self, question: str) -> Answer:
        return self.answers.get(question, Answer.UNKNOWN)

    def answered_on(self, question: str) -> date | None:
        """The date given with an answer; one in the future is a slip and does not count."""
        given = self.answer_dates.get(question)
        return given if given is not None and given <= self.today else None

    def result_history(self, kind: str) -> list[ResultFact]:
        """Newest first; of several on one day the last, so that a repeat counts.

        Where the order of a day is not known, its worst value comes first. Future dates are left
        out.
        """
        kept = [r for r in self.results if r.kind == kind and r.taken_on <= self.today]
        if len(kept) < 2:
            return kept
        untimed = {r.taken_on for r in kept if not r.order}
        sign = -1 if kind in _LOW_IS_WORSE else 1
        return sorted(
            kept,
            key=lambda r: (r.taken_on, 0 if r.taken_on in untimed else r.order, sign * r.value),
            reverse=True,
        )

    def latest(self, kind: str) -> ResultFact | None:
        return next(iter(self.result_history(kind)), None)

    def taking(self, *classes: str) -> list[MedicationFact]:
        """Medicines of any of these classes that are taken today."""
        wanted = frozenset(classes)
        return [m for m in self.medications if m.classes & wanted and m.active_on(self.today)]

    def latest_note(self, kind: str) -> SpecialistNoteFact | None:
        """The newest letter of this kind; of two on one day the one that advises against."""
        known = [n for n in self.notes if n.kind == kind and n.dated <= self.today]
        return max(known, key=lambda note: (note.dated, not note.agrees), default=None)

    def days_ago(self, day: date) -> int:
        return (self.today - day).days

    def to_json(self) -> dict[str, Any]:
        """Plain JSON for storage; `from_json` gives back an equal object."""
        result: dict[str, Any] = codec.encode(self)
        return result

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Raises ValueError that names the field when the stored facts do not fit."""
        return codec.decode(cls, raw)
