"""What the pages of a session day show, read at one place: no writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst

from patients.models import Screening
from patients.policy import clinic_policy
from staff.models import User
from treatments import limits, scores
from treatments.actions.plans import remarks_on
from treatments.actions.session_gate import screening_fits
from treatments.consent_state import ConsentState, consent_state
from treatments.given import Difference, differences, in_words
from treatments.late_sessions import prompt_if_late
from treatments.limits import LimitPolicy
from treatments.models import (
    Addendum,
    CoSignature,
    Injection,
    Plan,
    PlanVersion,
    RecordVoid,
    Score,
    Session,
    SessionRecord,
    Target,
)
from treatments.models.injectate import Injectate
from treatments.outcomes import Line, lines
from treatments.policy import limits_of
from treatments.record_mixes import MixUsed, mixes_in
from treatments.reviews import Prompt, prompt_for
from treatments.spacing import Window, WindowState
from treatments.vitals_of_day import vitals_of

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
        return capfirst(self.row.place)

    @property
    def needle_and_note(self) -> str:
        image = getattr(self.row, "image_reference", "")
        said = (
            getattr(self.row, "needle", ""),
            f"image {image}" if image else "",
            getattr(self.row, "note", ""),
        )
        return "; ".join(filter(None, said))

    @property
    def is_mixed(self) -> bool:
        """Drawn from a mix, or one of the things that are never mixed."""
        return bool(self.row.procedure or getattr(self.row, "mix_id", None))


@dataclass(frozen=True, slots=True)
class Written:
    """One record with what was injected."""

    session: Session
    record: SessionRecord
    parts: tuple[Part, ...]
    mixes: tuple[MixUsed, ...]
    vitals: str


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
    addenda: tuple[Addendum, ...]
    co_signatures: tuple[CoSignature, ...]

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
    def void(self) -> RecordVoid | None:
        return getattr(self.record, "void", None)

    @property
    def numbered(self) -> list[Session]:
        """The course without void sessions: their numbers stand for others."""
        return [s for s in self.course if s.state != Session.State.VOIDED]

    @property
    def instead(self) -> Session | None:
        """The session that has the number of this void one."""
        return next((s for s in self.numbered if s.number == self.session.number), None)

    @property
    def is_mixed(self) -> bool:
        """Whether everything that is to be mixed for this record is mixed."""
        return self.written is not None and all(part.is_mixed for part in self.written.parts)

    def may_co_sign(self, user: User) -> bool:
        """A physician who did not sign this record yet, while it counts."""
        if self.record is None or not self.is_signed or self.void is not None:
            return False
        signed = {self.record.signed_by_id, *(other.signed_by_id for other in self.co_signatures)}
        return user.pk not in signed

    @property
    def steps(self) -> list[Step]:
        started = self.record is not None
        written = started and bool(self.record and self.record.time_out)
        cleared = started and self.cleared and not self.is_shut
        done = (started, cleared, cleared and self.is_mixed, written, self.is_signed)
        labels = ("Started and screened", "Findings decided", "Mixed", "Recorded", "Signed")
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
    course = tuple(plan.sessions.order_by("number", "pk"))
    record = (
        SessionRecord.objects.filter(session=session)
        .select_related(
            "physician", "signed_by", "screening__patient", "screening__run_by", "void__voided_by"
        )
        .first()
    )
    if record is not None:
        record.session = session
    found, policy = tuple(lines(plan, version)), clinic_policy()
    screening = record.screening if record is not None else None
    signed = record if record is not None and record.signed_at is not None else None
    return SessionDay(
        session=session,
        plan=plan,
        version=version,
        course=course,
        window=Window(session.opens_on, session.target_on, session.closes_on),
        consent=consent_state(plan, version, today=today, policy=policy),
        record=record,
        written=read_record(record, session, version, limits_of(policy)) if record else None,
        last=_last(session, course, limits_of(policy)),
        lines=found,
        prompt=(None if record is not None else prompt_if_late(session, today, policy))
        or prompt_for(plan, version, found, policy=policy),
        screening=screening,
        screening_is_current=_still_fits(record, version, today),
        targets=parts_of(
            list(version.targets.all()) if version else [], version, limits_of(policy)
        ),
        addenda=tuple(Addendum.objects.filter(record=signed).select_related("written_by"))
        if signed
        else (),
        co_signatures=tuple(CoSignature.objects.filter(record=signed).select_related("signed_by"))
        if signed
        else (),
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


def read_record(
    record: SessionRecord, session: Session, version: PlanVersion | None, policy: LimitPolicy
) -> Written:
    """Four queries."""
    injections = list(record.injections.select_related("target", "mix"))
    mixes = mixes_in(record)
    parts = parts_of(injections, version, policy)
    return Written(session, record, parts, mixes, vitals_of(record))


def parts_of(
    rows: Sequence[Target] | Sequence[Injection],
    version: PlanVersion | None,
    policy: LimitPolicy,
) -> tuple[Part, ...]:
    """The rows in words, each with its differences from the plan and its warnings."""
    protocol = version.protocol_version if version is not None else None
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


def _last(session: Session, course: Sequence[Session], policy: LimitPolicy) -> Written | None:
    """The record of the session given before this one."""
    before = [s for s in course if s.state == Session.State.GIVEN and s.number < session.number]
    if not before:
        return None
    record = (
        SessionRecord.objects.filter(session=before[-1])
        .select_related("physician", "session__check_call")
        .first()
    )
    return read_record(record, before[-1], None, policy) if record is not None else None


def scores_asked(session: Session, today: date) -> list[scores.Instrument]:
    """Pain and percent of normal, unless they were taken today already."""
    taken = set(
        Score.objects.filter(plan=session.plan_id, taken_on=today)
        .exclude(session__state=Session.State.VOIDED)
        .values_list("instrument", flat=True)
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
