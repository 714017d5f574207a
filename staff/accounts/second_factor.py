"""Who must have a second factor, and who has one. Recovery codes alone are none."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from staff.models import User

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Set once it was seen in the database; whoever takes a second factor away ends the sessions.
SEEN = "prolo_second_factor"


def has_second_factor(user: User | None) -> bool:
    if user is None or user.pk is None:
        return False
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists())


def who_has_one(members: Iterable[User]) -> set[int]:
    """Numbers of those of them who have a second factor; one statement."""
    kept = Authenticator.objects.filter(user__in=list(members), type__in=KINDS)
    return set(kept.values_list("user_id", flat=True))


def is_demanded_of(user: User) -> bool:
    return bool(set(user.roles) & set(settings.PROLO_SECOND_FACTOR_ROLES))


def is_missing(request: HttpRequest, user: User) -> bool:
    """Whether this person has to set a second factor up before anything else."""
    if not is_demanded_of(user) or request.session.get(SEEN) == user.pk:
        return False
    if not has_second_factor(user):
        return True
    request.session[SEEN] = user.pk
    return False
