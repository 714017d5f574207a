"""The clinic's set-up: one page to read, and a small form for each thing that can be changed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scheduling.actions import closures, setup
from scheduling.forms.setup import (
    ClosureForm,
    EditRoomForm,
    EditSiteForm,
    RoomForm,
    SiteForm,
    VisitTypeForm,
)
from scheduling.models import Closure, Hours, Room, Site, VisitType
from scheduling.stranded import stranded_visits, visits_in
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent, Revised, User
from staff.noting import noted_as
from staff.once import once


@requires(Capability.MANAGE_CLINIC)
@require_GET
def clinic_setup(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    working = (
        Hours.objects.exclude(last_day__lt=today)
        .select_related("site")
        .order_by("weekday", "starts", "first_day")
    )
    ahead = Closure.objects.filter(last_day__gte=today).select_related("site", "practitioner")
    blocked = list(ahead)
    return render(
        request,
        "scheduling/clinic_setup.html",
        {
            "sites": Site.objects.prefetch_related("rooms"),
            "physicians": User.objects.physicians().prefetch_related(Prefetch("hours", working)),
            "closures": [closure for closure in blocked if not closure.is_holiday],
            "holidays": [closure for closure in blocked if closure.is_holiday],
            "visit_types": VisitType.objects.all(),
        },
    )


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
@noted_as(AccessEvent.Action.POLICY)
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
@noted_as(AccessEvent.Action.POLICY)
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
@noted_as(AccessEvent.Action.POLICY)
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
@noted_as(AccessEvent.Action.POLICY)
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
@noted_as(AccessEvent.Action.POLICY)
def add_closure(request: StaffRequest) -> HttpResponse:
    def save(asked: dict[str, Any]) -> None:
        closure = closures.add_closure(by=request.user, **asked)
        tell_of_stranded(request, visits_in(closure, request.user).count())

    return form_page(
        request,
        "scheduling/add_closure.html",
        ClosureForm(sent(request)),
        save,
        "The time is blocked: nothing can be booked then any more.",
    )


@requires(Capability.MANAGE_CLINIC)
@require_POST
@once
@noted_as(AccessEvent.Action.POLICY)
def remove_closure(request: StaffRequest, closure_id: int) -> HttpResponse:
    closure = get_object_or_404(Closure, pk=closure_id)
    closures.remove_closure(closure=closure, by=request.user)
    messages.success(request, "These days can be booked again.")
    return redirect("clinic-setup")


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
@noted_as(AccessEvent.Action.POLICY)
def edit_visit_type(request: StaffRequest, visit_type_id: int) -> HttpResponse:
    kind = get_object_or_404(VisitType, pk=visit_type_id)
    return form_page(
        request,
        "scheduling/edit_visit_type.html",
        VisitTypeForm(sent(request), initial=vars(kind)),
        lambda asked: setup.edit_visit_type(visit_type=kind, by=request.user, **asked),
        "The minutes are changed for visits booked from now on.",
        row=kind,
        kind=kind,
    )


def stranded_now(request: StaffRequest) -> int:
    return stranded_visits(request.user, clock.today()).count()


def tell_of_stranded(request: StaffRequest, number: int) -> None:
    """What takes time out of the clinic cancels nothing by itself; the way to these visits."""
    if number > 0:
        visits = "1 visit booked then" if number == 1 else f"{number} visits booked then"
        text = '{} cannot take place. <a href="{}">Find other times for them</a>.'
        messages.warning(request, format_html(text, visits, reverse("stranded-visits")))


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
