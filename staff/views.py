from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staff import actions, clock
from staff.access import log_access, requires
from staff.accounts import links
from staff.accounts.box import Box
from staff.accounts.gate import confirmed
from staff.accounts.mail import mail_link
from staff.accounts.second_factor import has_second_factor, who_has_one
from staff.accounts.sessions import end_sessions_of, sessions_of
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.forms import ChangeMemberForm, InviteForm, LinkForm
from staff.http import StaffRequest, sent
from staff.models import AccessEvent, AccountLink, User
from staff.once import once, refused
from staff.paging import page_of

# In the session of the administrator, from making a link to seeing it.
MADE_LINK = "prolo_made_link"


@requires(Capability.MANAGE_CLINIC)
@require_GET
def staff_list(request: StaffRequest) -> HttpResponse:
    members = User.objects.order_by("-is_active", "full_name", "pk")
    page = page_of(members, request.GET.get("page"))
    shown = {"page": page, "with_second_factor": who_has_one(page)}
    return render(request, "staff/staff_list.html", shown)


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@confirmed
@once
def add_staff(request: StaffRequest) -> HttpResponse:
    form = InviteForm(sent(request))
    if form.is_valid():
        try:
            link, secret = links.invite(**form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as error:
            put_errors(error, form)
        else:
            return hand_over(request, link, secret)
    return render(request, "staff/add_staff.html", {"form": form})


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@confirmed
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
            changed = actions.change_member(member=member, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            put_errors(error, form, row=member)
        else:
            if not changed.is_active:
                links.shut_out(member=changed, now=clock.now())
            note_change(request, before=shown, member=changed)
            messages.success(request, f"Saved {changed}.")
            return redirect("staff-list")
    return render(request, "staff/edit_staff.html", page_of_member(form, member))


@requires(Capability.MANAGE_CLINIC)
@require_POST
@confirmed
@once
def make_link(request: StaffRequest, user_id: int) -> HttpResponse:
    """For somebody whose password or second factor is lost."""
    member = get_object_or_404(User, pk=user_id)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            link, secret = links.renew(
                member=member, **form.cleaned_data, by=request.user, now=clock.now()
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return refused("edit-staff", member.pk)
        return hand_over(request, link, secret, from_scratch=form.cleaned_data["from_scratch"])
    return refused("edit-staff", member.pk)


@requires(Capability.MANAGE_CLINIC)
@require_GET
def show_link(request: StaffRequest) -> HttpResponse:
    """The link that was made just now. Shown once: it is kept nowhere else."""
    made = request.session.pop(MADE_LINK, None)
    secret = Box("link").unlock(made["secret"]) if made else None
    if not secret:
        messages.info(request, "A link is shown once, right after it is made. Make a new one.")
        return redirect("staff-list")
    shown = {
        "link": get_object_or_404(AccountLink, pk=made["link"]),
        "address": request.build_absolute_uri(reverse("account-link", args=[secret])),
        "mailed": made["mailed"],
    }
    return render(request, "staff/show_link.html", shown)


@requires(Capability.MANAGE_CLINIC)
@require_POST
@confirmed
@once
def sign_out_member(request: StaffRequest, user_id: int) -> HttpResponse:
    """End every session of a colleague; who has access signs in anew."""
    member = get_object_or_404(User, pk=user_id)
    if member.pk == request.user.pk:
        return redirect("my-sessions")
    ended = end_sessions_of(member)
    details = f"sessions ended by an administrator: {ended}"
    log_access(request, AccessEvent.Action.ACCOUNT, details=details, account=member)
    messages.success(request, f"{member} is signed out everywhere.")
    return redirect("edit-staff", member.pk)


def hand_over(
    request: StaffRequest, link: AccountLink, secret: str, *, from_scratch: bool = False
) -> HttpResponse:
    address = request.build_absolute_uri(reverse("account-link", args=[secret]))
    details = f"{link.get_kind_display().lower()} link made"
    details += ", password and second factor taken away" if from_scratch else ""
    log_access(request, AccessEvent.Action.ACCOUNT, details=details, account=link.user)
    request.session[MADE_LINK] = {
        "link": link.pk,
        "secret": Box("link").lock(secret),
        "mailed": mail_link(link, address),
    }
    return redirect("show-link")


def note_change(request: StaffRequest, *, before: dict[str, Any], member: User) -> None:
    """Roles and access are written down in the access log too, where administrators review."""
    changes = []
    if set(before["roles"]) != set(member.roles):
        changes.append(f"roles: {', '.join(before['roles'])} → {', '.join(member.roles)}")
    if before["is_active"] != member.is_active:
        changes.append("access given" if member.is_active else "access taken")
    if changes:
        details = "; ".join(changes)
        log_access(request, AccessEvent.Action.ACCOUNT, details=details, account=member)


def page_of_member(form: ChangeMemberForm, member: User) -> dict[str, Any]:
    return {
        "form": form,
        "member": member,
        "link_form": LinkForm(),
        "second_factor": has_second_factor(member),
        "sessions": len(sessions_of(member)),
    }
