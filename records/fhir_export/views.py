import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from patients.models import Patient
from patients.views.common import patient_page, the_patient
from records.fhir_export.bundle import ExportError
from records.fhir_export.clinic import export_now
from records.fhir_export.contents import Holds, what_it_holds
from records.fhir_export.forms import CSV, FHIR, PDF, ExportForm
from records.fhir_export.writing import bundle_lines
from records.whole_record.csv_zip import csv_zip
from records.whole_record.pdf import record_pdf
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.reauthentication import confirm_password

ENDING = {FHIR: "fhir.json", PDF: "pdf", CSV: "zip"}
_EXPORTS = 10  # the newest; the access log has all

logger = logging.getLogger(__name__)


@requires(Capability.EXPORT_RECORDS)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def export_fhir(request: StaffRequest, patient_id: int) -> HttpResponse | FileResponse:
    """Answers with the file itself, so it takes no part in `once`: each sending is a copy."""
    patient = the_patient(request, patient_id)
    form = ExportForm(sent(request))
    if form.is_valid():
        try:
            confirm_password(
                request, form.cleaned_data["password"], nothing_done="Nothing was exported"
            )
            return _download(request, patient, form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form)
    return patient_page(
        request,
        "records/export_fhir.html",
        patient,
        form=form,
        holds=_holds(patient),
        exports=AccessEvent.objects.filter(
            action=AccessEvent.Action.EXPORT, patient_id=patient.pk
        ).select_related("user")[:_EXPORTS],
    )


def _holds(patient: Patient) -> Holds | None:
    """None for a record that cannot be written; exporting it says why."""
    try:
        return what_it_holds(export_now(patient))
    except ExportError:
        return None


def _download(
    request: StaffRequest, patient: Patient, asked: dict[str, Any]
) -> HttpResponse | FileResponse:
    """The line in the log is written when the file is made, and before it leaves."""
    kind, with_access = asked["kind"] or FHIR, asked["with_access"]
    if kind == PDF:
        made = record_pdf(patient, with_access=with_access, now=clock.now())
        answer: HttpResponse | FileResponse = HttpResponse(made, content_type="application/pdf")
    elif kind == CSV:
        file = csv_zip(patient, with_access=with_access)
        answer = FileResponse(file, content_type="application/zip")
    else:
        answer = _fhir(patient)
    log_access(
        request,
        AccessEvent.Action.EXPORT,
        patient_id=patient.pk,
        reason=asked["recipient"],
        details=kind,
    )
    # No name of the patient: the browser keeps what it downloads under this one.
    name = f"record-{patient.pk}.{ENDING[kind]}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _fhir(patient: Patient) -> HttpResponse:
    try:
        text = "".join(bundle_lines(export_now(patient)))
    except ExportError as error:
        logger.error("An export failed. %s", error)
        raise ValidationError(
            "This record could not be written as valid FHIR. Nothing was exported; the log of the "
            "server says where it failed. Please report it."
        ) from error
    return HttpResponse(text, content_type="application/fhir+json; charset=utf-8")
