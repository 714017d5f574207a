from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, router
from django.db.models import Q
from django.db.models.functions import Lower

from staff.broken_constraints import questions_of
from staff.capabilities import Capability, Role, capabilities_of


class Checked(models.Model):
    """A row that is validated with few statements: all its constraints are asked in one.

    A form of ten rows with fifteen constraints each would send hundreds. Only those that are
    broken are asked again by themselves, for their messages.
    """

    class Meta:
        abstract = True

    # While it is validated: names of the constraints and unique fields that it breaks, if known.
    _broken: set[str] | None = None

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Rows that are known to be there are not asked for; the database holds every key."""
        super().clean_fields(exclude={*(exclude or ()), *self._known_rows()})

    def _known_rows(self) -> Iterator[str]:
        """Names of the foreign keys whose row was fetched, or was there when this one was saved."""
        for field in self._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey):
                continue
            if field.is_cached(self):
                row = field.get_cached_value(self)
                if row is not None and row.pk is not None and not row._state.adding:
                    yield field.name
            elif not self._state.adding and getattr(self, field.attname) is not None:
                yield field.name

    def full_clean(
        self,
        exclude: Iterable[str] | None = None,
        validate_unique: bool = True,
        validate_constraints: bool = True,
    ) -> None:
        left_out = set(exclude or ())
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().full_clean(left_out, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        # As in Django, only for fields that passed so far.
        left_out |= errors.keys() - {NON_FIELD_ERRORS}
        using = router.db_for_write(type(self), instance=self)
        questions = questions_of(type(self), using)
        self._broken = questions.broken(self, left_out, using) if questions else None
        wanted = (
            (validate_unique, self.validate_unique),
            (validate_constraints, self.validate_constraints),
        )
        try:
            for validate in (each for asked, each in wanted if asked):
                try:
                    validate(exclude=left_out)
                except ValidationError as error:
                    errors = error.update_error_dict(errors)
                    left_out |= errors.keys() - {NON_FIELD_ERRORS}
        finally:
            self._broken = None
        if errors:
            raise ValidationError(errors)

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        kept = set()
        if self._broken is not None:
            fields = self._meta.concrete_fields
            kept = {f.name for f in fields if f.unique and not f.primary_key} - self._broken
        super().validate_unique(exclude={*(exclude or ()), *kept})

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        found = super().get_constraints()
        if self._broken is None:
            return found
        return [
            (model, [each for each in own if each.name in self._broken]) for model, own in found
        ]


class Revised(Checked):
    """A row that people edit: each saved change counts up, so that a stale form is noticed."""

    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def with_role(self, role: Role) -> "UserQuerySet":
        return self.filter(roles__contains=[role.value])

    def physicians(self) -> "UserQuerySet":
        return self.active().with_role(Role.PHYSICIAN)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    # A named class: makemigrations cannot write `from_queryset(...)()` down.
    pass


@pghistory.track(exclude=["password", "last_login"])
class User(Revised, AbstractBaseUser):
    """One person who works at the clinic and signs in. A person may hold several roles."""

    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=40, blank=True, help_text="For example MD or DO.")
    roles = ArrayField(models.CharField(max_length=20), default=list)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Somebody already signs in with this e-mail address.",
            ),
            models.CheckConstraint(
                name="user_roles_known",
                condition=Q(roles__contained_by=[role.value for role in Role]),
                violation_error_message="This role does not exist.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_users", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.credentials}" if self.credentials else self.full_name

    def can(self, capability: Capability) -> bool:
        return self.is_active and capability in capabilities_of(self.roles)

    @property
    def role_names(self) -> str:
        return ", ".join(Role(role).label for role in self.roles)


class AccessEvent(models.Model):
    """One look at, or refused reach for, somebody's record: who, what, when, from where."""

    class Action(models.TextChoices):
        READ = "read", "Opened"
        SEARCH = "search", "Searched"
        PRINT = "print", "Printed"
        EXPORT = "export", "Exported"
        DENIED = "denied", "Refused"

    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT, related_name="access_events")
    action = models.CharField(max_length=10, choices=Action)
    view = models.CharField(max_length=80)
    # Plain number, not a foreign key: the ground floor does not know the chart above it,
    # and the log outlives whatever it points at.
    patient_id = models.BigIntegerField(null=True)
    address = models.GenericIPAddressField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_by_time"),
            models.Index(fields=["patient_id", "-at"], name="access_by_patient"),
            models.Index(fields=["user", "-at"], name="access_by_user"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_action_known",
                condition=Q(action__in=["read", "search", "print", "export", "denied"]),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_action_display()} {self.view}"


class SubmittedForm(models.Model):
    """One form that was sent and saved. Sending it again leads to the same place, not to a copy."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT)
    path = models.CharField(max_length=200)
    location = models.CharField(max_length=400)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.path} → {self.location}"


def lock_unchanged(row: Any, revision: int) -> Any:
    """Fetch `row` again, locked, and count its revision up; raise if it moved on since `revision`.

    Call inside a transaction. The caller changes fields and saves with
    `update_fields=[..., "revision", "changed_at"]`.
    """
    locked = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if locked.revision != revision:
        raise ValidationError(
            "Somebody else changed this record while you were typing. Nothing was saved; what "
            "you typed is still below. Compare it with the record as it is now and save again.",
            code="stale",
        )
    locked.revision += 1
    return locked
