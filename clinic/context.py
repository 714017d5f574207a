"""What the shell around every page needs. No queries: an error page must not cause another."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from staff.capabilities import Capability

THEME_COOKIE = "prolo_theme"
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation: shown to people who hold `needs`, or to all if None.

    `also`: where pages below it begin whose address does not begin as its own.
    """

    label: str
    url_name: str
    icon: str
    needs: Capability | None = None
    also: tuple[str, ...] = ()


ABOUT_PATIENTS = ("/requests/", "/scans/")
PLACES = (
    Place("Home", "home", "home"),
    Place("Day board", "day-board", "calendar-days", Capability.VIEW_BOOK),
    Place("To book", "to-book", "calendar", Capability.BOOK),
    Place("Calls", "check-calls", "phone", Capability.CALL_PATIENTS),
    Place("Patients", "patients", "users", Capability.FIND_PATIENTS, ABOUT_PATIENTS),
    Place("Referrals", "referrals", "inbox", Capability.RECEIVE_REFERRALS),
    Place("Protocols", "protocols", "book-open", Capability.VIEW_PROTOCOLS),
    Place("Stock", "stock", "beaker", Capability.MANAGE_STOCK),
    Place("Review", "record-review", "clipboard-document-check", Capability.REVIEW_RECORDS),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation, theme and names for base.html.

    `nav`: list of dicts label, url, icon, current ("page" on the page itself, "true" on pages
    below it, "" elsewhere); empty for anybody not signed in.
    `theme`: "light", "dark" or "auto", which theme.js turns into one of the two.
    """
    theme = request.COOKIES.get(THEME_COOKIE, "")
    shown: dict[str, Any] = {
        "clinic_name": settings.PROLO_CLINIC_NAME,
        "demo": settings.PROLO_DEMO,
        "theme": theme if theme in THEMES else "auto",
        "nav": [],
        "may_search": False,
        "may_manage": False,
        "may_read_thresholds": False,
        "may_triage": False,
    }
    # Errors raised before the sign-in middleware ran have no user.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shown
    shown["nav"] = [
        {
            "label": place.label,
            "icon": place.icon,
            "url": (url := reverse(place.url_name)),
            "current": current(request.path, url, *place.also),
        }
        for place in PLACES
        if place.needs is None or user.can(place.needs)
    ]
    shown["may_search"] = user.can(Capability.FIND_PATIENTS)
    shown["may_manage"] = user.can(Capability.MANAGE_CLINIC)
    shown["may_read_thresholds"] = user.can(Capability.VIEW_CLINICAL)
    shown["may_triage"] = user.can(Capability.TREAT)
    return shown


def current(path: str, url: str, *also: str) -> str:
    """The value of aria-current for a navigation link."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith((url, *also)) else ""
