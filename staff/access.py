"""Access is declared per view and denied where nothing is declared.

`@requires(Capability.X)` on our own views, `@public` for the two health pages, `@signed_in` for
pages that every member of staff has; views of libraries are listed in LIBRARY_VIEWS by URL name.
The middleware asks `rule_for`; `tests/test_access.py` fails for a URL without a rule.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from ipaddress import ip_address
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest

from staff import clock
from staff.actions import server_account
from staff.capabilities import Capability
from staff.models import AccessEvent, User

View = TypeVar("View", bound=Callable[..., Any])


class Open(Enum):
    PUBLIC = "anybody, signed in or not"
    SIGNED_IN = "every signed-in member of staff"


Rule = Capability | Open | None

LIBRARY_VIEWS: dict[str, Open] = {
    "account_login": Open.PUBLIC,
    # Both know by themselves how far somebody has come with signing in.
    "mfa_authenticate": Open.PUBLIC,
    "mfa_login_webauthn": Open.PUBLIC,
    "account_logout": Open.SIGNED_IN,
    "account_reauthenticate": Open.SIGNED_IN,
    "mfa_reauthenticate": Open.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Open.SIGNED_IN,
    "account_change_password": Open.SIGNED_IN,
    "mfa_index": Open.SIGNED_IN,
    "mfa_activate_totp": Open.SIGNED_IN,
    "mfa_deactivate_totp": Open.SIGNED_IN,
    "mfa_add_webauthn": Open.SIGNED_IN,
    "mfa_edit_webauthn": Open.SIGNED_IN,
    "mfa_remove_webauthn": Open.SIGNED_IN,
    "mfa_view_recovery_codes": Open.SIGNED_IN,
    "mfa_generate_recovery_codes": Open.SIGNED_IN,
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
    request: HttpRequest,
    action: AccessEvent.Action,
    *,
    patient_id: int | None = None,
    reason: str = "",
    details: str = "",
    account: User | None = None,
    user: User | None = None,
) -> None:
    """Write one line into the access log. The view's name says what; no clinical word goes in.

    `account`: whose account it was about. `user`: who it was, where that is not who is signed in,
    as while signing in. Outside of a view `view` is empty.
    """
    AccessEvent.objects.create(
        **_common(request, action, user),
        patient_id=patient_id,
        reason=reason[:200],
        details=details[:200],
        account=account,
    )


def log_access_to_all(
    request: HttpRequest, action: AccessEvent.Action, patient_ids: Iterable[int]
) -> None:
    """As `log_access`, for a page about several patients; one line each, one statement."""
    common = _common(request, action)
    AccessEvent.objects.bulk_create(
        AccessEvent(**common, patient_id=patient_id) for patient_id in dict.fromkeys(patient_ids)
    )


def log_command(
    command: str,
    action: AccessEvent.Action,
    *,
    patient_id: int | None = None,
    details: str = "",
    account: User | None = None,
) -> None:
    """As `log_access`, for a command that somebody started on the server."""
    AccessEvent.objects.create(
        at=clock.now(),
        user=server_account(),
        action=action,
        view=f"manage.py {command}"[:80],
        patient_id=patient_id,
        details=details[:200],
        account=account,
    )


def _common(
    request: HttpRequest, action: AccessEvent.Action, user: User | None = None
) -> dict[str, Any]:
    match = request.resolver_match
    signed_in = getattr(request, "user", None)
    return {
        "at": clock.now(),
        "user": user or (signed_in if isinstance(signed_in, User) else None),
        "action": action,
        "view": (match.view_name if match else "")[:80],
        "address": address_of(request),
        "request_id": getattr(request, "id", None),
    }


def address_of(request: HttpRequest) -> str | None:
    """Where the request came from. Behind proxies of our own, as the outermost of them saw it.

    With ALLAUTH_TRUSTED_PROXY_COUNT at 0 the header, which anybody may send, is not looked at.
    """
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    address = request.META.get("REMOTE_ADDR", "")
    if proxies:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        address = seen[-proxies] if len(seen) >= proxies else address
    try:
        return str(ip_address(address))
    except ValueError:
        return None
