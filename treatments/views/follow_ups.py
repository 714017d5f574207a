from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from patients.policy import clinic_policy
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once
from treatments import outcomes, scores
from treatments.actions import follow_ups as actions
from treatments.forms.fields import score_names, scores_in
from treatments.forms.follow_ups import AddFollowUpForm, FollowUpForm, ReviewForm
from treatments.models import FollowUp, Plan, Session
from treatments.outcomes import Line
from treatments.reviews import prompt_for
from treatments.session_day import window_state
from treatments.spacing import Window
from treatments.views.pages import about
from treatments.views.scores import version_shown, visible_plan

GLOBAL_CHANGE = scores.INSTRUMENTS["pgic"]


@requires(Capability.VIEW_CLINICAL)
@require_GET
def follow_up(request: StaffRequest, follow_up_id: int) -> HttpResponse:
    visit = _visible(request, follow_up_id)
    context = _page_of(request, visit)
    if visit.state == FollowUp.State.DONE:
        taken = {score.pk for score in visit.scores.all()}
        context["then"] = [
            (line, reading)
            for line in context["lines"]
            for reading in line.readings
            if reading.score.pk in taken
        ]
    return render(request, "treatments/follow_up.html", context)


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def record_follow_up(request: StaffRequest, follow_up_id: int) -> HttpResponse:
    visit = _visible(request, follow_up_id)
    context = _page_of(request, visit)
    asked = _asked(context["lines"])
    form = FollowUpForm(
        request.POST if request.method == "POST" else None,
        instruments=asked,
        initial={"revision": visit.revision},
    )
    if form.is_valid():
        try:
            actions.record_follow_up(
                follow_up=visit,
                revision=form.cleaned_data["revision"],
                decision=form.cleaned_data["decision"],
                values=scores_in(form),
                note=form.cleaned_data["note"],
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except ValidationError as error:
            put_errors(error, form, fields=score_names(asked), row=visit)
        else:
            messages.success(request, "The follow-up visit is signed.")
            return redirect(visit)
    context |= {"form": form, "rows": _rows(form, asked, context["lines"])}
    return render(request, "treatments/record_follow_up.html", context)


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def review_plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Between two sessions: go on, change or stop."""
    plan = visible_plan(request, plan_id)
    context = _response(request, plan)
    asked = _asked(context["lines"])
    form = ReviewForm(request.POST if request.method == "POST" else None, instruments=asked)
    if form.is_valid():
        try:
            visit = actions.review_plan(
                plan=plan,
                decision=form.cleaned_data["decision"],
                values=scores_in(form),
                note=form.cleaned_data["note"],
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except ValidationError as error:
            put_errors(error, form, fields=score_names(asked))
        else:
            messages.success(request, f"Reviewed and signed: {visit.get_decision_display()}.")
            return redirect(plan)
    context |= {"form": form, "rows": _rows(form, asked, context["lines"])}
    return render(request, "treatments/review_plan.html", context)


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def add_follow_up(request: StaffRequest, plan_id: int) -> HttpResponse:
    plan = visible_plan(request, plan_id)
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    today = clock.today()
    form = AddFollowUpForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        try:
            visit = actions.add_follow_up(
                plan=plan, target_on=form.cleaned_data["target_on"], today=today, by=request.user
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "The follow-up visit is on the list; it can be booked.")
            return redirect(visit)
    context = about(request, plan.patient) | {"plan": plan, "form": form}
    return render(request, "treatments/add_follow_up.html", context)


def _visible(request: StaffRequest, follow_up_id: int) -> FollowUp:
    rows = FollowUp.objects.open_to(request.user).select_related("plan__patient", "signed_by")
    return get_object_or_404(rows, pk=follow_up_id)


def _page_of(request: StaffRequest, visit: FollowUp) -> dict[str, Any]:
    window = Window(visit.opens_on, visit.target_on, visit.closes_on)
    return _response(request, visit.plan) | {
        "visit": visit,
        "window_state": window_state(window, clock.today()),
    }


def _response(request: StaffRequest, plan: Plan) -> dict[str, Any]:
    """The context of a page on which somebody decides whether `plan` goes on."""
    log_access(request, AccessEvent.Action.READ, patient_id=plan.patient_id)
    version = version_shown(plan)
    found = outcomes.lines(plan, version)
    sessions = list(plan.sessions.numbered())
    given = [session for session in sessions if session.state == Session.State.GIVEN]
    planned = [session for session in sessions if session.state == Session.State.PLANNED]
    return about(request, plan.patient) | {
        "plan": plan,
        "version": version,
        "lines": found,
        "given": given,
        "next_session": planned[0] if planned else None,
        "prompt": prompt_for(plan, version, found, policy=clinic_policy()),
        "may_treat": request.user.can(Capability.TREAT),
    }


def _rows(
    form: forms.Form, asked: list[scores.Instrument], found: list[Line]
) -> list[tuple[forms.BoundField, scores.Instrument, Line | None]]:
    """One row of the table of scores: its field, the instrument, and how it went so far."""
    by_code = {line.instrument.code: line for line in found}
    names = score_names(asked)
    return [(form[names[i.code]], i, by_code.get(i.code)) for i in asked]


def _asked(found: list[Line]) -> list[scores.Instrument]:
    """Those of the plan and, where something was scored before, how it is compared with then."""
    asked = [line.instrument for line in found]
    return asked if GLOBAL_CHANGE in asked else [*asked, GLOBAL_CHANGE]
