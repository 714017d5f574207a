"""A signature takes the password: an open screen alone signs nothing."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.exceptions import ValidationError

from staff.http import StaffRequest

TOO_MANY = (
    "Too many passwords were tried. Nothing was signed. Wait five minutes, then enter your "
    "password again."
)


def confirm_password(request: StaffRequest, password: str) -> None:
    """Raise ValidationError at "password" unless it is that of the person who is signed in.

    Counts with the limits of the sign-in page: at most ten tries a minute, five wrong ones in five
    minutes.
    """
    if not ratelimit.consume(request, action="reauthenticate"):
        raise ValidationError({"password": TOO_MANY})
    try:
        is_right = get_adapter().reauthenticate(request.user, password)
    except ValidationError as error:
        # The adapter says nothing else than that the account is locked for a while.
        raise ValidationError({"password": TOO_MANY}) from error
    if not is_right:
        raise ValidationError(
            {"password": "This is not your password. Nothing was signed; enter it again."}
        )
