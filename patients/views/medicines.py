from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from patients.actions import medicines as actions
from patients.chart import class_badges
from patients.forms.medicines import (
    AllergyForm,
    AllergyStatusForm,
    ClassifyForm,
    DecisionForm,
    EditAllergyForm,
    EditMedicationForm,
    MedicationForm,
)
from patients.medicine_hints import hints
from patients.models import Allergy, Medication, Problem
from patients.rules.facts import PART_UNKNOWN
from patients.views.common import errors_shown_on, patient_page, the_entry, the_patient
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest, sent
from staff.once import once


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_medication(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    form = MedicationForm(sent(request))
    if form.is_valid():
        with errors_shown_on(form):
            medication = actions.add_medication(
                patient=patient, **form.cleaned_data, by=request.user, today=clock.today()
            )
            _tell_class(request, medication)
            return redirect("chart", patient.pk)
    return patient_page(request, "patients/add_medication.html", patient, form=form)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_medication(request: StaffRequest, medication_id: int) -> HttpResponse:
    medication = the_entry(request, Medication, medication_id)
    form = EditMedicationForm.of(medication, sent(request))
    if form.is_valid():
        with errors_shown_on(form, medication):
            saved = actions.change_medication(
                medication=medication, **form.cleaned_data, today=clock.today()
            )
            _tell_class(request, saved)
            return redirect("chart", medication.patient_id)
    return patient_page(
        request,
        "patients/edit_medication.html",
        medication.patient,
        form=form,
        entry=medication,
        badges=class_badges(medication),
        decisions=list(medication.decisions.select_related("entered_by")),
    )


def _tell_class(request: StaffRequest, medication: Medication) -> None:
    """Say which class was found, and what deserves a second look."""
    if not medication.classes:
        messages.warning(
            request,
            f"Saved {medication.name}. Class unknown: a physician has to classify it before a "
            "screening can be cleared.",
        )
    else:
        words = ", ".join(badge.text for badge in class_badges(medication))
        found = medication.get_classed_by_display().lower()
        messages.success(request, f"Saved {medication.name}. {words}: {found}.")
    if PART_UNKNOWN in medication.classes:
        messages.warning(request, "One part of this combination is not in the drug list.")
    problems = Problem.objects.filter(patient_id=medication.patient_id).standing()
    for hint in hints(medication, problems):
        messages.info(request, f"{medication.name}: {hint}")


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def classify_medication(request: StaffRequest, medication_id: int) -> HttpResponse:
    medication = the_entry(request, Medication, medication_id)
    form = ClassifyForm.of(medication, sent(request))
    if form.is_valid():
        with errors_shown_on(form, medication):
            saved = actions.classify_medication(medication=medication, **form.cleaned_data)
            _tell_class(request, saved)
            return redirect("chart", medication.patient_id)
    return patient_page(
        request,
        "patients/classify_medication.html",
        medication.patient,
        form=form,
        entry=medication,
    )


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def record_prescriber_decision(request: StaffRequest, medication_id: int) -> HttpResponse:
    medication = the_entry(request, Medication, medication_id)
    form = DecisionForm(sent(request), initial={"decided_on": clock.today()})
    if form.is_valid():
        with errors_shown_on(form):
            decision = actions.record_prescriber_decision(
                medication=medication, **form.cleaned_data, by=request.user, today=clock.today()
            )
            messages.success(request, f"Recorded for {medication.name}: {decision}.")
            return redirect("chart", medication.patient_id)
    return patient_page(
        request,
        "patients/record_prescriber_decision.html",
        medication.patient,
        form=form,
        entry=medication,
        decisions=list(medication.decisions.select_related("entered_by")),
    )


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def set_allergies(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    form = AllergyStatusForm(sent(request), initial={"status": patient.allergies_status})
    if form.is_valid():
        with errors_shown_on(form):
            saved = actions.set_allergies(patient=patient, **form.cleaned_data)
            messages.success(request, f"Allergies: {saved.get_allergies_status_display()}.")
            return redirect("chart", patient.pk)
    return patient_page(request, "patients/set_allergies.html", patient, form=form)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_allergy(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    form = AllergyForm(sent(request))
    if form.is_valid():
        with errors_shown_on(form):
            allergy = actions.add_allergy(
                patient=patient, **form.cleaned_data, by=request.user, today=clock.today()
            )
            messages.success(request, f"Listed: {allergy}.")
            return redirect("chart", patient.pk)
    return patient_page(request, "patients/add_allergy.html", patient, form=form)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_allergy(request: StaffRequest, allergy_id: int) -> HttpResponse:
    allergy = the_entry(request, Allergy, allergy_id)
    form = EditAllergyForm.of(allergy, sent(request))
    if form.is_valid():
        with errors_shown_on(form, allergy):
            saved = actions.change_allergy(
                allergy=allergy, **form.cleaned_data, today=clock.today()
            )
            messages.success(request, f"Saved: {saved}.")
            return redirect("chart", allergy.patient_id)
    return patient_page(
        request, "patients/edit_allergy.html", allergy.patient, form=form, entry=allergy
    )
