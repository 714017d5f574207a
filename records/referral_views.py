"""What other clinics sent: the list of it, and what a clinician accepts or declines."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from patients.actions import referrals as actions
from patients.actions.referrals import Decided
from patients.models import Document, Patient, Referral, Upload
from patients.referral_page import WaitingPage, ids_of, read_waiting
from patients.unaccepted import with_entries
from patients.views.common import patient_page, the_patient
from records.fhir.received import unpacked
from records.referral_forms import AllEntriesForm, EntriesForm
from records.told import tell
from staff import clock
from staff.access import log_access, log_access_to_all, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once, refused
from staff.paging import page_of

_OPEN = (Referral.State.UNMATCHED, Referral.State.WAITING)
_MY_FILES = 10  # the newest; they are thrown away after a day


@requires(Capability.RECEIVE_REFERRALS)
@require_GET
def referrals(request: StaffRequest) -> HttpResponse:
    """Those that somebody has to do something about; `?state=` shows others."""
    state = request.GET.get("state", "")
    state = state if state in Referral.State.values else ""
    rows = Referral.objects.visible_to(request.user)
    page = page_of(
        with_entries(rows.filter(state__in=[state] if state else _OPEN))
        .select_related("document__received_by", "patient")
        .defer("document__content", "document__report"),
        request.GET.get("page"),
    )
    counts = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    mine = Upload.objects.visible_to(request.user).unfinished()
    return render(
        request,
        "records/referrals.html",
        {
            "page": page,
            "tabs": _tabs(state, counts),
            "uploads": mine.defer("content", "result").order_by("-uploaded_at")[:_MY_FILES],
            "may_accept": request.user.can(Capability.EDIT_CHART),
        },
    )


def _tabs(state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    still = sum(counts.get(each, 0) for each in _OPEN)
    tabs = [("", "Open", still)]
    tabs += [(key, str(label), counts.get(key, 0)) for key, label in Referral.State.choices]
    return [
        {"key": key, "label": label, "count": count, "current": key == state}
        for key, label, count in tabs
    ]


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
    form: EntriesForm,
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
    number = decided.accepted or decided.declined
    word = "accepted" if decided.accepted else "declined"
    messages.success(request, f"{number} {'entry' if number == 1 else 'entries'} {word}.")
    tell(request, decided)


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
