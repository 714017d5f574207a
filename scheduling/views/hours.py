"""When practitioners work: added, changed, ended and begun anew."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.actions import hours as actions
from scheduling.forms.setup import EditHoursForm, HoursForm, ScheduleForm
from scheduling.models import Hours
from scheduling.views.setup import form_page, stranded_now, tell_of_stranded
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent, User
from staff.noting import noted_as
from staff.once import once
from staff.templatetags.prolo import day


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
@noted_as(AccessEvent.Action.POLICY)
def add_hours(request: StaffRequest) -> HttpResponse:
    return form_page(
        request,
        "scheduling/add_hours.html",
        HoursForm(sent(request)),
        lambda asked: actions.add_hours(by=request.user, **asked),
        "The hours are added.",
    )


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
@noted_as(AccessEvent.Action.POLICY)
def edit_hours(request: StaffRequest, hours_id: int) -> HttpResponse:
    hours = get_object_or_404(Hours.objects.select_related("practitioner"), pk=hours_id)
    form = EditHoursForm(sent(request), initial=vars(hours) | {"site": hours.site_id})

    def save(asked: dict[str, Any]) -> None:
        before = stranded_now(request)
        actions.edit_hours(hours=hours, by=request.user, **asked)
        tell_of_stranded(request, stranded_now(request) - before)

    return form_page(
        request,
        "scheduling/edit_hours.html",
        form,
        save,
        "The hours are changed.",
        row=hours,
        hours=hours,
    )


@requires(Capability.MANAGE_CLINIC)
@require_POST
@once
@noted_as(AccessEvent.Action.POLICY)
def remove_hours(request: StaffRequest, hours_id: int) -> HttpResponse:
    hours = get_object_or_404(Hours, pk=hours_id)
    before = stranded_now(request)
    actions.remove_hours(hours=hours, by=request.user)
    messages.success(request, "The hours are removed. Visits already booked stay in the book.")
    tell_of_stranded(request, stranded_now(request) - before)
    return redirect("clinic-setup")


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
@noted_as(AccessEvent.Action.POLICY)
def begin_schedule(request: StaffRequest, user_id: int) -> HttpResponse:
    """A new schedule from January: the old one ends in December, its copy can be changed."""
    practitioner = get_object_or_404(User.objects.physicians(), pk=user_id)
    form = ScheduleForm(sent(request))
    if form.is_valid():
        first_day = form.cleaned_data["first_day"]
        try:
            cut = actions.begin_schedule(
                practitioner=practitioner, first_day=first_day, by=request.user
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, in_words(cut, day(first_day)))
            return redirect("clinic-setup")
    return render(
        request, "scheduling/begin_schedule.html", {"form": form, "practitioner": practitioner}
    )


def in_words(cut: int, first_day: str) -> str:
    if not cut:
        return f"No hours go on over {first_day}, so nothing had to be changed."
    stretches = "1 stretch of hours ends" if cut == 1 else f"{cut} stretches of hours end"
    return f"{stretches} the day before {first_day} and begin again on it. Change those now."
