"""Public holidays of a site, as the calendar of its country and state has them."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from scheduling.actions.closures import add_holidays as close_on
from scheduling.actions.closures import closed_days
from scheduling.forms.setup import HolidaysForm, YearForm
from scheduling.models import Site
from scheduling.public_holidays import countries, holidays_of
from scheduling.views.setup import stranded_now, tell_of_stranded
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.noting import noted_as
from staff.once import once

# From this month on the next year's holidays are wanted.
NEXT_YEAR_FROM = 10


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
@noted_as(AccessEvent.Action.POLICY)
def add_holidays(request: StaffRequest, site_id: int) -> HttpResponse:
    """The days ahead of one year with ticks; those already closed are marked instead."""
    site = get_object_or_404(Site, pk=site_id)
    today = clock.today(site.time_zone)
    year = year_of(YearForm(request.GET), today)
    ahead = [
        holiday
        for holiday in holidays_of(site.country, site.subdivision, year)
        if holiday.day >= today
    ]
    names = {holiday.day: holiday.name for holiday in ahead}
    closed = closed_days(site, names)
    form = HolidaysForm(sent(request), offered=names)
    if form.is_valid():
        chosen = {day: names[day] for day in form.cleaned_data["days"]}
        before = stranded_now(request)
        try:
            added = close_on(site=site, days=chosen, by=request.user)
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, in_words(len(added), str(site)))
            tell_of_stranded(request, stranded_now(request) - before)
            return redirect("clinic-setup")
    ticked = form["days"].value() if form.is_bound else [f"{day}" for day in names]
    return render(
        request,
        "scheduling/add_holidays.html",
        {
            "site": site,
            "country": countries().get(site.country, ""),
            "year": year,
            "years": range(today.year, today.year + 4),
            "form": form,
            "holidays": [
                (holiday, holiday.day in closed, f"{holiday.day}" in (ticked or []))
                for holiday in ahead
            ],
            "all_closed": len(closed) == len(names),
        },
    )


def year_of(asked: YearForm, today: date) -> int:
    """The one that was asked for, or that is wanted at this time of the year."""
    if asked.is_valid():
        return int(asked.cleaned_data["year"])
    return today.year + (today.month >= NEXT_YEAR_FROM)


def in_words(added: int, site: str) -> str:
    if not added:
        return f"{site} was closed on these days already."
    return f"{site} is closed on {added} more day{'' if added == 1 else 's'}."
