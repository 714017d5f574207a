from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from patients.actions.visit import measure_and_screen
from patients.banner import banner_for
from patients.chart_says import known
from patients.facts import gather
from patients.forms.screening import ScreeningForm
from patients.forms.vitals import VitalsForm
from patients.models import Patient, Screening
from patients.policy import clinic_policy
from patients.rules import Facts
from patients.screening_page import page_of_screening
from patients.verdicts import latest_screening
from patients.vitals import vitals_asked
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once
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
        "shown": page_of_screening(latest, reader=request.user) if latest else None,
    }
    return render(request, "patients/screenings.html", context)


@requires(Capability.SCREEN)
@require_http_methods(["GET", "POST"])
@once
def screen_patient(request: StaffRequest, patient_id: int) -> HttpResponse:
    """`?ask=<question>` puts a question that the chart alone would settle, for a plan's finding."""
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
        ScreeningForm(
            data,
            facts=facts,
            last=last.answers if last else None,
            policy=policy,
            also=request.GET.getlist("ask"),
        ),
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
        "shown": page_of_screening(found, reader=request.user)
    }
    return render(request, "patients/screening.html", context)


def _patient(request: StaffRequest, patient_id: int) -> Patient:
    return get_object_or_404(Patient.objects.open_to(request.user), pk=patient_id)


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
