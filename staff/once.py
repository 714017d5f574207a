"""A form that is sent twice is saved once.

`{% form_token %}` puts a random token into the form. `@once` saves it with the page that the
first sending led to, in one transaction with what the view wrote; sending the form again
(double click, reload, back button) leads to that page and writes nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from staff.http import StaffRequest
from staff.models import SubmittedForm

View = Callable[..., HttpResponse]


class Refused(HttpResponseRedirect):
    """Leads to the page that says why nothing was saved; the form may be sent again."""


def refused(to: Any, *args: Any) -> Refused:
    """Like `redirect`, for a view that saved nothing and says so in a message."""
    return Refused(resolve_url(to, *args))


def once(view: View) -> View:
    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = _token(request)
        if token is None:
            return view(request, *args, **kwargs)
        request.undone = []  # type: ignore[attr-defined]
        with transaction.atomic():
            earlier = _claim(token, request)
            if earlier is not None:
                messages.info(request, "This form was already sent; it was saved once.")
                return HttpResponseRedirect(earlier.location)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect) and not isinstance(response, Refused):
                SubmittedForm.objects.filter(token=token).update(location=response.url[:400])
            else:
                # The form came back with an error: nothing was saved, it may be sent again.
                transaction.set_rollback(True)
        for act in getattr(request, "undone", ()):
            act()
        return response

    return guarded


def after_rollback(request: StaffRequest, act: Callable[[], Any]) -> None:
    """What a refused form must leave behind all the same, such as a counted try, is done again."""
    if hasattr(request, "undone"):
        request.undone.append(act)


def _token(request: StaffRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("form_token", "")) if request.method == "POST" else None
    except ValueError:
        return None


def _claim(token: UUID, request: StaffRequest) -> SubmittedForm | None:
    """None when the token is ours now; the earlier sending when it was used.

    A second sending at the same moment waits here on the unique index until the first commits.
    """
    try:
        with transaction.atomic():
            SubmittedForm.objects.create(token=token, user=request.user, path=request.path[:200])
    except IntegrityError:
        return SubmittedForm.objects.get(token=token)
    return None
