"""Requests of patients about their own record: access, amendment, accounting of disclosures."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.actions import requests as actions
from patients.forms.requests import AboutRequest, CloseForm, DisagreeForm, ExtendForm, RequestForm
from patients.models import RecordRequest
from patients.views.common import about_patient, errors_shown_on, patient_page, the_patient
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.once import once
from staff.paging import page_of
from staff.templatetags.prolo import day
from staff.too_late import too_late


@requires(Capability.HANDLE_REQUESTS)
@require_GET
def record_requests(request: StaffRequest) -> HttpResponse:
    """All that are open, the soonest due first; `?which=closed` shows the others."""
    closed = request.GET.get("which") == "closed"
    rows = RecordRequest.objects.visible_to(request.user).select_related("patient", "closed_by")
    if closed:
        rows = rows.exclude(state="open").order_by("-closed_on", "-id")
    else:
        rows = rows.open().order_by("due_on", "id")
    page = page_of(rows, request.GET.get("page"))
    context = {"page": page, "closed": closed, "today": clock.today()}
    return render(request, "patients/record_requests.html", context)


@requires(Capability.HANDLE_REQUESTS)
@require_http_methods(["GET", "POST"])
@once
def patient_requests(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    today = clock.today()
    form = RequestForm(sent(request), initial={"received_on": today})
    if form.is_valid():
        with errors_shown_on(form):
            made = actions.record_request(
                patient=patient, **form.cleaned_data, by=request.user, today=today
            )
            messages.success(request, f"Recorded. It is due on {day(made.due_on)}.")
            return redirect(made)
    rows = patient.record_requests.select_related("closed_by").order_by("-received_on", "-id")
    return patient_page(
        request,
        "patients/patient_requests.html",
        patient,
        active="",
        form=form,
        page=page_of(rows, request.GET.get("page")),
    )


@requires(Capability.HANDLE_REQUESTS)
@require_GET
def record_request(request: StaffRequest, request_id: int) -> HttpResponse:
    return _page(request, _asked(request, request_id))


@requires(Capability.HANDLE_REQUESTS)
@require_POST
@once
def extend_request(request: StaffRequest, request_id: int) -> HttpResponse:
    return _act(request, request_id, ExtendForm, actions.extend_request, "Extended by 30 days.")


@requires(Capability.HANDLE_REQUESTS)
@require_POST
@once
def close_request(request: StaffRequest, request_id: int) -> HttpResponse:
    return _act(request, request_id, CloseForm, actions.close_request, "The request is closed.")


@requires(Capability.HANDLE_REQUESTS)
@require_POST
@once
def attach_disagreement(request: StaffRequest, request_id: int) -> HttpResponse:
    said = "The statement is attached to the record."
    return _act(request, request_id, DisagreeForm, actions.attach_disagreement, said)


def _act(
    request: StaffRequest,
    request_id: int,
    form_class: type[AboutRequest],
    action: Callable[..., RecordRequest],
    said: str,
) -> HttpResponse:
    asked = _asked(request, request_id)
    form = form_class.of(asked, sent(request))
    if form_class not in _open_to(asked):
        return too_late(
            request,
            form,
            f"This request is marked “{asked.get_state_display()}”.",
            back=asked,
            row=asked,
            columns={"reason": "extension_reason"},
            about=about_patient(request, asked.patient, active=""),
        )
    if form.is_valid():
        try:
            action(request=asked, **form.cleaned_data, by=request.user, today=clock.today())
        except ValidationError as error:
            put_errors(error, form, fields={"extension_reason": "reason"}, row=asked)
        else:
            messages.success(request, said)
            return redirect(asked)
    return _page(request, _asked(request, request_id), form)


def _page(
    request: StaffRequest, asked: RecordRequest, typed: AboutRequest | None = None
) -> HttpResponse:
    forms: dict[str, Any] = {
        name: typed if isinstance(typed, form_class) else form_class.of(asked)
        for name, form_class in (
            ("extend", ExtendForm),
            ("close", CloseForm),
            ("disagree", DisagreeForm),
        )
    }
    may = _open_to(asked)
    return patient_page(
        request,
        "patients/record_request.html",
        asked.patient,
        active="",
        asked=asked,
        forms=forms,
        overdue=asked.is_open and asked.due_on < clock.today(),
        may_extend=ExtendForm in may,
        may_disagree=DisagreeForm in may,
    )


def _open_to(asked: RecordRequest) -> set[type[AboutRequest]]:
    """What can be done with it now."""
    if asked.is_open:
        may_wait = not asked.extended_on and asked.due_on >= clock.today()
        return {CloseForm, ExtendForm} if may_wait else {CloseForm}
    denied = asked.state in (RecordRequest.State.DENIED, RecordRequest.State.PARTLY)
    disagrees = denied and asked.kind == "amendment" and not asked.disagreement
    return {DisagreeForm} if disagrees else set()


def _asked(request: StaffRequest, request_id: int) -> RecordRequest:
    rows = RecordRequest.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("patient", "recorded_by", "closed_by"), pk=request_id
    )
