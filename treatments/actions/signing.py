"""From a draft to a plan that is treated under: screening, signature, revision, end."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.actions.screening import run_screening
from patients.actions.vitals import keep_vitals
from patients.models import Screening
from patients.policy import clinic_policy
from staff.capabilities import Capability
from staff.models import User, lock_unchanged
from treatments.actions.course import drop_follow_ups, drop_sessions, plan_follow_ups
from treatments.before_signing import gaps, undecided
from treatments.context import plan_context
from treatments.models import Plan, PlanVersion, Session, Target
from treatments.windows import replan_sessions

# Clinic default: older answers to the screening questions are asked again.
ANSWERS_GOOD_FOR_DAYS = 14

CLOSED = (Plan.State.COMPLETED, Plan.State.STOPPED, Plan.State.CANCELLED)
COPIED = (
    "protocol_version", "indication_code", "indication", "region", "side", "goal", "sessions_min",
    "sessions_target", "sessions_max", "spacing_min_days", "spacing_target_days",
    "spacing_max_days", "followup_days", "instruments", "deviations", "entry_met", "entry_reason",
    "preparation", "note",
)  # fmt: skip
TARGET_COLUMNS = tuple(
    field.name for field in Target._meta.fields if field.name not in ("id", "version")
)


def draft_of(plan: Plan) -> PlanVersion | None:
    return plan.versions.drafts().prefetch_related("targets").first()


def reusable_answers(screening: Screening, today: date) -> dict[str, str]:
    """The answers of an earlier screening that may stand for today; raises when they are too old.

    That the lists were gone through counts for the day on which it was done.
    """
    age = (today - screening.run_on).days
    if age > ANSWERS_GOOD_FOR_DAYS:
        raise ValidationError(
            f"The screening answers are {age} days old. Ask the questions again.",
            code="old answers",
        )
    kept = dict(screening.answers)
    if age:
        kept.pop("lists_reviewed", None)
    return kept


@transaction.atomic
def screen_plan(
    *,
    plan: Plan,
    by: User,
    now: datetime,
    today: date,
    answers: Mapping[str, str],
    vitals: Mapping[str, Decimal] = {},
    units: Mapping[str, str] = {},
) -> Screening:
    """Keep what was measured, run the rules with what the draft injects, and put the result on it.

    `vitals` and `units` are as `keep_vitals` takes them.
    """
    plan = lock_open_plan(plan)
    version = _draft(plan)
    if not version.targets.all():
        raise ValidationError("Add the targets first: the rules look at what is injected where.")
    keep_vitals(patient=plan.patient, vitals=vitals, units=units, by=by, now=now, today=today)
    screening = run_screening(
        patient=plan.patient,
        kind=Screening.Kind.PLAN,
        by=by,
        now=now,
        today=today,
        answers=answers,
        plan=plan_context(version),
    )
    _put_screening(version, screening)
    return screening


@transaction.atomic
def sign_plan(*, plan: Plan, revision: int, by: User, now: datetime, today: date) -> PlanVersion:
    """Freeze the draft and put its sessions on the list; `revision` is the draft's.

    The screening is run again on today's data and must come out cleared. Raises ValidationError
    naming everything that is missing; nothing is kept then.
    """
    if not by.can(Capability.PLAN):
        raise ValidationError("Only a physician signs a plan.", code="not a physician")
    plan = lock_open_plan(plan)
    version: PlanVersion = lock_unchanged(_draft(plan), revision)
    missing = gaps(version, today=today, policy=clinic_policy())
    if missing:
        raise ValidationError([gap.words for gap in missing])
    screening = _screen_again(plan, version, by, now, today)
    version.screening = screening
    version.signed_by = by
    version.signed_at = now
    version.signed_on = today
    version.full_clean()
    version.save(
        update_fields=[
            "screening", "signed_by", "signed_at", "signed_on", "revision", "changed_at",
        ]
    )  # fmt: skip
    if plan.state == Plan.State.DRAFT:
        plan.state = Plan.State.ACTIVE
        plan.revision += 1
        plan.full_clean()
        plan.save(update_fields=["state", "revision", "changed_at"])
    put_sessions(plan, version, today)
    return version


def _screen_again(
    plan: Plan, version: PlanVersion, by: User, now: datetime, today: date
) -> Screening:
    assert version.screening is not None, "gaps asked for one"
    screening = run_screening(
        patient=plan.patient,
        kind=Screening.Kind.PLAN,
        by=by,
        now=now,
        today=today,
        answers=reusable_answers(version.screening, today),
        plan=plan_context(version),
    )
    if screening.outcome != Screening.Outcome.CLEARED:
        raise ValidationError(
            "The plan was not signed: the screening is not clear today "
            f"({screening.get_outcome_display().lower()}; "
            f"open: {', '.join(undecided(screening))}). "
            "Screen for this plan again and decide its findings.",
            code="screening",
        )
    return screening


def lock_open_plan(plan: Plan) -> Plan:
    """The plan, locked, if something may still be done with it."""
    locked = Plan.objects.select_for_update(of=("self",)).select_related("patient").get(pk=plan.pk)
    if locked.state in CLOSED:
        raise ValidationError("This plan is closed.", code="closed")
    return locked


def _draft(plan: Plan) -> PlanVersion:
    version = draft_of(plan)
    if version is None:
        raise ValidationError(
            "There is no draft: this plan is signed. Revise it to change it.", code="no draft"
        )
    return version


def _put_screening(version: PlanVersion, screening: Screening) -> None:
    version.screening = screening
    version.revision += 1
    version.full_clean()
    version.save(update_fields=["screening", "revision", "changed_at"])


def put_sessions(plan: Plan, version: PlanVersion, today: date) -> None:
    """As many planned sessions as the version foresees beyond those given, with their windows."""
    sessions = list(plan.sessions.select_for_update().order_by("number"))
    planned = [s for s in sessions if s.state == Session.State.PLANNED]
    given = [s for s in sessions if s.state == Session.State.GIVEN]
    wanted = max(version.sessions_target - len(given), 0)
    reason = f"The plan now foresees {version.sessions_target} sessions."
    drop_sessions(planned[wanted:], reason)
    last_number = sessions[-1].number if sessions else 0
    for number in range(last_number + 1, last_number + 1 + wanted - len(planned)):
        session = Session(
            plan=plan, number=number, opens_on=today, target_on=today, closes_on=today
        )
        session.full_clean()
        session.save()
    # Between two sessions the rhythm starts at the last one given; replan_sessions knows it.
    replan_sessions(plan, version, today=today)
    if given:
        drop_follow_ups(plan)
        if not wanted:
            last_given = max(session.given_on for session in given if session.given_on)
            plan_follow_ups(plan=plan, version=version, last_given=last_given)


@transaction.atomic
def revise_plan(*, plan: Plan, reason: str, by: User) -> PlanVersion:
    """Copy the signed version into a new draft. Until that is signed the old one is in force."""
    plan = lock_open_plan(plan)
    if plan.state != Plan.State.ACTIVE:
        raise ValidationError("Only a signed plan is revised; a draft can simply be changed.")
    if draft_of(plan) is not None:
        raise ValidationError("A revision is already being written. Finish that one.")
    if not reason.strip():
        raise ValidationError({"reason": "Say what changes and why."})
    signed = plan.signed_version()
    assert signed is not None, "only a signed plan is under treatment"
    draft = PlanVersion(
        plan=plan,
        # A version that was given up keeps its number.
        number=plan.versions.latest("number").number + 1,
        change_reason=reason.strip(),
        **{name: getattr(signed, name) for name in COPIED},
    )
    # Sessions that were left out are not planned again by the revision as such.
    draft.sessions_target = max(plan.sessions.standing().count(), 1)
    draft.sessions_min = min(draft.sessions_min, draft.sessions_target)
    draft.sessions_max = max(draft.sessions_max, draft.sessions_target)
    draft.full_clean()
    draft.save()
    for target in signed.targets.all():
        copy = Target(version=draft, **{name: getattr(target, name) for name in TARGET_COLUMNS})
        copy.full_clean(validate_unique=False)
        copy.save()
    return draft


@transaction.atomic
def discard_revision(
    *, version: PlanVersion, revision: int, reason: str, by: User, now: datetime
) -> PlanVersion:
    """Give up a revision that is being written; treatment goes on under the signed version."""
    plan = lock_open_plan(version.plan)
    locked: PlanVersion = lock_unchanged(version, revision)
    if not locked.is_draft:
        raise ValidationError("This version is not being written any more.", code="no draft")
    if plan.signed_version() is None:
        raise ValidationError("Nothing is signed yet: close the plan instead.", code="first draft")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the revision is given up."})
    locked.discarded_by = by
    locked.discarded_at = now
    locked.discarded_reason = reason.strip()
    locked.full_clean()
    locked.save(
        update_fields=[
            "discarded_by", "discarded_at", "discarded_reason", "revision", "changed_at",
        ]
    )  # fmt: skip
    return locked


@transaction.atomic
def close_plan(
    *, plan: Plan, revision: int, state: str, reason: str, by: User, today: date
) -> Plan:
    """End the plan. Planned sessions are left out; follow-ups stay due only after completion."""
    lock_open_plan(plan)
    locked: Plan = lock_unchanged(plan, revision)
    given = locked.sessions.filter(state=Session.State.GIVEN).exists()
    if state not in CLOSED:
        raise ValidationError({"state": "Choose how the plan ends."})
    if state == Plan.State.CANCELLED and given:
        raise ValidationError(
            {"state": "Sessions were given: the plan is completed or stopped, not cancelled."}
        )
    if state != Plan.State.CANCELLED and not given:
        raise ValidationError({"state": "No session was given: the plan is cancelled."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why the plan ends."})
    locked.state = state
    locked.closed_on = today
    locked.closing_reason = reason.strip()
    locked.full_clean()
    locked.save(update_fields=["state", "closed_on", "closing_reason", "revision", "changed_at"])
    planned = locked.sessions.select_for_update().filter(state=Session.State.PLANNED)
    drop_sessions(planned, f"{locked.get_state_display()}: {locked.closing_reason}")
    if state != Plan.State.COMPLETED:
        drop_follow_ups(locked)
    return locked
