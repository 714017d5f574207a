from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent, User
from staff.once import once
from staff.paging import page_of
from treatments import triage
from treatments.actions import follow_ups as actions
from treatments.forms.follow_ups import CheckCallForm, TriageForm
from treatments.models import CheckCall, Session
from treatments.views.pages import about

UNANSWERED = ("", CheckCall.Answer.NO_ANSWER)
TO_TRIAGE = (CheckCall.Answer.WORRY, CheckCall.Answer.ALARM)
MOST_TO_TRIAGE = 50


@requires(Capability.CALL_PATIENTS)
@require_GET
def check_calls(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    rows = _visible(request.user)
    due = rows.filter(answer__in=UNANSWERED, due_on__lte=today).order_by("due_on", "id")
    triages = request.user.can(Capability.TREAT)
    context = {
        "today": today,
        "page": page_of(due, request.GET.get("page")),
        "triages": triages,
        "to_triage": list(_to_triage(rows)[:MOST_TO_TRIAGE]) if triages else [],
    }
    return render(request, "treatments/check_calls.html", context)


@requires(Capability.CALL_PATIENTS)
@require_http_methods(["GET", "POST"])
@once
def log_check_call(request: StaffRequest, call_id: int) -> HttpResponse:
    call = get_object_or_404(_visible(request.user), pk=call_id)
    form = CheckCallForm(
        request.POST if request.method == "POST" else None, initial={"revision": call.revision}
    )
    if form.is_valid():
        try:
            logged = actions.log_check_call(
                call=call, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form, row=call)
        else:
            if logged.answer in TO_TRIAGE:
                # What to do now stands on the page of the call.
                return redirect("log-check-call", call.pk)
            messages.success(request, triage.AT_ONCE[logged.answer])
            return redirect("check-calls")
    return render(request, "treatments/log_check_call.html", _page(request, call, form))


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def triage_check_call(request: StaffRequest, call_id: int) -> HttpResponse:
    call = get_object_or_404(_visible(request.user), pk=call_id)
    form = TriageForm(
        request.POST if request.method == "POST" else None, initial={"revision": call.revision}
    )
    if form.is_valid():
        try:
            actions.triage_check_call(
                call=call, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form, fields={"triage_note": "note"}, row=call)
        else:
            messages.success(request, "Your answer is saved.")
            return redirect("check-calls")
    return render(request, "treatments/triage_check_call.html", _page(request, call, form))


def _visible(user: User) -> QuerySet[CheckCall]:
    return CheckCall.objects.filter(session__in=Session.objects.visible_to(user)).select_related(
        "session__plan__patient", "called_by", "triaged_by"
    )


def _to_triage(rows: QuerySet[CheckCall]) -> QuerySet[CheckCall]:
    """Alarms first, then in the order in which they came in."""
    open_calls = rows.filter(answer__in=TO_TRIAGE, triaged_at=None)
    # "alarm" sorts before "worry".
    return open_calls.order_by("answer", "called_at", "id")


def _page(request: StaffRequest, call: CheckCall, form: Any) -> dict[str, Any]:
    patient = call.session.plan.patient
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    open_call = call.answer in UNANSWERED
    return about(request, patient) | {
        "call": call,
        "form": form,
        "open_call": open_call,
        "days_since": (clock.today() - call.session.given_on).days if call.session.given_on else 0,
        "advice": triage.ADVICE if open_call else triage.advice_for(call.answer),
        "at_once": "" if open_call else triage.AT_ONCE[call.answer],
        "is_alarm": call.answer == CheckCall.Answer.ALARM,
        "to_triage": call.answer in TO_TRIAGE and call.triaged_at is None,
        "triages": request.user.can(Capability.TREAT),
    }
