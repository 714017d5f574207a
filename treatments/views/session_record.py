"""The record of a session while it is written: its form, and what is typed before it is saved."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from patients.policy import clinic_policy
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once, refused
from staff.templatetags.prolo import clock as time_of_day
from treatments import anatomy
from treatments.actions import kept_typing
from treatments.actions import sessions as actions
from treatments.actions.session_gate import check_typist
from treatments.forms.record import PREFIX, InjectionFormSet, KeepForm, RecordForm
from treatments.map_page import map_of_day
from treatments.models import Session, SessionRecord
from treatments.record_page import Opened, OtherText, Sheet, opened_by, sheet_of
from treatments.session_day import SessionDay
from treatments.typed import Typed, merged, typed_in
from treatments.views.sessions import page_of, visible_session, why_shut

PICK = "pick-"


@dataclass(slots=True)
class Writing:
    """One record in one form: bound to what was sent, or started with what is to be shown."""

    sheet: Sheet
    form: RecordForm
    rows: Any
    other: OtherText | None
    kept: Any

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.rows.is_valid()])


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
    writing = _writing(request, day.record)
    done = None
    if request.POST.get("then") == "decide":
        done = _decide(request, found, writing)
    elif request.method == "POST" and writing.is_valid() and writing.other is None:
        done = _save(request, found, writing)
    if done is not None:
        return done
    context |= {
        "form": writing.form,
        "rows": writing.rows,
        "other": writing.other,
        "kept": writing.kept,
        "mixes": list(writing.sheet.mixes.values()),
        "structures": anatomy.structures_of(actions.version_of(day.record).region),
        "regions": anatomy.REGIONS.values(),
        "map": map_of_day(day),
        "shut": why_shut(request.user, day),
    }
    return render(request, "treatments/record_session.html", context)


def _sheet(record: SessionRecord) -> Sheet:
    return sheet_of(record, list(actions.version_of(record).targets.all()), clinic_policy())


def _writing(request: StaffRequest, record: SessionRecord) -> Writing:
    sheet = _sheet(record)
    data = sent(request)
    opened = opened_by(sheet, request.user) if data is None else Opened({}, (), None, None)
    form = RecordForm(data, initial=dict(opened.initial))
    rows = InjectionFormSet(
        data,
        prefix=PREFIX,
        initial=[dict(row) for row in opened.rows] or None,
        form_kwargs={"targets": sheet.targets, "mixes": sheet.mixes},
    )
    other = opened.other if data is None else _other_text(sheet, form, typed_in(data))
    return Writing(sheet, form, rows, other, opened.kept)


def _other_text(sheet: Sheet, form: KeepForm | RecordForm, mine: Typed) -> OtherText | None:
    """What stands beside a form that was opened before something else was typed or saved."""
    form.is_valid()
    revision, typing = form.cleaned_data.get("revision"), form.cleaned_data.get("typing") or 0
    if revision is None or not _is_past(sheet, revision) or sheet.record.signed_at is not None:
        return None
    return sheet.other_than(mine, revision, typing)


def _is_past(sheet: Sheet, revision: int) -> bool:
    """Whether the record ever was at this revision; another number is nobody's."""
    return revision <= sheet.record.revision


def _save(request: StaffRequest, found: Session, writing: Writing) -> HttpResponse | None:
    try:
        _write(request, writing)
    except ValidationError as error:
        put_errors(
            error,
            writing.form,
            prefix=PREFIX,
            rows=writing.rows.used(),
            fields={"last_needle_at": "last_needle"},
            row=writing.sheet.record,
        )
        return None
    if request.POST.get("then") == "sign":
        return redirect("sign-session", found.pk)
    messages.success(request, "Draft saved.")
    return redirect("record-session", found.pk)


def _write(request: StaffRequest, writing: Writing) -> None:
    given, record = writing.form.cleaned_data, writing.sheet.record
    revision, typing = given["revision"], given["typing"] or 0
    if _is_past(writing.sheet, revision):
        # What moved on meanwhile says the same: both texts were compared.
        revision, typing = record.revision, writing.sheet.typing
    actions.write_record(
        record=record,
        revision=revision,
        by=request.user,
        now=clock.now(),
        note=actions.SessionNote(
            time_out=given["time_out"],
            reaction=given["reaction"],
            reaction_note=given["reaction_note"],
            note=given["note"],
            aftercare_given=given["aftercare_given"],
            observed_minutes=given["observed_minutes"],
            last_needle_at=writing.form.last_needle_at(record),
        ),
        injections=[row.injection() for row in writing.rows.used()],
        opened_under=given["opened_under"],
        typing=typing,
    )


