"""PDFs for the bench: the mixing sheet, and labels for the syringes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent
from treatments.bench_sheets import Sheet
from treatments.bench_sheets import bench_labels as labels_of
from treatments.bench_sheets import mixing_sheet as sheet_of
from treatments.forms.mixes import step_asked
from treatments.models import Session, SessionRecord
from treatments.typeset import typeset


@requires(Capability.TREAT)
@require_GET
def mixing_sheet(request: StaffRequest, session_id: int) -> HttpResponse:
    record = _record(request, session_id)
    content = sheet_of(record, now=clock.now(), syringe_step=step_asked(request.GET))
    return _printed(request, record, "mixing_sheet", content)


@requires(Capability.TREAT)
@require_GET
def bench_labels(request: StaffRequest, session_id: int) -> HttpResponse:
    record = _record(request, session_id)
    content = labels_of(record, now=clock.now(), syringe_step=step_asked(request.GET))
    if not content["labels"]:
        messages.info(request, "There is no mix to label.")
        return redirect("prepare-mixes", session_id)
    return _printed(request, record, "bench_labels", content)


def _record(request: StaffRequest, session_id: int) -> SessionRecord:
    """404 before the session is started: nothing is prepared for it yet."""
    return get_object_or_404(
        SessionRecord.objects.select_related("session__plan__patient", "physician"),
        session__in=Session.objects.open_to(request.user),
        session=session_id,
    )


def _printed(
    request: StaffRequest, record: SessionRecord, sheet: str, content: Sheet
) -> HttpResponse:
    patient_id = record.session.plan.patient_id
    log_access(request, AccessEvent.Action.PRINT, patient_id=patient_id)
    response = HttpResponse(typeset(sheet, content), content_type="application/pdf")
    # No name of the patient: the browser keeps what it downloads under this one.
    name = f"{sheet.replace('_', '-')}-{record.session_id}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
