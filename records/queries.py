"""What is open, overdue or unsigned across the clinic: the work lists of administrators."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from patients.models import Finding, Patient, Screening
from patients.verdicts import replaced
from staff.clock import day_bounds
from staff.models import AccessEvent, User
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


def access_events(
    *,
    user: User | None = None,
    action: str = "",
    record_number: str = "",
    since: date | None = None,
) -> QuerySet[AccessEvent]:
    """Lines of the read log, the newest first."""
    events = AccessEvent.objects.select_related("user")
    if user is not None:
        events = events.filter(user=user)
    if action:
        events = events.filter(action=action)
    if since is not None:
        events = events.filter(at__gte=day_bounds(since)[0])
    if record_number:
        patient = Patient.objects.filter(record_number=record_number.upper()).first()
        events = events.filter(patient_id=patient.pk) if patient else events.none()
    return events