def _decide(request: StaffRequest, found: Session, writing: Writing) -> HttpResponse | None:
    """Keep what was made of both texts, and show it; None where it moved on once more."""
    sheet, mine = writing.sheet, typed_in(request.POST)
    against = {name: request.POST.get(f"against_{name}") for name in ("revision", "typing")}
    numbers = KeepForm(against)
    if not numbers.is_valid() or not sheet.is_seen(**numbers.cleaned_data):
        messages.warning(request, "It changed once more. Compare again.")
        return None
    if writing.other is not None:
        mine = merged(mine, writing.other.typed, _picked(request.POST))
    try:
        kept_typing.keep_typing(
            record=sheet.record,
            revision=sheet.record.revision,
            number=sheet.typing,
            typed=mine,
            by=request.user,
            now=clock.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
    messages.success(request, "Your choice is shown below. It is kept, but not saved yet.")
    return redirect("record-session", found.pk)


def _picked(data: QueryDict) -> set[str]:
    """The fields and rows in which the other text is taken."""
    return {
        name.removeprefix(PICK)
        for name, pick in data.items()
        if name.startswith(PICK) and pick == "theirs"
    }


@requires(Capability.TREAT)
@require_POST
@once
def keep_typing(request: StaffRequest, session_id: int) -> HttpResponse:
    """Keeps what is in the form some seconds after it was typed.

    The script of the page is told whether it was, with the number of what was kept or with both
    texts; a form that was sent by hand leads back to the page.
    """
    found = visible_session(request, session_id)
    record = SessionRecord.objects.filter(session=found).select_related("physician").first()
    form, mine = KeepForm(request.POST), typed_in(request.POST)
    try:
        if record is None:
            raise ValidationError("Start the session first.")
        if not form.is_valid():
            raise ValidationError("The page did not arrive whole. Open it again.")
        check_typist(record, request.user)
        sheet = _sheet(record)
        if other := _other_text(sheet, form, mine):
            return _both_texts(request, found, other)
        is_past = _is_past(sheet, form.cleaned_data["revision"])
        kept = kept_typing.keep_typing(
            record=record,
            revision=record.revision if is_past else form.cleaned_data["revision"],
            number=sheet.typing if is_past else form.cleaned_data["typing"],
            typed=mine,
            by=request.user,
            now=clock.now(),
        )
    except ValidationError as error:
        return _told(request, found, " ".join(error.messages))
    said = f"Kept at {time_of_day(kept.typed_at)}"
    if _by_script(request):
        numbers = {"typing": kept.number, "revision": kept.revision}
        return JsonResponse({"kept": True, "said": said, **numbers})
    messages.success(request, f"{said}, not saved yet.")
    return redirect("record-session", found.pk)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "typing"


def _both_texts(request: StaffRequest, found: Session, other: OtherText) -> HttpResponse:
    log_access(request, AccessEvent.Action.READ, patient_id=found.plan.patient_id)
    if _by_script(request):
        both = render_to_string("treatments/_two_texts.html", {"other": other}, request)
        said = "Not kept: choose between the two texts first."
        return JsonResponse({"kept": False, "said": said, "both": both})
    messages.warning(request, kept_typing.OTHER_TEXT)
    return refused("record-session", found.pk)


def _told(request: StaffRequest, found: Session, words: str) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"kept": False, "said": f"Not kept. {words}"})
    messages.error(request, words)
    return refused("record-session", found.pk)


@requires(Capability.TREAT)
@require_POST
@once
def forget_typing(request: StaffRequest, session_id: int) -> HttpResponse:
    """Goes back to what is saved."""
    found = visible_session(request, session_id)
    record = SessionRecord.objects.filter(session=found).select_related("physician").first()
    form = KeepForm(request.POST)
    if record is None or not form.is_valid():
        messages.error(request, "There is nothing to go back from. Look at the record again.")
        return refused("record-session", found.pk)
    try:
        kept_typing.forget_typing(
            record=record,
            revision=form.cleaned_data["revision"],
            number=form.cleaned_data["typing"],
            by=request.user,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("record-session", found.pk)
    messages.success(request, "What was typed is gone. This is the record as it was saved.")
    return redirect("record-session", found.pk)
