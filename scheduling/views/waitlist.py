"""The waitlist: who waits, who could take a free time, and how somebody gets on it and off."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.banner import banner_for
from patients.models import Patient
from scheduling import waiting
from scheduling.actions import waitlist as actions
from scheduling.forms.waitlist import (
    ChangeWaitingForm,
    FreeTimeForm,
    StopWaitingForm,
    WaitingForm,
    WaitlistFilterForm,
)
from scheduling.models import WaitlistEntry
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once, refused
from staff.paging import page_of
from treatments.models import FollowUp, Session


@requires(Capability.VIEW_BOOK)
@require_GET
def waitlist(request: StaffRequest) -> HttpResponse:
    """A page of the list, each with the best time that is free for it now."""
    form = WaitlistFilterForm(request.GET)
    form.is_valid()  # what cannot be understood is left out, as if it had not been asked
    asked = form.cleaned_data
    rows = waiting.waitlist(request.user)
    if asked.get("physician"):
        rows = rows.filter(
            Q(practitioner=asked["physician"])
            | Q(session__plan__physician=asked["physician"])
            | Q(follow_up__plan__physician=asked["physician"])
        )
    if asked.get("site"):
        rows = rows.filter(Q(site=None) | Q(site=asked["site"]))
    now, today = clock.now(), clock.today()
    page = page_of(waiting.described(rows), request.GET.get("page"), waiting.PER_PAGE)
    shown = waiting.with_best_times(waiting.waiting_of(page), now=now)
    return render(
        request,
        "scheduling/waitlist.html",
        {
            "form": form,
            "page": page,
            "rows": [(row, *row.left(today)) for row in shown],
            "may_book": request.user.can(Capability.BOOK),
        },
    )


@requires(Capability.BOOK)
@require_GET
def fill_slot(request: StaffRequest) -> HttpResponse:
    """Who could take a time that has become free."""
    form = FreeTimeForm(request.GET)
    if not form.is_valid():
        messages.error(request, "This time is not understood. Choose one on the day board.")
        return redirect("waitlist")
    site, moment = form.cleaned_data["site"], form.cleaned_data["at"]
    practitioner, now = form.cleaned_data["practitioner"], clock.now()
    rows = []
    if moment >= now:
        rows = waiting.who_could_take(moment, site, practitioner, request.user, now=now)
    today = clock.today(site.time_zone)
    return render(
        request,
        "scheduling/fill_slot.html",
        {
            "site": site,
            "practitioner": practitioner,
            "moment": moment,
            "day": moment.astimezone(site.zone).date(),
            "is_past": moment < now,
            "rows": [(row, *row.left(today)) for row in rows],
        },
    )


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def wait_for_session(request: StaffRequest, session_id: int) -> HttpResponse:
    sessions = Session.objects.visible_to(request.user).select_related("plan__patient")
    session = get_object_or_404(sessions, pk=session_id)
    about = f"Session {session.number}"
    return put_on_list(request, session.plan.patient, about, session=session)


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def wait_for_follow_up(request: StaffRequest, follow_up_id: int) -> HttpResponse:
    follow_ups = FollowUp.objects.visible_to(request.user).select_related("plan__patient")
    follow_up = get_object_or_404(follow_ups, pk=follow_up_id)
    return put_on_list(request, follow_up.plan.patient, "Follow-up visit", follow_up=follow_up)


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def wait_for_visit(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    return put_on_list(request, patient, "First visit")


def put_on_list(request: StaffRequest, patient: Patient, about: str, **wanted: Any) -> HttpResponse:
    form = WaitingForm(sent(request), initial={"from_day": clock.today()})
    if form.is_valid():
        try:
            actions.put_on_waitlist(
                patient=patient, suits=form.availability(), by=request.user, **wanted
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, f"{about} is on the waitlist.")
            return redirect("patient-visits", patient.pk)
    elif request.method == "GET":
        log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    return render(
        request, "scheduling/wait_for.html", page_about(request, patient, about) | {"form": form}
    )


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def change_waiting(request: StaffRequest, entry_id: int) -> HttpResponse:
    entry = entry_of(request, entry_id)
    form = ChangeWaitingForm(sent(request), initial=vars(entry) | in_form(entry))
    if form.is_valid():
        try:
            actions.change_waiting(
                entry=entry,
                revision=form.cleaned_data["revision"],
                suits=form.availability(),
                by=request.user,
            )
        except ValidationError as error:
            put_errors(error, form, row=entry)
        else:
            messages.success(request, "The entry is changed.")
            return redirect("waitlist")
    elif request.method == "GET":
        log_access(request, AccessEvent.Action.READ, patient_id=entry.patient_id)
    about = f"Session {entry.session.number}" if entry.session else str(entry.visit_type)
    shown = page_about(request, entry.patient, about)
    stop_form = StopWaitingForm(initial={"revision": entry.revision}, auto_id="id_stop_%s")
    return render(
        request,
        "scheduling/change_waiting.html",
        shown | {"form": form, "entry": entry, "stop_form": stop_form},
    )


@requires(Capability.BOOK)
@require_POST
@once
def stop_waiting(request: StaffRequest, entry_id: int) -> HttpResponse:
    entry = entry_of(request, entry_id)
    form = StopWaitingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was changed: choose why the patient waits no longer.")
        return refused("change-waiting", entry.pk)
    try:
        actions.stop_waiting(entry=entry, by=request.user, now=clock.now(), **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("change-waiting", entry.pk)
    messages.success(request, f"{entry.patient.full_name} is off the waitlist.")
    return redirect("waitlist")


def entry_of(request: StaffRequest, entry_id: int) -> WaitlistEntry:
    entries = WaitlistEntry.objects.visible_to(request.user).select_related(
        "patient", "visit_type", "session", "closed_by"
    )
    return get_object_or_404(entries, pk=entry_id)


def in_form(entry: WaitlistEntry) -> dict[str, Any]:
    return {"practitioner": entry.practitioner_id, "site": entry.site_id}


def page_about(request: StaffRequest, patient: Patient, about: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "patient": patient,
        "about": about,
        "banner": banner_for(patient, user=request.user, today=today, active="visits"),
    }
