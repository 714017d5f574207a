"""Whose record a referral is: said, taken back, set aside, taken up again. Identity only."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.actions import referrals as actions
from patients.actions import returning
from patients.models import Patient, Referral
from patients.models.entry import ChartEntry
from patients.models.referral import ReferralQuerySet
from patients.search import find_by_number
from patients.wording import said
from records.fhir import identity
from records.fhir.as_sent import person_of
from records.fhir.filing import being_filed, file_referral
from records.fhir.intake import Matched
from records.match_page import as_sent, on_record
from records.referral_forms import MatchForm, NumberForm, ReturnForm
from records.told import tell
from staff import clock
from staff.access import log_access_to_all, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once, refused
from staff.too_late import too_late


@requires(Capability.RECEIVE_REFERRALS)
@require_http_methods(["GET", "POST"])
@once
def match_referral(request: StaffRequest, referral_id: int) -> HttpResponse:
    """The person as sent beside those on record; whoever was looked up is among them."""
    referral = _unmatched(request, referral_id)
    if being_filed(referral, clock.now()):
        return redirect("filing-referral", referral.pk)
    people = _candidates(referral, request.POST.get("looked_up", ""))
    form = MatchForm(sent(request), candidates=people)
    lacking = identity.lacks(person_of(referral), clock.today())
    if form.is_valid() and form.cleaned_data["patient"] is None and lacking:
        return redirect("register-referred", referral.pk)
    if form.is_valid():
        try:
            filed = file_referral(
                referral=referral,
                patient=form.cleaned_data["patient"],
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            return _go_on(request, referral, filed)
    return _match_page(request, referral, people, form, NumberForm())


def _go_on(request: StaffRequest, referral: Referral, filed: Matched | None) -> HttpResponse:
    """To the patient, or to where the job worker is waited for."""
    if filed is None:
        return redirect("filing-referral", referral.pk)
    number = sum(counts.added + counts.changed for counts in filed.counts.values())
    messages.success(
        request,
        f"Filed under {filed.patient.record_number}, {filed.patient}. "
        f"{_entries(number)} {'waits' if number == 1 else 'wait'} there for a physician.",
    )
    return redirect("patient", filed.patient.pk)


@requires(Capability.RECEIVE_REFERRALS)
@require_POST
def look_up_match(request: StaffRequest, referral_id: int) -> HttpResponse:
    """Another patient, by the record number, put beside the others to be looked at first."""
    referral = _unmatched(request, referral_id)
    number = NumberForm(request.POST)
    found = number.cleaned_data["patient"] if number.is_valid() else None
    kept = found.record_number if found is not None else request.POST.get("looked_up", "")
    people = _candidates(referral, kept)
    initial = {"looked_up": kept, "whose": str(found.pk) if found is not None else ""}
    form = MatchForm(candidates=people, initial=initial)
    return _match_page(request, referral, people, form, number)


def _candidates(referral: Referral, looked_up: str) -> list[Patient]:
    people = identity.candidates(referral)
    found = find_by_number(looked_up) if looked_up else None
    return people if found is None or found in people else [*people, found]


def _match_page(
    request: StaffRequest,
    referral: Referral,
    people: list[Patient],
    form: MatchForm,
    number: NumberForm,
) -> HttpResponse:
    if request.method == "GET" or number.is_bound:
        log_access_to_all(request, AccessEvent.Action.READ, [patient.pk for patient in people])
    shown = {
        "referral": referral,
        "form": form,
        "number": number,
        "sent": as_sent(referral),
        "candidates": on_record(referral, people),
    }
    return render(request, "records/match_referral.html", shown)


def _unmatched(request: StaffRequest, referral_id: int) -> Referral:
    rows = Referral.objects.visible_to(request.user).unmatched()
    return get_object_or_404(_with_document(rows), pk=referral_id)


def _with_document(rows: ReferralQuerySet) -> ReferralQuerySet:
    rows = rows.select_related(
        "document__received_by", "patient", "matched_by", "returned_from", "returned_by"
    )
    return rows.defer("document__content", "document__report")


@requires(Capability.RECEIVE_REFERRALS)
@require_GET
def filing_referral(request: StaffRequest, referral_id: int) -> HttpResponse:
    """Shown while the job worker files a large document; the page asks again by itself."""
    rows = _with_document(Referral.objects.visible_to(request.user))
    referral = get_object_or_404(rows, pk=referral_id)
    unmatched = referral.state == Referral.State.UNMATCHED
    at_work = unmatched and being_filed(referral, clock.now())
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        if not at_work:
            response["HX-Refresh"] = "true"
        return response
    if at_work:
        return render(request, "records/filing_referral.html", {"referral": referral})
    if unmatched:
        return redirect("match-referral", referral.pk)
    return redirect("patient", referral.patient_id) if referral.patient else redirect("referrals")


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


@requires(Capability.RECEIVE_REFERRALS)
@require_POST
@once
def reopen_referral(request: StaffRequest, referral_id: int) -> HttpResponse:
    referral = get_object_or_404(Referral.objects.visible_to(request.user), pk=referral_id)
    try:
        returning.reopen_referral(referral=referral)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("referrals")
    return redirect("match-referral", referral.pk)


@requires(Capability.RECEIVE_REFERRALS)
@require_http_methods(["GET", "POST"])
@once
def return_referral(request: StaffRequest, referral_id: int) -> HttpResponse:
    """“This is not this patient”: what is struck out of the chart, and why."""
    rows = Referral.objects.visible_to(request.user)
    if request.method != "POST":
        rows = rows.exclude(patient=None)
    referral = get_object_or_404(_with_document(rows), pk=referral_id)
    patient = referral.patient
    if patient is None:
        return too_late(
            request,
            ReturnForm(sent(request)),
            "This referral is in no chart now.",
            back=reverse("referrals"),
            row=referral,
            columns={"reason": "returned_reason"},
        )
    entries = returning.entries_of(referral)
    form = ReturnForm(sent(request), initial={"seen": returning.fingerprint(entries)})
    if form.is_valid():
        try:
            decided = returning.return_referral(
                referral=referral,
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(
                request,
                f"The referral is out of the record {patient.record_number}; "
                f"{_entries(decided.declined)} struck out. Say now whose it is.",
            )
            if request.user.can(Capability.VIEW_CLINICAL):
                tell(request, decided)
            return redirect("match-referral", referral.pk)
    return _return_page(request, referral, patient, entries, form)


def _return_page(
    request: StaffRequest,
    referral: Referral,
    patient: Patient,
    entries: list[ChartEntry],
    form: ReturnForm,
) -> HttpResponse:
    if request.method == "GET":
        log_access_to_all(request, AccessEvent.Action.READ, [patient.pk])
    clinical = request.user.can(Capability.VIEW_CLINICAL)
    accepted = [row for row in entries if row.accepted_at]
    shown = {
        "referral": referral,
        "patient": patient,
        "form": form,
        "may_return": returning.may_return(referral, entries, request.user),
        "waiting": len(entries) - len(accepted),
        "accepted": len(accepted),
        "listed": [said(row) for row in accepted] if clinical else [],
        "sent": as_sent(referral),
        "on_record": on_record(referral, [patient])[0],
        "others": Referral.objects.filter(patient=patient)
        .exclude(pk=referral.pk)
        .defer("person")
        .order_by("-received_at"),
        "clinical": clinical,
    }
    return render(request, "records/return_referral.html", shown)


def _entries(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"
