"""The rows of a course: sessions left out, follow-up visits put on the list or taken off it.

Building blocks of the actions in `signing`, `sessions` and `follow_ups`, which lock the plan first.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from treatments import spacing
from treatments.models import FollowUp, Plan, PlanVersion, Session, SessionRecord
from treatments.windows import replan_sessions


def drop_sessions(sessions: Iterable[Session], reason: str) -> None:
    """Leave planned sessions out; raise when one of them has been started."""
    for session in sessions:
        if SessionRecord.objects.filter(session=session).exists():
            raise ValidationError(
                f"Session {session.number} was started: finish and sign its record first.",
                code="started",
            )
        session.state = Session.State.DROPPED
        session.dropped_reason = reason[:300]
        session.revision += 1
        session.full_clean()
        session.save(update_fields=["state", "dropped_reason", "revision", "changed_at"])


def drop_follow_ups(plan: Plan, *, planned_only: bool = False) -> None:
    """Take every visit that is still due off the list; with `planned_only` only those that the
    plan foresees, which are listed again after the last session.
    """
    due = plan.follow_ups.select_for_update().filter(state=FollowUp.State.DUE)
    for visit in due.filter(offset_days__gt=0) if planned_only else due:
        visit.state = FollowUp.State.DROPPED
        visit.revision += 1
        visit.full_clean()
        visit.save(update_fields=["state", "revision", "changed_at"])


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


def go_on(plan: Plan, *, today: date) -> None:
    """Move the windows of what is left; after the last session, list the follow-up visits."""
    version = plan.signed_version()
    assert version is not None, "checked when the session was started"
    replan_sessions(plan, version, today=today)
    last = plan.sessions.filter(state=Session.State.GIVEN).order_by("-given_on").first()
    if last is None or plan.sessions.filter(state=Session.State.PLANNED).exists():
        return
    assert last.given_on is not None, "a given session has its day, by constraint"
    plan_follow_ups(plan=plan, version=version, last_given=last.given_on)
