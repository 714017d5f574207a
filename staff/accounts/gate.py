"""What stands between a sign-in and the pages: a locked screen, a second factor still to set up."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from staff.accounts import held_forms, second_factor, sessions
from staff.accounts.sessions import State

View = TypeVar("View", bound=Callable[..., Any])

CONFIRMING = frozenset(
    {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
)
WHILE_LOCKED = CONFIRMING | {"account_logout", "session-state", "unlock"}
WHILE_SETTING_UP = WHILE_LOCKED | {
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "totp-qr-code",
    "mfa_add_webauthn",
    "stay-signed-in",
}


def stop(request: HttpRequest, url_name: str) -> HttpResponse | None:
    """What a signed-in person gets instead of the page, if anything."""
    if sessions.state_of(request.session) is State.LOCKED:
        return None if url_name in WHILE_LOCKED else ask_who_it_is(request)
    sessions.note_activity(request)
    if second_factor.is_missing(request, request.user):  # type: ignore[arg-type]
        if url_name in WHILE_SETTING_UP:
            return None
        return part_refused(request, "Set up a second factor first.") or redirect("mfa_index")
    request.session_open = True  # type: ignore[attr-defined]  # for staff.accounts.context
    held_forms.drop_if_sent(request)
    return None


def confirmed(view: View) -> View:
    """Before this view somebody says again who he is, unless he did in the last minutes."""

    @wraps(view)
    def confirmed_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if sessions.was_confirmed_lately(request.session):
            response: HttpResponse = view(request, *args, **kwargs)
            return response
        return ask_who_it_is(request)

    confirmed_view.asks_who = True  # type: ignore[attr-defined]  # for the test that lists them
    return confirmed_view  # type: ignore[return-value]


def ask_who_it_is(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for the password, and from there back with what was typed."""
    refused = part_refused(request, "Say again who you are. Reload the page to do so.")
    if refused is not None:
        return refused
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        held_forms.hold(request)
        back = reverse("held-form")
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def part_refused(request: HttpRequest, words: str) -> HttpResponse | None:
    """For a request that a page made by script: an answer that no script takes for its own."""
    if request.headers.get("HX-Request") or request.headers.get("Sec-Fetch-Dest") == "empty":
        return HttpResponse(words, status=401, content_type="text/plain")
    return None
