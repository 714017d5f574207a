from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.actions import person as actions
from patients.forms.person import CLINICAL, DuplicateForm, EditPersonForm, RegisterForm, SearchForm
from patients.models.restriction import shut_charts
from patients.search import LIMIT, find_patients, newest_patients, probable_duplicates
from patients.views.common import errors_shown_on, patient_page, the_person
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once


@requires(Capability.FIND_PATIENTS)
@require_http_methods(["GET", "POST"])
def patients(request: StaffRequest) -> HttpResponse:
    """The search page. What is searched for comes by POST: a name belongs in no address or log."""
    form = SearchForm(sent(request))
    today = clock.today()
    text = form.cleaned_data["q"] if form.is_valid() else ""
    if text:
        log_access(request, AccessEvent.Action.SEARCH)
        found = find_patients(text, user=request.user, today=today)
    else:
        found = [] if form.errors else newest_patients(user=request.user)
    context = {
        "form": form,
        "searched": bool(text),
        "found": found,
        "more": bool(text) and len(found) == LIMIT,
        "today": today,
        "may_register": request.user.can(Capability.REGISTER_PATIENTS),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "patients/_found.html" if part else "patients/patients.html", context)


@requires(Capability.REGISTER_PATIENTS)
@require_http_methods(["GET", "POST"])
@once
def register_patient(request: StaffRequest) -> HttpResponse:
    form = RegisterForm(sent(request))
    if form.is_valid():
        with errors_shown_on(form):
            patient = actions.register_patient(
                **form.cleaned_data, by=request.user, today=clock.today()
            )
            messages.success(request, f"Registered {patient.full_name} as {patient.record_number}.")
            return redirect("patient", patient.pk)
    context = {"form": form, "duplicates": _duplicates(sent(request) or {}), "today": clock.today()}
    return render(request, "patients/register_patient.html", context)


@requires(Capability.REGISTER_PATIENTS)
@require_POST
def duplicate_hint(request: StaffRequest) -> HttpResponse:
    """Asked while somebody types; empty until there is a name and a birth date to compare."""
    context = {"duplicates": _duplicates(request.POST), "today": clock.today()}
    return render(request, "patients/duplicate_hint.html", context)


def _duplicates(typed: dict[str, str]) -> list[object]:
    form = DuplicateForm(typed)
    return list(probable_duplicates(**form.cleaned_data)) if form.is_valid() else []


@requires(Capability.FIND_PATIENTS)
@require_GET
def patient(request: StaffRequest, patient_id: int) -> HttpResponse:
    found = the_person(request, patient_id)
    clinical = request.user.can(Capability.VIEW_CLINICAL)
    return redirect("chart" if clinical else "patient-visits", found.pk)


@requires(Capability.REGISTER_PATIENTS)
@require_http_methods(["GET", "POST"])
@once
def edit_patient(request: StaffRequest, patient_id: int) -> HttpResponse:
    found = the_person(request, patient_id)
    form = EditPersonForm.of(found, sent(request))
    kept = form.leave_out(CLINICAL) if found.pk in shut_charts(request.user) else {}
    if form.is_valid():
        with errors_shown_on(form, found):
            asked = form.cleaned_data | kept
            actions.change_person(patient=found, **asked, today=clock.today())
            messages.success(request, "Contact details saved.")
            return redirect("edit-patient", found.pk)
    return patient_page(request, "patients/edit_patient.html", found, active="contact", form=form)
