import pgtrigger
from django.db import models
from django.db.models import Q

from staff.models.user import User


class AccessEvent(models.Model):
    """One thing that was done or tried: who, what, whose record, when, from where, why.

    Looks at records, refusals, sign-ins, changes of accounts and of the clinic's rules. No clinical
    word and nothing that somebody typed at the sign-in is ever kept here.
    """

    class Action(models.TextChoices):
        READ = "read", "Opened"
        SEARCH = "search", "Searched"
        PRINT = "print", "Printed"
        EXPORT = "export", "Exported"
        DENIED = "denied", "Refused"
        SIGN_IN = "sign_in", "Signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Failed to sign in"
        SIGN_OUT = "sign_out", "Signed out"
        ACCOUNT = "account", "Changed an account"
        POLICY = "policy", "Changed the clinic's rules"
        GLASS = "glass", "Broke the glass"
        RESTRICT = "restrict", "Restricted a chart"

    at = models.DateTimeField()
    # None: nobody was signed in, and no account is known, as when signing in failed.
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="access_events", db_index=False
    )
    action = models.CharField(max_length=20, choices=Action)
    view = models.CharField(max_length=80)
    # Plain number, not a foreign key: the ground floor does not know the chart above it,
    # and the log outlives whatever it points at.
    patient_id = models.BigIntegerField(null=True)
    # Whose account was changed, which is mostly not the one of whoever changed it.
    account = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    address = models.GenericIPAddressField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    details = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        # Each begins with what is filtered by and ends with the order of the pages; see
        # records.audit.queries and bench/audit.py.
        indexes = [
            models.Index(fields=["at", "id"], name="access_by_time"),
            models.Index(fields=["user", "at", "id"], name="access_by_user"),
            models.Index(fields=["user", "action", "at", "id"], name="access_by_user_action"),
            models.Index(fields=["action", "at", "id"], name="access_by_action"),
            models.Index(
                fields=["patient_id", "at", "id"],
                include=["user", "action"],
                name="access_by_patient",
                condition=Q(patient_id__isnull=False),
            ),
            models.Index(
                fields=["user", "patient_id", "at", "id"],
                name="access_by_user_patient",
                condition=Q(patient_id__isnull=False),
            ),
            models.Index(
                fields=["action", "patient_id", "at", "id"],
                name="access_by_action_patient",
                condition=Q(patient_id__isnull=False),
            ),
            models.Index(fields=["action", "user", "at", "id"], name="access_by_action_user"),
            models.Index(
                fields=["account", "at", "id"],
                name="access_by_account",
                condition=Q(account__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_action_known",
                condition=Q(
                    action__in=[
                        *("read", "search", "print", "export", "denied"),
                        *("sign_in", "sign_in_failed", "sign_out"),
                        *("account", "policy", "glass", "restrict"),
                    ]
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.user or 'Nobody'} {self.get_action_display()} {self.view}"
