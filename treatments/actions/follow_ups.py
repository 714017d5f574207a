"""After the sessions: scores, the check call on day 3, follow-up visits and their decisions."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from staff.models import User, lock_unchanged
from treatments import scores, spacing
from treatments.models import CheckCall, FollowUp, Plan, PlanVersion, Score, Session

CLOSING = {
    FollowUp.Decision.STOP: Plan.State.STOPPED,
    FollowUp.Decision.REFER: Plan.State.STOPPED,
    FollowUp.Decision.DISCHARGE: Plan.State.COMPLETED,
}


@transaction.atomic
def plan_follow_ups(*, plan: Plan, version: PlanVersion, last_given: date) -> list[FollowUp]:
    """Put the follow-up visits of the plan on the list, counted from the last session given."""
    offsets = sorted(set(version.followup_days))
    made = []
    for offset, window in zip(offsets, spacing.followup_windows(last_given, offsets), strict=True):
        visit = FollowUp(
            plan=plan,
            offset_days=offset,
            opens_on=window.opens,
            target_on=window.target,
            closes_on=window.closes,
        )
        visit.full_clean()
        visit.save()
        made.append(visit)
    return made


@transaction.atomic
def add_follow_up(*, plan: Plan, target_on: date, today: date, by: User) -> FollowUp:
    """Add a visit that the plan did not foresee, on or around `target_on`."""
    if plan.state != Plan.State.ACTIVE:
        raise ValidationError("This plan is not running: there is nothing to follow up.")
    if target_on < today:
        raise ValidationError({"target_on": "A follow-up visit cannot be due in the past."})
    before, after = spacing.FOLLOW_UP_TOLERANCE
    window = spacing.Window(
        opens=max(today, date.fromordinal(target_on.toordinal() - before)),
        target=target_on,
        closes=date.fromordinal(target_on.toordinal() + after),
    )
    visit = FollowUp(
        plan=plan,
        offset_days=0,
        opens_on=window.opens,
        target_on=window.target,
        closes_on=window.closes,
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
    if taken_on > today:
        raise ValidationError({"taken_on": "The baseline cannot lie in the future."})
    if plan.sessions.filter(given_on__lt=taken_on).exists():
        raise ValidationError(
            {"taken_on": "The baseline has to be taken before the first session."}
        )
    if not values:
        raise ValidationError("Enter at least one score.")
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
    if locked.state != FollowUp.State.DUE:
        raise ValidationError("This visit is recorded already.")
    if decision not in FollowUp.Decision.values:
        raise ValidationError({"decision": "Choose what is decided."})
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
    locked.note = note
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


def _close(plan: Plan, state: str, visit: FollowUp, today: date) -> None:
    plan.state = state
    plan.closed_on = today
    plan.closing_reason = f"Decided at the follow-up visit: {visit.get_decision_display()}"
    plan.revision += 1
    plan.full_clean()
    plan.save(update_fields=["state", "closed_on", "closing_reason", "revision", "changed_at"])
    plan.sessions.filter(state=Session.State.PLANNED).update(
        state=Session.State.DROPPED, dropped_reason=plan.closing_reason
    )
    if state == Plan.State.STOPPED:
        # After discharge the late visits stay: 26 and 52 weeks show what lasted.
        plan.follow_ups.filter(state=FollowUp.State.DUE).update(state=FollowUp.State.DROPPED)


@transaction.atomic
def log_check_call(
    *, call: CheckCall, revision: int, answer: str, words: str, by: User, now: datetime
) -> CheckCall:
    """Write down what the patient said on the phone; a call nobody answered stays on the list."""
    locked: CheckCall = lock_unchanged(call, revision)
    if locked.answer and locked.answer != CheckCall.Answer.NO_ANSWER:
        raise ValidationError("This call is logged already.")
    if answer not in CheckCall.Answer.values:
        raise ValidationError({"answer": "Choose what the patient said."})
    if answer in (CheckCall.Answer.WORRY, CheckCall.Answer.ALARM) and not words.strip():
        raise ValidationError({"words": "Write down the patient's own words."})
    locked.answer = answer
    locked.words = words.strip()
    locked.called_by = by
    locked.called_at = now
    locked.full_clean()
    locked.save(
        update_fields=["answer", "words", "called_by", "called_at", "revision", "changed_at"]
    )
    return locked


@transaction.atomic
def triage_check_call(
    *, call: CheckCall, revision: int, note: str, by: User, now: datetime
) -> CheckCall:
    """The physician's answer to a worrying call: what was done about it."""
    locked: CheckCall = lock_unchanged(call, revision)
    if locked.answer not in (CheckCall.Answer.WORRY, CheckCall.Answer.ALARM):
        raise ValidationError("There is nothing to triage in this call.")
    if not note.strip():
        raise ValidationError({"triage_note": "Say what was advised or done."})
    locked.triage_note = note.strip()
    locked.triaged_by = by
    locked.triaged_at = now
    locked.full_clean()
    locked.save(update_fields=["triage_note", "triaged_by", "triaged_at", "revision", "changed_at"])
    return locked
