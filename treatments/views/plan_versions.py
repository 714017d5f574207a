from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent
from treatments.models import Plan, PlanVersion
from treatments.plan_compare import compared
from treatments.views.pages import about


@requires(Capability.VIEW_CLINICAL)
@require_GET
def compare_versions(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Any two versions of a plan; without a choice the two newest."""
    plan = get_object_or_404(
        Plan.objects.open_to(request.user).select_related("patient"), pk=plan_id
    )
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    versions = list(
        plan.versions.select_related("signed_by", "discarded_by")
        .prefetch_related("targets")
        .order_by("number")
    )
    after = _chosen(request.GET.get("after"), versions) or versions[-1]
    before = _chosen(request.GET.get("before"), versions) or _before(after, versions)
    context = about(request, plan.patient) | {
        "plan": plan,
        "versions": versions,
        "before": before,
        "after": after,
        "blocks": compared(before, after),
    }
    return render(request, "treatments/compare_versions.html", context)


def _chosen(number: str | None, versions: Sequence[PlanVersion]) -> PlanVersion | None:
    return next((version for version in versions if str(version.number) == number), None)


def _before(after: PlanVersion, versions: Sequence[PlanVersion]) -> PlanVersion:
    """The one it replaces: the last signed before it."""
    earlier = [version for version in versions if version.number < after.number]
    signed = [version for version in earlier if version.is_signed]
    return (signed or earlier or [after])[-1]
