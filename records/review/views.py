"""Who did what: the log, one patient, one member of staff, and any two versions of a row."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from patients.models import Patient
from patients.views.common import patient_page, the_patient
from records.audit.queries import EventFilter, EventPage, events
from records.review.accounting import YEARS, Period, accounting
from records.review.forms import (
    DaysForm,
    LogFilterForm,
    RecordNumberForm,
    TimelineFilterForm,
    VersionsForm,
)
from records.review.history import Kind, kinds
from records.review.timeline import Timeline, Wanted, timeline
from records.review.versions import Version, compared, versions_of
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.clock import day_bounds
from staff.http import StaffRequest
from staff.models import AccessEvent, User

PLACES = ("after", "before")


def _place(request: StaffRequest) -> dict[str, Any]:
    return {name: request.GET.get(name, "") for name in PLACES}


@requires(Capability.REVIEW_RECORDS)
@require_GET
def access_log(request: StaffRequest) -> HttpResponse:
    return _log_page(request, RecordNumberForm())


@requires(Capability.REVIEW_RECORDS)
@require_POST
def find_log_patient(request: StaffRequest) -> HttpResponse:
    """From a record number to the lines about that record; the number is in no address."""
    form = RecordNumberForm(request.POST)
    log_access(request, AccessEvent.Action.SEARCH)
    patient = form.found() if form.is_valid() else None
    if patient is not None:
        return HttpResponseRedirect(f"{reverse('access-log')}?{urlencode({'patient': patient.pk})}")
    if form.is_valid():
        form.add_error("record_number", "No record has this number. Check it and look it up again.")
    return _log_page(request, form)


def _log_page(request: StaffRequest, number_form: RecordNumberForm) -> HttpResponse:
    form = LogFilterForm(request.GET)
    # A filter that makes no sense shows nothing rather than everything.
    wanted = form.is_valid() and not number_form.errors
    page = _log(request, form) if wanted else EventPage([])
    asked_for = form.cleaned_data.get("patient")
    numbers = {event.patient_id for event in page.events} | {asked_for}
    patients = Patient.objects.in_bulk(numbers - {None})
    shown = {
        "form": form,
        "sort": form.cleaned_data.get("sort") or "newest",
        "page": page,
        "rows": [{"event": one, "patient": patients.get(one.patient_id)} for one in page.events],
        "patient_filter": patients.get(asked_for),
        "number_form": number_form,
    }
    return render(request, "records/review/access_log.html", shown)


def _log(request: StaffRequest, form: LogFilterForm) -> EventPage:
    asked = form.cleaned_data
    wanted = EventFilter(
        user_id=asked["user"].pk if asked["user"] else None,
        patient_id=asked["patient"],
        action=asked["action"],
        **form.bounds(),
    )
    return events(wanted, sort=asked["sort"], **_place(request))


def _person(request: StaffRequest, patient_id: int) -> Patient:
    """Also of a restricted chart: these pages tell what was done, and nothing that is in it."""
    return get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)


@requires(Capability.REVIEW_RECORDS)
@require_GET
def patient_timeline(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Who saw or changed this patient."""
    patient = _person(request, patient_id)
    form = TimelineFilterForm(request.GET)
    return patient_page(
        request,
        "records/review/patient_timeline.html",
        patient,
        form=form,
        page=_timeline(request, form, patient_id=patient.pk),
    )


@requires(Capability.REVIEW_RECORDS)
@require_GET
def user_timeline(request: StaffRequest, user_id: int) -> HttpResponse:
    """What this member of staff saw and changed."""
    member = get_object_or_404(User, pk=user_id)
    log_access(request, AccessEvent.Action.READ, account=member)
    form = TimelineFilterForm(request.GET, of_user=True)
    shown = {
        "member": member,
        "form": form,
        "page": _timeline(request, form, user_id=member.pk),
    }
    return render(request, "records/review/user_timeline.html", shown)


def _timeline(request: StaffRequest, form: TimelineFilterForm, **of: Any) -> Timeline:
    if not form.is_valid():
        return Timeline([])
    asked = form.cleaned_data
    user = asked.get("user")
    wanted = Wanted(
        **{"user_id": user.pk if user else None} | of, action=asked["action"], **form.bounds()
    )
    return timeline(wanted, sort=asked["sort"], **_place(request))


@requires(Capability.REVIEW_RECORDS)
@require_GET
def patient_accounting(request: StaffRequest, patient_id: int) -> HttpResponse:
    """The sheet for the patient, of the last six years or the days that are asked for."""
    patient = _person(request, patient_id)
    form = DaysForm(request.GET)
    today = clock.today()
    asked = form.cleaned_data if form.is_valid() else {"since": date.max, "until": None}
    first = asked["since"] or _years_before(today)
    last = min(asked["until"] or today, today)
    if first > last:
        messages.error(request, "There are no such days behind us. Choose them again.")
        return redirect("patient-timeline", patient.pk)
    period = Period(first, last, day_bounds(first)[0], day_bounds(last)[1])
    log_access(request, AccessEvent.Action.PRINT, patient_id=patient.pk)
    sheet = accounting(patient, period, today=today)
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="accounting-{patient.pk}.pdf"'
    return response


def _years_before(today: date) -> date:
    # 29 February has no day of its own in most years.
    return today.replace(year=today.year - YEARS, day=min(today.day, 28))


@requires(Capability.REVIEW_RECORDS)
@require_GET
def record_versions(request: StaffRequest, kind: str, row_id: int) -> HttpResponse:
    """Two versions of one row, field by field; the latest and the one before it to begin with."""
    table = kinds().get(kind)
    versions = versions_of(table, row_id) if table else []
    if table is None or not versions:
        raise Http404
    form = VersionsForm(request.GET)
    form.is_valid()
    before, after = _two(versions, form.cleaned_data)
    lines = compared(table, before, after)
    patient = _whose(request, table, row_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk if patient else None)
    shown = {
        "kind": table,
        "row_id": row_id,
        "patient": patient,
        "versions": versions,
        "before": before,
        "after": after,
        "lines": lines,
        "changed": [line for line in lines if line.changed],
        "same": [line for line in lines if not line.changed],
    }
    return render(request, "records/review/record_versions.html", shown)


def _whose(request: StaffRequest, table: Kind, row_id: int) -> Patient | None:
    """None for what is about no patient. As for the chart: not for whom it is shut."""
    if not table.to_patient:
        return None
    rows = table.events.objects.filter(pgh_obj_id=row_id).order_by("-pgh_id")
    patient_id = rows.values_list(table.to_patient, flat=True).first()
    return the_patient(request, patient_id) if patient_id else None


def _two(versions: list[Version], asked: dict[str, Any]) -> tuple[Version | None, Version]:
    """The versions asked for, the older one first; None where there is none before."""
    by_number = {version.number: version for version in versions}
    after = by_number.get(asked.get("after") or 0, versions[0])
    at = versions.index(after)
    earlier = versions[at + 1] if at + 1 < len(versions) else None
    before = by_number.get(asked.get("before") or 0, earlier)
    if before is not None and before.number > after.number:
        return after, before
    return before, after
