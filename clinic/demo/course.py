"""The course of treatment of one case: plan, signature, consent, sessions, calls, follow-ups."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from clinic.demo import shelf
from clinic.demo.case import MINUTE, Case
from clinic.demo.signature import signature_of
from patients.models import Screening
from patients.signature import Signed, Understanding
from scheduling.models import Appointment
from scheduling.windows import equipment_for
from treatments import consent_text, prefill
from treatments.actions.check_calls import log_check_call
from treatments.actions.consent import consent_to_plan
from treatments.actions.follow_ups import record_baseline, record_follow_up, review_plan
from treatments.actions.plans import draft_plan, write_draft
from treatments.actions.session_signing import sign_record
from treatments.actions.sessions import (
    INJECTATE_FIELDS,
    TIME_OUT,
    SessionNote,
    start_session,
    write_record,
)
from treatments.actions.signing import screen_plan, sign_plan
from treatments.consent_state import consent_context
from treatments.deviations import deviations
from treatments.models import CheckCall, FollowUp, PlanVersion, Session, SessionRecord
from treatments.plan_content import PlanContent, TargetContent
from treatments.reviews import due_reviews
from treatments.spacing import Spacing
from treatments.stored_protocol import codes_for

NOT_MIXED = {name: None for name in TargetContent.__dataclass_fields__ if name.endswith("_pct")} | {
    "anaesthetic": "", "second_anaesthetic": "",
}  # fmt: skip
# Of a plan's content, what the physician of the demo writes; the rest is the protocol's.
CHOSEN = (
    "goal", "entry_met", "spacing_max_days", "followup_days", "instruments", "preparation",
)  # fmt: skip
FLEXIBLE_DAYS = 7  # later than aimed at still fits: people go on holiday
GOOD_COURSE = {"nrs_pain": (7, -5), "percent_normal": (40, 45)}


def draft(case: Case) -> PlanVersion:
    """A plan from the protocol, with what the physician adds."""
    side = case.side if case.sided else "midline"
    protocol = case.protocol
    plan = draft_plan(
        patient=case.patient,
        by=case.physician,
        region=case.condition.region,
        side=side,
        protocol=protocol,
        indication_code=_code(case, side),
    )
    case.plan = plan
    version = plan.versions.get()
    content = PlanContent(
        **{
            name: getattr(version, name)
            for name in PlanContent.__dataclass_fields__
            if name not in CHOSEN
        },
        goal=case.condition.goal,
        entry_met=True if protocol.entry_criterion else None,
        spacing_max_days=spacing(case).max_days,
        followup_days=tuple(version.followup_days),
        instruments=tuple(version.instruments),
        preparation=case.condition.preparation,
    )
    targets = _targets(case, side)
    reasons = {d.key: case.condition.reason for d in deviations(protocol, content, targets)}
    return write_draft(
        version=version,
        revision=version.revision,
        by=case.physician,
        content=content,
        targets=targets,
        reasons=reasons,
    )


def _code(case: Case, side: str) -> str:
    codes = codes_for(case.protocol, side)
    return case.condition.code if case.condition.code in codes else next(iter(codes), "")


def _targets(case: Case, side: str) -> list[TargetContent]:
    condition = case.condition
    targets = []
    for place, row in enumerate(prefill.target_rows(case.protocol, condition.region, side)):
        said = {name: value for name, value in row.items() if value is not None}
        ours = condition.gaps | condition.by_target.get(place, {})
        # The protocol's figures stand; points and side are the physician's to choose.
        chosen = {name: ours[name] for name in ("points", "side") if name in ours}
        values: dict[str, Any] = {"region": condition.region} | ours | said | chosen
        if condition.procedure:
            detail = condition.procedure_detail
            values |= NOT_MIXED | {"procedure": condition.procedure, "procedure_detail": detail}
            values["volume_ml"] = ours["volume_ml"]
        targets.append(TargetContent(**values))
    return targets


def screen(case: Case, day: date, now: datetime) -> Screening:
    """With what the plan injects."""
    screening = screen_plan(
        plan=case.plan, by=case.physician, now=now, today=day, answers=case.answers(day)
    )
    return case.decide(screening, now)


def sign(case: Case, day: date, now: datetime) -> PlanVersion:
    """Baseline scores, screening and signature."""
    record_baseline(
        plan=case.plan, values=scores(case, 0), taken_on=day, today=day, by=case.physician
    )
    screen(case, day, now)
    version = case.plan.versions.get()
    signed = sign_plan(
        plan=case.plan, revision=version.revision, by=case.physician, now=now + MINUTE, today=day
    )
    case.plan.refresh_from_db()
    return signed


def consent(case: Case, day: date, now: datetime) -> None:
    version = case.plan.versions.prefetch_related("targets").get()
    context = consent_context(version)
    consent_to_plan(
        plan=case.plan,
        by=case.physician,
        now=now,
        today=day,
        confirmed=[
            *(risk.code for risk in consent_text.risks_for(context)),
            *(statement.code for statement in consent_text.statements_for(context)),
        ],
        own_goal=case.condition.goal,
        understanding=Understanding(
            "teach_back",
            "You put sugar water where it hurts so that it heals. It can hurt more for some "
            "days, and an infection is rare.",
        ),
        signed=Signed(
            name=case.patient.full_name,
            strokes=signature_of(case.patient.full_name),
            guardian_name=case.guardian,
            guardian_strokes=signature_of(case.guardian),
        ),
    )
    case.plan.refresh_from_db()


def begin(case: Case, day: date) -> None:
    """First visit, plan, signature and consent on one day."""
    now = case.come(day)
    draft(case)
    sign(case, day, now)
    consent(case, day, case.world.so_far(now + 5 * MINUTE))


def scores(case: Case, done: float) -> dict[str, Decimal]:
    """Scores after part of the course: `done` 0 is the baseline, 1 the end."""
    course = dict(GOOD_COURSE)
    if case.condition.score is not None and done in (0, 1):
        code, start, change = case.condition.score
        course[code] = (start, change)
    values = {}
    for code, (start, change) in course.items():
        value = round(start + change * done * case.progress)
        if code == "nrs_pain":
            value = min(value, 10)
        values[code] = Decimal(max(value, 0))
    return values


def treat(case: Case, *, given: int, last: int, exact: bool = False) -> None:
    """Begin, and give so many sessions, the last of them `last` days ago.

    Not `exact`: the last one is moved back from a weekend.
    """
    final = case.world.today - timedelta(days=last) if exact else case.world.ago(last)
    days = session_days(case, given, final)
    first = days[0] - timedelta(days=7)
    begin(case, min(first, first - timedelta(days=max(first.isoweekday() - 5, 0))))
    for day in days:
        give(case, next_session(case), day)
    log_calls(case)


def session_days(case: Case, given: int, final: date) -> list[date]:
    """So many days, in the rhythm of the plan, on weekdays where the rhythm lets them be."""
    gap = timedelta(days=spacing(case).target_days)
    days = [final]
    while len(days) < given:
        day = days[0] - gap
        days.insert(0, day - timedelta(days=max(day.isoweekday() - 5, 0)))
    return days


def spacing(case: Case) -> Spacing:
    """As `draft` plans it."""
    rhythm = prefill.rhythm(case.protocol)
    target = rhythm["spacing_target_days"]
    longest = max(rhythm["spacing_max_days"], target + FLEXIBLE_DAYS)
    return Spacing(rhythm["spacing_min_days"], target, longest)


def planned_sessions(case: Case) -> int:
    return prefill.rhythm(case.protocol)["sessions_target"]


def first_follow_up(case: Case) -> int:
    """Days from the last session to the first follow-up visit."""
    return prefill.followup_days(case.protocol, prefill.rhythm(case.protocol))[0]


def next_session(case: Case) -> Session:
    session = case.plan.sessions.filter(state=Session.State.PLANNED).order_by("number").first()
    assert session is not None, "the story gives more sessions than the plan has"
    return session


def book_session(
    case: Case, first: date, last: date, near: datetime | None = None
) -> Appointment | None:
    session = next_session(case)
    return case.world.book(
        case.patient,
        case.physician,
        "session",
        max(first, session.opens_on),
        min(last, session.closes_on),
        near=near,
        equipment=equipment_for(session),
        session=session,
    )


def give(case: Case, session: Session, day: date) -> SessionRecord:
    """The whole session day, from the visit in the book to the signature."""
    visit = book_session(case, day, day)
    starts = visit.starts_at if visit else case.world.at(day, 11)
    if visit is not None:
        case.world.attend(visit)
    record = write(case, session, day, case.world.so_far(starts))
    return sign_session(case, record, case.world.so_far(starts + 25 * MINUTE))


def start(case: Case, session: Session, day: date, now: datetime, **other: str) -> SessionRecord:
    """Vitals, scores and the screening of the day."""
    version = case.plan.signed_version()
    assert version is not None, "only signed plans are treated under"
    _review(case, day, now)
    done = (session.number - 1) / version.sessions_target
    record = start_session(
        session=session,
        by=case.physician,
        now=now,
        today=day,
        answers=case.answers_of_the_day(day, **other),
        vitals=case.vitals_of_the_day(day),
        scores=scores(case, done) if session.number > 1 else {},
    )
    if record.screening is not None:
        case.decide(record.screening, now)
    return record


def _review(case: Case, day: date, now: datetime) -> None:
    """Where the scores did not move, somebody decided to go on."""
    if due_reviews({case.plan.pk}):
        review_plan(
            plan=case.plan,
            decision=FollowUp.Decision.CONTINUE,
            values={},
            note="Little change yet; no other cause found. One more session, then compare again.",
            by=case.physician,
            now=now,
            today=day,
        )


def write(case: Case, session: Session, day: date, now: datetime) -> SessionRecord:
    record = start(case, session, day, now)
    shelf.mix(record, now)
    return write_record(
        record=record,
        revision=record.revision,
        by=case.physician,
        now=now,
        opened_under=record.screening_id,
        note=SessionNote(
            time_out=[code for code, _ in TIME_OUT],
            reaction=SessionRecord.Reaction.NONE,
            reaction_note="",
            note="",
            aftercare_given=True,
        ),
        injections=[
            {name: getattr(injection, name) for name in INJECTATE_FIELDS}
            | {"target": injection.target, "mix": injection.mix}
            | {"needle": injection.needle or "25 G", "note": ""}
            for injection in record.injections.select_related("target__version", "mix")
        ],
    )


def sign_session(case: Case, record: SessionRecord, now: datetime) -> SessionRecord:
    signed = sign_record(record=record, revision=record.revision, by=case.physician, now=now)
    case.plan.refresh_from_db()
    return signed


def log_calls(case: Case) -> None:
    """The calls of the past were made and brought nothing."""
    world = case.world
    due = CheckCall.objects.filter(session__plan=case.plan, called_at=None, due_on__lt=world.today)
    for call in due:
        log_check_call(
            call=call,
            revision=call.revision,
            said=["soreness"],
            words=world.rng.choice(
                ("Sore for two days, better now.", "Hardly any pain.", "Stiff in the morning.")
            ),
            by=case.desk,
            now=world.at(call.due_on, 10, world.rng.randrange(60)),
        )


def follow_up(case: Case) -> FollowUp:
    visit = case.plan.follow_ups.filter(state=FollowUp.State.DUE).order_by("target_on").first()
    assert visit is not None, "the story follows up more often than the plan"
    return visit


def book_follow_up(
    case: Case, first: date, last: date, near: datetime | None = None
) -> Appointment | None:
    due = follow_up(case)
    return case.world.book(
        case.patient,
        case.physician,
        "follow_up",
        max(first, due.opens_on),
        min(last, due.closes_on),
        near=near,
        follow_up=due,
    )


def hold_follow_up(case: Case, decision: str, note: str) -> FollowUp:
    """The follow-up visit on the day it was due, or the working day before."""
    due = follow_up(case)
    day = due.target_on - timedelta(days=max(due.target_on.isoweekday() - 5, 0))
    visit = book_follow_up(case, day, day)
    starts = visit.starts_at if visit else case.world.at(day, 11)
    if visit is not None:
        case.world.attend(visit)
    done = record_follow_up(
        follow_up=due,
        revision=due.revision,
        decision=decision,
        values=scores(case, 1),
        note=note,
        by=case.physician,
        now=case.world.so_far(starts + 15 * MINUTE),
        today=day,
    )
    case.plan.refresh_from_db()
    return done
