import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from staff.capabilities import Capability, Role, capabilities_of
from staff.models.base import Revised


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

    # Of whoever makes a request: numbers of patients whose charts are shut to this person, and
    # what is withheld because the request is about one of them. See clinic.restricted.
    shut_charts: list[int] | None = None
    withheld: frozenset[Capability] = frozenset()

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
        if not self.is_active or capability in self.withheld:
            return False
        return capability in capabilities_of(self.roles)

    @property
    def role_names(self) -> str:
        return ", ".join(Role(role).label for role in self.roles)
