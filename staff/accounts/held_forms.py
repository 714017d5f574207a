"""A form that was sent while the screen was locked: kept until its writer said who he is.

In the session's row, encrypted; without passwords and files. One at a time, and no longer than
the sign-in lasts.
"""

import json
from dataclasses import dataclass

from django.http import HttpRequest

from staff.accounts.box import Box

KEY = "prolo_held_form"
LONGEST = 500_000
NEVER_KEPT = ("password", "csrfmiddlewaretoken", "code")


@dataclass(frozen=True, slots=True)
class HeldForm:
    path: str
    fields: list[tuple[str, str]]
    lost_files: bool


def hold(request: HttpRequest) -> None:
    held = {
        "path": request.get_full_path(),
        "fields": [
            (name, value)
            for name, values in request.POST.lists()
            if not name.lower().endswith(NEVER_KEPT)
            for value in values
        ],
        "lost_files": bool(request.FILES),
    }
    text = json.dumps(held)
    if len(text) <= LONGEST:
        request.session[KEY] = Box("held form").lock(text)


def held_form(request: HttpRequest) -> HeldForm | None:
    locked = request.session.get(KEY)
    text = Box("held form").unlock(locked) if locked else None
    if not text:
        return None
    held = json.loads(text)
    fields = [(name, value) for name, value in held["fields"]]
    return HeldForm(held["path"], fields, held["lost_files"])


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def drop_if_sent(request: HttpRequest) -> None:
    """It is on its way: it need not be kept any more."""
    if request.method == "POST" and KEY in request.session:
        held = held_form(request)
        if held is None or held.path == request.get_full_path():
            drop(request)
