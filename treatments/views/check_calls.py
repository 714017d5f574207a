from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once, refused
from staff.paging import page_of
from staff.too_late import too_late
from treatments import triage
from treatments.actions import check_calls as actions
from treatments.forms.check_calls import CheckCallForm, MissedCallForm, TriageForm
from treatments.models import CheckCall
from treatments.views.pages import about

MOST_TO_TRIAGE = 50


@requires(Capability.CALL_PATIENTS)
@require_GET
def check_calls(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    rows = CheckCall.objects.visible_to(request.user).select_related("session__plan__patient")
    due = rows.to_make().filter(due_on__lte=today).order_by("due_on", "id")
    triages = request.user.can(Capability.TREAT)
    context = {
        "today": today,
        "page": page_of(due, request.GET.get("page")),
        "triages": triages,
        "to_triage": list(rows.to_triage()[:MOST_TO_TRIAGE]) if triages else [],
    }
    return render(request, "treatments/check_calls.html", context)


@requires(Capability.TREAT)
@require_GET
def waiting_calls(request: StaffRequest) -> HttpResponse:
    """The mark on every page of a physician: how many answers nobody has looked at. One query."""
    calls = CheckCall.objects.visible_to(request.user).to_triage()
    answers = list(calls.values_list("answer", flat=True)[:MOST_TO_TRIAGE])
    context = {"waiting": len(answers), "alarms": answers.count(CheckCall.Answer.ALARM)}
    return render(request, "treatments/_waiting_calls.html", context)


@requires(Capability.CALL_PATIENTS)
@require_http_methods(["GET", "POST"])
@once
def log_check_call(request: StaffRequest, call_id: int) -> HttpResponse:
    call = _visible(request, call_id)
    form = CheckCallForm(
        request.POST if request.method == "POST" else None, initial={"revision": call.revision}
    )
    if form.is_bound and not _is_open(call):
        return too_late(
            request,
            form,
            "This call is logged already.",
            back=reverse("log-check-call", args=[call.pk]),
            row=call,
            about=_page(request, call),
        )
    if form.is_valid():
        try:
            logged = actions.log_check_call(
                call=call, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form, row=call)
        else:
            urgency = triage.urgency_of(logged.said)
            if urgency is not triage.Urgency.REASSURE:
                # What to do now stands on the page of the call.
                return redirect("log-check-call", call.pk)
            messages.success(request, triage.AT_ONCE[urgency])
            return redirect("check-calls")
    context = _page(request, call) | {"form": form, "advice": triage.ADVICE}
    return render(request, "treatments/log_check_call.html", context)


@requires(Capability.CALL_PATIENTS)
@require_POST
@once
def miss_check_call(request: StaffRequest, call_id: int) -> HttpResponse:
    call = _visible(request, call_id)
    form = MissedCallForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was saved: the form did not arrive whole. Try again.")
        return refused("log-check-call", call.pk)
    try:
        actions.miss_check_call(call=call, by=request.user, now=clock.now(), **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("log-check-call", call.pk)
    messages.success(request, "Logged: no answer. The call stays on the list; try again.")
    return redirect("check-calls")


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def triage_check_call(request: StaffRequest, call_id: int) -> HttpResponse:
    call = _visible(request, call_id)
    form = TriageForm(
        request.POST if request.method == "POST" else None, initial={"revision": call.revision}
    )
    if form.is_valid():
        try:
            event = actions.triage_check_call(
                call=call, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form, fields={"triage_note": "note"}, row=call)
        else:
            if event is not None:
                messages.success(request, "Your answer is saved, and the event is open.")
                return redirect(event)
            messages.success(request, "Your answer is saved.")
            return redirect("check-calls")
    return render(
        request, "treatments/triage_check_call.html", _page(request, call) | {"form": form}
    )


def _visible(request: StaffRequest, call_id: int) -> CheckCall:
    rows = CheckCall.objects.visible_to(request.user).select_related(
        "session__plan__patient", "called_by", "triaged_by"
    )
    return get_object_or_404(rows, pk=call_id)


def _is_open(call: CheckCall) -> bool:
    return call.answer in ("", CheckCall.Answer.NO_ANSWER)


def _page(request: StaffRequest, call: CheckCall) -> dict[str, Any]:
    patient = call.session.plan.patient
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    urgency = triage.urgency_of(call.said)
    worrying = call.answer in (CheckCall.Answer.WORRY, CheckCall.Answer.ALARM)
    return about(request, patient) | {
        "call": call,
        "open_call": _is_open(call),
        "days_since": (clock.today() - call.session.given_on).days if call.session.given_on else 0,
        "at_once": triage.AT_ONCE[urgency] if urgency else "",
        "is_alarm": call.answer == CheckCall.Answer.ALARM,
        "is_emergency": urgency is triage.Urgency.EMERGENCY,
        "to_triage": worrying and call.triaged_at is None,
        "triages": request.user.can(Capability.TREAT),
    }
