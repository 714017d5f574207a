"""Access is declared per view and denied where nothing is declared.

`@requires(Capability.X)` on our own views, `@public` for the two health pages, `@signed_in` for
pages that every member of staff has; views of libraries are listed in LIBRARY_VIEWS by URL name.
The middleware asks `rule_for`; `tests/test_access.py` fails for a URL without a rule.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, TypeVar

from staff import clock
from staff.actions import server_account
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent

View = TypeVar("View", bound=Callable[..., Any])


class Open(Enum):
    PUBLIC = "anybody, signed in or not"
    SIGNED_IN = "every signed-in member of staff"


Rule = Capability | Open | None

LIBRARY_VIEWS: dict[str, Open] = {
    "account_login": Open.PUBLIC,
    "account_logout": Open.SIGNED_IN,
    "account_reauthenticate": Open.SIGNED_IN,
    "account_change_password": Open.SIGNED_IN,
}


def requires(capability: Capability) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access_rule = capability  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    view.access_rule = Open.PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    view.access_rule = Open.SIGNED_IN  # type: ignore[attr-defined]
    return view


def rule_for(view: Callable[..., Any], url_name: str) -> Rule:
    """What the view demands; None means that nothing was declared, and nobody gets in."""
    return getattr(view, "access_rule", None) or LIBRARY_VIEWS.get(url_name)


def log_access(
    request: StaffRequest,
    action: AccessEvent.Action,
    *,
    patient_id: int | None = None,
    reason: str = "",
) -> None:
    """Write one line into the read log. The view's name says what; no clinical word goes in."""
    match = request.resolver_match
    AccessEvent.objects.create(
        at=clock.now(),
        user=request.user,
        action=action,
        view=(match.view_name if match else "")[:80],
        patient_id=patient_id,
        address=request.META.get("REMOTE_ADDR") or None,
        reason=reason[:200],
    )


def log_command(command: str, action: AccessEvent.Action, *, patient_id: int) -> None:
    """As `log_access`, for a command that somebody started on the server."""
    AccessEvent.objects.create(
        at=clock.now(),
        user=server_account(),
        action=action,
        view=f"manage.py {command}"[:80],
        patient_id=patient_id,
    )


def log_access_to_all(
    request: StaffRequest, action: AccessEvent.Action, patient_ids: Iterable[int]
) -> None:
    """As `log_access`, for a page about several patients; one line each, one statement."""
    match = request.resolver_match
    AccessEvent.objects.bulk_create(
        AccessEvent(
            at=clock.now(),
            user=request.user,
            action=action,
            view=(match.view_name if match else "")[:80],
            patient_id=patient_id,
            address=request.META.get("REMOTE_ADDR") or None,
        )
        for patient_id in dict.fromkeys(patient_ids)
    )
