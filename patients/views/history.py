from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients.actions import history as actions
from patients.actions.vitals import keep_vitals
from patients.forms.history import (
    EditPriorTreatmentForm,
    EditProblemForm,
    EditSpecialistNoteForm,
    PriorTreatmentForm,
    ProblemForm,
    ResultForm,
    SpecialistNoteForm,
)
from patients.forms.vitals import MeasureForm
from patients.models import PriorTreatment, Problem, SpecialistNote
from patients.models.history import ResultKind
from patients.views.common import entry_page, the_entry, the_patient
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

    def save(asked: dict[str, Any]) -> str:
        problem = actions.add_problem(
            patient=patient, **asked, by=request.user, today=clock.today()
        )
        return f"Added to the problem list: {problem}."

    form = ProblemForm(sent(request))
    return entry_page(request, "patients/add_problem.html", patient, form, save)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_problem(request: StaffRequest, problem_id: int) -> HttpResponse:
    problem = the_entry(request, Problem, problem_id)

    def save(asked: dict[str, Any]) -> str:
        return f"Saved: {actions.change_problem(problem=problem, **asked, today=clock.today())}."

    form = EditProblemForm.of(problem, sent(request))
    return entry_page(
        request, "patients/edit_problem.html", problem.patient, form, save, entry=problem
    )


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_result(request: StaffRequest, patient_id: int) -> HttpResponse:
    """`?kind=hba1c` presets what is measured, for links that ask for a missing value."""
    patient = the_patient(request, patient_id)

    def save(asked: dict[str, Any]) -> str:
        result = actions.add_result(
            patient=patient,
            **_with_instant(asked),
            by=request.user,
            now=clock.now(),
            today=clock.today(),
        )
        return f"Added: {result}."

    shown = {"kind": _asked_kind(request, ResultKind.values), "taken_on": clock.today()}
    form = ResultForm(sent(request), initial=shown)
    return entry_page(request, "patients/add_result.html", patient, form, save)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def measure_patient(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Vital signs of this moment, several at once; a laboratory value has its own page."""
    patient = the_patient(request, patient_id)
    form = MeasureForm(sent(request))

    def save(asked: dict[str, Any]) -> str:
        kept = keep_vitals(
            patient=patient,
            vitals=form.vitals(),
            units=form.units(),
            by=request.user,
            now=clock.now(),
            today=clock.today(),
        )
        return f"Added: {', '.join(map(str, kept))}."

    return entry_page(request, "patients/measure_patient.html", patient, form, save)


def _asked_kind(request: StaffRequest, kinds: list[str]) -> str:
    wanted = request.GET.get("kind", "")
    return wanted if wanted in kinds else ""


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

    def save(asked: dict[str, Any]) -> str:
        treatment = actions.add_prior_treatment(
            patient=patient, **asked, by=request.user, today=clock.today()
        )
        return f"Added: {treatment}."

    form = PriorTreatmentForm(sent(request))
    return entry_page(request, "patients/add_prior_treatment.html", patient, form, save)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_prior_treatment(request: StaffRequest, treatment_id: int) -> HttpResponse:
    treatment = the_entry(request, PriorTreatment, treatment_id)

    def save(asked: dict[str, Any]) -> str:
        saved = actions.change_prior_treatment(treatment=treatment, **asked, today=clock.today())
        return f"Saved: {saved}."

    form = EditPriorTreatmentForm.of(treatment, sent(request))
    template = "patients/edit_prior_treatment.html"
    return entry_page(request, template, treatment.patient, form, save, entry=treatment)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def add_specialist_note(request: StaffRequest, patient_id: int) -> HttpResponse:
    """`?kind=bleeding` presets what the letter is about, for findings that wait for one."""
    patient = the_patient(request, patient_id)

    def save(asked: dict[str, Any]) -> str:
        letter = actions.add_specialist_note(
            patient=patient, **asked, by=request.user, today=clock.today()
        )
        return f"Letter added: {letter}."

    shown = {"kind": _asked_kind(request, SpecialistNote.Kind.values)}
    form = SpecialistNoteForm(sent(request), initial=shown)
    return entry_page(request, "patients/add_specialist_note.html", patient, form, save)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def edit_specialist_note(request: StaffRequest, letter_id: int) -> HttpResponse:
    letter = the_entry(request, SpecialistNote, letter_id)

    def save(asked: dict[str, Any]) -> str:
        saved = actions.change_specialist_note(letter=letter, **asked, today=clock.today())
        return f"Saved: {saved}."

    form = EditSpecialistNoteForm.of(letter, sent(request))
    template = "patients/edit_specialist_note.html"
    return entry_page(request, template, letter.patient, form, save, entry=letter)
