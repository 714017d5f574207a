"""A signature takes the password: an open screen alone signs nothing."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.exceptions import ValidationError

from staff.http import StaffRequest

TOO_MANY = (
    "Too many passwords were tried. {nothing_done}. Wait five minutes, then enter your password "
    "again."
)
WRONG = "This is not your password. {nothing_done}; enter it again."


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
        is_right = get_adapter().reauthenticate(request.user, password)
    except ValidationError as error:
        # The adapter says nothing else than that the account is locked for a while.
        raise _refusal(TOO_MANY, nothing_done) from error
    if not is_right:
        raise _refusal(WRONG, nothing_done)


def _refusal(words: str, nothing_done: str) -> ValidationError:
    return ValidationError({"password": words.format(nothing_done=nothing_done)})
