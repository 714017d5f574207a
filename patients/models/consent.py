import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.models.entry import keep_rows
from patients.models.person import Patient
from staff.models import Checked, User


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: User) -> "ConsentQuerySet":
        return self.filter(patient__in=Patient.objects.open_to(user))


# The first text was signed before a drawing or the place of the paper was kept.
FIRST_TEXT = "2026-1"


@pghistory.track()
class Consent(Checked):
    """One consent talk and its signature, for named regions and solutions; it can be withdrawn."""

    class UnderstandingCheck(models.TextChoices):
        ANSWER = "answer", "Answered the question in his or her own words"
        TEACH_BACK = "teach_back", "Explained it back (teach-back)"

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
    # How that was found out, and what the patient said. Empty under the first text.
    understanding_check = models.CharField(
        max_length=12, choices=UnderstandingCheck, blank=True, default=""
    )
    understanding_words = models.CharField(max_length=600, blank=True, default="")
    own_goal = models.CharField(max_length=300)
    signed_name = models.CharField(max_length=160)
    guardian_name = models.CharField(max_length=160, blank=True)
    # Drawn on the screen: strokes of [x, y], per mille of the pad's width and height.
    signature = models.JSONField(default=list, blank=True)
    guardian_signature = models.JSONField(default=list, blank=True)
    # Where the signed sheet of paper, or its scan, is kept.
    paper_reference = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField()
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = ConsentQuerySet.as_manager()

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
            models.CheckConstraint(
                name="consent_signature_is_kept",
                condition=Q(text_version=FIRST_TEXT)
                | ~Q(signature=[])
                | ~Q(guardian_signature=[])
                | ~Q(paper_reference=""),
                violation_error_message="Have it signed on the screen, or say where the paper is.",
            ),
        ]
        triggers = [
            keep_rows(),
            # What was signed stays as it was signed. It is taken back once, and then never again.
            pgtrigger.Trigger(
                name="signed_consent_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(),
                func="""
                    IF OLD.withdrawn_at IS NOT NULL
                       OR to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id,withdrawn_reason}'::text[]
                          IS DISTINCT FROM
                          to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id,withdrawn_reason}'::text[]
                    THEN
                        RAISE EXCEPTION 'a signed consent is frozen'
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Consent of {self.signed_on}"

    def get_absolute_url(self) -> str:
        return reverse("consent", args=[self.pk])

    @property
    def guardian_signed(self) -> bool:
        """Whether a parent or guardian signed, on the screen or on the sheet that is kept."""
        return bool(self.guardian_name and (self.guardian_signature or self.paper_reference))
