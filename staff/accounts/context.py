"""What the frame of every page needs to know about the sign-in. No queries."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from staff.accounts import sessions


def sign_in(request: HttpRequest) -> dict[str, Any]:
    """`session_open`: signed in, and neither locked nor waiting for a second factor.

    `idle_minutes`, `idle_seconds`, `warned_seconds`: when a screen that is left alone is locked,
    and how long before the page says so. `passkeys_possible`: a browser makes none for an address
    of digits.
    """
    return {
        "session_open": getattr(request, "session_open", False),
        "idle_minutes": settings.PROLO_IDLE_SECONDS // 60,
        "idle_seconds": settings.PROLO_IDLE_SECONDS,
        "warned_seconds": min(sessions.WARNED_SECONDS_BEFORE, settings.PROLO_IDLE_SECONDS // 2),
        "passkeys_possible": _has_a_name(request),
    }


def _has_a_name(request: HttpRequest) -> bool:
    host = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", "")
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False
