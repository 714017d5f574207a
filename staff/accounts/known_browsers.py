"""Browsers in which somebody signed in before: they remember it in a cookie that we signed.

Whoever guesses the password of an account soon has to wait, and so would its owner, for as long as
somebody guesses. In a browser of his own the tries are counted apart, so he does not.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from staff.models import User

SALT = "prolo.known_browser"
LIVES_SECONDS = 90 * 24 * 3600
# A workstation has several people; who came longest ago makes room.
MOST_PEOPLE = 20


def tries_of(request: HttpRequest, account: User | None) -> str | None:
    """Under what the tries for this account are counted here, apart from those of anybody else.

    None: nobody has signed in to it in this browser, or nobody has such an account.
    """
    if account is None:
        return None
    if request.user.is_authenticated and request.user.pk == account.pk:
        return f"signed in {account.pk}"
    browser, people = _remembered(request)
    return f"browser {browser} {account.pk}" if account.pk in people else None


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """This person has signed in in this browser."""
    browser, people = _remembered(request)
    people = [user.pk, *(one for one in people if one != user.pk)][:MOST_PEOPLE]
    response.set_signed_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        f"{browser}:{','.join(map(str, people))}",
        salt=SALT,
        max_age=LIVES_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _remembered(request: HttpRequest) -> tuple[str, list[int]]:
    """Number of the browser, and of the accounts that signed in in it; a new one without any."""
    try:
        kept = request.get_signed_cookie(
            settings.KNOWN_BROWSER_COOKIE_NAME, salt=SALT, max_age=LIVES_SECONDS
        )
    except (KeyError, signing.BadSignature):
        return secrets.token_hex(8), []
    browser, _, people = str(kept).partition(":")
    return browser, [int(one) for one in people.split(",")]
