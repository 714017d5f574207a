"""What the tests of signing in share: the real limits, the real demands, and a clock that runs."""

import base64
import struct
import time
from hashlib import sha1
from hmac import new as hmac
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from staff.accounts import sessions
from staff.models import AccessEvent, User
from tests.people import PASSWORD


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def app_of(user: User) -> str:
    """Set up an authenticator app; gives its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def recovery_codes_of(user: User) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def code_now(secret: str, steps: int = 0, *, within: int = 4) -> str:
    """As an authenticator app works it out (RFC 6238), `steps` half minutes from now.

    It is good for `within` seconds at least: who reads one off a phone waits for the next, too.
    """
    left = 30 - time.time() % 30
    if left < within:
        time.sleep(left + 0.1)
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac(base64.b32decode(secret), counter, sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def kinds_of(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def let_pass(client: Client, seconds: float) -> None:
    """As if so long had passed since everything that this session remembers."""
    session = client.session
    for key in (sessions.SIGNED_IN_AT, sessions.SEEN_AT, sessions.CONFIRMED_AT):
        if key in session:
            session[key] -= seconds
    session.save()


def events_of(user: User | None) -> list[tuple[str, str]]:
    """What the access log says about signing in and accounts, oldest first."""
    told = AccessEvent.objects.filter(user=user).exclude(action__in=("read", "search"))
    return list(told.order_by("pk").values_list("action", "details"))
