from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from patients.actions.consent import withdraw_consent as withdraw
from patients.policy import clinic_policy
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once, refused
from treatments import consent_text
from treatments.actions.signing import consent_to_plan
from treatments.consent_state import consent_context, consent_state, sites_of
from treatments.forms.consent import ConsentForm, WithdrawConsentForm
from treatments.models import Plan
from treatments.plan_page import target_rows
from treatments.views.pages import about


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def record_consent(request: StaffRequest, plan_id: int) -> HttpResponse:
    plan = _plan(request, plan_id)
    version = (
        plan.versions.filter(signed_at__isnull=False)
        .select_related("protocol_version")
        .prefetch_related("targets")
        .first()
    )
    if version is None or plan.state != Plan.State.ACTIVE:
        messages.info(request, "Consent is given to a signed plan that is not closed.")
        return refused(plan)
    today, policy = clock.today(), clinic_policy()
    told = consent_context(version)
    form = ConsentForm(
        sent(request),
        risks=consent_text.risks_for(told),
        statements=consent_text.statements_for(told),
        minor=plan.patient.age_on(today) < policy.adult_age,
    )
    if form.is_valid():
        try:
            consent_to_plan(
                plan=plan,
                by=request.user,
                now=clock.now(),
                today=today,
                confirmed=form.confirmed(),
                own_goal=form.cleaned_data["own_goal"],
                signed_name=form.cleaned_data["signed_name"],
                guardian_name=form.cleaned_data.get("guardian_name", ""),
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "Consent recorded. The sessions can be booked.")
            return redirect(plan)
    context = about(request, plan.patient) | {
        "plan": plan,
        "version": version,
        "form": form,
        "sites": sites_of(version),
        "targets": target_rows(version),
        "text_version": consent_text.CONSENT_VERSION,
        "state": consent_state(
            plan.consent, version, today=today, valid_months=policy.consent_valid_months
        ),
    }
    return render(request, "treatments/record_consent.html", context)


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def withdraw_consent(request: StaffRequest, plan_id: int) -> HttpResponse:
    plan = _plan(request, plan_id)
    if plan.consent is None:
        messages.info(request, "No consent is recorded for this plan.")
        return refused(plan)
    form = WithdrawConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw(consent=plan.consent, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "Consent withdrawn. No session can be given under this plan.")
            return redirect(plan)
    context = about(request, plan.patient) | {"plan": plan, "form": form}
    return render(request, "treatments/withdraw_consent.html", context)


def _plan(request: StaffRequest, plan_id: int) -> Plan:
    plan = get_object_or_404(
        Plan.objects.visible_to(request.user).select_related("patient", "consent"), pk=plan_id
    )
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    return plan
