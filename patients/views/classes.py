"""What a medicine is, where the drug list does not say it: classes, and names that are misspelt."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.actions import classes as actions
from patients.actions.medicines import change_medication
from patients.chart import meant, titles
from patients.forms.medicines import ClassifyForm, ClinicClassForm, NameForm
from patients.models import ClinicMedicine, Medication
from patients.rules.facts import NO_SCREENED_CLASS
from patients.views.common import entry_page, the_entry
from patients.views.medicines import tell_class
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.meanwhile import go_on_if_stale
from staff.once import once, refused
from staff.paging import page_of


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def classify_medication(request: StaffRequest, medication_id: int) -> HttpResponse:
    medication = the_entry(request, Medication, medication_id)

    def save(asked: dict[str, Any]) -> str:
        done = actions.classify_medication(
            medication=medication, **asked, by=request.user, now=clock.now()
        )
        words = ", ".join(titles(done.medication.classes))
        return f"{medication.name}: {words}, classified by a physician.{_elsewhere(done.others)}"

    return entry_page(
        request,
        "patients/classify_medication.html",
        medication.patient,
        ClassifyForm.of(medication, sent(request)),
        save,
        entry=medication,
        did_you_mean=meant([medication]).get(medication.pk, []),
    )


def _elsewhere(others: int) -> str:
    if not others:
        return ""
    charts = "1 other chart" if others == 1 else f"{others} entries in other charts"
    return f" Also set for {charts}; their screenings have to be run again."


@requires(Capability.EDIT_CHART)
@require_POST
@once
def correct_medication_name(request: StaffRequest, medication_id: int) -> HttpResponse:
    """Take the name that was offered under "Did you mean …?"."""
    medication = the_entry(request, Medication, medication_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was saved: this is not a name that was offered.")
        return refused("chart", medication.patient_id)
    try:
        saved = change_medication(medication=medication, **form.cleaned_data, today=clock.today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("chart", medication.patient_id)
    tell_class(request, saved)
    return redirect("chart", medication.patient_id)


@requires(Capability.VIEW_CLINICAL)
@require_GET
def clinic_medicines(request: StaffRequest) -> HttpResponse:
    """What the clinic's physicians classified; no patient is named here."""
    rows = ClinicMedicine.objects.select_related("classed_by")
    page = page_of(rows, request.GET.get("page"))
    return render(
        request,
        "patients/clinic_medicines.html",
        {
            "page": page,
            "lines": [(row, titles(row.classes or [NO_SCREENED_CLASS])) for row in page],
            "may_edit": request.user.can(Capability.EDIT_CHART),
        },
    )


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def classify_clinic_medicine(request: StaffRequest, medicine_id: int) -> HttpResponse:
    medicine = get_object_or_404(
        ClinicMedicine.objects.select_related("classed_by"), pk=medicine_id
    )
    shown = {
        "classes": medicine.classes or [NO_SCREENED_CLASS],
        "seen": medicine.as_seen,
    }
    form = ClinicClassForm(sent(request), initial=shown)
    if form.is_valid():
        try:
            charts = actions.classify_clinic_medicine(
                medicine=medicine, **form.cleaned_data, by=request.user, now=clock.now()
            )
        except ValidationError as error:
            go_on_if_stale(error, form, medicine, seen=("seen", shown["seen"]))
            put_errors(error, form)
        else:
            messages.success(request, f"{medicine.name} is classified.{_elsewhere(charts)}")
            return redirect("clinic-medicines")
    context = {"form": form, "medicine": medicine, "titles": titles(shown["classes"])}
    return render(request, "patients/classify_clinic_medicine.html", context)
