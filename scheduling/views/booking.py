"""Booking: show the free times, take the one that was chosen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from patients.banner import banner_for
from patients.models import Patient
from scheduling.actions.visits import book_visit as put_in_book
from scheduling.forms.book import Chosen, OfferForm, SearchForm
from scheduling.models import Appointment, Hours
from scheduling.offers import (
    Search,
    Task,
    nearest,
    offered_days,
    search_for,
    task_for_follow_up,
    task_for_session,
    task_for_visit,
)
from scheduling.wording import moment_at
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once
from treatments.models import FollowUp, Session
from treatments.waiting import needs_physician

Save = Callable[[dict[str, Any], datetime], Appointment]
Saved = Callable[[StaffRequest, Appointment], HttpResponse]


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def book_session(request: StaffRequest, session_id: int) -> HttpResponse:
    sessions = Session.objects.visible_to(request.user).select_related(
        "plan__patient", "plan__physician"
    )
    session = get_object_or_404(sessions, pk=session_id)
    task = task_for_session(session)
    return choose_time(request, task, "scheduling/book_session.html", booking_of(task, request))


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def book_follow_up(request: StaffRequest, follow_up_id: int) -> HttpResponse:
    follow_ups = FollowUp.objects.visible_to(request.user).select_related(
        "plan__patient", "plan__physician"
    )
    task = task_for_follow_up(get_object_or_404(follow_ups, pk=follow_up_id))
    return choose_time(request, task, "scheduling/book_follow_up.html", booking_of(task, request))


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def book_visit(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    task = task_for_visit(patient)
    return choose_time(request, task, "scheduling/book_visit.html", booking_of(task, request))


def booking_of(task: Task, request: StaffRequest) -> Save:
    def save(asked: dict[str, Any], now: datetime) -> Appointment:
        chosen: Chosen = asked["offer"]
        return put_in_book(
            patient=task.patient,
            practitioner=chosen.practitioner,
            room=chosen.room,
            visit_type=task.visit_type,
            starts_at=chosen.starts_at,
            by=request.user,
            now=now,
            session=task.session,
            follow_up=task.follow_up,
            outside_window_reason=asked["outside_window_reason"],
            overbooked_reason=asked["overbooked_reason"],
        )

    return save


def choose_time(
    request: StaffRequest,
    task: Task,
    template: str,
    save: Save,
    *,
    form: OfferForm | None = None,
    saved: Saved | None = None,
) -> HttpResponse:
    """The page of free times; a POST books the chosen one or says why not and what is near.

    `saved`: says so and leads on; by default that a visit is booked.
    """
    now = clock.now()
    outside = "outside" in request.GET and request.user.can(Capability.BOOK_OUTSIDE_WINDOW)
    taken = "taken" in request.GET and request.user.can(Capability.OVERBOOK)
    asked = SearchForm(request.GET if "site" in request.GET else None)
    understood = asked.cleaned_data if asked.is_valid() else getattr(asked, "cleaned_data", {})
    search = search_for(task, understood, bound=asked.is_bound, outside=outside, taken=taken)
    form = form or OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            visit = save(form.cleaned_data, now)
        except ValidationError as error:
            put_errors(error, form, row=task.moving)
        else:
            return (saved or booked)(request, visit)
    elif request.method == "GET":
        log_access(request, AccessEvent.Action.READ, patient_id=task.patient.pk)
    return render(request, template, offer_page(request, task, search, asked, form, now))


def booked(request: StaffRequest, visit: Appointment) -> HttpResponse:
    when = moment_at(visit.starts_at, visit.site.zone)
    messages.success(
        request,
        f"Booked: {when}, with {visit.practitioner.full_name}, {visit.room} at {visit.site}.",
    )
    return redirect("patient-visits", visit.patient_id)


def offer_page(
    request: StaffRequest,
    task: Task,
    search: Search | None,
    asked: SearchForm,
    form: OfferForm,
    now: datetime,
) -> dict[str, Any]:
    near = []
    chosen = getattr(form, "cleaned_data", {}).get("offer")
    if search and form.is_bound and chosen:
        near = nearest(task, search, chosen.starts_at, now=now)
    over = chosen if "overbooked_reason" in form.errors else None
    today = clock.today(search.site.time_zone if search else "")
    return {
        "task": task,
        "needs_physician": task.session is not None and needs_physician(task.session, today=today),
        "patient": task.patient,
        "banner": banner_for(task.patient, user=request.user, today=today, active="visits"),
        "search": search,
        "search_form": asked if asked.is_bound else None,
        "sites": asked.fields["site"].queryset,  # type: ignore[attr-defined]
        "physicians": asked.fields["practitioner"].queryset,  # type: ignore[attr-defined]
        "parts": asked.fields["part_of_day"].choices,  # type: ignore[attr-defined]
        "weekdays": Hours.WEEKDAYS,
        "rooms": search.site.rooms.filter(is_active=True) if search else [],
        "form": form,
        "near": near,
        "days": offered_days(task, search, now=now) if search and not task.waits_for else [],
        # Offered once: in the list, or as what can be booked over.
        "chosen_value": "" if over else request.POST.get("offer", ""),
        "over_value": request.POST.get("offer", ""),
        "over": over,
        "window_shut": bool(task.window and task.window.closes < today),
        "may_go_outside": bool(task.window) and request.user.can(Capability.BOOK_OUTSIDE_WINDOW),
        "may_overbook": request.user.can(Capability.OVERBOOK),
        "back_url": reverse("patient-visits", args=[task.patient.pk]),
    }
