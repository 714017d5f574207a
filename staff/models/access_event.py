import pgtrigger
from django.db import models
from django.db.models import Q

from staff.models.user import User


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
