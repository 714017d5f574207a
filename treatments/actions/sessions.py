"""The session day: open the record and write it. Signing is in `session_signing`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.actions.screening import run_screening
from patients.actions.vitals import keep_vitals
from patients.models import Screening
from patients.policy import clinic_policy
from patients.rules import PlanContext
from staff.models import User, lock_unchanged
from staff.templatetags.prolo import day
from treatments.actions.follow_ups import record_score
from treatments.actions.kept_typing import check_seen, let_go
from treatments.actions.session_gate import (
    check_consent,
    check_not_too_late,
    check_reviewed,
    check_screening_fits,
    check_startable,
    check_window,
    check_writable,
    lock_plan_and_session,
)
from treatments.actions.session_rows import STRENGTHS, injections_from
from treatments.context import plan_context
from treatments.models import (
    Injection,
    Plan,
    PlanVersion,
    Score,
    Session,
    SessionRecord,
)
from treatments.models.injectate import Injectate
from treatments.record_mixes import mixes_in
from treatments.session_note import proposed_note
from treatments.vitals_of_day import vitals_of

# What is said aloud before the needle. Codes are stored in the record: never renamed.
TIME_OUT = (
    ("patient", "Right patient: name and birth date asked"),
    ("side", "Right side and place, marked with the patient awake"),
    ("allergies", "Allergies asked again"),
    ("solution", "Right solution: substance, strength and volume read from the syringe"),
    ("consent", "Consent stands and the patient still wants it"),
)
INJECTATE_FIELDS = tuple(field.name for field in Injectate._meta.get_fields())


@dataclass(frozen=True, slots=True)
class SessionNote:
    """What the physician writes about the session as a whole."""

    time_out: Sequence[str]
    reaction: str
    reaction_note: str
    note: str
    aftercare_given: bool
    observed_minutes: int | None = None
    # None: whenever it is saved, once a reaction is recorded.
    last_needle_at: datetime | None = None


@transaction.atomic
def start_session(
    *,
    session: Session,
    by: User,
    now: datetime,
    today: date,
    answers: Mapping[str, str],
    vitals: Mapping[str, Decimal] = {},
    units: Mapping[str, str] = {},
    scores: Mapping[str, Decimal] = {},
    outside_window_reason: str = "",
) -> SessionRecord:
    """Keep vitals and scores, screen for the day and open the record, prefilled from the plan.

    `vitals` holds values by result kind, `units` ids of `patients.units` where a value is not in
    the record's own unit, `scores` values by instrument code. Raises ValidationError when the plan
    is not running, an earlier session is still open, consent does not stand, the session is so late
    that the plan comes first, or the day lies outside the window and `outside_window_reason` does
    not say what is asked then; a day too early is rule R42's matter and needs no reason.
    Starting again screens again and keeps what was written.
    """
    plan, session = lock_plan_and_session(session)
    version = check_startable(plan, session)
    check_consent(plan, today)
    context = plan_context(version)
    _check_day(session, today, context, outside_window_reason)
    keep_vitals(patient=plan.patient, vitals=vitals, units=units, by=by, now=now, today=today)
    for instrument, value in scores.items():
        _keep_score(plan, session, instrument, value, today, by)
    check_reviewed(plan)
    screening = _screen(plan, context, answers, by, now, today)
    if record := SessionRecord.objects.filter(session=session).first():
        return _start_again(record, version, screening, by, today, outside_window_reason)
    return _open(session, version, screening, outside_window_reason, now)


def _check_day(session: Session, today: date, context: PlanContext, reason: str) -> None:
    """Whether the session may be given on this day, and whether `reason` says why where asked."""
    policy = clinic_policy()
    check_not_too_late(session, today, policy)
    check_window(session, today, context.earliest_on, reason, policy)


def _screen(
    plan: Plan,
    context: PlanContext,
    answers: Mapping[str, str],
    by: User,
    now: datetime,
    today: date,
) -> Screening:
    return run_screening(
        patient=plan.patient,
        kind=Screening.Kind.DAY,
        by=by,
        now=now,
        today=today,
        answers=answers,
        plan=context,
    )


def _open(
    session: Session, version: PlanVersion, screening: Screening, reason: str, now: datetime
) -> SessionRecord:
    """A new record, of the physician who screened and of that day, as the plan says."""
    record = SessionRecord(
        session=session,
        physician=screening.run_by,
        screening=screening,
        treated_on=screening.run_on,
        outside_window_reason=reason.strip(),
        started_at=now,
    )
    record.full_clean()
    record.save()
    _prefill(record, version)
    return record


@transaction.atomic
def screen_again(*, session: Session, by: User, now: datetime, today: date) -> SessionRecord:
    """Ask the rules anew, with the answers of the day, about the chart as it is now.

    For a record that was opened today. Decisions on findings that are the same still hold.
    Raises ValidationError (code "questions") where the questions were not answered today.
    """
    plan, session = lock_plan_and_session(session)
    version = check_startable(plan, session)
    check_consent(plan, today)
    record = SessionRecord.objects.filter(session=session).select_related("screening").first()
    if record is None or record.screening is None or record.treated_on != today:
        raise ValidationError("Answer the questions of the day first.", code="questions")
    answers = record.screening.answers
    screening = _screen(plan, plan_context(version), answers, by, now, today)
    return _start_again(record, version, screening, by, today, record.outside_window_reason)


def _keep_score(
    plan: Plan, session: Session, instrument: str, value: Decimal, today: date, by: User
) -> None:
    """Before the first session it is the baseline, if there is none; else a score of the day."""
    first = not plan.sessions.filter(state=Session.State.GIVEN).exists()
    has_baseline = plan.scores.filter(instrument=instrument, moment=Score.Moment.BASELINE).exists()
    as_baseline = first and not has_baseline
    record_score(
        plan=plan,
        instrument=instrument,
        value=value,
        taken_on=today,
        moment=Score.Moment.BASELINE if as_baseline else Score.Moment.SESSION,
        by=by,
        session=None if as_baseline else session,
    )


def _start_again(
    record: SessionRecord,
    version: PlanVersion,
    screening: Screening,
    by: User,
    today: date,
    reason: str,
) -> SessionRecord:
    written = record.is_written
    if written and record.treated_on != today:
        raise ValidationError(
            f"The record of {day(record.treated_on)} is written but not signed. "
            "Sign it, or ask its physician to."
        )
    record.screening = screening
    record.physician = by
    record.treated_on = today
    record.outside_window_reason = reason.strip()
    record.revision += 1
    record.full_clean()
    record.save(
        update_fields=[
            "screening", "physician", "treated_on", "outside_window_reason", "revision",
            "changed_at",
        ]
    )  # fmt: skip
    if not written and version_of(record) != version:
        # The plan was revised since the record was opened.
        record.injections.all().delete()
        _prefill(record, version)
    return record


def _prefill(record: SessionRecord, version: PlanVersion) -> None:
    needle = version.protocol_version.needle if version.protocol_version else ""
    for target in version.targets.order_by("position"):
        injection = Injection(
            record=record,
            target=target,
            position=target.position,
            needle=needle,
            **{field: getattr(target, field) for field in INJECTATE_FIELDS},
        )
        injection.full_clean(validate_unique=False)
        injection.save()


def version_of(record: SessionRecord) -> PlanVersion:
    """The version that the record was opened under; the one in force if no target tells."""
    injection = record.injections.exclude(target=None).select_related("target__version").first()
    if injection is not None and injection.target is not None:
        return injection.target.version
    version = record.session.plan.signed_version()
    assert version is not None, "a record is opened under a signed version only"
    return version


@transaction.atomic
def write_record(
    *,
    record: SessionRecord,
    revision: int,
    by: User,
    now: datetime,
    note: SessionNote,
    injections: Sequence[Mapping[str, Any]],
    opened_under: int | None = None,
    typing: int | None = None,
) -> SessionRecord:
    """Keep what was typed so far. The record stays a draft that its physician can go on with.

    Nothing is begun under a screening that does not fit the chart any more. `opened_under` is the
    id of the screening that did fit when the form was opened: what was injected since is kept.

    Each of `injections` holds fields of `Injectate` plus "target" (Target or None), "mix" (Mix or
    None), "needle", "image_reference", "note" and "other_side" (True: off the planned side on
    purpose, the note says why). What was drawn from a mix gets the mix's true percentages. A note
    that is empty or still as proposed is proposed anew. `typing` is the number of the kept typing
    that the form was opened with; None leaves it unchecked. Raises ValidationError with the fields
    of an injection as "injections-<place from 0>-<field>"; nothing is kept then.
    """
    check_writable(record, by)
    locked: SessionRecord = lock_unchanged(record, revision)
    check_seen(locked, typing)
    version = version_of(locked)
    if not locked.is_written and opened_under != locked.screening_id:
        check_screening_fits(locked, version)
    # Text areas send \r\n; stored is \n, so that the proposal can be told from an edited note.
    text = note.note.replace("\r\n", "\n").strip()
    was_proposed = text in ("", proposal(locked))
    _take(locked, note, now)
    kept = list(locked.injections.all())
    rows = _filled_in(injections, kept)
    locked.injections.all().delete()
    given = injections_from(locked, version, rows, at=locked.last_needle_at or now)
    locked.note = _proposal(locked, version, given) if was_proposed else text
    locked.full_clean()
    locked.save(update_fields=[*WRITTEN, "revision", "changed_at"])
    for injection in given:
        injection.save()
    let_go(locked)
    return locked


WRITTEN = (
    "time_out", "reaction", "reaction_note", "note", "aftercare_given", "observed_minutes",
    "last_needle_at",
)  # fmt: skip


def _take(record: SessionRecord, note: SessionNote, now: datetime) -> None:
    record.time_out = [code for code, _ in TIME_OUT if code in note.time_out]
    record.reaction = note.reaction
    record.reaction_note = note.reaction_note.strip()
    record.aftercare_given = note.aftercare_given
    record.observed_minutes = note.observed_minutes
    moment = note.last_needle_at
    if moment is not None and not record.started_at <= moment <= now:
        raise ValidationError(
            {"last_needle_at": "The last needle was after the session started, and before now."}
        )
    # The reaction is what follows the last needle.
    record.last_needle_at = moment or record.last_needle_at or (now if note.reaction else None)


def _filled_in(
    rows: Sequence[Mapping[str, Any]], kept: Sequence[Injection]
) -> list[Mapping[str, Any]]:
    """What a row does not say stays as it is stored for its target, or as the target says."""
    stored: dict[int | None, Injectate] = {row.target_id: row for row in kept}
    filled = []
    for row in rows:
        if (target := row.get("target")) is None:
            filled.append(row)
            continue
        before = stored.get(target.pk, target)
        # The strengths of a mix are those of no other.
        aimed = target if getattr(before, "mix_id", None) or before.procedure else before
        filled.append(
            {name: getattr(aimed, name) for name in STRENGTHS}
            | {"map_points": before.map_points}
            | dict(row)
        )
    return filled


def proposal(record: SessionRecord) -> str:
    """The note that what is stored proposes."""
    injections = list(record.injections.select_related("mix"))
    return _proposal(record, version_of(record), injections)


def _proposal(record: SessionRecord, version: PlanVersion, injections: list[Injection]) -> str:
    return proposed_note(
        record,
        version,
        injections,
        mixes=mixes_in(record),
        vitals=vitals_of(record),
        number=record.session.number,
        time_out_complete=len(record.time_out) == len(TIME_OUT),
    )
