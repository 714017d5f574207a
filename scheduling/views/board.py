"""The day board, and who could come at a free time of it."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from scheduling import board, worklists
from scheduling.forms.board import BoardForm
from scheduling.forms.waitlist import FreeTimeForm
from scheduling.freshness import etag_of
from scheduling.models import Site
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest

MOST = 15  # of each kind that could come at a free time


@requires(Capability.VIEW_BOOK)
@require_GET
def day_board(request: StaffRequest) -> HttpResponse:
    asked = asked_of(BoardForm(request.GET))
    now = clock.now()
    sites = board.sites_for(asked.get("day") or clock.today(), request.user)
    if not sites:
        return render(request, "scheduling/day_board.html", {"site": None})
    site = chosen(sites, asked)
    day = asked.get("day") or clock.today(site.time_zone)
    shown = {
        "sites": sorted(sites, key=lambda each: each.name),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "today": clock.today(site.time_zone),
        "may_note": request.user.can(Capability.NOTE_ABSENCES),
    }
    return render(
        request,
        "scheduling/day_board.html",
        board_context(request, site, day, asked, now) | shown,
    )


@requires(Capability.VIEW_BOOK)
@require_GET
def board_visits(request: StaffRequest) -> HttpResponse:
    """The board without the page around it, for the page that asks whether anything changed.

    Nothing is written, not even the session, so that asking keeps nobody signed in.
    """
    asked = asked_of(BoardForm(request.GET))
    site = get_object_or_404(Site, pk=asked.get("site") or 0)
    day = asked.get("day") or clock.today(site.time_zone)
    now = clock.now()
    etag = etag_for(request, site, day, asked, now)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    shown = board_context(request, site, day, asked, now, etag)
    answer = render(request, "scheduling/board_visits.html", shown)
    answer["ETag"] = etag
    return answer


def asked_of(form: forms.Form) -> dict[str, Any]:
    """What cannot be understood is left out, as if it had not been asked."""
    form.is_valid()
    return form.cleaned_data


def chosen(sites: list[Site], asked: dict[str, Any]) -> Site:
    return next((site for site in sites if site.pk == asked.get("site")), sites[0])


def etag_for(
    request: StaffRequest, site: Site, day: date, asked: dict[str, Any], now: datetime
) -> str:
    how = (request.user.pk, tuple(request.user.roles), asked.get("by"), asked.get("view"))
    return etag_of(site, *clock.day_bounds(day, site.time_zone), *how, now=now)


def board_context(
    request: StaffRequest,
    site: Site,
    day: date,
    asked: dict[str, Any],
    now: datetime,
    etag: str = "",
) -> dict[str, Any]:
    # Asked first: what changes while the board is drawn is seen by the next look.
    etag = etag or etag_for(request, site, day, asked, now)
    by_room, as_list = asked.get("by") == "room", asked.get("view") == "list"
    return {
        "site": site,
        "day": day,
        "board": board.day_board(site, day, request.user, by_room=by_room, now=now),
        "by_room": by_room,
        "as_list": as_list,
        "back": ("rooms" if by_room else "board") + ("-list" if as_list else ""),
        "etag": etag,
        "may_book": request.user.can(Capability.BOOK),
        "may_read_why": request.user.can(Capability.VIEW_CLINICAL),
        "now": now,
    }


@requires(Capability.BOOK)
@require_GET
def book_free_time(request: StaffRequest) -> HttpResponse:
    """Who could come at a free time of the board; the next page asks for the exact time."""
    form = FreeTimeForm(request.GET)
    if not form.is_valid():
        messages.error(request, "Point at a free time on the day board.")
        return redirect("day-board")
    site, practitioner, at = (form.cleaned_data[name] for name in ("site", "practitioner", "at"))
    day = at.astimezone(site.zone).date()
    sessions = worklists.open_on(worklists.sessions_to_book(request.user), day)
    # The practitioner's own patients first.
    sessions = sessions.order_by(
        Case(When(plan__physician=practitioner, then=0), default=1), "closes", "id"
    )
    follow_ups = worklists.follow_ups_to_book(request.user).filter(
        opens_on__lte=day, closes_on__gte=day
    )
    return render(
        request,
        "scheduling/book_free_time.html",
        {
            "site": site,
            "practitioner": practitioner,
            "at": at,
            "day": day,
            "sessions": worklists.due_rows(worklists.shown_due(sessions)[:MOST], day),
            "follow_ups": worklists.due_rows(worklists.shown_due(follow_ups)[:MOST], day),
        },
    )
