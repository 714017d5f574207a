from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients.actions import history as actions
from patients.forms.history import (
    EditPriorTreatmentForm,
    EditProblemForm,
    PriorTreatmentForm,
    ProblemForm,
    ResultForm,
)
from patients.models import PriorTreatment, Problem
from patients.models.history import ResultKind
from patients.views.common import errors_shown_on, patient_page, the_entry, the_patient
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest, sent
from staff.once import once


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_problem(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    form = ProblemForm(sent(request))
    if form.is_valid():
        with errors_shown_on(form):
            problem = actions.add_problem(
                patient=patient, **form.cleaned_data, by=request.user, today=clock.today()
            )
            messages.success(request, f"Added to the problem list: {problem}.")
            return redirect("chart", patient.pk)
    return patient_page(request, "patients/add_problem.html", patient, form=form)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_problem(request: StaffRequest, problem_id: int) -> HttpResponse:
    problem = the_entry(request, Problem, problem_id)
    form = EditProblemForm.of(problem, sent(request))
    if form.is_valid():
        with errors_shown_on(form, problem):
            saved = actions.change_problem(
                problem=problem, **form.cleaned_data, today=clock.today()
            )
            messages.success(request, f"Saved: {saved}.")
            return redirect("chart", problem.patient_id)
    return patient_page(
        request, "patients/edit_problem.html", problem.patient, form=form, entry=problem
    )


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_result(request: StaffRequest, patient_id: int) -> HttpResponse:
    """`?kind=hba1c` presets what is measured, for links that ask for a missing value."""
    patient = the_patient(request, patient_id)
    wanted = request.GET.get("kind", "")
    shown = {
        "kind": wanted if wanted in ResultKind.values else "",
        "taken_on": clock.today(),
    }
    form = ResultForm(sent(request), initial=shown)
    if form.is_valid():
        with errors_shown_on(form):
            result = actions.add_result(
                patient=patient,
                **_with_instant(form.cleaned_data),
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
            messages.success(request, f"Added: {result}.")
            return redirect("chart", patient.pk)
    return patient_page(request, "patients/add_result.html", patient, form=form)


def _with_instant(typed: dict[str, Any]) -> dict[str, Any]:
    """The typed time of day as an instant, in the clinic's zone."""
    time = typed["taken_at"]
    if time is None:
        return typed
    zone = timezone.get_default_timezone()
    return typed | {"taken_at": datetime.combine(typed["taken_on"], time, tzinfo=zone)}


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_prior_treatment(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    form = PriorTreatmentForm(sent(request))
    if form.is_valid():
        with errors_shown_on(form):
            treatment = actions.add_prior_treatment(
                patient=patient, **form.cleaned_data, by=request.user, today=clock.today()
            )
            messages.success(request, f"Added: {treatment}.")
            return redirect("chart", patient.pk)
    return patient_page(request, "patients/add_prior_treatment.html", patient, form=form)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_prior_treatment(request: StaffRequest, treatment_id: int) -> HttpResponse:
    treatment = the_entry(request, PriorTreatment, treatment_id)
    form = EditPriorTreatmentForm.of(treatment, sent(request))
    if form.is_valid():
        with errors_shown_on(form, treatment):
            saved = actions.change_prior_treatment(
                treatment=treatment, **form.cleaned_data, today=clock.today()
            )
            messages.success(request, f"Saved: {saved}.")
            return redirect("chart", treatment.patient_id)
    return patient_page(
        request,
        "patients/edit_prior_treatment.html",
        treatment.patient,
        form=form,
        entry=treatment,
    )
