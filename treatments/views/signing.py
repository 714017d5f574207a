from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.forms.vitals import VitalsForm
from patients.models import Screening
from patients.policy import clinic_policy
from patients.verdicts import latest_screening
from staff import clock
from staff.access import log_access, requires
from staff.accounts.gate import confirmed
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once, refused
from staff.too_late import too_late
from treatments import aftercare, library, scores
from treatments.actions import signing as actions
from treatments.consent_state import consent_state
from treatments.consent_text import ANAESTHETICS
from treatments.forms.plans import (
    ClosePlanForm,
    DiscardRevisionForm,
    RevisePlanForm,
    RevisionForm,
)
from treatments.map_page import map_page
from treatments.models import Plan
from treatments.plan_page import target_rows, view_of
from treatments.preparation import lines_of
from treatments.protocol_page import span
from treatments.substances import substances_of
from treatments.views.pages import about
from treatments.views.plans import find_plan, plan_page, vitals_form_of


@requires(Capability.PLAN)
@require_POST
@once
def screen_plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    found = find_plan(request, plan_id)
    today = clock.today()
    form = _vitals(request, found, today)
    if form is not None and not form.is_valid():
        return plan_page(request, found, vitals_form=form)
    last = latest_screening(found.patient, kind=Screening.Kind.PLAN)
    if last is None:
        messages.info(request, "Answer the screening questions first, then screen for this plan.")
        return refused("screen-patient", found.patient_id)
    try:
        screening = actions.screen_plan(
            plan=found,
            by=request.user,
            now=clock.now(),
            today=today,
            answers=actions.reusable_answers(last, today),
            vitals=form.vitals() if form else {},
            units=form.units() if form else {},
        )
    except ValidationError as error:
        if getattr(error, "code", "") == "old answers":
            messages.warning(request, " ".join(error.messages))
            return refused("screen-patient", found.patient_id)
        if form is None or not hasattr(error, "error_dict"):
            return plan_page(request, found, error.messages, form)
        put_errors(error, form)
        return plan_page(request, found, vitals_form=form)
    verdict = screening.get_outcome_display().lower()
    messages.success(request, f"Screened for this plan: {verdict}.")
    if screening.outcome != "cleared":
        return redirect("screening", screening.pk)
    return redirect(found)


def _vitals(request: StaffRequest, plan: Plan, today: date) -> VitalsForm | None:
    """What was typed beside the button; None where there is no draft to screen for."""
    draft = actions.draft_of(plan)
    if draft is None:
        return None
    return vitals_form_of(draft, today, clinic_policy(), request.POST)


@requires(Capability.PLAN)
@require_POST
@confirmed
@once
def sign_plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    found = find_plan(request, plan_id)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return plan_page(request, found, ["Nothing was signed. Read the plan and sign again."])
    try:
        version = actions.sign_plan(
            plan=found,
            revision=form.cleaned_data["revision"],
            by=request.user,
            now=clock.now(),
            today=clock.today(),
        )
    except ValidationError as error:
        return plan_page(request, found, error.messages)
    messages.success(request, f"Version {version.number} is signed; its sessions are planned.")
    consent = consent_state(found, version, today=clock.today(), policy=clinic_policy())
    if not consent.is_valid:
        messages.warning(request, f"{consent.words} No session can be given until then.")
    return redirect(found)


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def revise_plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    found = _plan(request, plan_id)
    form = RevisePlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.revise_plan(plan=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(
                request,
                "A new draft is open. Until it is signed, treatment goes on under the old version.",
            )
            return redirect("edit-plan", found.pk)
    context = about(request, found.patient) | {"plan": found, "form": form}
    return render(request, "treatments/revise_plan.html", context)


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def discard_revision(request: StaffRequest, plan_id: int) -> HttpResponse:
    found = _plan(request, plan_id)
    draft = actions.draft_of(found)
    if draft is None or found.state != Plan.State.ACTIVE:
        return too_late(
            request,
            DiscardRevisionForm(sent(request)),
            "No revision of this plan is being written.",
            back=found,
            row=found.versions.order_by("number").last(),
            columns={"reason": "discarded_reason"},
            about=about(request, found.patient),
        )
    form = DiscardRevisionForm(sent(request), initial={"revision": draft.revision})
    if form.is_valid():
        try:
            actions.discard_revision(
                version=draft, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form, row=draft)
        else:
            messages.success(request, f"Version {draft.number} is given up. Nothing else changed.")
            return redirect(found)
    context = about(request, found.patient) | {"plan": found, "draft": draft, "form": form}
    return render(request, "treatments/discard_revision.html", context)


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def close_plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    found = _plan(request, plan_id)
    form = ClosePlanForm(sent(request), initial={"revision": found.revision})
    if found.closed_on is not None:
        return too_late(
            request,
            form,
            f"This plan is closed already: {found.get_state_display().lower()}.",
            back=found,
            row=found,
            columns={"reason": "closing_reason"},
            about=about(request, found.patient),
        )
    if form.is_valid():
        try:
            closed = actions.close_plan(
                plan=found, by=request.user, today=clock.today(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form, fields={"closing_reason": "reason"}, row=found)
        else:
            messages.success(request, f"Plan closed: {closed.get_state_display().lower()}.")
            return redirect(found)
    context = about(request, found.patient) | {"plan": found, "form": form}
    return render(request, "treatments/close_plan.html", context)


def _plan(request: StaffRequest, plan_id: int) -> Plan:
    found = get_object_or_404(
        Plan.objects.open_to(request.user).select_related("patient"), pk=plan_id
    )
    log_access(request, AccessEvent.Action.READ, patient_id=found.patient_id)
    return found


@requires(Capability.VIEW_CLINICAL)
@require_GET
def plan_summary(request: StaffRequest, plan_id: int) -> HttpResponse:
    found = find_plan(request, plan_id)
    log_access(request, AccessEvent.Action.PRINT, patient_id=found.patient_id)
    policy = clinic_policy()
    view = view_of(found, today=clock.today(), policy=policy)
    version = view.version
    targets = target_rows(version, policy)
    sheet = aftercare.sheet(
        aftercare.Facts(
            regions=frozenset(target.region for target in version.targets.all()),
            anaesthetic=bool(substances_of(version) & ANAESTHETICS),
            protocol_aftercare=version.protocol_version.aftercare
            if version.protocol_version
            else "",
            clinic_phone=settings.PROLO_CLINIC_PHONE,
        )
    )
    context = about(request, found.patient) | {
        "plan": found,
        "view": view,
        "version": version,
        "targets": targets,
        "map": map_page(list(version.targets.all())),
        "sessions": found.sessions.all(),
        "spacing": span(version.spacing_target_days),
        "preparation": lines_of(version.preparation),
        "followups": [span(days) for days in version.followup_days],
        "evidence": library.EVIDENCE[version.protocol_version.evidence]
        if version.protocol_version
        else None,
        "instruments": [scores.INSTRUMENTS[code].name for code in version.instruments],
        "sections": [section for section in sheet if section.code in ("pain", "activity")],
        "urgent": [section for section in sheet if section.urgent],
    }
    return render(request, "treatments/plan_summary.html", context)
