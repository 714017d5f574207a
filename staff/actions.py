"""Accounts of the people who work here."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from staff.capabilities import Capability, Role
from staff.models import User, lock_unchanged


@transaction.atomic
def add_member(
    *,
    email: str,
    full_name: str,
    credentials: str,
    roles: list[str],
    password: str,
    by: User | None,
) -> User:
    """Make an account with a first password. `by` is None only for the command on the server."""
    if by is not None and not by.can(Capability.MANAGE_CLINIC):
        raise PermissionDenied
    member = check_member(email=email, full_name=full_name, credentials=credentials, roles=roles)
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    member.set_password(password)
    member.full_clean()
    member.save()
    return member


def check_member(*, email: str, full_name: str, credentials: str, roles: list[str]) -> User:
    """The account as it would be, without a password and not saved."""
    if not roles:
        raise ValidationError({"roles": "Choose at least one role."})
    return User(
        email=email.strip().lower(),
        full_name=full_name.strip(),
        credentials=credentials.strip(),
        roles=_in_order(roles),
    )


@transaction.atomic
def change_member(
    *,
    member: User,
    revision: int,
    full_name: str,
    credentials: str,
    roles: list[str],
    is_active: bool,
    by: User,
) -> User:
    """Change name, roles or access. Nobody changes his own roles or shuts himself out."""
    if not by.can(Capability.MANAGE_CLINIC):
        raise PermissionDenied
    locked: User = lock_unchanged(member, revision)
    if not roles:
        raise ValidationError({"roles": "Choose at least one role."})
    if locked.pk == by.pk and (set(roles) != set(locked.roles) or not is_active):
        raise ValidationError("Another administrator has to change your own roles and access.")
    locked.full_name = full_name.strip()
    locked.credentials = credentials.strip()
    locked.roles = _in_order(roles)
    locked.is_active = is_active
    locked.full_clean(exclude=["password"])
    locked.save(
        update_fields=["full_name", "credentials", "roles", "is_active", "revision", "changed_at"]
    )
    return locked


# Whoever starts a command on the server and is no member of staff.
SERVER_EMAIL = "commands@localhost"


@transaction.atomic
def server_account() -> User:
    """The account under which the record notes what a command wrote; nobody signs in with it."""
    account: User | None = User.objects.filter(email=SERVER_EMAIL).first()
    if account is not None:
        return account
    account = User(email=SERVER_EMAIL, full_name="Command on the server", is_active=False)
    account.set_unusable_password()
    account.full_clean(exclude=["roles"])  # it may do nothing at all
    account.save()
    return account


def _in_order(roles: list[str]) -> list[str]:
    return [role.value for role in Role if role.value in roles]
