"""Preparing what is injected: the batches of the plan, what is thrown away, what others gave."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.once import once, refused
from staff.templatetags.prolo import clock as time_of_day
from staff.too_late import too_late
from treatments.actions import mixes as actions
from treatments.actions.outside_doses import record_outside_doses as keep_outside_doses
from treatments.forms.mixes import (
    STEP,
    DiscardMixForm,
    DoseFormSet,
    OutsideForm,
    PlannedMixesForm,
    step_asked,
)
from treatments.library import plain
from treatments.mix_page import MadeCard, PreparePage, prepare_page
from treatments.models import Mix, Session, SessionRecord
from treatments.session_day import SessionDay
from treatments.views.sessions import page_of, visible_session, why_shut

DOSES = "doses"


@requires(Capability.TREAT)
@require_GET
def prepare_mixes(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    if context["day"].record is None:
        messages.info(request, "Start the session first.")
        return refused(found)
    return _page(request, context)


@requires(Capability.TREAT)
@require_POST
@once
def make_planned_mixes(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    record = context["day"].record
    if record is None:
        return _start_first(request, found)
    step = step_asked(request.POST)
    page = prepare_page(record, now=clock.now(), syringe_step=step)
    form = _planned_form(page, record, request)
    if form.is_valid():
        try:
            made = actions.make_planned_mixes(
                record=record,
                by=request.user,
                now=clock.now(),
                acknowledged=form.cleaned_data["acknowledged"],
                appearance=form.looks(),
                as_shown=form.cleaned_data["as_shown"],
                syringe_step=step,
                revision=form.cleaned_data["revision"],
            )
        except ValidationError as error:
            put_errors(error, form, row=record)
        else:
            return say_what_was_made(request, found, made)
    return _page(request, context, page=page, planned=form)


@requires(Capability.TREAT)
@require_POST
@once
def record_outside_doses(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    record = context["day"].record
    if record is None:
        return _start_first(request, found)
    form = OutsideForm(request.POST)
    rows: Any = DoseFormSet(request.POST, prefix=DOSES)
    given = form.data.get("given_elsewhere") != "no"
    # Somebody who says no sends the rows for a yes along, as they are.
    if form.is_valid() and (not given or rows.is_valid()):
        try:
            keep_outside_doses(
                record=record,
                by=request.user,
                given_elsewhere=given,
                doses=rows.doses() if given else [],
                revision=form.cleaned_data["revision"],
            )
        except ValidationError as error:
            put_errors(error, form, prefix=DOSES, rows=list(rows.forms), row=record)
        else:
            return _back(request, found)
    return _page(request, context, outside=form, doses=rows)


@requires(Capability.TREAT)
@require_POST
@once
def discard_mix(request: StaffRequest, mix_id: int) -> HttpResponse:
    visible = Session.objects.open_to(request.user)
    mix = get_object_or_404(
        Mix.objects.select_related("record"), pk=mix_id, record__session__in=visible
    )
    found = visible_session(request, mix.record.session_id)
    context = page_of(request, found)
    form = DiscardMixForm(request.POST)
    if mix.discarded_at is not None:
        return too_late(
            request,
            form,
            f"Mix {mix.letter} was thrown away already.",
            back=reverse("prepare-mixes", args=[found.pk]),
            row=mix,
            columns={"reason": "discard_reason"},
            about=context,
        )
    if form.is_valid():
        try:
            actions.discard_mix(mix=mix, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form, row=mix.record)
        else:
            messages.success(request, f"Mix {mix.letter} is thrown away.")
            return _back(request, found)
    return _page(request, context, discarding=(mix, form))


def say_what_was_made(request: StaffRequest, session: Session, made: list[Mix]) -> HttpResponse:
    """Back to the page, which shows until when they may be injected."""
    standing = [mix.letter for mix in made if mix.discarded_at is None]
    if standing:
        messages.success(
            request, f"Mixed at {time_of_day(made[0].mixed_at)}: {', '.join(standing)}."
        )
    for mix in made:
        if mix.discarded_at is not None:
            messages.warning(
                request, f"Mix {mix.letter} is kept as waste: {mix.discard_reason.lower()}."
            )
    return _back(request, session)


def _back(request: StaffRequest, session: Session) -> HttpResponse:
    """To the page, with syringes read as they were on it."""
    step = step_asked(request.POST)
    asked = f"?{urlencode({STEP: plain(step)})}" if step is not None else ""
    return redirect(resolve_url("prepare-mixes", session.pk) + asked)


def _start_first(request: StaffRequest, session: Session) -> HttpResponse:
    messages.info(request, "Start the session first.")
    return refused(session)


def _planned_form(
    page: PreparePage, record: SessionRecord, request: StaffRequest | None = None
) -> PlannedMixesForm:
    return PlannedMixesForm(
        request.POST if request else None,
        letters=[card.letter for card in page.cards],
        cautions=page.cautions,
        initial={"revision": record.revision, "as_shown": page.as_shown},
    )


def _page(
    request: StaffRequest,
    context: dict[str, Any],
    *,
    page: PreparePage | None = None,
    planned: PlannedMixesForm | None = None,
    outside: OutsideForm | None = None,
    doses: Any = None,
    discarding: tuple[Mix, DiscardMixForm] | None = None,
) -> HttpResponse:
    """The page with the forms on it; the one that was sent comes back as it was typed."""
    day: SessionDay = context["day"]
    record = day.record
    assert record is not None, "the page of a record"
    step = step_asked(request.POST if request.method == "POST" else request.GET)
    page = page or prepare_page(record, now=clock.now(), syringe_step=step)
    initial = {"revision": record.revision}
    given = [
        {"agent": dose.agent, "mg": dose.mg, "given_at": dose.given_at} for dose in page.outside
    ]
    planned = planned or _planned_form(page, record)
    context |= {
        "record": record,
        "page": page,
        "planned": planned,
        "cards": [(card, planned[f"looks-{card.letter}"]) for card in page.cards],
        "outside": outside or OutsideForm(initial=initial),
        "doses": doses or DoseFormSet(prefix=DOSES, initial=given),
        "made": [_with_form(card, record, discarding) for card in page.made],
        "discarding": discarding,
        "shut": why_shut(request.user, day),
    }
    return render(request, "treatments/prepare_mixes.html", context)


def _with_form(
    card: MadeCard, record: SessionRecord, discarding: tuple[Mix, DiscardMixForm] | None
) -> tuple[MadeCard, DiscardMixForm]:
    if discarding is not None and discarding[0].pk == card.mix.pk:
        return card, discarding[1]
    form = DiscardMixForm(initial={"revision": record.revision}, auto_id=f"id_{card.mix.pk}_%s")
    return card, form
