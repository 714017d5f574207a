"""One patient's visits, and what is done with one of them."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.banner import banner_for
from patients.models import Patient
from patients.policy import clinic_policy
from scheduling.actions.states import (
    MAY_BE_CANCELLED,
    cancel_visit,
    change_state,
    corrections,
)
from scheduling.board import steps_on
from scheduling.cards import Card, cards, described, signed_field
from scheduling.courses import courses_of, follow_ups_of
from scheduling.forms.states import CancelForm, CorrectionForm, StateForm
from scheduling.models import Appointment
from scheduling.outbox_page import told_of_cancelling
from scheduling.visit_history import history_of
from scheduling.waiting import fill_url, waits_of
from scheduling.windows import local_day
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once, refused
from staff.paging import page_of
from staff.too_late import too_late

PER_PAGE = 20
# Columns of a cancelled visit -> fields of the form.
CANCELLED = {"cancelled_code": "code", "cancelled_reason": "reason"}
WHO_COULD_COME = '<a href="{}">Who on the waitlist could take this time?</a>'
# The patient is here or was: the aftercare sheet can be handed out.
WITH_SHEET = (*Appointment.HERE, Appointment.State.DONE)


@requires(Capability.VIEW_BOOK)
@require_GET
def patient_visits(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    now, today = clock.now(), clock.today()
    visits = described(Appointment.objects.filter(patient=patient))
    ahead = with_preparation(visits.live().filter(ends_at__gte=now)).order_by("starts_at", "id")
    past = visits.exclude(pk__in=ahead.order_by().values("pk")).order_by("-starts_at", "-id")
    page = page_of(past, request.GET.get("page"), PER_PAGE)
    return render(
        request,
        "scheduling/patient_visits.html",
        {
            "patient": patient,
            "banner": banner_for(patient, user=request.user, today=today, active="visits"),
            "courses": courses_of(patient, now=now, today=today),
            "follow_ups": follow_ups_of(patient, today=today),
            "waits": waits_of(patient),
            "ahead": cards(ahead),
            "page": page,
            "past": cards(page),
            "may_book": request.user.can(Capability.BOOK)
            and not (patient.deceased_on or patient.merged_into_id),
            "may_go_outside": request.user.can(Capability.BOOK_OUTSIDE_WINDOW),
            "may_print": request.user.can(Capability.HAND_OUT_SHEETS),
            "may_edit": request.user.can(Capability.REGISTER_PATIENTS),
            "may_handle_requests": request.user.can(Capability.HANDLE_REQUESTS),
            "may_add_scans": request.user.can(Capability.ADD_SCANS),
        },
    )


@requires(Capability.VIEW_BOOK)
@require_GET
def appointment(request: StaffRequest, appointment_id: int) -> HttpResponse:
    card = card_of(request, appointment_id)
    log_access(request, AccessEvent.Action.READ, patient_id=card.visit.patient_id)
    shown = visit_page(request, card) | {"history": history_of(card.visit)}
    return render(request, "scheduling/appointment.html", shown)


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def cancel_appointment(request: StaffRequest, appointment_id: int) -> HttpResponse:
    card = card_of(request, appointment_id)
    visit = card.visit
    log_reading(request, visit)
    form = CancelForm(sent(request), initial={"revision": visit.revision})
    if form.is_bound and visit.state not in MAY_BE_CANCELLED:
        return too_late(
            request,
            form,
            f"This visit is marked “{visit.get_state_display()}” and cannot be cancelled.",
            back=reverse("appointment", args=[visit.pk]),
            row=visit,
            columns={name: column for column, name in CANCELLED.items()},
            about=visit_page(request, card),
        )
    if form.is_valid():
        try:
            cancel_visit(appointment=visit, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form, fields=CANCELLED, row=visit)
        else:
            messages.success(request, cancelled_words(visit))
            if visit.starts_at > clock.now():
                url = fill_url(visit.starts_at, visit.site_id, visit.practitioner_id)
                messages.info(request, format_html(WHO_COULD_COME, url))
            return redirect("patient-visits", visit.patient_id)
    hours = clinic_policy().late_cancellation_hours
    soon = visit.starts_at - clock.now() < timedelta(hours=hours)
    return render(
        request,
        "scheduling/cancel_appointment.html",
        visit_page(request, card)
        | {
            "form": form,
            "late_hours": hours if soon else 0,
            "told": told_of_cancelling(visit),
        },
    )


@requires(Capability.BOOK)
@require_POST
@once
def change_appointment_state(request: StaffRequest, appointment_id: int) -> HttpResponse:
    visit = card_of(request, appointment_id).visit
    form = StateForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was changed: press one of the buttons of the visit.")
        return refused("appointment", visit.pk)
    state, revision = form.cleaned_data["step"]
    try:
        changed = change_state(
            appointment=visit, revision=revision, state=state, by=request.user, now=clock.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        if "reason" in getattr(error, "error_dict", {}):
            return refused("correct-appointment", visit.pk)
        return refused(way_back(visit, form.cleaned_data["back"]))
    messages.success(request, f"{visit.patient.full_name}: {changed.get_state_display().lower()}.")
    return redirect(way_back(visit, form.cleaned_data["back"]))


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def correct_appointment(request: StaffRequest, appointment_id: int) -> HttpResponse:
    """A step back: something was marked that was not so."""
    card = card_of(request, appointment_id)
    visit = card.visit
    log_reading(request, visit)
    form = CorrectionForm(
        sent(request), states=corrections(visit.state), initial={"revision": visit.revision}
    )
    if form.is_bound and form.has_error("state") and _is_past(form, visit):
        return _corrected_meanwhile(request, card)
    if form.is_valid():
        try:
            change_state(
                appointment=visit,
                revision=form.cleaned_data["revision"],
                state=form.cleaned_data["state"],
                by=request.user,
                now=clock.now(),
                reason=form.reason,
            )
        except ValidationError as error:
            put_errors(error, form, row=visit)
        else:
            messages.success(request, "Corrected. What was marked before stays in the history.")
            return redirect("appointment", visit.pk)
    return render(
        request, "scheduling/correct_appointment.html", visit_page(request, card) | {"form": form}
    )


def _is_past(form: CorrectionForm, visit: Appointment) -> bool:
    return bool(form.cleaned_data.get("revision", visit.revision) < visit.revision)


def _corrected_meanwhile(request: StaffRequest, card: Card) -> HttpResponse:
    """The visit went on: the step that was chosen is none of those that are open to it now."""
    visit = card.visit
    last = visit.state_changes.last()
    why, _, words = (last.reason if last else "").partition(": ")
    return too_late(
        request,
        CorrectionForm(sent(request), states=Appointment.State),
        f"This visit is marked “{visit.get_state_display()}” now.",
        back=reverse("appointment", args=[visit.pk]),
        row=visit,
        saved={"state": visit.state, "why": why, "words": words},
        about=visit_page(request, card),
    )


def log_reading(request: StaffRequest, visit: Appointment) -> None:
    if request.method == "GET":
        log_access(request, AccessEvent.Action.READ, patient_id=visit.patient_id)


@requires(Capability.HAND_OUT_SHEETS)
@require_GET
def visit_list_sheet(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.PRINT, patient_id=patient.pk)
    visits = Appointment.objects.live().filter(patient=patient, ends_at__gte=clock.now())
    return render(
        request,
        "scheduling/visit_list_sheet.html",
        {
            "patient": patient,
            "cards": cards(described(visits).order_by("starts_at", "id")),
            "today": clock.today(),
        },
    )


def card_of(request: StaffRequest, appointment_id: int) -> Card:
    visits = described(Appointment.objects.visible_to(request.user)).select_related("booked_by")
    return cards([get_object_or_404(with_preparation(visits), pk=appointment_id)])[0]


def with_preparation(visits: Any) -> Any:
    """With what the plan asks of the patient before a session; in the same query."""
    return visits.annotate(preparation=signed_field(OuterRef("session__plan"), "preparation"))


def visit_page(request: StaffRequest, card: Card) -> dict[str, Any]:
    visit = card.visit
    today = clock.today(visit.site.time_zone)
    may_book = request.user.can(Capability.BOOK)
    return {
        "card": card,
        "patient": visit.patient,
        "banner": banner_for(visit.patient, user=request.user, today=today, active="visits"),
        "steps": steps_on(card, local_day(visit), now=clock.now()) if may_book else (),
        "may_correct": may_book and bool(corrections(visit.state)),
        "may_read_why": request.user.can(Capability.VIEW_CLINICAL),
        "may_move": may_book and visit.state in Appointment.AHEAD,
        "may_cancel": may_book and visit.state in MAY_BE_CANCELLED,
        "may_print_questions": request.user.can(Capability.HAND_OUT_SHEETS)
        and visit.state in MAY_BE_CANCELLED,
        "may_print_preparation": bool(visit.preparation)
        and visit.state in Appointment.AHEAD
        and request.user.can(Capability.HAND_OUT_SHEETS),
        "may_print_aftercare": visit.session_id is not None
        and visit.state in WITH_SHEET
        and request.user.can(Capability.HAND_OUT_SHEETS),
    }


def cancelled_words(visit: Appointment) -> str:
    said = "The visit is cancelled; its time is free again."
    hours = clinic_policy().late_cancellation_hours
    if Appointment.objects.cancelled_late(hours).filter(pk=visit.pk).exists():
        said += f" Less than {hours} hours before the start, so the patient is on the list to call."
    return said


def way_back(visit: Appointment, back: str) -> str:
    """To the page on which the button was pressed."""
    if back in ("", "visit"):
        return reverse("appointment", args=[visit.pk])
    if back == "requested":
        return f"{reverse('to-book')}?which=requested"
    asked = {"site": visit.site_id, "day": f"{local_day(visit):%Y-%m-%d}"}
    if back.startswith("rooms"):
        asked["by"] = "room"
    if back.endswith("list"):
        asked["view"] = "list"
    return f"{reverse('day-board')}?{urlencode(asked)}"
