"""What is open, overdue or unsigned across the clinic: the work lists of administrators."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from patients.models import Finding, Screening
from patients.verdicts import replaced
from treatments.models import FollowUp, PlanVersion, SessionRecord


def unsigned_records() -> QuerySet[SessionRecord]:
    """Session records that were started and not signed, the oldest first."""
    return (
        SessionRecord.objects.filter(signed_at=None)
        .select_related("session__plan__patient", "physician")
        .order_by("treated_on", "id")
    )


def open_screenings() -> QuerySet[Screening]:
    """The latest screening of each patient and kind where something is still undecided."""
    return (
        Screening.objects.exclude(outcome=Screening.Outcome.CLEARED)
        .filter(~replaced())
        .select_related("patient", "run_by")
        .annotate(open_findings=Count("findings", filter=_open(), distinct=True))
        .order_by("run_at", "id")
    )


def _open() -> Q:
    return Q(findings__state__in=[Finding.State.OPEN, Finding.State.AWAITING])


def overdue_follow_ups(today: date) -> QuerySet[FollowUp]:
    """Follow-up visits whose window has shut without the visit, the longest overdue first."""
    return (
        FollowUp.objects.filter(state=FollowUp.State.DUE, closes_on__lt=today)
        .select_related("plan__patient", "plan__physician")
        .order_by("closes_on", "id")
    )


def unsigned_plans() -> QuerySet[PlanVersion]:
    """Plan versions still in draft, the oldest first."""
    return (
        PlanVersion.objects.drafts()
        .filter(plan__state__in=["draft", "active"])
        .select_related("plan__patient", "plan__physician")
        .order_by("changed_at", "id")
    )
