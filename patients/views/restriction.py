"""Restricted charts: who may open one, and opening one without being named."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from patients.actions import restriction as actions
from patients.forms.restriction import GlassForm, LiftForm, RestrictForm
from patients.models import Patient, Restriction
from patients.models.restriction import shut_charts
from patients.views.common import about_patient, patient_page, the_person
from staff import clock
from staff.access import log_access, requires
from staff.accounts.gate import confirmed
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.meanwhile import go_on_if_stale
from staff.models import AccessEvent
from staff.once import once, refused
from staff.reauthentication import confirm_password
from staff.too_late import too_late


@requires(Capability.RESTRICT_CHARTS)
@require_http_methods(["GET", "POST"])
@confirmed
@once
def restrict_chart(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Shut the chart to everybody but the people ticked; or change who they are."""
    patient = _restrictable(request, patient_id)
    now = _in_force(patient)
    people = {member.pk: member for member in actions.readers()}
    initial = {"revision": 0, "reason": "", "named": [request.user.pk]}
    if now is not None:
        named = [reader.user_id for reader in now.named.all()]
        initial = {"revision": now.pk, "reason": now.reason, "named": named}
    form = RestrictForm(sent(request), people=people.values(), initial=initial)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.restrict_chart(
                patient=patient,
                reason=asked["reason"],
                named=[people[pk] for pk in asked["named"]],
                by=request.user,
                now=clock.now(),
                seen=asked["revision"],
            )
        except ValidationError as error:
            row = now or _last_lifted(patient)
            seen = ("revision", initial["revision"])
            go_on_if_stale(error, form, row, seen=seen, saved=None if now else {"named": []})
            put_errors(error, form)
        else:
            _note(request, patient, asked["reason"], "changed" if now else "restricted")
            messages.success(request, "Saved. Only the people named open this chart.")
            return redirect("restrict-chart", patient.pk)
    return patient_page(
        request,
        "patients/restrict_chart.html",
        patient,
        active="",
        form=form,
        restriction=now,
        before=patient.restrictions.exclude(lifted_at=None).select_related("made_by", "lifted_by"),
        shut=patient.pk in shut_charts(request.user),
    )


@requires(Capability.RESTRICT_CHARTS)
@require_http_methods(["GET", "POST"])
@confirmed
@once
def lift_restriction(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = _restrictable(request, patient_id)
    now = _in_force(patient)
    form = LiftForm(sent(request), initial={"revision": now.pk if now else 0})
    if now is None:
        return too_late(
            request,
            form,
            "This chart is not restricted any more.",
            back=reverse("restrict-chart", args=[patient.pk]),
            row=_last_lifted(patient),
            columns={"reason": "lifted_reason"},
            about=about_patient(request, patient, active=""),
        )
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.lift_restriction(
                patient=patient,
                reason=reason,
                by=request.user,
                now=clock.now(),
                seen=form.cleaned_data["revision"],
            )
        except ValidationError as error:
            go_on_if_stale(error, form, now, seen=("revision", now.pk), saved={"reason": ""})
            put_errors(error, form)
        else:
            _note(request, patient, reason, "lifted")
            messages.success(request, "The restriction is lifted: every physician opens the chart.")
            return redirect("restrict-chart", patient.pk)
    return patient_page(
        request,
        "patients/lift_restriction.html",
        patient,
        active="",
        form=form,
        restriction=now,
    )


@requires(Capability.VIEW_CLINICAL)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@once
def break_glass(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_person(request, patient_id)
    if patient.pk not in shut_charts(request.user):
        messages.info(request, "This chart is open to you.")
        return refused("chart", patient.pk)
    form = GlassForm(sent(request))
    if form.is_valid():
        try:
            _open(request, patient, form)
        except ValidationError as error:
            put_errors(error, form)
        else:
            return redirect("chart", patient.pk)
    if request.method == "GET":
        log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    context = {"patient": patient, "form": form, "minutes": settings.PROLO_GLASS_MINUTES}
    return render(request, "patients/break_glass.html", context)


def _open(request: StaffRequest, patient: Patient, form: GlassForm) -> None:
    asked = dict(form.cleaned_data)
    confirm_password(request, asked.pop("password"), nothing_done="The chart stays shut")
    opening = actions.break_glass(
        patient=patient,
        **asked,
        by=request.user,
        now=clock.now(),
        minutes=settings.PROLO_GLASS_MINUTES,
    )
    log_access(
        request,
        AccessEvent.Action.GLASS,
        patient_id=patient.pk,
        reason=opening.words,
        details=f"{opening.get_why_display()}, {settings.PROLO_GLASS_MINUTES} min",
    )
    messages.warning(
        request,
        f"The chart is open to you for {settings.PROLO_GLASS_MINUTES} minutes. What you open is "
        "recorded, and administrators review it.",
    )


def _restrictable(request: StaffRequest, patient_id: int) -> Patient:
    patient = the_person(request, patient_id)
    if not actions.may_restrict(request.user, patient):
        log_access(request, AccessEvent.Action.DENIED, patient_id=patient.pk)
        raise PermissionDenied
    return patient


def _in_force(patient: Patient) -> Restriction | None:
    rows = patient.restrictions.in_force().select_related("made_by")
    found: Restriction | None = rows.prefetch_related("named__user").first()
    return found


def _last_lifted(patient: Patient) -> Restriction | None:
    return patient.restrictions.exclude(lifted_at=None).order_by("lifted_at").last()


def _note(request: StaffRequest, patient: Patient, reason: str, what: str) -> None:
    log_access(
        request, AccessEvent.Action.RESTRICT, patient_id=patient.pk, reason=reason, details=what
    )
