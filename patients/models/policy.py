import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.models.entry import keep_rows
from staff.models import User


@pghistory.track()
class ScreeningPolicy(models.Model):
    """One version of the clinic's thresholds. The newest is in force; none: the published ones."""

    number = models.PositiveIntegerField(unique=True)
    # As `patients.rules.Policy.to_json` writes it.
    values = models.JSONField()
    reason = models.CharField(max_length=500)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "screening policies"
        constraints = [
            models.CheckConstraint(
                name="screening_policy_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the thresholds change.",
            ),
        ]
        triggers = [
            keep_rows(),
            pgtrigger.Protect(name="keep_versions", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"Thresholds, version {self.number}"


@pghistory.track()
class ClinicMedicine(models.Model):
    """A medicine that is not in the drug list, with the classes a physician of the clinic gave it.

    An empty list of classes: a physician found it in no screened class.
    """

    folded = models.CharField(
        max_length=200, unique=True
    )  # as `patients.rules.text.fold` writes it
    name = models.CharField(max_length=200)
    classes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    classed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    classed_at = models.DateTimeField()

    class Meta:
        ordering = ["folded"]
        constraints = [
            models.CheckConstraint(name="clinic_medicine_has_name", condition=~Q(folded=""))
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return self.name

    @property
    def as_seen(self) -> str:
        """What a form was opened on: the classes, and when they were given."""
        return " ".join([self.classed_at.isoformat(), *self.classes])
