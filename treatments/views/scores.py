from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from patients.policy import clinic_policy
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once
from treatments import outcomes
from treatments.actions import follow_ups as actions
from treatments.forms.fields import score_names, scores_in
from treatments.forms.follow_ups import BaselineForm
from treatments.models import Plan, PlanVersion
from treatments.reviews import prompt_for
from treatments.score_chart import chart
from treatments.views.pages import about


@requires(Capability.VIEW_CLINICAL)
@require_GET
def scores(request: StaffRequest, plan_id: int) -> HttpResponse:
    plan = visible_plan(request, plan_id)
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    version = version_shown(plan)
    found = outcomes.lines(plan, version)
    context = about(request, plan.patient) | {
        "plan": plan,
        "version": version,
        "lines": [line for line in found if line.readings],
        "not_scored": [line.instrument for line in found if not line.readings],
        "elsewhere": outcomes.pain_elsewhere(plan.patient),
        "prompt": prompt_for(plan, version, found, policy=clinic_policy()),
        "may_treat": request.user.can(Capability.TREAT),
    }
    return render(request, "treatments/scores.html", context)


# The style of the picture is inside it; nothing else may be loaded or run in it.
@requires(Capability.VIEW_CLINICAL)
@require_GET
@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE]})  # type: ignore[arg-type]
def score_chart(request: StaffRequest, plan_id: int, instrument: str) -> HttpResponse:
    plan = visible_plan(request, plan_id)
    found = outcomes.lines(plan, None)
    line = next((line for line in found if line.instrument.code == instrument), None)
    if line is None or not line.readings:
        raise Http404
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    return HttpResponse(chart(line), content_type="image/svg+xml")


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def record_baseline(request: StaffRequest, plan_id: int) -> HttpResponse:
    plan = visible_plan(request, plan_id)
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    today = clock.today()
    found = outcomes.lines(plan, version_shown(plan))
    # A rating of change has no "before".
    asked = [
        line.instrument
        for line in found
        if line.baseline is None and line.instrument.responder_at is None
    ]
    form = BaselineForm(
        request.POST if request.method == "POST" else None,
        instruments=asked,
        initial={"taken_on": today},
    )
    if form.is_valid():
        try:
            actions.record_baseline(
                plan=plan,
                values=scores_in(form),
                taken_on=form.cleaned_data["taken_on"],
                today=today,
                by=request.user,
            )
        except ValidationError as error:
            put_errors(error, form, fields=score_names(asked))
        else:
            messages.success(request, "The baseline is saved.")
            return redirect("scores", plan.pk)
    context = about(request, plan.patient) | {"plan": plan, "form": form, "asked": asked}
    return render(request, "treatments/record_baseline.html", context)


def visible_plan(request: StaffRequest, plan_id: int) -> Plan:
    return get_object_or_404(
        Plan.objects.open_to(request.user).select_related("patient"), pk=plan_id
    )


def version_shown(plan: Plan) -> PlanVersion | None:
    """The version in force; before the signature the draft."""
    versions = plan.versions.select_related("protocol_version")
    return versions.filter(signed_at__isnull=False).first() or versions.first()
