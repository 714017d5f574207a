"""The sheet that tells the patient how to prepare for a session."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from scheduling.models import Appointment
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent
from treatments.preparation import lines_of


@requires(Capability.HAND_OUT_SHEETS)
@require_GET
def preparation_sheet(request: StaffRequest, appointment_id: int) -> HttpResponse:
    """What the physician named for this session, word for word, and when and where it is."""
    visits = Appointment.objects.visible_to(request.user).select_related(
        "patient", "site", "practitioner", "session__plan"
    )
    visit = get_object_or_404(visits, pk=appointment_id)
    log_access(request, AccessEvent.Action.PRINT, patient_id=visit.patient_id)
    version = visit.session.plan.signed_version() if visit.session else None
    return render(
        request,
        "scheduling/preparation_sheet.html",
        {
            "visit": visit,
            "patient": visit.patient,
            "lines": lines_of(version.preparation) if version else [],
            "today": clock.today(visit.site.time_zone),
        },
    )
