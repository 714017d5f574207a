"""What every page about a patient does: find whom you may see, show the banner, tell errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from patients.banner import banner_for
from patients.models import Patient
from patients.models.entry import ChartEntry
from staff import clock
from staff.access import log_access
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent, Revised
from staff.too_late import too_late

Entry = TypeVar("Entry", bound=ChartEntry)


def the_patient(request: StaffRequest, patient_id: int) -> Patient:
    """Whose chart is shown; not found where it is restricted to other people."""
    charts = Patient.objects.open_to(request.user).select_related("history_reviewed_by")
    return get_object_or_404(charts, pk=patient_id)


def the_person(request: StaffRequest, patient_id: int) -> Patient:
    """For pages that show who somebody is, and nothing of the chart."""
    return get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)


def the_entry(request: StaffRequest, model: type[Entry], entry_id: int) -> Entry:
    """A chart entry that stands. One that was taken back is found only by a form that was open."""
    charts = Patient.objects.open_to(request.user)
    rows = model.objects.filter(patient__in=charts)
    if request.method != "POST":
        rows = rows.standing()
    whose = ("patient", "entered_by", "accepted_by", "voided_by")
    entry = get_object_or_404(rows.select_related(*whose), pk=entry_id)
    return cast(Entry, entry)


def patient_page(
    request: StaffRequest,
    template: str,
    patient: Patient,
    *,
    active: str = "chart",
    **context: Any,
) -> HttpResponse:
    """Render a page under the patient's banner; the look at it goes into the read log."""
    if request.method == "GET":
        log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    return render(request, template, about_patient(request, patient, active=active) | context)


def about_patient(
    request: StaffRequest, patient: Patient, *, active: str = "chart"
) -> dict[str, Any]:
    today = clock.today()
    return {
        "patient": patient,
        "today": today,
        "banner": banner_for(patient, user=request.user, today=today, active=active),
    }


def entry_page(
    request: StaffRequest,
    template: str,
    patient: Patient,
    form: forms.Form,
    save: Callable[[dict[str, Any]], str | None],
    *,
    entry: ChartEntry | None = None,
    **shown: Any,
) -> HttpResponse:
    """Ask, save and go back to the chart; or show what is wrong.

    `save` gets what was asked and returns what to say, None if it has said it; `entry` is what is
    changed, None for a new one.
    """
    if entry is not None and entry.voided_at is not None:
        return taken_back(request, entry, form)
    if form.is_valid():
        with errors_shown_on(form, entry):
            said = save(form.cleaned_data)
            if said:
                messages.success(request, said)
            return redirect("chart", patient.pk)
    return patient_page(request, template, patient, form=form, entry=entry, **shown)


def taken_back(request: StaffRequest, entry: ChartEntry, form: forms.Form) -> HttpResponse:
    """For a form about an entry that somebody took back meanwhile."""
    return too_late(
        request,
        form,
        f"{entry.voided_by} took this entry back: {entry.void_reason}",
        back=reverse("chart", args=[entry.patient_id]),
        row=entry,
        columns={"reason": "void_reason"},
        about=about_patient(request, entry.patient),
    )


@contextmanager
def errors_shown_on(form: forms.Form, row: Revised | None = None) -> Iterator[None]:
    """Turn what an action refuses into messages on the form, beside the field where it has one.

    `row` is what the form changes: if somebody else changed it meanwhile, the page shows both
    texts.
    """
    try:
        yield
    except ValidationError as error:
        put_errors(error, form, row=row)
