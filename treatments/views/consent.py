from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from patients.actions.consent import withdraw_consent as withdraw
from patients.models import Consent, Patient
from patients.policy import clinic_policy
from patients.rules import Policy
from patients.signature import PAD
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once, refused
from staff.paging import page_of
from staff.too_late import too_late
from treatments import consent_text
from treatments.actions.consent import consent_to_plan
from treatments.consent_page import page_of_consent
from treatments.consent_state import consent_context, consent_state, sites_of
from treatments.forms.consent import ConsentForm, WithdrawConsentForm
from treatments.models import Plan, PlanVersion
from treatments.plan_page import target_rows
from treatments.substances import substance_words, substances_of
from treatments.views.pages import about

CONSENTS_PER_PAGE = 20
VIEW_BOX = f"0 0 {PAD[0]} {PAD[1]}"


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def record_consent(request: StaffRequest, plan_id: int) -> HttpResponse:
    plan = _plan(request, plan_id)
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    version = _signed_version(plan)
    words = "Consent is given to a signed plan that is not closed."
    if version is None:
        messages.info(request, words)
        return refused(plan)
    form = _consent_form(request, version)
    if plan.state != Plan.State.ACTIVE:
        on_page = about(request, plan.patient)
        return too_late(request, form, words, back=plan, row=plan, about=on_page)
    if form.is_valid():
        try:
            consent_to_plan(
                plan=plan,
                by=request.user,
                now=clock.now(),
                today=clock.today(),
                confirmed=form.confirmed(),
                own_goal=form.cleaned_data["own_goal"],
                understanding=form.understanding(),
                signed=form.signed(),
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "Consent recorded. The sessions can be booked.")
            return redirect(plan)
    return _consent_page(request, version, form)


def _consent_form(request: StaffRequest, version: PlanVersion) -> ConsentForm:
    told = consent_context(version)
    return ConsentForm(
        sent(request),
        risks=consent_text.risks_for(told),
        statements=consent_text.statements_for(told),
        minor_until=_minor_until(version.plan.patient, clinic_policy()),
    )


def _consent_page(request: StaffRequest, version: PlanVersion, form: ConsentForm) -> HttpResponse:
    plan, policy = version.plan, clinic_policy()
    context = about(request, plan.patient) | {
        "plan": plan,
        "version": version,
        "form": form,
        "said": consent_text.SAID,
        "targets": target_rows(version, policy),
        "text_version": consent_text.CONSENT_VERSION,
        "valid_months": policy.consent_valid_months,
        "state": consent_state(plan, version, today=clock.today(), policy=policy),
        "view_box": VIEW_BOX,
    }
    return render(request, "treatments/record_consent.html", context)


def _minor_until(patient: Patient, policy: Policy) -> int | None:
    """The age at which the patient will sign alone; None for an adult."""
    return policy.adult_age if patient.age_on(clock.today()) < policy.adult_age else None


@requires(Capability.HAND_OUT_SHEETS)
@require_GET
def consent_form_sheet(request: StaffRequest, plan_id: int) -> HttpResponse:
    """The consent on paper, to read before the talk and to sign by hand."""
    plan = _plan(request, plan_id)
    version = _signed_version(plan)
    if version is None or plan.state != Plan.State.ACTIVE:
        messages.info(request, "There is no consent form: no plan of this patient is signed.")
        return redirect("patient", plan.patient_id)
    log_access(request, AccessEvent.Action.PRINT, patient_id=plan.patient_id)
    policy, told = clinic_policy(), consent_context(version)
    context = {
        "patient": plan.patient,
        "plan": plan,
        "sites": sites_of(version),
        "substances": [substance_words(name) for name in sorted(substances_of(version))],
        "version": version,
        "risks": consent_text.risks_for(told),
        "statements": consent_text.statements_for(told),
        "said": consent_text.SAID,
        "text_version": consent_text.CONSENT_VERSION,
        "valid_months": policy.consent_valid_months,
        "minor_until": _minor_until(plan.patient, policy),
        "may_read": request.user.can(Capability.VIEW_CLINICAL),
        "today": clock.today(),
    }
    return render(request, "treatments/consent_form_sheet.html", context)


@requires(Capability.VIEW_CLINICAL)
@require_GET
def patient_consents(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.open_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    rows = Consent.objects.filter(patient=patient).select_related("physician", "withdrawn_by")
    page = page_of(rows.prefetch_related("plans"), request.GET.get("page"), CONSENTS_PER_PAGE)
    today, policy = clock.today(), clinic_policy()
    context = about(request, patient) | {
        "page": page,
        "shown": [page_of_consent(row, today=today, policy=policy) for row in page],
        "may_plan": request.user.can(Capability.PLAN),
    }
    return render(request, "treatments/patient_consents.html", context)


@requires(Capability.VIEW_CLINICAL)
@require_GET
def consent(request: StaffRequest, consent_id: int) -> HttpResponse:
    found = _consent(request, consent_id)
    log_access(request, AccessEvent.Action.READ, patient_id=found.patient_id)
    context = about(request, found.patient) | _shown(request, found)
    return render(request, "treatments/consent.html", context)


@requires(Capability.VIEW_CLINICAL)
@require_GET
def signed_consent_sheet(request: StaffRequest, consent_id: int) -> HttpResponse:
    """The signed consent on paper, for the patient and for the file."""
    found = _consent(request, consent_id)
    log_access(request, AccessEvent.Action.PRINT, patient_id=found.patient_id)
    context = {"patient": found.patient, "today": clock.today()} | _shown(request, found)
    return render(request, "treatments/signed_consent_sheet.html", context)


def _shown(request: StaffRequest, found: Consent) -> dict[str, Any]:
    return {
        "shown": page_of_consent(found, today=clock.today(), policy=clinic_policy()),
        "plans": list(found.plans.all()),
        "may_withdraw": found.withdrawn_at is None and request.user.can(Capability.PLAN),
        "view_box": VIEW_BOX,
    }


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def withdraw_consent(request: StaffRequest, consent_id: int) -> HttpResponse:
    found = _consent(request, consent_id)
    log_access(request, AccessEvent.Action.READ, patient_id=found.patient_id)
    form = WithdrawConsentForm(sent(request))
    plan = found.plans.first()
    if form.is_bound and found.withdrawn_at is not None:
        return too_late(
            request,
            form,
            "This consent is withdrawn already.",
            back=plan or found,
            row=found,
            columns={"reason": "withdrawn_reason"},
            about=about(request, found.patient),
        )
    if form.is_valid():
        try:
            withdraw(consent=found, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "Consent withdrawn. No session can be given under it.")
            return redirect(plan or found)
    context = about(request, found.patient) | {"consent": found, "plan": plan, "form": form}
    return render(request, "treatments/withdraw_consent.html", context)


def _plan(request: StaffRequest, plan_id: int) -> Plan:
    rows = Plan.objects.open_to(request.user).select_related("patient", "consent")
    return get_object_or_404(rows, pk=plan_id)


def _signed_version(plan: Plan) -> PlanVersion | None:
    return (
        plan.versions.filter(signed_at__isnull=False)
        .select_related("protocol_version")
        .prefetch_related("targets")
        .first()
    )


def _consent(request: StaffRequest, consent_id: int) -> Consent:
    rows = Consent.objects.visible_to(request.user).select_related(
        "patient", "physician", "withdrawn_by"
    )
    return get_object_or_404(rows, pk=consent_id)
