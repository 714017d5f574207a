"""What the pages of a session day show, read at one place: no writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from patients.models import Screening
from patients.policy import clinic_policy
from treatments import limits, scores
from treatments.actions.plans import remarks_on
from treatments.actions.session_gate import screening_fits
from treatments.consent_state import ConsentState, consent_state
from treatments.given import Difference, differences, in_words
from treatments.models import (
    Injection,
    Plan,
    PlanVersion,
    Score,
    Session,
    SessionRecord,
    Target,
)
from treatments.models.plan import Injectate
from treatments.outcomes import Line, Prompt, lines, stop_prompt
from treatments.policy import limit_policy
from treatments.spacing import Window, WindowState

ASKED_SCORES = ("nrs_pain", "percent_normal")


@dataclass(frozen=True, slots=True)
class Part:
    """One injection, or one target of the plan, in words."""

    row: Injectate
    words: str
    differs: tuple[Difference, ...]
    warnings: tuple[str, ...]

    @property
    def place(self) -> str:
        return self.row.place[:1].upper() + self.row.place[1:]


@dataclass(frozen=True, slots=True)
class Written:
    """One record with what was injected."""

    session: Session
    record: SessionRecord
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the day and where the day stands: done, current, blocked or later ("")."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class SessionDay:
    """Everything on the page of one session."""

    session: Session
    plan: Plan
    version: PlanVersion | None
    course: tuple[Session, ...]
    window: Window
    consent: ConsentState
    record: SessionRecord | None
    written: Written | None
    last: Written | None
    lines: tuple[Line, ...]
    prompt: Prompt | None
    screening: Screening | None
    screening_is_current: bool
    targets: tuple[Part, ...]

    @property
    def is_next(self) -> bool:
        """Whether it is this session's turn."""
        planned = [s for s in self.course if s.state == Session.State.PLANNED]
        running = self.plan.state == Plan.State.ACTIVE
        return running and bool(planned) and planned[0].pk == self.session.pk

    @property
    def cleared(self) -> bool:
        return self.screening is not None and self.screening.outcome == Screening.Outcome.CLEARED

    @property
    def is_shut(self) -> bool:
        """Nothing may be begun: the screening does not fit any more, and nothing is written yet."""
        begun = self.record is not None and self.record.is_written
        return self.record is not None and not begun and not self.screening_is_current

    @property
    def is_signed(self) -> bool:
        return self.record is not None and self.record.signed_at is not None

    @property
    def steps(self) -> list[Step]:
        started = self.record is not None
        written = started and bool(self.record and self.record.time_out)
        cleared = started and self.cleared and not self.is_shut
        done = (started, cleared, written, self.is_signed)
        labels = ("Started and screened", "Findings decided", "Recorded", "Signed")
        first = next((place for place, is_done in enumerate(done) if not is_done), len(done))
        blocked = started and not cleared
        return [
            Step(
                label,
                "done"
                if place < first
                else ("blocked" if blocked else "current")
                if place == first
                else "",
            )
            for place, label in enumerate(labels)
        ]


def session_day(session: Session, *, today: date) -> SessionDay:
    """The day of `session`, which comes with plan, patient and consent; always as many queries."""
    plan = session.plan
    version = session.given_under or plan.signed_version()
    if version is not None:
        prefetch_related_objects([version], "targets", "protocol_version")
    course = tuple(plan.sessions.order_by("number"))
    record = (
        SessionRecord.objects.filter(session=session)
        .select_related("physician", "signed_by", "screening__patient", "screening__run_by")
        .first()
    )
    found = tuple(lines(plan, version))
    given = sum(s.state == Session.State.GIVEN for s in course)
    screening = record.screening if record is not None else None
    return SessionDay(
        session=session,
        plan=plan,
        version=version,
        course=course,
        window=Window(session.opens_on, session.target_on, session.closes_on),
        consent=consent_state(
            plan.consent,
            version,
            today=today,
            valid_months=clinic_policy().consent_valid_months,
        ),
        record=record,
        written=read_record(record, session, version) if record else None,
        last=_last(session, course),
        lines=found,
        prompt=stop_prompt(version, given, list(found)),
        screening=screening,
        screening_is_current=_still_fits(record, version, today),
        targets=parts_of(list(version.targets.all()) if version else [], version),
    )


def _still_fits(record: SessionRecord | None, version: PlanVersion | None, today: date) -> bool:
    """False when what the rules looked at changed since today's screening.

    Later it does not matter any more.
    """
    if record is None or record.screening is None or record.signed_at is not None:
        return True
    if record.treated_on != today or version is None:
        return True
    return screening_fits(record, version)


def read_record(record: SessionRecord, session: Session, version: PlanVersion | None) -> Written:
    injections = list(record.injections.select_related("target"))
    return Written(session, record, parts_of(injections, version))


def parts_of(
    rows: Sequence[Target] | Sequence[Injection], version: PlanVersion | None
) -> tuple[Part, ...]:
    """The rows in words, each with its differences from the plan and its warnings."""
    protocol = version.protocol_version if version is not None else None
    policy = limit_policy()
    return tuple(
        Part(
            row,
            in_words(row),
            tuple(differences(row, row.target)) if isinstance(row, Injection) else (),
            tuple(
                f"{remark.message} ({remark.source})"
                for remark in remarks_on(row, protocol, policy)
                if remark.level is limits.Level.WARN
            ),
        )
        for row in rows
    )


def _last(session: Session, course: Sequence[Session]) -> Written | None:
    """The record of the session given before this one."""
    before = [s for s in course if s.state == Session.State.GIVEN and s.number < session.number]
    if not before:
        return None
    record = (
        SessionRecord.objects.filter(session=before[-1])
        .select_related("physician", "session__check_call")
        .first()
    )
    return read_record(record, before[-1], None) if record is not None else None


def scores_asked(session: Session, today: date) -> list[scores.Instrument]:
    """Pain and percent of normal, unless they were taken today already."""
    taken = set(
        Score.objects.filter(plan=session.plan_id, taken_on=today).values_list(
            "instrument", flat=True
        )
    )
    return [scores.INSTRUMENTS[code] for code in ASKED_SCORES if code not in taken]


def window_state(window: Window, today: date) -> tuple[str, str]:
    """Tone and words of a window: "Open until …", "Opens in 3 days"."""
    state = window.state(today)
    left = window.days_left(today)
    if state is WindowState.NOT_OPEN:
        days = (window.opens - today).days
        return "info", f"Opens in {days} day{'' if days == 1 else 's'}"
    if state is WindowState.SHUT:
        return "stop", f"Closed {-left} day{'' if left == -1 else 's'} ago"
    if left == 0:
        return "warn", "Open, last day today"
    tone = "warn" if state is WindowState.CLOSING else "ok"
    return tone, f"Open, {left} day{'' if left == 1 else 's'} left"
