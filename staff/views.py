from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from staff import actions
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.forms import ChangeMemberForm, NewMemberForm
from staff.http import StaffRequest, sent
from staff.models import User
from staff.once import once
from staff.paging import page_of


@requires(Capability.MANAGE_CLINIC)
@require_GET
def staff_list(request: StaffRequest) -> HttpResponse:
    members = User.objects.order_by("-is_active", "full_name", "pk")
    page = page_of(members, request.GET.get("page"))
    return render(request, "staff/staff_list.html", {"page": page})


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
def add_staff(request: StaffRequest) -> HttpResponse:
    form = NewMemberForm(sent(request))
    if form.is_valid():
        try:
            member = actions.add_member(**form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{member} can sign in now.")
            return redirect("staff-list")
    return render(request, "staff/add_staff.html", {"form": form})


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
def edit_staff(request: StaffRequest, user_id: int) -> HttpResponse:
    member = get_object_or_404(User, pk=user_id)
    shown = {
        "full_name": member.full_name,
        "credentials": member.credentials,
        "roles": member.roles,
        "is_active": member.is_active,
        "revision": member.revision,
    }
    form = ChangeMemberForm(sent(request), initial=shown)
    if form.is_valid():
        try:
            actions.change_member(member=member, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            put_errors(error, form, row=member)
        else:
            messages.success(request, f"Saved {member}.")
            return redirect("staff-list")
    return render(request, "staff/edit_staff.html", {"form": form, "member": member})
