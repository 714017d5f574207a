from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from staff import clock
from staff.access import log_access, requires, signed_in
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent
from treatments import toxicity
from treatments.models import Session
from treatments.views.pages import about


@requires(Capability.VIEW_CLINICAL)
@require_GET
def toxicity_card(request: StaffRequest, session_id: int) -> HttpResponse:
    """The card with this patient's figures; it loads nothing that could fail to come."""
    session = get_object_or_404(
        Session.objects.open_to(request.user).select_related("plan__patient", "record"),
        pk=session_id,
    )
    patient = session.plan.patient
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    context = about(request, patient) | {
        "found": session,
        "weight": toxicity.weight_of(patient, today=clock.today()),
        "given": toxicity.given_in(getattr(session, "record", None)),
        "table": toxicity.table(),
    }
    return render(request, "treatments/toxicity_card.html", context)


@signed_in
@require_GET
def general_toxicity_card(request: StaffRequest) -> HttpResponse:
    """The card without a patient: for the wall, and for whoever is nearest."""
    return render(request, "treatments/toxicity_card.html", {"table": toxicity.table()})
