import uuid
from collections.abc import Callable
from typing import Any

import pghistory
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from pghistory.middleware import HistoryMiddleware

from clinic import health
from clinic.logs import CURRENT_REQUEST, without_secrets
from staff.access import address_of

FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
PAGES = {"/healthz": health.healthz, "/readyz": health.readyz}


class RequestIdMiddleware:
    """Numbers each request, so that its log lines, history rows and access events are found.

    The number is ours: one that is sent along could be that of somebody else's request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.id = uuid.uuid4()  # type: ignore[attr-defined]  # see staff.http.StaffRequest
        # Not taken back: Django writes about a bad answer when it has left the last middleware.
        CURRENT_REQUEST.set(str(request.id))  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-ID"] = str(request.id)  # type: ignore[attr-defined]
        return response


class SavedFileMiddleware:
    """A file that is handed out to be saved may do nothing, should a browser show it after all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = FILE_POLICY
        return response


class HealthMiddleware:
    """Answers the health pages before anything behind it asks for a session.

    A session is in the database, and these pages must answer when the database is gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        page = PAGES.get(request.path_info)
        if page is None:
            return self.get_response(request)
        request.get_host()  # refuses a host name that is not ours
        return page(request)


class DiscreetHistoryMiddleware(HistoryMiddleware):
    """Keeps with each change who made it, by which request, view and machine.

    The address of the page loses the secret of a calendar.
    """

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        return context | {
            "url": without_secrets(request.path),
            "request": str(getattr(request, "id", "")),
            "address": address_of(request),
        }

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.resolver_match:
            pghistory.context(view=request.resolver_match.view_name)
        return None
