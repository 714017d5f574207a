import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models.history import keep_rows
from patients.models.person import Patient
from staff.models import Checked, User


@pghistory.track()
class Consent(Checked):
    """One consent talk and its signature, for named regions and solutions; it can be withdrawn."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    physician = models.ForeignKey(User, models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=20)
    # "right knee", "dextrose": the plan must stay within what was consented to.
    sites = ArrayField(models.CharField(max_length=60))
    substances = ArrayField(models.CharField(max_length=40))
    # Codes of the risks and of the statements that were ticked, one by one.
    risks = ArrayField(models.CharField(max_length=40))
    statements = ArrayField(models.CharField(max_length=40), default=list)
    understood = models.BooleanField()
    own_goal = models.CharField(max_length=300)
    signed_name = models.CharField(max_length=160)
    guardian_name = models.CharField(max_length=160, blank=True)
    # Drawn on the screen: strokes of [x, y], per mille of the pad's width and height.
    signature = models.JSONField(default=list, blank=True)
    # Where the signed sheet of paper, or its scan, is kept.
    paper_reference = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField()
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-signed_at", "-id"]
        indexes = [models.Index(fields=["patient", "-signed_at"], name="consent_latest")]
        constraints = [
            models.CheckConstraint(
                name="consent_was_understood",
                condition=Q(understood=True),
                violation_error_message="Consent counts only if the patient understood the talk.",
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_signing",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("signed_at")),
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"Consent of {self.signed_on}"
