from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from patients.models import Patient
from patients.policy import clinic_policy
from patients.questions_sheet import EMPTY, lists_of, sheet_questions
from patients.rules import Moment
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent


@requires(Capability.HAND_OUT_SHEETS)
@require_GET
def screening_questions_sheet(request: StaffRequest, patient_id: int) -> HttpResponse:
    """`?moment=day` prints the questions of a session day, otherwise those before a plan."""
    patient = get_object_or_404(Patient.objects.open_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.PRINT, patient_id=patient.pk)
    return _sheet(request, patient)


@requires(Capability.HAND_OUT_SHEETS)
@require_GET
def blank_questions_sheet(request: StaffRequest) -> HttpResponse:
    return _sheet(request, None)


def _sheet(request: StaffRequest, patient: Patient | None) -> HttpResponse:
    today = clock.today()
    moment = Moment.DAY if request.GET.get("moment") == Moment.DAY else Moment.PLAN
    # The chart is on paper only where a person who may read it prints it.
    reads_chart = request.user.can(Capability.VIEW_CLINICAL)
    context = {
        "patient": patient,
        "moment": moment.value,
        "questions": sheet_questions(patient, moment=moment, today=today, policy=clinic_policy()),
        "lists": lists_of(patient, today=today) if patient and reads_chart else EMPTY,
        "reads_chart": reads_chart,
        "today": today,
    }
    return render(request, "patients/screening_questions_sheet.html", context)
