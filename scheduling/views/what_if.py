"""On which days a course would be given, before its plan is signed."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from patients.banner import banner_for
from scheduling.forms.what_if import WhatIfForm
from scheduling.what_if import outlook, rows_of, usual_place
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent
from treatments.models import Plan


@requires(Capability.PLAN)
@require_GET
def what_if(request: StaffRequest, plan_id: int) -> HttpResponse:
    """When a plan would end that begins on a certain day, and what is in the way."""
    plans = Plan.objects.visible_to(request.user).select_related("patient", "physician")
    plan = get_object_or_404(plans, pk=plan_id)
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    version = plan.versions.filter(discarded_at=None).order_by("-number").first()
    form = WhatIfForm(request.GET if request.GET else None)
    asked = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    site, practitioner = usual_place(plan, asked)
    today = clock.today(site.time_zone if site else "")
    start = max(asked.get("start") or today + timedelta(days=1), today)
    found = None
    if site and version:
        found = outlook(
            plan, version, start=start, site=site, practitioner=practitioner, by=request.user
        )
    context = {
        "plan": plan,
        "patient": plan.patient,
        "banner": banner_for(plan.patient, user=request.user, today=today, active="plans"),
        "version": version,
        "form": form,
        "start": start,
        "today": today,
        "site": site,
        "practitioner": practitioner,
        "found": found,
        "rows": rows_of(found) if found else [],
    }
    return render(request, "scheduling/what_if.html", context)
