"""A new record for somebody of whom the sender knows too little: a person fills that in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from patients.models import Referral
from records.fhir.as_sent import person_of
from records.fhir.completing import register_referred as register
from records.match_page import as_sent
from records.registering_forms import RegisterReferredForm
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once


@requires(Capability.RECEIVE_REFERRALS)
@require_http_methods(["GET", "POST"])
@once
def register_referred(request: StaffRequest, referral_id: int) -> HttpResponse:
    """Name, birth date and sex as far as they were sent, to be made whole."""
    rows = Referral.objects.visible_to(request.user).unmatched().select_related("document")
    rows = rows.defer("document__content", "document__report")
    referral = get_object_or_404(rows, pk=referral_id)
    person = person_of(referral)
    known = ("given_name", "family_name", "birth_date", "sex")
    form = RegisterReferredForm(
        sent(request), initial={name: getattr(person, name) for name in known}
    )
    if form.is_valid():
        try:
            patient = register(
                referral=referral,
                **form.cleaned_data,
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(
                request, f"Opened the record {patient.record_number} for {patient.full_name}."
            )
            return redirect("patient", patient.pk)
    if request.method == "GET":
        log_access(request, AccessEvent.Action.READ)
    shown = {"referral": referral, "form": form, "sent": as_sent(referral)}
    return render(request, "records/register_referred.html", shown)
