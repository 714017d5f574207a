from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.actions import history as actions
from patients.chart import read_chart
from patients.forms.history import VoidForm
from patients.models import Allergy, Patient, Referral, Result
from patients.models.history import ResultKind
from patients.none_known import says_none_known
from patients.views.common import (
    errors_shown_on,
    patient_page,
    taken_back,
    the_entry,
    the_patient,
)
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest, sent
from staff.once import once, refused
from staff.paging import page_of

_REFERRALS = 10  # the newest; more are rare


@requires(Capability.VIEW_CLINICAL)
@require_GET
def chart(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    referrals = list(
        Referral.objects.filter(Q(patient=patient) | Q(returned_from=patient))
        .select_related("document__received_by", "returned_by")
        .defer("person", "document__content", "document__report")[:_REFERRALS]
    )
    return patient_page(
        request,
        "patients/chart.html",
        patient,
        chart=read_chart(patient, clock.today()),
        referrals=referrals,
        none_known=says_none_known(patient),
        may_edit=request.user.can(Capability.EDIT_CHART),
        may_screen=request.user.can(Capability.SCREEN),
        may_export=request.user.can(Capability.EXPORT_RECORDS),
        may_handle_requests=request.user.can(Capability.HANDLE_REQUESTS),
        may_restrict=request.user.can(Capability.RESTRICT_CHARTS),
    )


@requires(Capability.VIEW_CLINICAL)
@require_GET
def results(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Every value ever entered, newest first; `?kind=` shows one kind."""
    patient = the_patient(request, patient_id)
    kind = request.GET.get("kind", "")
    rows = Result.objects.filter(patient=patient).select_related(
        "entered_by", "voided_by", "referral"
    )
    if kind in ResultKind.values:
        rows = rows.filter(kind=kind)
    return patient_page(
        request,
        "patients/results.html",
        patient,
        page=page_of(rows, request.GET.get("page")),
        kinds=ResultKind.choices,
        kind=kind,
        may_edit=request.user.can(Capability.EDIT_CHART),
    )


@requires(Capability.EDIT_CHART)
@require_POST
@once
def review_history(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    try:
        actions.review_history(patient=patient, by=request.user, today=clock.today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("chart", patient.pk)
    messages.success(request, "Medicines and allergies are marked as reviewed today.")
    return redirect("chart", patient.pk)


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def void_entry(request: StaffRequest, kind: str, entry_id: int) -> HttpResponse:
    if kind not in actions.ENTRY_KINDS:
        raise Http404
    entry = the_entry(request, actions.ENTRY_KINDS[kind], entry_id)
    form = VoidForm(sent(request))
    if entry.voided_at is not None:
        return taken_back(request, entry, form)
    if form.is_valid():
        with errors_shown_on(form):
            actions.void_entry(entry=entry, **form.cleaned_data, by=request.user, now=clock.now())
            messages.success(request, f"Taken back: {entry}.")
            _tell_if_to_be_asked(request, entry)
            return redirect("chart", entry.patient_id)
    return patient_page(request, "patients/void_entry.html", entry.patient, form=form, entry=entry)


def _tell_if_to_be_asked(request: StaffRequest, entry: object) -> None:
    if not isinstance(entry, Allergy):
        return
    status = Patient.objects.values_list("allergies_status", flat=True).get(pk=entry.patient_id)
    if status == Patient.Allergies.NOT_ASKED:
        messages.warning(
            request,
            "No allergy is listed any more. Ask again, and mark “no known allergies” if that is "
            "the answer.",
        )
