"""The clinic's set-up: one page to read, and a small form for each thing that can be changed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import DateField, Func, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scheduling.actions import setup
from scheduling.forms.setup import (
    ClosureForm,
    EditRoomForm,
    EditSiteForm,
    HoursForm,
    RoomForm,
    SiteForm,
)
from scheduling.models import Appointment, Closure, Hours, Room, Site, VisitType
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import Revised, User
from staff.once import once


@requires(Capability.MANAGE_CLINIC)
@require_GET
def clinic_setup(request: StaffRequest) -> HttpResponse:
    working = Hours.objects.select_related("site").order_by("weekday", "starts")
    closures = Closure.objects.filter(last_day__gte=clock.today())
    return render(
        request,
        "scheduling/clinic_setup.html",
        {
            "sites": Site.objects.prefetch_related("rooms"),
            "physicians": User.objects.physicians().prefetch_related(Prefetch("hours", working)),
            "closures": closures.select_related("site", "practitioner"),
            "visit_types": VisitType.objects.all(),
        },
    )


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
def add_site(request: StaffRequest) -> HttpResponse:
    form = SiteForm(sent(request))
    return form_page(
        request,
        "scheduling/add_site.html",
        form,
        lambda asked: setup.add_site(by=request.user, **asked),
        "The site is added. Add its rooms and working hours next.",
    )


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
def edit_site(request: StaffRequest, site_id: int) -> HttpResponse:
    site = get_object_or_404(Site, pk=site_id)
    form = EditSiteForm(sent(request), initial=vars(site))
    return form_page(
        request,
        "scheduling/edit_site.html",
        form,
        lambda asked: setup.edit_site(site=site, by=request.user, **asked),
        "The site is changed.",
        row=site,
        site=site,
    )


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
def add_room(request: StaffRequest, site_id: int) -> HttpResponse:
    site = get_object_or_404(Site, pk=site_id)
    return form_page(
        request,
        "scheduling/add_room.html",
        RoomForm(sent(request)),
        lambda asked: setup.add_room(site=site, by=request.user, **asked),
        "The room is added.",
        site=site,
    )


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
def edit_room(request: StaffRequest, room_id: int) -> HttpResponse:
    room = get_object_or_404(Room.objects.select_related("site"), pk=room_id)
    return form_page(
        request,
        "scheduling/edit_room.html",
        EditRoomForm(sent(request), initial=vars(room)),
        lambda asked: setup.edit_room(room=room, by=request.user, now=clock.now(), **asked),
        "The room is changed.",
        row=room,
        room=room,
        site=room.site,
    )


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
def add_hours(request: StaffRequest) -> HttpResponse:
    return form_page(
        request,
        "scheduling/add_hours.html",
        HoursForm(sent(request)),
        lambda asked: setup.add_hours(by=request.user, **asked),
        "The hours are added.",
    )


@requires(Capability.MANAGE_CLINIC)
@require_POST
@once
def remove_hours(request: StaffRequest, hours_id: int) -> HttpResponse:
    hours = get_object_or_404(Hours, pk=hours_id)
    setup.remove_hours(hours=hours, by=request.user)
    messages.success(request, "The hours are removed. Visits already booked stay in the book.")
    return redirect("clinic-setup")


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
def add_closure(request: StaffRequest) -> HttpResponse:
    def save(asked: dict[str, Any]) -> None:
        closure = setup.add_closure(by=request.user, **asked)
        warn_about_visits(request, closure)

    return form_page(
        request,
        "scheduling/add_closure.html",
        ClosureForm(sent(request)),
        save,
        "The days are blocked: nothing can be booked on them any more.",
    )


@requires(Capability.MANAGE_CLINIC)
@require_POST
@once
def remove_closure(request: StaffRequest, closure_id: int) -> HttpResponse:
    closure = get_object_or_404(Closure, pk=closure_id)
    setup.remove_closure(closure=closure, by=request.user)
    messages.success(request, "These days can be booked again.")
    return redirect("clinic-setup")


def warn_about_visits(request: StaffRequest, closure: Closure) -> None:
    """A closure cancels nothing by itself; the desk is told how many visits it strands."""
    mine = Q(site=closure.site) if closure.site else Q(practitioner=closure.practitioner)
    stranded = visits_on(closure).filter(mine).count()
    if stranded:
        visits = "1 visit is" if stranded == 1 else f"{stranded} visits are"
        messages.warning(request, f"{visits} booked on these days. Move or cancel them.")


def visits_on(closure: Closure) -> Any:
    """Booked visits whose local day the closure covers, in one query for all sites."""
    local = Func(
        "site__time_zone",
        "starts_at",
        template="(timezone(%(expressions)s))::date",
        output_field=DateField(),
    )
    booked = Appointment.objects.filter(state__in=Appointment.AHEAD)
    return booked.annotate(on=local).filter(on__gte=closure.first_day, on__lte=closure.last_day)


def form_page(
    request: StaffRequest,
    template: str,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    done: str,
    row: Revised | None = None,
    **shown: Any,
) -> HttpResponse:
    """Ask, save, say so, and go back to the set-up page; or show what is wrong."""
    if form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form, row=row)
        else:
            messages.success(request, done)
            return redirect("clinic-setup")
    return render(request, template, {"form": form, **shown})
