from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.facts import gather
from patients.forms.screening import ScreeningForm
from patients.models import Screening
from patients.policy import clinic_policy
from patients.rules import Moment, PlanContext
from patients.verdicts import latest_screening
from patients.vitals import vitals_asked
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent, User
from staff.once import once, refused
from treatments.actions import session_signing
from treatments.actions import sessions as actions
from treatments.actions.session_gate import STALE_SCREENING, check_writable, window_question
from treatments.context import plan_context
from treatments.forms.fields import score_names
from treatments.forms.sessions import DayForm, DropSessionForm
from treatments.map_page import map_of_day
from treatments.models import Session, SessionRecord
from treatments.models.injectate import Injectate
from treatments.session_day import SessionDay, scores_asked, session_day, window_state
from treatments.views.pages import about


@requires(Capability.VIEW_CLINICAL)
@require_GET
def session(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    context |= {"map": map_of_day(context["day"])}
    return render(request, "treatments/session.html", context)


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def start_session(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    version = context["version"]
    plan = plan_context(version) if version else None
    form, day_form = _day_forms(request, found, plan)
    # Both are asked before either refuses, so that everything wrong is shown at once.
    if all([form.is_valid(), day_form.is_valid()]):
        try:
            record = actions.start_session(
                session=found,
                by=request.user,
                now=clock.now(),
                today=clock.today(),
                answers=form.answers(),
                vitals=day_form.vitals(),
                units=day_form.units(),
                scores=day_form.scores(),
                outside_window_reason=day_form.cleaned_data.get("outside_window_reason", ""),
            )
        except ValidationError as error:
            asked = scores_asked(found, clock.today())
            put_errors(error, day_form, fields=score_names(asked))
        else:
            return _after_screening(request, record)
    earliest = plan.earliest_on if plan else None
    context |= {
        "form": form,
        "day_form": day_form,
        "late": found.closes_on < clock.today(),
        "policy": clinic_policy(),
        "early": earliest if earliest and clock.today() < earliest else None,
    }
    return render(request, "treatments/start_session.html", context)


def _day_forms(
    request: StaffRequest, found: Session, plan: PlanContext | None
) -> tuple[ScreeningForm, DayForm]:
    today, patient = clock.today(), found.plan.patient
    facts = gather(patient, today=today, answers={}, plan=plan, moment=Moment.DAY)
    last = latest_screening(patient, kind=Screening.Kind.DAY)
    data = request.POST if request.method == "POST" else None
    policy = clinic_policy()
    return (
        ScreeningForm(data, facts=facts, last=last.answers if last else None, policy=policy),
        DayForm(
            data,
            kinds=vitals_asked(facts, policy),
            instruments=scores_asked(found, today),
            window_question=window_question(
                found, today, plan.earliest_on if plan else None, policy
            ),
        ),
    )


def _after_screening(request: StaffRequest, record: SessionRecord) -> HttpResponse:
    assert record.screening is not None, "start_session screens"
    if record.screening.outcome == Screening.Outcome.CLEARED:
        to_mix = record.injections.filter(procedure=Injectate.Procedure.SOLUTION, mix=None)
        return redirect("prepare-mixes" if to_mix.exists() else "record-session", record.session_id)
    messages.warning(request, "Today's screening has open findings. Decide them first.")
    return redirect(record.screening)


@requires(Capability.TREAT)
@require_POST
@once
def screen_session(request: StaffRequest, session_id: int) -> HttpResponse:
    """Screens again with the answers of the day."""
    found = visible_session(request, session_id)
    log_access(request, AccessEvent.Action.READ, patient_id=found.plan.patient_id)
    try:
        record = actions.screen_again(
            session=found, by=request.user, now=clock.now(), today=clock.today()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        if getattr(error, "code", "") == "questions":
            return refused("start-session", found.pk)
        return refused(found)
    return _after_screening(request, record)


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def drop_session(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    form = DropSessionForm(
        request.POST if request.method == "POST" else None, initial={"revision": found.revision}
    )
    if form.is_valid():
        try:
            session_signing.drop_session(
                session=found, by=request.user, today=clock.today(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form, fields={"dropped_reason": "reason"}, row=found)
        else:
            messages.success(request, f"Session {found.number} is left out.")
            return redirect(found.plan)
    context = page_of(request, found) | {"form": form}
    return render(request, "treatments/drop_session.html", context)


def visible_session(request: StaffRequest, session_id: int) -> Session:
    """The session with all that its page needs of its plan; 404 where there is none to see."""
    rows = Session.objects.open_to(request.user).select_related(
        "plan__patient", "plan__physician", "plan__consent", "given_under__protocol_version"
    )
    return get_object_or_404(rows, pk=session_id)


def page_of(request: StaffRequest, found: Session) -> dict[str, Any]:
    """The context of a page about the day of one session; writes the read log."""
    patient = found.plan.patient
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    today = clock.today()
    day = session_day(found, today=today)
    return about(request, patient) | {
        "day": day,
        "session": found,
        "plan": found.plan,
        "version": day.version,
        "window_state": window_state(day.window, today),
        "may_treat": request.user.can(Capability.TREAT),
        "may_co_sign": request.user.can(Capability.TREAT) and day.may_co_sign(request.user),
    }


def why_shut(user: User, day: SessionDay) -> str:
    """Why nothing can be written or mixed today, in words; "" when it can."""
    assert day.record is not None, "the page of a record"
    try:
        check_writable(day.record, user)
    except ValidationError as error:
        return " ".join(error.messages)
    if not day.is_shut:
        return ""
    return day.consent.problem or STALE_SCREENING
