import logging

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from patients.models import Patient
from patients.views.common import patient_page, the_patient
from records.fhir_export.bundle import ExportError
from records.fhir_export.clinic import export_now
from records.fhir_export.contents import Holds, what_it_holds
from records.fhir_export.forms import ExportForm
from records.fhir_export.writing import bundle_lines
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.reauthentication import confirm_password

_EXPORTS = 10  # the newest; the access log has all

logger = logging.getLogger(__name__)


@requires(Capability.EXPORT_RECORDS)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def export_fhir(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Answers with the file itself, so it takes no part in `once`: each sending is a copy."""
    patient = the_patient(request, patient_id)
    form = ExportForm(sent(request))
    if form.is_valid():
        try:
            confirm_password(
                request, form.cleaned_data["password"], nothing_done="Nothing was exported"
            )
            return _download(request, patient, form.cleaned_data["recipient"])
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


def _download(request: StaffRequest, patient: Patient, recipient: str) -> HttpResponse:
    try:
        text = "".join(bundle_lines(export_now(patient)))
    except ExportError as error:
        logger.error("An export failed. %s", error)
        raise ValidationError(
            "This record could not be written as valid FHIR. Nothing was exported; the log of the "
            "server says where it failed. Please report it."
        ) from error
    log_access(request, AccessEvent.Action.EXPORT, patient_id=patient.pk, reason=recipient)
    response = HttpResponse(text, content_type="application/fhir+json; charset=utf-8")
    # No name of the patient: the browser keeps what it downloads under this one.
    name = f"record-{patient.pk}.fhir.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
