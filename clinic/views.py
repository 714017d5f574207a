from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clinic import home as lists
from patients.models import Patient, RecordRequest
from records import queries
from records.review import queues
from staff import clock
from staff.access import signed_in
from staff.capabilities import Role
from staff.http import StaffRequest


@signed_in
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """The page after signing in. Somebody who holds several roles gets the part of each."""
    today = clock.today()
    shown = {"today": today, "empty_clinic": not Patient.objects.exists()}
    if Role.PHYSICIAN in request.user.roles:
        shown["physician"] = lists.for_physician(request.user, today, clock.now())
    if Role.FRONT_DESK in request.user.roles:
        shown["desk"] = lists.for_desk(request.user, today, clock.now())
    if Role.ADMINISTRATOR in request.user.roles:
        shown["admin"] = {
            "unsigned": queries.unsigned_records()[: lists.SHOWN],
            "screenings": queries.open_screenings()[: lists.SHOWN],
            "follow_ups": queries.overdue_follow_ups(today)[: lists.SHOWN],
            "requests": RecordRequest.objects.open().select_related("patient")[: lists.SHOWN],
            "waiting": queues.counts(clock.now()),
        }
    return render(request, "clinic/home.html", shown)
