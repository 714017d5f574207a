from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q

from staff.models.base import Checked
from staff.models.user import User


class AccountLink(Checked):
    """One address at which one person chooses a password, once, within some days.

    The address itself is kept nowhere, only a digest of its secret.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Invitation"
        RESET = "reset", "New password"

    LIVES = {Kind.INVITATION: timedelta(days=7), Kind.RESET: timedelta(days=1)}

    user = models.ForeignKey(User, models.PROTECT, related_name="account_links")
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    # None: by a command on the server.
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # A newer link, or losing access, ends it.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="account_link_one_open",
                condition=Q(used_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="account_link_kind_known", condition=Q(kind__in=["invitation", "reset"])
            ),
            models.CheckConstraint(
                name="account_link_expires", condition=Q(expires_at__gt=F("made_at"))
            ),
            models.CheckConstraint(
                name="account_link_used_in_time",
                condition=Q(used_at=None) | Q(used_at__lte=F("expires_at"), withdrawn_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep_account_links", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="account_links_stay",
                fields=["user", "kind", "digest", "made_by", "made_at", "expires_at"],
            ),
            # Used once, ended once: neither is taken back.
            pgtrigger.Protect(
                name="account_links_end_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__used_at__isnull=False)
                | pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    @property
    def days_left_at_first(self) -> str:
        days = (self.expires_at - self.made_at).days
        return f"{days} days" if days > 1 else "24 hours"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.user}"
