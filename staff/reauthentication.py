"""A signature takes the password: an open screen alone signs nothing.

Whoever has an authenticator app may type its code instead.
"""

import re
from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from staff.accounts.forms import use_code_once
from staff.http import StaffRequest
from staff.once import after_rollback

TOO_MANY = (
    "Too many passwords were tried. {nothing_done}. Wait five minutes, then enter your password "
    "again."
)
WRONG = "This is not your password. {nothing_done}; enter it again."
CODE = re.compile(r"\d{3}\s?\d{3}", re.ASCII)


def confirm_password(
    request: StaffRequest, password: str, *, nothing_done: str = "Nothing was signed"
) -> None:
    """Raise ValidationError at "password" unless it is that of the person who is signed in.

    `nothing_done` is what the person is told has not happened.

    Counts with the limits of the sign-in page: at most ten tries a minute, five wrong ones in five
    minutes.
    """
    if not ratelimit.consume(request, action="reauthenticate"):
        raise _refusal(TOO_MANY, nothing_done)
    try:
        is_right = _is_code(request, password) or get_adapter().reauthenticate(
            request.user, password
        )
    except ValidationError as error:
        # The adapter says nothing else than that the account is locked for a while.
        raise _refusal(TOO_MANY, nothing_done) from error
    if not is_right:
        after_rollback(request, lambda: _count_again(request))
        raise _refusal(WRONG, nothing_done)


def _is_code(request: StaffRequest, typed: str) -> bool:
    """Whether it is the present code of the person's app. Raises when too many were tried."""
    app = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.TOTP
    ).first()
    if app is None or not CODE.fullmatch(typed.strip()):
        return False
    forget_tries = check_rate_limit(request.user)
    if not app.wrap().validate_code(typed):
        return False
    with suppress(ValidationError):
        use_code_once(request.user, typed)
        forget_tries()
        return True
    return False


def _count_again(request: StaffRequest) -> None:
    """The view's transaction is undone, and with it this try and the note of it: once more."""
    ratelimit.consume(request, action="reauthenticate")
    adapter = get_adapter()
    with suppress(ValidationError):
        adapter.pre_authenticate(request, email=request.user.email)
        adapter.authentication_failed(request, email=request.user.email)


def _refusal(words: str, nothing_done: str) -> ValidationError:
    return ValidationError({"password": words.format(nothing_done=nothing_done)})
