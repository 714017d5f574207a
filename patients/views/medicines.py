from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from patients.actions import medicines as actions
from patients.chart import class_badges, meant
from patients.forms.medicines import (
    AllergyForm,
    AllergyStatusForm,
    DecisionForm,
    EditAllergyForm,
    EditMedicationForm,
    MedicationForm,
)
from patients.medicine_hints import hints
from patients.medicine_search import remembered
from patients.models import Allergy, Medication, Problem
from patients.policy import clinic_policy
from patients.rules.facts import PART_UNKNOWN
from patients.views.common import entry_page, the_entry, the_patient
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest, sent
from staff.meanwhile import go_on_if_stale
from staff.once import once


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_medication(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)

    def save(asked: dict[str, Any]) -> None:
        medication = actions.add_medication(
            patient=patient, **asked, by=request.user, today=clock.today()
        )
        tell_class(request, medication)

    form = MedicationForm(sent(request))
    return entry_page(request, "patients/add_medication.html", patient, form, save)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_medication(request: StaffRequest, medication_id: int) -> HttpResponse:
    medication = the_entry(request, Medication, medication_id)
    by_physician = medication.classed_by == Medication.ClassedBy.PHYSICIAN

    def save(asked: dict[str, Any]) -> None:
        saved = actions.change_medication(medication=medication, **asked, today=clock.today())
        tell_class(request, saved)

    return entry_page(
        request,
        "patients/edit_medication.html",
        medication.patient,
        EditMedicationForm.of(medication, sent(request)),
        save,
        entry=medication,
        badges=class_badges(medication),
        remembered=remembered(medication.name) if by_physician else None,
        did_you_mean=meant([medication]).get(medication.pk, []),
        decisions=list(medication.decisions.select_related("entered_by")),
    )


def tell_class(request: StaffRequest, medication: Medication) -> None:
    """Say which class was found, and what deserves a second look."""
    if not medication.classes:
        messages.warning(
            request,
            f"Saved {medication.name}. Class unknown: a physician has to classify it before a "
            "screening can be cleared.",
        )
        for other in meant([medication]).get(medication.pk, [])[:1]:
            messages.warning(request, f"Did you mean {other.label}? Choose it on the list below.")
    else:
        words = ", ".join(badge.text for badge in class_badges(medication))
        found = medication.get_classed_by_display().lower()
        messages.success(request, f"Saved {medication.name}. {words}: {found}.")
    if PART_UNKNOWN in medication.classes:
        messages.warning(request, "One part of this combination is not in the drug list.")
    problems = Problem.objects.filter(patient_id=medication.patient_id).standing()
    for hint in hints(medication, problems, clinic_policy()):
        messages.info(request, f"{medication.name}: {hint}")


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def record_prescriber_decision(request: StaffRequest, medication_id: int) -> HttpResponse:
    medication = the_entry(request, Medication, medication_id)

    def save(asked: dict[str, Any]) -> str:
        decision = actions.record_prescriber_decision(
            medication=medication, **asked, by=request.user, today=clock.today()
        )
        return f"Recorded for {medication.name}: {decision}."

    return entry_page(
        request,
        "patients/record_prescriber_decision.html",
        medication.patient,
        DecisionForm(sent(request), initial={"decided_on": clock.today()}),
        save,
        entry=medication,
        decisions=list(medication.decisions.select_related("entered_by")),
    )


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def set_allergies(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)

    status = patient.allergies_status
    form = AllergyStatusForm(sent(request), initial={"seen": status, "status": status})

    def save(asked: dict[str, Any]) -> str:
        try:
            saved = actions.set_allergies(patient=patient, **asked)
        except ValidationError as error:
            go_on_if_stale(error, form, patient, seen=("seen", status))
            raise
        return f"Allergies: {saved.get_allergies_status_display()}."

    return entry_page(request, "patients/set_allergies.html", patient, form, save)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_allergy(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)

    def save(asked: dict[str, Any]) -> str:
        allergy = actions.add_allergy(
            patient=patient, **asked, by=request.user, today=clock.today()
        )
        return f"Listed: {allergy}."

    form = AllergyForm(sent(request))
    return entry_page(request, "patients/add_allergy.html", patient, form, save)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_allergy(request: StaffRequest, allergy_id: int) -> HttpResponse:
    allergy = the_entry(request, Allergy, allergy_id)

    def save(asked: dict[str, Any]) -> str:
        return f"Saved: {actions.change_allergy(allergy=allergy, **asked, today=clock.today())}."

    form = EditAllergyForm.of(allergy, sent(request))
    return entry_page(
        request, "patients/edit_allergy.html", allergy.patient, form, save, entry=allergy
    )
