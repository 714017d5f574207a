from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from pghistory.middleware import HistoryMiddleware

from clinic import health
from clinic.logs import without_secrets

PAGES = {"/healthz": health.healthz, "/readyz": health.readyz}


class HealthMiddleware:
    """Answers the health pages before anything behind it asks for a session, or for TLS.

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
    """Keeps with each change the address it came from, without the secret of a calendar."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        return context | {"url": without_secrets(request.path)}
