from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from patients.actions.medicines import set_allergies
from patients.models import Patient
from patients.views.common import the_patient
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.once import once, refused


@requires(Capability.EDIT_CHART)
@require_POST
@once
def accept_none_known(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Take over into the chart that no allergy is known."""
    patient = the_patient(request, patient_id)
    try:
        set_allergies(patient=patient, status=Patient.Allergies.NONE_KNOWN)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("chart", patient.pk)
    messages.success(request, "The chart says now that no allergies are known.")
    return redirect("chart", patient.pk)
