"""What is done through a form and belongs into the access log, besides the history of the rows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect

from staff.access import log_access
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import Refused

View = Callable[..., HttpResponse]


def noted_as(action: AccessEvent.Action) -> Callable[[View], View]:
    """Decorate a view that saves: when it has saved, and leads on, a line is written.

    Inside of `@once`, so that line and change are saved together or not at all.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def noted(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            saved = isinstance(response, HttpResponseRedirect) and not isinstance(response, Refused)
            if request.method == "POST" and saved:
                log_access(request, action)
            return response

        return noted

    return decorate
