"""What other clinics sent: handed in, matched with a patient, accepted or declined."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.actions import referrals as actions
from patients.actions.referrals import Decided
from patients.models import Document, Patient, Referral
from patients.referral_page import WaitingPage, ids_of, read_waiting
from patients.rules.engine import Change
from patients.side_by_side import compare_person
from patients.views.common import patient_page, the_patient
from patients.wording import partial_day
from records.fhir import identity
from records.fhir.as_sent import person_of
from records.fhir.intake import match_referral as match
from records.fhir.received import unpacked
from records.referral_forms import (
    AllEntriesForm,
    EntriesForm,
    MatchForm,
)
from staff import clock
from staff.access import log_access, log_access_to_all, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once, refused
from staff.paging import page_of

_OPEN = (Referral.State.UNMATCHED, Referral.State.WAITING)


@requires(Capability.RECEIVE_REFERRALS)
@require_GET
def referrals(request: StaffRequest) -> HttpResponse:
    """Those that somebody has to do something about; `?state=` shows others."""
    state = request.GET.get("state", "")
    rows = (
        Referral.objects.visible_to(request.user)
        .select_related("document", "patient")
        .defer("document__content", "document__report")
    )
    known = state in Referral.State.values
    rows = rows.filter(state=state) if known else rows.filter(state__in=_OPEN)
    return render(
        request,
        "records/referrals.html",
        {
            "page": page_of(rows, request.GET.get("page")),
            "state": state if known else "",
            "states": Referral.State.choices,
            "may_accept": request.user.can(Capability.EDIT_CHART),
        },
    )


@requires(Capability.RECEIVE_REFERRALS)
@require_http_methods(["GET", "POST"])
@once
def match_referral(request: StaffRequest, referral_id: int) -> HttpResponse:
    """The person as sent beside those on record; identity only, nothing clinical."""
    referral = _unmatched(request, referral_id)
    people = identity.candidates(referral)
    form = MatchForm(sent(request), candidates=people)
    if form.is_valid():
        try:
            matched = match(
                referral=referral,
                patient=form.cleaned_data["patient"],
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            patient = matched.patient
            messages.success(request, f"Filed under {patient.record_number}, {patient}.")
            return redirect("patient", patient.pk)
    if request.method == "GET":
        log_access_to_all(request, AccessEvent.Action.READ, [patient.pk for patient in people])
    return render(
        request,
        "records/match_referral.html",
        {
            "referral": referral,
            "form": form,
            "sent": _as_sent(referral),
            "candidates": [
                {"patient": patient, "differences": compare_person(patient, referral.person)}
                for patient in people
            ],
        },
    )


def _unmatched(request: StaffRequest, referral_id: int) -> Referral:
    rows = Referral.objects.visible_to(request.user).unmatched().select_related("document")
    return get_object_or_404(rows.defer("document__content", "document__report"), pk=referral_id)


def _as_sent(referral: Referral) -> list[tuple[str, str]]:
    person = person_of(referral)
    told = [
        ("Name", f"{person.given_name} {person.family_name}"),
        ("Birth date", partial_day(person.birth_date, "day")),
        ("Sex", str(Patient.Sex(person.sex).label) if person.sex in Patient.Sex.values else ""),
        ("Phone", person.phone),
        ("E-mail", person.email),
        ("Address", person.address),
        ("Has died", "Yes" if person.deceased else ""),
        ("Numbers", ", ".join(value for _, value in person.identifiers)),
    ]
    return [(label, text) for label, text in told if text.strip()]


@requires(Capability.RECEIVE_REFERRALS)
@require_POST
@once
def refuse_referral(request: StaffRequest, referral_id: int) -> HttpResponse:
    referral = _unmatched(request, referral_id)
    try:
        actions.refuse_referral(referral=referral, by=request.user, now=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("referrals")
    messages.success(request, "The referral is set aside; nothing of it is in a chart.")
    return redirect("referrals")


@requires(Capability.EDIT_CHART)
@require_GET
def waiting_entries(request: StaffRequest, patient_id: int) -> HttpResponse:
    """What came with referrals beside the chart; `?tick=all` ticks every box."""
    patient = the_patient(request, patient_id)
    page = read_waiting(patient)
    ticked = set(page.values) if request.GET.get("tick") == "all" else set()
    return _waiting_page(request, patient, page, EntriesForm(values=page.values), ticked)


def _waiting_page(
    request: StaffRequest,
    patient: Patient,
    page: WaitingPage,
    form: forms.Form,
    ticked: set[str],
) -> HttpResponse:
    return patient_page(
        request,
        "records/waiting_entries.html",
        patient,
        page=page,
        form=form,
        ticked=ticked,
        all_form=AllEntriesForm(initial={"fingerprint": page.fingerprint}),
    )


@requires(Capability.EDIT_CHART)
@require_POST
@once
def accept_entries(request: StaffRequest, patient_id: int) -> HttpResponse:
    return _decide(request, patient_id, decline=False)


@requires(Capability.EDIT_CHART)
@require_POST
@once
def decline_entries(request: StaffRequest, patient_id: int) -> HttpResponse:
    return _decide(request, patient_id, decline=True)


@requires(Capability.EDIT_CHART)
@require_POST
@once
def accept_all_entries(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = the_patient(request, patient_id)
    page = read_waiting(patient)
    form = AllEntriesForm(request.POST, now=page.fingerprint)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["fingerprint"])))
        return refused("waiting-entries", patient.pk)
    try:
        decided = actions.accept_entries(
            patient=patient, chosen=ids_of(page.values), **_by_and_when(request)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("waiting-entries", patient.pk)
    _tell(request, decided)
    return redirect("chart", patient.pk)


def _decide(request: StaffRequest, patient_id: int, *, decline: bool) -> HttpResponse:
    patient = the_patient(request, patient_id)
    page = read_waiting(patient)
    form = EntriesForm(request.POST, values=page.values)
    if form.is_valid():
        chosen = ids_of(form.cleaned_data["entries"])
        try:
            if decline:
                decided = actions.decline_entries(
                    patient=patient,
                    chosen=chosen,
                    reason=form.cleaned_data["reason"],
                    **_by_and_when(request),
                )
            else:
                decided = actions.accept_entries(
                    patient=patient, chosen=chosen, **_by_and_when(request)
                )
        except ValidationError as error:
            put_errors(error, form)
        else:
            _tell(request, decided)
            left = len(page.values) > sum(map(len, chosen.values()))
            return redirect("waiting-entries" if left else "chart", patient.pk)
    return _waiting_page(request, patient, page, form, set(request.POST.getlist("entries")))


def _by_and_when(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.user, "now": clock.now(), "today": clock.today()}


def _tell(request: StaffRequest, decided: Decided) -> None:
    """What was decided, and what screening says to it."""
    done = f"{decided.accepted} accepted" if decided.accepted else f"{decided.declined} declined"
    messages.success(request, f"{done.capitalize()}.")
    opened = [_named(change) for change in decided.changes if change.after.open]
    cleared = [_named(change) for change in decided.changes if not change.after.open]
    if opened:
        messages.warning(request, f"Screening says otherwise because of it: {'; '.join(opened)}.")
    if cleared:
        messages.info(request, f"Screening, clear now: {'; '.join(cleared)}.")
    if not decided.changes:
        messages.info(request, "Screening: no rule answers differently because of it.")
    if decided.outdated is not None:
        day = partial_day(decided.outdated.run_on, "day")
        messages.warning(
            request, f"The screening of {day} does not stand any more: the chart says more now."
        )


def _named(change: Change) -> str:
    says = {"fires": "fires", "unknown": "cannot be told"}.get(change.after.verdict, "")
    return f"{change.after.rule.title} ({change.after.id}) {says}".strip()


@requires(Capability.VIEW_CLINICAL)
@require_GET
def original_document(request: StaffRequest, document_id: int) -> FileResponse:
    """The file as it came, to be kept elsewhere; never shown by the browser."""
    document = get_object_or_404(Document, pk=document_id)
    about = list(document.referrals.exclude(patient=None).values_list("patient_id", flat=True))
    if about:
        log_access_to_all(request, AccessEvent.Action.EXPORT, about)
    else:
        log_access(request, AccessEvent.Action.EXPORT)  # nobody has said yet whose it is
    response = FileResponse(
        unpacked(bytes(document.content)),
        as_attachment=True,
        filename=f"referral-{document.pk}.{'ndjson' if 'ndjson' in document.name else 'json'}",
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
