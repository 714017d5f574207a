"""Writes the computed windows into the session rows, so that lists can filter and sort by them."""

from datetime import date

from treatments import spacing
from treatments.models import Plan, PlanVersion, Session

# Clinic default: a signed plan should begin within six weeks, while its screening is fresh.
START_WITHIN_DAYS = 42


def replan_sessions(plan: Plan, version: PlanVersion, *, today: date) -> None:
    """Compute the windows of all planned sessions anew from the last session really given."""
    planned = list(
        plan.sessions.select_for_update().filter(state=Session.State.PLANNED).order_by("number")
    )
    last = plan.sessions.filter(state=Session.State.GIVEN).order_by("-given_on").first()
    windows = spacing.project(
        last.given_on if last else None,
        len(planned),
        version.spacing,
        start=today,
        start_within_days=START_WITHIN_DAYS,
    )
    for session, window in zip(planned, windows, strict=True):
        session.opens_on = window.opens
        session.target_on = window.target
        session.closes_on = window.closes
        session.revision += 1
        session.full_clean()
        session.save(update_fields=["opens_on", "target_on", "closes_on", "revision", "changed_at"])
