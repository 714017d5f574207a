"""What of a plan's consent and screening does not fit the version in force any more.

The visits in the book belong to the floor above: `scheduling.misfits`.
"""

from django.urls import reverse

from treatments.actions.session_gate import screening_fits
from treatments.before_signing import Gap
from treatments.models import Plan, PlanVersion, SessionRecord
from treatments.plan_page import Light


def unfit(plan: Plan, version: PlanVersion, consent: Light) -> list[Gap]:
    """One query, more only while the record of a session is being written."""
    if plan.state != Plan.State.ACTIVE or not version.is_signed:
        return []
    found = []
    if plan.consent is not None and consent.tone != "ok":
        url = reverse("record-consent", args=[plan.pk])
        found.append(Gap(f"Consent: {consent.text}", "Record a new consent", url))
    started = SessionRecord.objects.filter(session__plan=plan, signed_at=None).select_related(
        "session", "screening__patient"
    )
    for record in started:
        if not screening_fits(record, version):
            found.append(
                Gap(
                    f"Screening: session {record.session.number} was started before the plan or "
                    "the chart changed. Screen again before anything is injected.",
                    f"Open session {record.session.number}",
                    reverse("session", args=[record.session_id]),
                )
            )
    return found
