"""How long a sign-in lasts: a screen that is left alone is locked, and after a day's work it ends.

Locked means: whoever signed in says again who he is, and goes on where he was. The machine's own
clock counts here, not the one that a demo may set. What a page asks by itself, marked with the
header X-Background, does not count as somebody working.
"""

import time
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth import logout as end_session
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from staff.access import log_access
from staff.accounts.browsers import browser_words
from staff.models import AccessEvent, User

SIGNED_IN_AT = "prolo_signed_in_at"
SEEN_AT = "prolo_seen_at"
CONFIRMED_AT = "prolo_confirmed_at"
# A click is written down at most this often: every page would cost an update.
WRITTEN_EVERY_SECONDS = 20
WARNED_SECONDS_BEFORE = 60


class State(Enum):
    OPEN = "go on"
    LOCKED = "say again who you are"
    OVER = "sign in anew"


def begin(session: SessionBase) -> None:
    session[SIGNED_IN_AT] = session[SEEN_AT] = time.time()


def mark_seen(session: SessionBase) -> None:
    session[SEEN_AT] = time.time()


def confirm(session: SessionBase) -> None:
    """Somebody has just said again who he is."""
    session[CONFIRMED_AT] = session[SEEN_AT] = time.time()


def seconds_left(session: SessionBase) -> tuple[float, float]:
    """Until the screen is locked, and until the sign-in ends; no more than 0 once that is so."""
    now = time.time()
    seen, signed_in = session.get(SEEN_AT, 0.0), session.get(SIGNED_IN_AT, 0.0)
    idle = max(0.0, seen + settings.PROLO_IDLE_SECONDS - now)
    whole = max(0.0, signed_in + settings.SESSION_COOKIE_AGE - now)
    return idle, whole


def is_over(session: SessionBase) -> bool:
    return state_of(session) is State.OVER


def state_of(session: SessionBase) -> State:
    idle, whole = seconds_left(session)
    if not whole:
        return State.OVER
    return State.OPEN if idle else State.LOCKED


def note_activity(request: HttpRequest) -> None:
    """Somebody works on; not, where a page asks by itself."""
    if request.headers.get("X-Background"):
        return
    if time.time() - request.session.get(SEEN_AT, 0.0) >= min(
        WRITTEN_EVERY_SECONDS, settings.PROLO_IDLE_SECONDS / 10
    ):
        request.session[SEEN_AT] = time.time()


def was_confirmed_lately(session: SessionBase) -> bool:
    """Within the last minutes somebody said who he is, by signing in or again."""
    last = max(session.get(CONFIRMED_AT, 0.0), session.get(SIGNED_IN_AT, 0.0))
    return bool(0 <= time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def end_over(request: HttpRequest) -> None:
    """Sign out whoever signed in too long ago; the request goes on as nobody's."""
    log_access(request, AccessEvent.Action.SIGN_OUT, details="signed in too long ago")
    end_session(request)


def sessions_of(user: User) -> list[UserSession]:
    """Where this person is signed in, the newest first; two statements for any number.

    Each has `last_used`, when somebody last worked there, and `browser`, which one it is in words.
    """
    known = {each.session_key: each for each in UserSession.objects.filter(user=user)}
    found: list[Any] = []
    for row in Session.objects.filter(session_key__in=known, expire_date__gt=timezone.now()):
        kept = row.get_decoded()
        mine = (str(user.pk), user.get_session_auth_hash())
        if (kept.get(SESSION_KEY), kept.get(HASH_SESSION_KEY)) == mine:
            seen = datetime.fromtimestamp(kept.get(SEEN_AT, 0.0), UTC)
            one = known[row.session_key]
            one.last_used, one.browser = seen, browser_words(one.user_agent)
            found.append(one)
    return sorted(found, key=lambda each: each.created_at, reverse=True)


def end_sessions_of(user: User, *, but: str = "") -> int:
    """End every session of this person, except the one with the key `but`."""
    ended = 0
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()
        ended += 1
    return ended
