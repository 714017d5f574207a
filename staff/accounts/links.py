"""Addresses at which somebody chooses a password: made by an administrator, good for once."""

import hashlib
import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from staff.accounts import sessions
from staff.actions import check_member
from staff.capabilities import Capability
from staff.models import AccountLink, User

SECRET_BYTES = 32
NOT_OPEN = (
    "This link was used before, has expired, or was replaced by a newer one. Ask an administrator "
    "of the clinic for a new one."
)


@transaction.atomic
def invite(
    *, email: str, full_name: str, credentials: str, roles: list[str], by: User, now: datetime
) -> tuple[AccountLink, str]:
    """Make an account that has no password yet, and the link to choose one; gives the secret."""
    if not by.can(Capability.MANAGE_CLINIC):
        raise PermissionDenied
    member = check_member(email=email, full_name=full_name, credentials=credentials, roles=roles)
    member.set_unusable_password()
    member.full_clean()
    member.save()
    return _make(member, AccountLink.Kind.INVITATION, by, now)


@transaction.atomic
def renew(
    *, member: User, by: User | None, now: datetime, from_scratch: bool = False
) -> tuple[AccountLink, str]:
    """Make the link with which somebody chooses a new password; the old one stays until then.

    `from_scratch`: the second factor is lost, or somebody else may have it. Password and second
    factor are taken away at once, and every session ends. `by` is None only for the command on
    the server.
    """
    if by is not None and not by.can(Capability.MANAGE_CLINIC):
        raise PermissionDenied
    locked = User.objects.select_for_update().get(pk=member.pk)
    if by is not None and locked.pk == by.pk:
        raise ValidationError("Another administrator has to make a link for you.")
    if not locked.is_active:
        raise ValidationError("Give this person access first; a link would not let anybody in.")
    if from_scratch:
        Authenticator.objects.filter(user=locked).delete()
        locked.set_unusable_password()
        locked.save(update_fields=["password"])
        sessions.end_sessions_of(locked)
    has_password = locked.has_usable_password() or from_scratch
    kind = AccountLink.Kind.RESET if has_password else AccountLink.Kind.INVITATION
    return _make(locked, kind, by, now)


def open_link(digest: str, now: datetime) -> AccountLink | None:
    return (
        AccountLink.objects.select_related("user")
        .filter(digest=digest, used_at=None, withdrawn_at=None, expires_at__gt=now)
        .filter(user__is_active=True)
        .first()
    )


@transaction.atomic
def choose_password(*, digest: str, password: str, now: datetime) -> User:
    """Use the link up; every session that the person had ends."""
    link = open_link(digest, now)
    if link is None:
        raise ValidationError(NOT_OPEN, code="link")
    member: User = User.objects.select_for_update().get(pk=link.user_id)
    # Two sendings of one form waited for each other just now.
    if open_link(digest, now) is None:
        raise ValidationError(NOT_OPEN, code="link")
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    member.set_password(password)
    member.save(update_fields=["password"])
    link.used_at = now
    link.full_clean()
    link.save(update_fields=["used_at"])
    sessions.end_sessions_of(member)
    return member


def withdraw(*, member: User, now: datetime) -> None:
    """End the open link, where there is one."""
    for link in AccountLink.objects.filter(user=member, used_at=None, withdrawn_at=None):
        link.withdrawn_at = now
        link.save(update_fields=["withdrawn_at"])


@transaction.atomic
def shut_out(*, member: User, now: datetime) -> None:
    """Of somebody who lost access, no session and no link is left for the day he gets it back."""
    withdraw(member=member, now=now)
    sessions.end_sessions_of(member)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _make(
    member: User, kind: AccountLink.Kind, by: User | None, now: datetime
) -> tuple[AccountLink, str]:
    withdraw(member=member, now=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = AccountLink(
        user=member,
        kind=kind,
        digest=digest_of(secret),
        made_by=by,
        made_at=now,
        expires_at=now + AccountLink.LIVES[kind],
    )
    link.full_clean()
    link.save()
    return link, secret
