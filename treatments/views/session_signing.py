"""Signatures under a session record, and what may follow them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.once import once, refused
from staff.reauthentication import confirm_password
from staff.too_late import too_late
from treatments.actions import after_signing, session_signing
from treatments.actions import sessions as actions
from treatments.forms.signatures import AddendumForm, CoSignForm, PasswordForm, SignForm, VoidForm
from treatments.models import SessionRecord
from treatments.session_day import SessionDay
from treatments.views.sessions import page_of, visible_session


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def sign_session(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    day: SessionDay = context["day"]
    if day.record is None:
        messages.info(request, "Start the session first.")
        return refused(found)
    record = day.record
    form = SignForm(sent(request), initial={"revision": record.revision})
    if form.is_valid() and _signed(
        request,
        form,
        lambda: session_signing.sign_record(
            record=record,
            revision=form.cleaned_data["revision"],
            by=request.user,
            now=clock.now(),
        ),
        row=record,
    ):
        messages.success(request, f"Session {found.number} is signed and locked.")
        return redirect(found)
    missing = (
        []
        if day.is_signed
        else session_signing.missing_for_signature(record, actions.version_of(record))
    )
    context |= {"form": form, "missing": missing}
    return render(request, "treatments/sign_session.html", context)


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def void_record(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    day: SessionDay = context["day"]
    form = VoidForm(sent(request))
    if day.record is None or not day.is_signed or day.void is not None:
        words = "Only a signed record that still counts can be declared void."
        return too_late(request, form, words, back=found, row=day.void, about=context)
    record = day.record
    if form.is_valid() and _signed(
        request,
        form,
        lambda: after_signing.void_record(
            record=record,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=clock.now(),
            today=clock.today(),
        ),
    ):
        messages.success(request, f"The record of session {found.number} is void.")
        return redirect(found)
    return render(request, "treatments/void_record.html", context | {"form": form})


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def co_sign(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    day: SessionDay = context["day"]
    form = CoSignForm(sent(request))
    if day.record is None or not day.may_co_sign(request.user):
        words = "There is nothing for you to co-sign here."
        return too_late(request, form, words, back=found, about=context)
    record = day.record
    if form.is_valid() and _signed(
        request,
        form,
        lambda: after_signing.co_sign(
            record=record, note=form.cleaned_data["note"], by=request.user, now=clock.now()
        ),
    ):
        messages.success(request, "You co-signed this record.")
        return redirect(found)
    return render(request, "treatments/co_sign.html", context | {"form": form})


def _signed(
    request: StaffRequest,
    form: PasswordForm,
    action: Callable[[], Any],
    row: SessionRecord | None = None,
) -> bool:
    """Whether the password was right and the action done; else the form says what is wrong."""
    try:
        confirm_password(request, form.cleaned_data["password"])
        action()
    except ValidationError as error:
        put_errors(error, form, row=row)
        return False
    return True


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def add_addendum(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    day: SessionDay = context["day"]
    if day.record is None or not day.is_signed:
        messages.info(request, "This record is not signed yet: change it instead.")
        return refused(found)
    form: Form = AddendumForm(sent(request))
    if form.is_valid():
        try:
            session_signing.add_addendum(
                record=day.record,
                text=form.cleaned_data["text"],
                by=request.user,
                now=clock.now(),
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "The addendum is saved.")
            return redirect(found)
    return render(request, "treatments/add_addendum.html", context | {"form": form})
