from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.once import once, refused
from treatments import anatomy
from treatments.actions import sessions as actions
from treatments.actions.session_gate import STALE_SCREENING, check_writable
from treatments.forms.sessions import InjectionFormSet, RecordForm, initial_of
from treatments.models import Session, SessionRecord, Target
from treatments.session_day import SessionDay, read_record
from treatments.views.sessions import page_of, visible_session

PREFIX = "injections"


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def record_session(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    day: SessionDay = context["day"]
    # A form that was being filled while another tab signed comes back with what was typed.
    if day.record is None or (day.is_signed and request.method == "GET"):
        words = "This record is signed." if day.is_signed else "Start the session first."
        messages.info(request, words)
        return refused(found)
    version = actions.version_of(day.record)
    targets = {target.pk: target for target in version.targets.all()}
    form, rows = _forms(request, day.record, targets)
    stale = None
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        try:
            actions.write_record(
                record=day.record,
                revision=form.cleaned_data["revision"],
                by=request.user,
                note=_note(form),
                injections=[row.injection() for row in rows.used()],
                opened_under=form.cleaned_data["opened_under"],
            )
        except ValidationError as error:
            put_errors(error, form, prefix=PREFIX, rows=rows.used())
            if getattr(error, "code", "") == "stale":
                stale = _as_it_is_now(form, found, day.record)
        else:
            if request.POST.get("then") == "sign":
                return redirect("sign-session", found.pk)
            messages.success(request, "Draft saved.")
            return redirect("record-session", found.pk)
    context |= {
        "form": form,
        "rows": rows,
        "stale": stale,
        "structures": anatomy.structures_of(version.region),
        "shut": _why_shut(request, day),
    }
    return render(request, "treatments/record_session.html", context)


def _forms(
    request: StaffRequest, record: SessionRecord, targets: dict[int, Target]
) -> tuple[RecordForm, Any]:
    kept = list(record.injections.select_related("target"))
    data = request.POST if request.method == "POST" else None
    form = RecordForm(
        data,
        initial={
            "revision": record.revision,
            "opened_under": record.screening_id,
            "time_out": record.time_out,
            "reaction": record.reaction,
            "reaction_note": record.reaction_note,
            "aftercare_given": record.aftercare_given,
            "note": record.note or actions.proposal(record),
        },
    )
    rows = InjectionFormSet(
        data,
        prefix=PREFIX,
        initial=[initial_of(injection, list(targets.values())) for injection in kept],
        form_kwargs={"targets": targets},
    )
    return form, rows


def _note(form: RecordForm) -> actions.SessionNote:
    given = form.cleaned_data
    return actions.SessionNote(
        time_out=given["time_out"],
        reaction=given["reaction"],
        reaction_note=given["reaction_note"],
        note=given["note"],
        aftercare_given=given["aftercare_given"],
    )


def _why_shut(request: StaffRequest, day: SessionDay) -> str:
    """Why the form is not offered, in words; "" when it is."""
    assert day.record is not None, "the page of a record"
    try:
        check_writable(day.record, request.user)
    except ValidationError as error:
        return " ".join(error.messages)
    if not day.is_shut:
        return ""
    return day.consent.problem or STALE_SCREENING


def _as_it_is_now(form: RecordForm, session: Session, record: SessionRecord) -> Any:
    """What the other tab saved, to be shown beside what was typed here.

    The form goes on from there: sent again it replaces what the other one saved.
    """
    record.refresh_from_db()
    data = cast(QueryDict, form.data).copy()
    data["revision"] = str(record.revision)
    form.data = data
    return read_record(record, session, None)
