"""After the sessions: scores, follow-up visits and their decisions."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from staff.models import User, lock_unchanged
from treatments import scores, spacing
from treatments.actions.course import drop_follow_ups, drop_sessions
from treatments.models import FollowUp, Plan, Score, Session

CLOSING = {
    FollowUp.Decision.STOP: Plan.State.STOPPED,
    FollowUp.Decision.REFER: Plan.State.STOPPED,
    FollowUp.Decision.DISCHARGE: Plan.State.COMPLETED,
}


LATEST_DAYS = 5 * 365  # later is a slip of the pen


@transaction.atomic
def add_follow_up(*, plan: Plan, target_on: date, today: date, by: User) -> FollowUp:
    """Add a visit that the plan did not foresee, on or around `target_on`."""
    if plan.state not in (Plan.State.ACTIVE, Plan.State.COMPLETED):
        raise ValidationError("This plan is not running: there is nothing to follow up.")
    if target_on < today:
        raise ValidationError({"target_on": "A follow-up visit cannot be due in the past."})
    if (target_on - today).days > LATEST_DAYS:
        raise ValidationError({"target_on": "A follow-up visit is at most 5 years ahead."})
    before, after = spacing.FOLLOW_UP_TOLERANCE
    visit = FollowUp(
        plan=plan,
        offset_days=0,
        opens_on=max(today, target_on - timedelta(days=before)),
        target_on=target_on,
        closes_on=target_on + timedelta(days=after),
    )
    visit.full_clean()
    visit.save()
    return visit


@transaction.atomic
def record_score(
    *,
    plan: Plan,
    instrument: str,
    value: Decimal,
    taken_on: date,
    moment: str,
    by: User,
    session: Session | None = None,
    follow_up: FollowUp | None = None,
) -> Score:
    """Write one value of one instrument; raise ValidationError outside the instrument's range."""
    known = scores.INSTRUMENTS.get(instrument)
    if known is None:
        raise ValidationError("This outcome instrument is not in the catalogue.")
    if problem := scores.value_problem(known, value):
        raise ValidationError({instrument: problem})
    score = Score(
        patient_id=plan.patient_id,
        plan=plan,
        instrument=instrument,
        instrument_version=known.version or "1",
        value=value,
        taken_on=taken_on,
        moment=moment,
        session=session,
        follow_up=follow_up,
        entered_by=by,
    )
    score.full_clean()
    score.save()
    return score


@transaction.atomic
def record_baseline(
    *, plan: Plan, values: Mapping[str, Decimal], taken_on: date, today: date, by: User
) -> list[Score]:
    """Write the scores before the first session: what every later value is compared with."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    if taken_on > today:
        raise ValidationError({"taken_on": "The baseline cannot lie in the future."})
    if taken_on < plan.patient.birth_date:
        raise ValidationError({"taken_on": "This date is before the patient was born."})
    if plan.sessions.filter(state=Session.State.GIVEN, given_on__lt=taken_on).exists():
        raise ValidationError(
            {"taken_on": "The baseline has to be taken before the first session."}
        )
    if not values:
        raise ValidationError("Enter at least one score.")
    known = plan.scores.filter(moment=Score.Moment.BASELINE, instrument__in=values)
    if twice := {score.instrument: "This score has its baseline already." for score in known}:
        raise ValidationError(twice)
    return [
        record_score(
            plan=plan,
            instrument=instrument,
            value=value,
            taken_on=taken_on,
            moment=Score.Moment.BASELINE,
            by=by,
        )
        for instrument, value in values.items()
    ]


@transaction.atomic
def record_follow_up(
    *,
    follow_up: FollowUp,
    revision: int,
    decision: str,
    values: Mapping[str, Decimal],
    note: str,
    by: User,
    now: datetime,
    today: date,
) -> FollowUp:
    """Sign the visit: scores, decision, note. Stop, refer and discharge close the plan as well.

    Raises ValidationError and leaves nothing behind when the plan is closed, the visit was
    recorded already, no decision is made, or a value is outside its range.
    """
    plan = Plan.objects.select_for_update().get(pk=follow_up.plan_id)
    locked: FollowUp = lock_unchanged(follow_up, revision)
    _check_decision(locked, plan, decision)
    for instrument, value in values.items():
        record_score(
            plan=plan,
            instrument=instrument,
            value=value,
            taken_on=today,
            moment=Score.Moment.FOLLOW_UP,
            by=by,
            follow_up=locked,
        )
    locked.state = FollowUp.State.DONE
    locked.done_on = today
    locked.decision = decision
    locked.note = note.strip()
    locked.signed_by = by
    locked.signed_at = now
    locked.full_clean()
    locked.save(
        update_fields=[
            "state", "done_on", "decision", "note", "signed_by", "signed_at", "revision",
            "changed_at",
        ]
    )  # fmt: skip
    if decision in CLOSING and plan.state == Plan.State.ACTIVE:
        _close(plan, CLOSING[FollowUp.Decision(decision)], locked, today)
    return locked


@transaction.atomic
def review_plan(
    *,
    plan: Plan,
    decision: str,
    values: Mapping[str, Decimal],
    note: str,
    by: User,
    now: datetime,
    today: date,
) -> FollowUp:
    """Decide between two sessions whether the plan goes on: a follow-up visit nobody planned.

    Raises ValidationError as `record_follow_up` does, and where no reason is given.
    """
    if plan.state != Plan.State.ACTIVE:
        raise ValidationError("This plan is not running: there is nothing to decide any more.")
    if not plan.sessions.filter(state=Session.State.GIVEN).exists():
        raise ValidationError("No session was given yet: there is nothing to review.")
    if not note.strip():
        raise ValidationError({"note": "Say why."})
    visit = FollowUp(plan=plan, offset_days=0, opens_on=today, target_on=today, closes_on=today)
    visit.full_clean()
    visit.save()
    return record_follow_up(
        follow_up=visit,
        revision=visit.revision,
        decision=decision,
        values=values,
        note=note,
        by=by,
        now=now,
        today=today,
    )


def _check_decision(visit: FollowUp, plan: Plan, decision: str) -> None:
    if visit.state != FollowUp.State.DUE:
        raise ValidationError(f"This visit is {visit.get_state_display().lower()} already.")
    if plan.state not in (Plan.State.ACTIVE, Plan.State.COMPLETED):
        raise ValidationError("This plan is closed: there is nothing to decide any more.")
    if decision not in FollowUp.Decision.values:
        raise ValidationError({"decision": "Choose what is decided."})
    if decision == FollowUp.Decision.CHANGE and plan.state != Plan.State.ACTIVE:
        raise ValidationError(
            {"decision": "This plan is completed. To treat again, make a new plan."}
        )


def _close(plan: Plan, state: str, visit: FollowUp, today: date) -> None:
    plan.state = state
    plan.closed_on = today
    plan.closing_reason = f"Decided at the follow-up visit: {visit.get_decision_display()}"
    plan.revision += 1
    plan.full_clean()
    plan.save(update_fields=["state", "closed_on", "closing_reason", "revision", "changed_at"])
    drop_sessions(
        plan.sessions.select_for_update().filter(state=Session.State.PLANNED), plan.closing_reason
    )
    if state == Plan.State.STOPPED:
        # After discharge the late visits stay: 26 and 52 weeks show what lasted.
        drop_follow_ups(plan)
