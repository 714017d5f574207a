"""A session after its window: it goes on, the patient is looked at again, or the plan is.

How many days after the window are which is a threshold of the clinic. A review of the plan after
the window, or a new version of it, counts like the end of the window: so many days from then on.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from patients.policy import clinic_policy
from patients.rules import Policy
from staff.models import User
from staff.templatetags.prolo import day
from treatments import spacing
from treatments.models import FollowUp, Plan, PlanVersion, Session
from treatments.reviews import Prompt
from treatments.spacing import Lateness, Window


def plans_to_re_evaluate(physician: User, *, today: date) -> frozenset[int]:
    """Ids of this physician's plans whose next session comes too late to be given without a
    review. Two queries.
    """
    policy = clinic_policy()
    late = next_sessions().filter(plan__physician=physician, closes_on__lt=today)
    return frozenset(row.plan_id for row in late if _late_in(row, today, policy))


def to_re_evaluate(
    sessions: Iterable[tuple[Session, date]], policy: Policy | None = None
) -> frozenset[int]:
    """Ids of those sessions that cannot be given on their day before the plan is reviewed.

    Only the next session of a plan has a window that is certain. Two queries if any of the days
    lies after its window, one less if the thresholds are at hand; else none.
    """
    late = {session.pk: on for session, on in sessions if session.closes_on < on}
    if not late:
        return frozenset()
    policy = policy or clinic_policy()
    rows = next_sessions().filter(pk__in=late)
    return frozenset(row.pk for row in rows if _late_in(row, late[row.pk], policy))


def next_sessions() -> QuerySet[Any]:
    """The next session of each running plan, with when the plan was last thought over."""
    planned = Session.objects.filter(state=Session.State.PLANNED)
    before = planned.filter(plan=OuterRef("plan"), number__lt=OuterRef("number"))
    signed = PlanVersion.objects.filter(plan=OuterRef("plan"), signed_at__isnull=False)
    reviewed = FollowUp.objects.filter(plan=OuterRef("plan"), state=FollowUp.State.DONE)
    last_review = reviewed.order_by("-signed_at", "-id")
    return (
        planned.filter(plan__state=Plan.State.ACTIVE)
        .exclude(Exists(before))
        .annotate(
            plan_signed_on=Subquery(signed.order_by("-number").values("signed_on")[:1]),
            decision=Subquery(last_review.values("decision")[:1]),
            decided_on=Subquery(last_review.values("done_on")[:1]),
        )
    )


def lateness_of(session: Session, on: date, policy: Policy) -> Lateness:
    """What giving `session` on that day asks for, whatever was decided since."""
    return _lateness(Window(session.opens_on, session.target_on, session.closes_on), on, policy)


def waits_for_review(session: Session, on: date, policy: Policy) -> bool:
    """Whether the plan has to be reviewed or revised before `session` is given. One query if so
    many days have passed, else none.
    """
    if lateness_of(session, on, policy) is not Lateness.RE_EVALUATE:
        return False
    row = next_sessions().filter(pk=session.pk).first()
    return row is not None and _late_in(row, on, policy)


def prompt_if_late(session: Session, on: date, policy: Policy) -> Prompt | None:
    """What is asked of the physician first, where the session waits for a review."""
    if not waits_for_review(session, on, policy):
        return None
    begun = Session.objects.filter(plan=session.plan_id, state=Session.State.GIVEN).exists()
    days = (on - session.closes_on).days
    first = "Review the plan" if begun else "Revise the plan and sign it"
    return Prompt(
        due=True,
        title=f"The window closed {days} days ago, on {day(session.closes_on)}",
        text=f"{first} before anything is given: more than {policy.late_recheck_days} days after "
        "the window the plan is evaluated again.",
        stop_rule="",
        revise=not begun,
    )


def _late_in(row: Any, on: date, policy: Policy) -> bool:
    """Of a row of `next_sessions`."""
    thought_over = [row.closes_on]
    if row.plan_signed_on:
        thought_over.append(row.plan_signed_on)
    if row.decision == FollowUp.Decision.CONTINUE:
        thought_over.append(row.decided_on)
    window = Window(row.opens_on, row.target_on, max(thought_over))
    return _lateness(window, on, policy) is Lateness.RE_EVALUATE


def _lateness(window: Window, on: date, policy: Policy) -> Lateness:
    return spacing.lateness(
        window, on, go_on_days=policy.late_go_on_days, recheck_days=policy.late_recheck_days
    )
