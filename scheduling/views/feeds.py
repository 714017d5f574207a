"""A practitioner's visits in the calendar of a telephone, behind an address that nobody guesses."""

import hashlib
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseNotFound
from django.http.request import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_POST, require_safe

from scheduling.actions.feeds import hash_of, make_feed, note_reading, revoke_feed
from scheduling.calendars import own_calendar
from scheduling.models import Appointment, CalendarFeed
from staff import clock
from staff.access import public, requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import User
from staff.once import once, refused

BACK, AHEAD = timedelta(days=30), timedelta(days=90)
NAME = "Prolo visits"


@public
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Wrong, revoked and unknown are one answer, after one and the same query."""
    feed = (
        CalendarFeed.objects.filter(
            secret_hash=hash_of(secret), revoked_at=None, practitioner__is_active=True
        )
        .select_related("practitioner")
        .first()
    )
    if feed is None or not feed.practitioner.can(Capability.TREAT):
        return HttpResponseNotFound("Not found", content_type="text/plain")
    now = clock.now()
    note_reading(feed, now=now)
    text = own_calendar(visits_of(feed.practitioner, now), name=NAME)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()}"'
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Content-Disposition"] = 'inline; filename="visits.ics"'
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer["Cache-Control"] = "private, no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@requires(Capability.TREAT)
@require_GET
def my_calendar(request: StaffRequest) -> HttpResponse:
    return render(request, "scheduling/my_calendar.html", {"feed": open_feed(request.user)})


@requires(Capability.TREAT)
@require_POST
def make_calendar_feed(request: StaffRequest) -> HttpResponse:
    """Shows the address in the answer itself: what is kept nowhere cannot be shown again.

    So it does not redirect and takes no part in `once`; sent twice, it makes a newer address.
    """
    secret = make_feed(by=request.user, now=clock.now())
    address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    shown = {"feed": open_feed(request.user), "address": address}
    return render(request, "scheduling/my_calendar.html", shown)


@requires(Capability.TREAT)
@require_POST
@once
def revoke_calendar_feed(request: StaffRequest) -> HttpResponse:
    if not revoke_feed(by=request.user, now=clock.now()):
        messages.error(request, "There is no calendar address to end.")
        return refused("my-calendar")
    messages.success(request, "The calendar address is ended; it shows nothing any more.")
    return redirect("my-calendar")


def open_feed(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(practitioner=user, revoked_at=None).first()


def visits_of(practitioner: User, now: datetime) -> QuerySet[Appointment]:
    """By their beginning, from 30 days back to 90 days ahead."""
    visits = Appointment.objects.live().filter(practitioner=practitioner)
    return (
        visits.between(now - BACK, now + AHEAD)
        .select_related("patient", "site", "room")
        .order_by("starts_at", "pk")
    )
