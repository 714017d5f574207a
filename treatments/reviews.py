"""Stop or go on: whether a physician has to review a plan before its next session.

Clinic default: after so many sessions (a threshold of the clinic) without a change that matters
the next one waits for a decision that is signed after the last session. "Change the plan" lets it
go on once a new version of the plan is signed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from patients.policy import clinic_policy
from patients.rules import Policy
from staff.prepared import Among, planned_once
from staff.templatetags.prolo import day
from treatments import outcomes
from treatments.models import FollowUp, Plan, PlanVersion, Score, Session, SessionRecord
from treatments.outcomes import Line

Decision = FollowUp.Decision


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked after a session. `due`: nothing more is given before somebody decides."""

    due: bool
    title: str
    text: str
    stop_rule: str
    revise: bool = False  # nothing was given yet: there is a plan to revise, nothing to review


def prompt_for(
    plan: Plan, version: PlanVersion | None, courses: Collection[Line], *, policy: Policy
) -> Prompt | None:
    """The prompt of a plan, its scores as `courses`; None before its first session. One query."""
    standing = _standing(Plan.objects.filter(pk=plan.pk))
    stands = standing.annotate(decided_on=_since_the_last("done_on")).get()
    if version is None or not stands.given:
        return None
    return Prompt(
        _is_due(stands, courses, policy),
        *_words(stands, courses, policy),
        stop_rule=version.protocol_version.stop_rule if version.protocol_version else "",
    )


def due_reviews(plans: Collection[int], policy: Policy | None = None) -> frozenset[int]:
    """Ids of those among `plans` whose next session waits for a review.

    At most three queries, one less if the thresholds are at hand.
    """
    if not plans:
        return frozenset()
    policy = policy or clinic_policy()
    standing = _standing(Plan.objects.filter(Among("pk", plans)))
    with planned_once():
        rows = list(standing.filter(given__gte=policy.review_after_session))
    scored = Prefetch("scores", outcomes.counted(Score.objects.all()), to_attr="counted")
    prefetch_related_objects(rows, scored)
    return frozenset(
        plan.pk for plan in rows if _is_due(plan, outcomes.lines_of(plan.counted), policy)
    )


def _standing(plans: QuerySet[Plan]) -> Any:
    """How many sessions were given, how many are left, and what was decided since the last."""
    signed = SessionRecord.objects.filter(
        session__plan=OuterRef("pk"), session__state=Session.State.GIVEN, signed_at__isnull=False
    )
    newer = PlanVersion.objects.filter(plan=OuterRef("pk"), signed_at__gte=OuterRef("last_signed"))
    return plans.annotate(
        given=Count("sessions", filter=Q(sessions__state=Session.State.GIVEN)),
        left=Count("sessions", filter=Q(sessions__state=Session.State.PLANNED)),
        last_signed=Subquery(signed.order_by("-signed_at").values("signed_at")[:1]),
    ).annotate(decision=_since_the_last("decision"), revised=Exists(newer))


def _since_the_last(field: str) -> Subquery:
    """Of the review after the last session."""
    reviews = FollowUp.objects.filter(
        plan=OuterRef("pk"), state=FollowUp.State.DONE, signed_at__gte=OuterRef("last_signed")
    )
    return Subquery(reviews.order_by("-signed_at", "-id").values(field)[:1])


def _is_due(stands: Any, courses: Collection[Line], policy: Policy) -> bool:
    if stands.state != Plan.State.ACTIVE or not stands.left:
        return False
    if stands.given < policy.review_after_session or improved(courses):
        return False
    return not (
        stands.decision == Decision.CONTINUE
        or (stands.decision == Decision.CHANGE and stands.revised)
    )


def improved(courses: Collection[Line]) -> bool:
    """Whether the latest value of any score is better than its baseline by what matters."""
    return any(line.latest.change.meaningful for line in _judged(courses))


def _judged(courses: Collection[Line]) -> list[Any]:
    return [line for line in courses if line.latest is not None and line.latest.change is not None]


def _words(stands: Any, courses: Collection[Line], policy: Policy) -> tuple[str, str]:
    given = f"{stands.given} session{'' if stands.given == 1 else 's'} given"
    if stands.decision:
        title = f"Reviewed {day(stands.decided_on)}: {Decision(stands.decision).label.lower()}"
        if _is_due(stands, courses, policy):
            return title, (
                "Sign the new version of the plan before the next session, or review again and "
                "decide to continue."
            )
        return title, "The next review is due after the next session without a meaningful change."
    if improved(courses):
        return f"{given}, meaningful improvement", "Go on as planned, or stop if the goal is met."
    if not _judged(courses):
        title = f"{given} and no score to compare"
        text = "Take the scores: without them nobody can say whether the treatment helps."
    else:
        title = f"{given} and no meaningful improvement"
        text = "Look for a cause."
    after = policy.review_after_session
    if stands.given < after:
        return title, f"{text} A review is compulsory after session {after} without one."
    if not stands.left:
        return title, f"{text} Decide at the follow-up visit whether more treatment makes sense."
    return title, (
        f"{text} Decide whether to go on, change the plan or stop: the next session waits for the "
        f"decision (compulsory from session {after} without a meaningful change)."
    )
