"""Scans of a chart: the list and the files for those who read charts; adding for the desk too."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from patients.actions import scans as actions
from patients.forms.history import VoidForm
from patients.forms.scans import ScanForm
from patients.models import Scan
from patients.views.common import (
    about_patient,
    errors_shown_on,
    patient_page,
    the_patient,
    the_person,
)
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once
from staff.paging import page_of
from staff.too_late import too_late

SHOWN_BESIDE = 10


@requires(Capability.VIEW_CLINICAL)
@require_GET
def scans(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    rows = patient.scans.defer("content").select_related("added_by", "voided_by")
    return patient_page(
        request,
        "patients/scans.html",
        patient,
        page=page_of(rows, request.GET.get("page")),
        may_add=request.user.can(Capability.ADD_SCANS),
        may_edit=request.user.can(Capability.EDIT_CHART),
    )


@requires(Capability.ADD_SCANS)
@require_http_methods(["GET", "POST"])
@once
def add_scan(request: StaffRequest, patient_id: int) -> HttpResponse:
    """The desk adds what it cannot read afterwards: it sees kinds and days, no title, no file."""
    patient = the_person(request, patient_id)
    form = ScanForm(sent(request), request.FILES if request.method == "POST" else None)
    reads = request.user.can(Capability.VIEW_CLINICAL)
    if form.is_valid():
        with errors_shown_on(form):
            asked = form.cleaned_data
            actions.add_scan(
                patient=patient,
                kind=asked["kind"],
                title=asked["title"],
                dated=asked["dated"],
                data=asked["file"].read(),
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
            messages.success(request, "The scan is in the chart.")
            return redirect("scans" if reads else "add-scan", patient.pk)
    there = patient.scans.standing().only("kind", "added_at", "patient")[:SHOWN_BESIDE]
    return patient_page(
        request, "patients/add_scan.html", patient, form=form, there=there, reads=reads
    )


@requires(Capability.VIEW_CLINICAL)
@require_GET
def scan_file(request: StaffRequest, scan_id: int) -> HttpResponse:
    """The file, to be saved: no browser shows it as a page of ours."""
    scan = get_object_or_404(Scan.objects.open_to(request.user), pk=scan_id)
    log_access(request, AccessEvent.Action.READ, patient_id=scan.patient_id)
    response = HttpResponse(bytes(scan.content), content_type=scan.content_type)
    response["Content-Disposition"] = f'attachment; filename="{scan.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(Capability.EDIT_CHART)
@require_http_methods(["GET", "POST"])
@once
def void_scan(request: StaffRequest, scan_id: int) -> HttpResponse:
    rows = Scan.objects.open_to(request.user).defer("content")
    if request.method != "POST":
        rows = rows.standing()
    scan = get_object_or_404(rows.select_related("patient"), pk=scan_id)
    form = VoidForm(sent(request))
    if scan.voided_at is not None:
        return too_late(
            request,
            form,
            "This scan was taken back already.",
            back=reverse("scans", args=[scan.patient_id]),
            row=scan,
            columns={"reason": "void_reason"},
            about=about_patient(request, scan.patient),
        )
    if form.is_valid():
        with errors_shown_on(form):
            actions.void_scan(scan=scan, **form.cleaned_data, by=request.user, now=clock.now())
            messages.success(request, "The scan is taken back.")
            return redirect("scans", scan.patient_id)
    return patient_page(request, "patients/void_scan.html", scan.patient, form=form, scan=scan)
