"""Pages of one's own account that allauth has not, or has otherwise."""

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.views import EditWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staff.access import log_access, signed_in
from staff.accounts import held_forms, sessions
from staff.accounts.gate import confirmed
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.reauthentication import confirm_password


@signed_in
@require_GET
def session_state(request: StaffRequest) -> JsonResponse:
    """For the script that warns: who is signed in, and for how long."""
    return JsonResponse(_state(request))


@signed_in
@require_POST
def stay_signed_in(request: StaffRequest) -> JsonResponse:
    """Somebody types or clicks on a page that sends nothing yet."""
    sessions.mark_seen(request.session)
    return JsonResponse(_state(request))


@signed_in
@require_POST
@sensitive_post_parameters("password")
def unlock(request: StaffRequest) -> JsonResponse:
    """The password, or a code, typed into the locked page itself."""
    try:
        confirm_password(
            request, request.POST.get("password", ""), nothing_done="The page stays locked"
        )
    except ValidationError as error:
        return JsonResponse({"wrong": " ".join(error.messages)}, status=422)
    reauthenticate_by_password(request)
    return JsonResponse(_state(request))


def _state(request: StaffRequest) -> dict[str, Any]:
    """`csrf`: for forms on pages that were opened before somebody signed in anew."""
    idle, whole = sessions.seconds_left(request.session)
    return {
        "user": request.user.pk,
        "idle_left": int(idle),
        "whole_left": int(whole),
        "csrf": get_token(request),
    }


@signed_in
@require_http_methods(["GET", "POST"])
def held_form(request: StaffRequest) -> HttpResponse:
    """What was typed before the screen was locked, to be sent now. POST: it is not wanted."""
    if request.method == "POST":
        held_forms.drop(request)
        messages.info(request, "What you typed was dropped.")
        return redirect("home")
    held = held_forms.held_form(request)
    if held is None:
        messages.info(request, "Nothing that you typed is waiting.")
        return redirect("home")
    return render(request, "account/held_form.html", {"held": held})


@signed_in
@require_GET
def totp_qr_code(request: StaffRequest) -> HttpResponse:
    """The picture that an authenticator app reads; only while one is being set up."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """As allauth's, but the last second factor stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(
                self.request, get_adapter().error_messages["cannot_delete_authenticator"]
            )
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        return response


remove_passkey = RemovePasskeyView.as_view(success_url=reverse_lazy("mfa_index"))
rename_passkey = EditWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))


@signed_in
@require_GET
def my_sessions(request: StaffRequest) -> HttpResponse:
    """Where one is signed in."""
    shown = {
        "sessions": sessions.sessions_of(request.user),
        "current": request.session.session_key,
    }
    return render(request, "account/my_sessions.html", shown)


@signed_in
@require_POST
@confirmed
def end_session(request: StaffRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    session.end()
    log_access(
        request, AccessEvent.Action.ACCOUNT, details="one session ended", account=request.user
    )
    messages.success(request, "That session is ended.")
    return redirect("my-sessions")


@signed_in
@require_POST
@confirmed
def end_other_sessions(request: StaffRequest) -> HttpResponse:
    ended = sessions.end_sessions_of(request.user, but=request.session.session_key or "")
    log_access(
        request,
        AccessEvent.Action.ACCOUNT,
        details=f"other sessions ended: {ended}",
        account=request.user,
    )
    messages.success(request, "You are signed in here only.")
    return redirect("my-sessions")
