"""A file at the desk: handed in, looked at, taken in or thrown away. No clinical value is shown."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.models import Referral, Upload
from records.fhir import limits
from records.fhir import uploads as actions
from records.referral_forms import ReferralFileForm
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once, refused


@requires(Capability.RECEIVE_REFERRALS)
@require_http_methods(["GET", "POST"])
@once
def receive_referral(request: StaffRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = ReferralFileForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = actions.hand_in(
                file=file, name=file.name, by=request.user, now=clock.now(), today=clock.today()
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            return redirect("upload", upload.pk)
    return render(
        request, "records/receive_referral.html", {"form": form, "most": limits.MAX_BYTES}
    )


@requires(Capability.RECEIVE_REFERRALS)
@require_GET
def upload(request: StaffRequest, upload_id: int) -> HttpResponse:
    """What the file holds, in counts; while it is worked on, the page asks again by itself."""
    row = _the_upload(request, upload_id)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        if not row.in_work:
            response["HX-Refresh"] = "true"
        return response
    log_access(request, AccessEvent.Action.READ)
    people = row.result.get("people", [])
    shown = {
        "upload": row,
        "result": row.result,
        "undecided": any(person["state"] == Referral.State.UNMATCHED for person in people),
    }
    return render(request, "records/upload.html", shown)


def _the_upload(request: StaffRequest, upload_id: int) -> Upload:
    rows = Upload.objects.visible_to(request.user).defer("content")
    return get_object_or_404(rows, pk=upload_id)


@requires(Capability.RECEIVE_REFERRALS)
@require_POST
@once
def take_upload(request: StaffRequest, upload_id: int) -> HttpResponse:
    row = _the_upload(request, upload_id)
    try:
        actions.take_in(upload=row, now=clock.now(), today=clock.today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("upload", row.pk)
    return redirect("upload", row.pk)


@requires(Capability.RECEIVE_REFERRALS)
@require_POST
@once
def discard_upload(request: StaffRequest, upload_id: int) -> HttpResponse:
    row = _the_upload(request, upload_id)
    try:
        actions.throw_away(upload=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("upload", row.pk)
    messages.success(request, "The file was thrown away; nothing of it was kept.")
    return redirect("receive-referral")
