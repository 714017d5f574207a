from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers, patch_cache_control

from staff.access import Open, log_access, rule_for
from staff.accounts import gate, sessions
from staff.models import AccessEvent


class AccessMiddleware:
    """Denied unless granted: a view answers only to those whom its declaration names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Every page behind the sign-in may show a patient: no cache keeps it, whatever a library
        # says about its own pages.
        if request.user.is_authenticated and "no-cache" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        url_name = match.view_name if match else ""
        rule = rule_for(view, url_name)
        if rule is Open.PUBLIC:
            return None
        if request.user.is_authenticated and sessions.is_over(request.session):
            sessions.end_over(request)
        if not request.user.is_authenticated:
            # The sign-in page would be put in the place of a part.
            words = "You are signed out. Reload the page to sign in."
            refused = gate.part_refused(request, words)
            if refused is not None:
                return refused
            # A form that was being filled comes back after signing in only if it was a page.
            target = request.get_full_path() if request.method == "GET" else resolve_url("home")
            return redirect_to_login(target, resolve_url(settings.LOGIN_URL))
        stopped = gate.stop(request, url_name)
        if stopped is not None:
            return stopped
        if rule is Open.SIGNED_IN or (rule is not None and request.user.can(rule)):
            return None
        log_access(request, AccessEvent.Action.DENIED)
        raise PermissionDenied
