from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.actions import screening as actions
from patients.actions.visit import measure_and_screen
from patients.banner import banner_for
from patients.chart_says import known
from patients.facts import gather
from patients.forms.screening import OverrideForm, ScreeningForm
from patients.forms.vitals import VitalsForm
from patients.models import Finding, Patient, Screening
from patients.policy import clinic_policy
from patients.rules import BY_ID, Facts
from patients.screening_page import page_of_screening
from patients.verdicts import latest_screening, replay
from patients.vitals import vitals_asked
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once, refused
from staff.paging import page_of


@requires(Capability.VIEW_CLINICAL)
@require_GET
def screenings(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = _patient(request, patient_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    rows = Screening.objects.filter(patient=patient).select_related("run_by")
    latest = latest_screening(patient)
    context = _about(request, patient) | {
        "page": page_of(rows.defer("facts", "policy"), request.GET.get("page"), per_page=15),
        "shown": page_of_screening(latest, may_decide=_may_decide(request)) if latest else None,
    }
    return render(request, "patients/screenings.html", context)


@requires(Capability.SCREEN)
@require_http_methods(["GET", "POST"])
@once
def screen_patient(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = _patient(request, patient_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    today = clock.today()
    last = latest_screening(patient)
    facts = gather(patient, today=today, answers={})
    form, vitals = _asked(request, facts, last)
    # Both are asked before either refuses, so that everything wrong is shown at once.
    if all([form.is_valid(), vitals.is_valid()]):
        try:
            screened = measure_and_screen(
                patient=patient,
                by=request.user,
                now=clock.now(),
                today=today,
                answers=form.answers(),
                vitals=vitals.vitals(),
                units=vitals.units(),
            )
        except ValidationError as error:
            put_errors(error, vitals)
        else:
            return redirect(screened)
    context = _about(request, patient) | {
        "form": form,
        "vitals": vitals,
        "last": last,
        "facts": facts,
        "known": known(facts),
    }
    return render(request, "patients/screen_patient.html", context)


def _asked(
    request: StaffRequest, facts: Facts, last: Screening | None
) -> tuple[ScreeningForm, VitalsForm]:
    data = request.POST if request.method == "POST" else None
    policy = clinic_policy()
    return (
        ScreeningForm(data, facts=facts, last=last.answers if last else None, policy=policy),
        VitalsForm(data, kinds=vitals_asked(facts, policy)),
    )


@requires(Capability.VIEW_CLINICAL)
@require_GET
def screening(request: StaffRequest, screening_id: int) -> HttpResponse:
    found = get_object_or_404(
        Screening.objects.visible_to(request.user).select_related("patient", "run_by"),
        pk=screening_id,
    )
    log_access(request, AccessEvent.Action.READ, patient_id=found.patient_id)
    context = _about(request, found.patient) | {
        "shown": page_of_screening(found, may_decide=_may_decide(request))
    }
    return render(request, "patients/screening.html", context)


@requires(Capability.SCREEN)
@require_http_methods(["GET", "POST"])
@once
def override_finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    patient = finding.screening.patient
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    form = OverrideForm(
        request.POST if request.method == "POST" else None,
        initial={"revision": finding.screening.revision, "valid_for": Finding.Validity.SESSION},
    )
    if form.is_valid():
        try:
            actions.override_finding(
                finding=finding, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
            form.show_revision(finding.screening)
        else:
            messages.success(request, f"Overridden: {_title(finding)}.")
            return redirect(finding.screening)
    outcome = next((o for o in replay(finding.screening) or () if o.id == finding.rule), None)
    context = _about(request, patient) | {
        "finding": finding,
        "rule": BY_ID.get(finding.rule),
        "form": form,
        "admitted": outcome is not None and outcome.can_be_decided,
    }
    return render(request, "patients/override_finding.html", context)


@requires(Capability.SCREEN)
@require_POST
@once
def acknowledge_finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    try:
        actions.acknowledge_finding(finding=finding, by=request.user, now=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused(finding.screening)
    messages.success(request, f"Acknowledged: {_title(finding)}.")
    return redirect(finding.screening)


def _patient(request: StaffRequest, patient_id: int) -> Patient:
    return get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)


def _finding(request: StaffRequest, finding_id: int) -> Finding:
    rows = Finding.objects.visible_to(request.user).select_related("screening__patient")
    return get_object_or_404(rows, pk=finding_id)


def _title(finding: Finding) -> str:
    rule = BY_ID.get(finding.rule)
    return rule.title if rule else finding.rule


def _may_decide(request: StaffRequest) -> bool:
    return request.user.can(Capability.SCREEN)


def _about(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    today = clock.today()
    return {
        "patient": patient,
        "today": today,
        "banner": banner_for(patient, user=request.user, today=today, active="screening"),
        "may_screen": _may_decide(request),
    }
