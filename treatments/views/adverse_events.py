from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from patients.models import Patient
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once
from staff.paging import page_of
from staff.too_late import too_late
from treatments.actions import adverse_events as actions
from treatments.forms.adverse_events import CloseEventForm, FollowEventForm, ReportEventForm
from treatments.models import AdverseEvent, Session
from treatments.views.pages import about

NEXT_LOOK = timedelta(days=7)
SHOWN = {"open": "Open", "closed": "Closed", "all": "All"}


@requires(Capability.VIEW_CLINICAL)
@require_GET
def adverse_events(request: StaffRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in SHOWN else "open"
    rows = AdverseEvent.objects.visible_to(request.user).select_related("patient")
    if state == "open":
        # Those without a day are looked at first: nobody said when.
        rows = rows.open().order_by("next_look_on", "id")
    elif state == "closed":
        rows = rows.exclude(closed_at=None).order_by("-closed_at", "-id")
    context = {
        "page": page_of(rows, request.GET.get("page")),
        "state": state,
        "states": SHOWN.items(),
        "today": clock.today(),
    }
    return render(request, "treatments/adverse_events.html", context)


@requires(Capability.VIEW_CLINICAL)
@require_GET
def patient_adverse_events(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.open_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    rows = patient.adverse_events.select_related("session").order_by("-onset_on", "-id")
    context = about(request, patient, active="events") | {
        "page": page_of(rows, request.GET.get("page")),
        "may_treat": request.user.can(Capability.TREAT),
    }
    return render(request, "treatments/patient_adverse_events.html", context)


@requires(Capability.VIEW_CLINICAL)
@require_GET
def adverse_event(request: StaffRequest, event_id: int) -> HttpResponse:
    return render(request, "treatments/adverse_event.html", _page(request, event_id))


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def report_adverse_event(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.open_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    sessions = _sessions_of(patient)
    today = clock.today()
    form = ReportEventForm(
        request.POST if request.method == "POST" else None,
        sessions=sessions,
        initial={
            "session": _named_session(request, sessions),
            "onset_on": today,
            "next_look_on": today + NEXT_LOOK,
            "outcome": AdverseEvent.Outcome.ONGOING,
        },
    )
    if form.is_valid():
        try:
            event = actions.report_event(
                patient=patient,
                session=form.cleaned_data["session"],
                facts=form.facts(),
                description=form.cleaned_data["description"],
                action=form.cleaned_data["action"],
                by=request.user,
                now=clock.now(),
                today=today,
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "The adverse event is open until a physician closes it.")
            return redirect(event)
    context = about(request, patient, active="events") | {"form": form}
    return render(request, "treatments/report_adverse_event.html", context)


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def follow_adverse_event(request: StaffRequest, event_id: int) -> HttpResponse:
    context = _page(request, event_id)
    event: AdverseEvent = context["event"]
    today = clock.today()
    known = ("kind", "severity", "serious", "onset_on", "outcome", "revision")
    form = FollowEventForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(event, name) for name in known}
        | {"next_look_on": max(event.next_look_on or today, today + NEXT_LOOK)},
    )
    if form.is_bound and event.closed_at is not None:
        return _closed(request, form, context)
    if form.is_valid():
        try:
            actions.follow_event(
                event=event,
                revision=form.cleaned_data["revision"],
                facts=form.facts(),
                text=form.cleaned_data["text"],
                by=request.user,
                now=clock.now(),
                today=today,
            )
        except ValidationError as error:
            put_errors(error, form, row=event)
        else:
            messages.success(request, "The look is noted.")
            return redirect(event)
    return render(request, "treatments/follow_adverse_event.html", context | {"form": form})


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def close_adverse_event(request: StaffRequest, event_id: int) -> HttpResponse:
    context = _page(request, event_id)
    event: AdverseEvent = context["event"]
    form = CloseEventForm(
        request.POST if request.method == "POST" else None, initial={"revision": event.revision}
    )
    if form.is_bound and event.closed_at is not None:
        return _closed(request, form, context)
    if form.is_valid():
        try:
            actions.close_event(
                event=event,
                revision=form.cleaned_data["revision"],
                outcome=form.cleaned_data["outcome"],
                note=form.cleaned_data["closing_note"],
                by=request.user,
                now=clock.now(),
            )
        except ValidationError as error:
            put_errors(error, form, row=event)
        else:
            messages.success(request, "The adverse event is closed.")
            return redirect(event)
    return render(request, "treatments/close_adverse_event.html", context | {"form": form})


def _closed(request: StaffRequest, form: Form, context: dict[str, Any]) -> HttpResponse:
    event: AdverseEvent = context["event"]
    words = "This event is closed already."
    return too_late(request, form, words, back=event, row=event, about=context)


def _sessions_of(patient: Patient) -> QuerySet[Session]:
    """Those in which something was injected, or that are being recorded; the latest first."""
    return (
        Session.objects.filter(plan__patient=patient, record__isnull=False)
        .exclude(state=Session.State.VOIDED)
        .select_related("plan", "record")
        .order_by("-record__treated_on", "-pk")
    )


def _named_session(request: StaffRequest, sessions: QuerySet[Session]) -> Session | None:
    """`?session=` of this patient; 404 for any other."""
    named = request.GET.get("session", "")
    if not named:
        return None
    found = next((session for session in sessions if str(session.pk) == named), None)
    if found is None:
        raise Http404
    return found


def _page(request: StaffRequest, event_id: int) -> dict[str, Any]:
    rows = AdverseEvent.objects.visible_to(request.user).select_related(
        "patient", "session", "plan", "reported_by", "closed_by"
    )
    event = get_object_or_404(rows, pk=event_id)
    log_access(request, AccessEvent.Action.READ, patient_id=event.patient_id)
    return about(request, event.patient, active="events") | {
        "event": event,
        "notes": list(event.notes.select_related("written_by")),
        "may_treat": request.user.can(Capability.TREAT),
    }
