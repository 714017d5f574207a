"""The week of one practitioner or room, or everybody in numbers."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from scheduling import board, week
from scheduling.forms.board import WeekForm
from scheduling.models import Room, Site
from scheduling.views.board import asked_of, chosen
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import User


@requires(Capability.VIEW_BOOK)
@require_GET
def week_board(request: StaffRequest) -> HttpResponse:
    asked = asked_of(WeekForm(request.GET))
    sites = board.sites_for(asked.get("day") or clock.today(), request.user)
    if not sites:
        return redirect("day-board")
    site = chosen(sites, asked)
    today = clock.today(site.time_zone)
    days = week.week_of(asked.get("day") or today)
    practitioners = list(User.objects.physicians().order_by("full_name"))
    rooms = list(Room.objects.filter(site=site, is_active=True))
    whose = asked.get("whose") or ""
    practitioner = next((one for one in practitioners if f"p{one.pk}" == whose), None)
    room = next((one for one in rooms if f"r{one.pk}" == whose), None)
    return render(
        request,
        "scheduling/week_board.html",
        {
            "site": site,
            "sites": sorted(sites, key=lambda each: each.name),
            "practitioners": practitioners,
            "rooms": rooms,
            "whose": practitioner or room,
            "by_room": room is not None,
            "days": days,
            "today": today,
            "before": days[0] - timedelta(days=week.WEEK),
            "after": days[0] + timedelta(days=week.WEEK),
        }
        | what_of(request, site, days, practitioner, room),
    )


def what_of(
    request: StaffRequest,
    site: Site,
    days: list[date],
    practitioner: User | None,
    room: Room | None,
) -> dict[str, Any]:
    """The visits of one practitioner or room, or everybody's counts."""
    if practitioner or room:
        return {
            "columns": week.weekdays(
                site,
                days,
                request.user,
                practitioner=practitioner.pk if practitioner else None,
                room=room.pk if room else None,
            )
        }
    lines = week.lines(site, days, request.user)
    totals = {day: sum(line.numbers[day] for line in lines) for day in days}
    return {"lines": lines, "totals": totals, "total": sum(totals.values())}
