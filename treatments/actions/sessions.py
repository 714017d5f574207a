"""The session day: open the record and write it. Signing is in `session_signing`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from patients.actions.screening import run_screening
from patients.actions.vitals import keep_vitals
from patients.models import Screening
from staff.models import User, lock_unchanged
from staff.templatetags.prolo import day
from treatments import anatomy, limits
from treatments.actions.follow_ups import record_score
from treatments.actions.plans import FIELD_OF_REMARK, remarks_on
from treatments.actions.session_gate import (
    check_consent,
    check_screening_fits,
    check_startable,
    check_window,
    check_writable,
    lock_plan_and_session,
)
from treatments.context import plan_context
from treatments.given import is_planned_place
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
from treatments.policy import limit_policy
from treatments.session_note import proposed_note

# What is said aloud before the needle. Codes are stored in the record: never renamed.
TIME_OUT = (
    ("patient", "Right patient: name and birth date asked"),
    ("side", "Right side and place, marked with the patient awake"),
    ("allergies", "Allergies asked again"),
    ("solution", "Right solution: substance, strength and volume read from the syringe"),
    ("consent", "Consent stands and the patient still wants it"),
)
MOST_INJECTIONS = 40

INJECTATE_FIELDS = tuple(field.name for field in Injectate._meta.get_fields())


@dataclass(frozen=True, slots=True)
class SessionNote:
    """What the physician writes about the session as a whole."""

    time_out: Sequence[str]
    reaction: str
    reaction_note: str
    note: str
    aftercare_given: bool


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
    is not running, an earlier session is still open, consent does not stand, or the day lies
    outside the window and no reason is given; a day too early is rule R42's matter and needs none.
    Starting again screens again and keeps what was written.
    """
    plan, session = lock_plan_and_session(session)
    version = check_startable(plan, session)
    check_consent(plan, today)
    context = plan_context(version)
    check_window(session, today, context.earliest_on, outside_window_reason)
    keep_vitals(patient=plan.patient, vitals=vitals, units=units, by=by, now=now, today=today)
    for instrument, value in scores.items():
        _keep_score(plan, session, instrument, value, today, by)
    screening = run_screening(
        patient=plan.patient,
        kind=Screening.Kind.DAY,
        by=by,
        now=now,
        today=today,
        answers=answers,
        plan=context,
    )
    record = SessionRecord.objects.filter(session=session).first()
    if record is not None:
        return _start_again(record, version, screening, by, today, outside_window_reason)
    record = SessionRecord(
        session=session,
        physician=by,
        screening=screening,
        treated_on=today,
        outside_window_reason=outside_window_reason.strip(),
        started_at=now,
    )
    return _open(record, version)


def _open(record: SessionRecord, version: PlanVersion) -> SessionRecord:
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
    screening = run_screening(
        patient=plan.patient,
        kind=Screening.Kind.DAY,
        by=by,
        now=now,
        today=today,
        answers=record.screening.answers,
        plan=plan_context(version),
    )
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
    note: SessionNote,
    injections: Sequence[Mapping[str, Any]],
    opened_under: int | None = None,
) -> SessionRecord:
    """Keep what was typed so far. The record stays a draft that its physician can go on with.

    Nothing is begun under a screening that does not fit the chart any more. `opened_under` is the
    id of the screening that did fit when the form was opened: what was injected since is kept.

    Each of `injections` holds the fields of `Injectate` plus "target" (Target or None), "needle",
    "note" and "other_side" (True: off the planned side on purpose, the note says why). A note that
    is empty or still as proposed is proposed anew. Raises ValidationError with the fields of an
    injection as "injections-<place from 0>-<field>"; nothing is kept then.
    """
    check_writable(record, by)
    locked: SessionRecord = lock_unchanged(record, revision)
    version = version_of(locked)
    if not locked.is_written and opened_under != locked.screening_id:
        check_screening_fits(locked, version)
    # Text areas send \r\n; stored is \n, so that the proposal can be told from an edited note.
    text = note.note.replace("\r\n", "\n").strip()
    was_proposed = text in ("", proposal(locked))
    locked.time_out = [code for code, _ in TIME_OUT if code in note.time_out]
    locked.reaction = note.reaction
    locked.reaction_note = note.reaction_note.strip()
    locked.aftercare_given = note.aftercare_given
    locked.injections.all().delete()
    given = _injections(locked, version, injections)
    locked.note = _proposal(locked, version, given) if was_proposed else text
    locked.full_clean()
    locked.save(
        update_fields=[
            "time_out", "reaction", "reaction_note", "note", "aftercare_given", "revision",
            "changed_at",
        ]
    )  # fmt: skip
    for injection in given:
        injection.save()
    return locked


def proposal(record: SessionRecord) -> str:
    """The note that what is stored proposes."""
    return _proposal(record, version_of(record), list(record.injections.all()))


def _proposal(record: SessionRecord, version: PlanVersion, injections: list[Injection]) -> str:
    return proposed_note(
        record,
        version,
        injections,
        number=record.session.number,
        time_out_complete=len(record.time_out) == len(TIME_OUT),
    )


def _injections(
    record: SessionRecord, version: PlanVersion, rows: Sequence[Mapping[str, Any]]
) -> list[Injection]:
    """The rows as checked injections; raises with the errors of all of them together."""
    if len(rows) > MOST_INJECTIONS:
        raise ValidationError(f"At most {MOST_INJECTIONS} injections in one session.")
    targets = list(version.targets.all())
    policy = limit_policy()
    errors: dict[str, list[str]] = {}
    made = []
    for place, row in enumerate(rows):
        fields = dict(row)
        on_purpose = fields.pop("other_side", False)
        injection = Injection(record=record, position=place + 1, **fields)
        wrong = _wrong_in(injection, version, targets, policy, on_purpose=on_purpose)
        for field, messages in wrong.items():
            key = NON_FIELD_ERRORS if field == NON_FIELD_ERRORS else f"injections-{place}-{field}"
            errors.setdefault(key, []).extend(messages)
        made.append(injection)
    if errors:
        raise ValidationError(errors)
    return made


def _wrong_in(
    injection: Injection,
    version: PlanVersion,
    targets: Sequence[Target],
    policy: limits.LimitPolicy,
    *,
    on_purpose: bool,
) -> dict[str, list[str]]:
    target = injection.target
    if target is not None and target.version.plan_id != version.plan_id:
        return {NON_FIELD_ERRORS: ["A target of another plan was sent. Reload the page."]}
    wrong = {
        FIELD_OF_REMARK.get(remark.field, remark.field): [f"{remark.message} ({remark.source})"]
        for remark in remarks_on(injection, version.protocol_version, policy)
        if remark.level is limits.Level.REFUSE
    }
    if injection.route not in anatomy.ROUTES:
        wrong["route"] = ["Choose the route."]
    if injection.guidance not in anatomy.GUIDANCE:
        wrong["guidance"] = ["Choose the guidance."]
    if problem := anatomy.side_problem(injection.region, injection.side):
        wrong["side"] = [problem]
    elif not is_planned_place(injection.region, injection.side, target, targets):
        planned = target.place if target is not None else version.place
        if not on_purpose:
            wrong["side"] = [
                f"The plan says {planned}. If this is on purpose, tick it and say why in the note."
            ]
        elif not injection.note.strip():
            wrong["note"] = ["Say why another side or place than planned was injected."]
    if not wrong:
        try:
            injection.full_clean(validate_unique=False)
        except ValidationError as error:
            wrong = error.message_dict
    return wrong
