import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.models import Patient
from patients.models.entry import keep_rows
from staff.models import Revised, User
from treatments.models.plan import Plan
from treatments.models.session import Session


class AdverseEventQuerySet(models.QuerySet["AdverseEvent"]):
    def visible_to(self, user: User) -> "AdverseEventQuerySet":
        return self.filter(patient__in=Patient.objects.open_to(user))

    def open(self) -> "AdverseEventQuerySet":
        return self.filter(closed_at=None)


@pghistory.track()
class AdverseEvent(Revised):
    """Something unwanted that happened to a patient during or after treatment, until it is closed.

    An open one gates the next session (rule R43). Kinds follow Dagenais 2006 and the consent text.
    """

    class Kind(models.TextChoices):
        PAIN = "pain", "Pain flare beyond the expected days"
        STIFFNESS = "stiffness", "Stiffness"
        BRUISING = "bruising", "Bruising or hematoma"
        BLEEDING = "bleeding", "Bleeding"
        SWELLING = "swelling", "Joint swelling"
        INFECTION = "infection", "Local infection"
        SEPTIC_JOINT = "septic_joint", "Septic joint"
        ALLERGY = "allergy", "Allergic reaction"
        ANAPHYLAXIS = "anaphylaxis", "Anaphylaxis"
        TOXICITY = "toxicity", "Local anesthetic systemic toxicity"
        VASOVAGAL = "vasovagal", "Fainting or dizziness"
        NUMBNESS = "numbness", "Tingling or numbness"
        WEAKNESS = "weakness", "Weakness"
        NERVE = "nerve", "Nerve damage"
        HEADACHE = "headache", "Headache"
        SPINAL_HEADACHE = "spinal_headache", "Spinal headache (fluid leak)"
        SPINAL_CORD = "spinal_cord", "Spinal cord injury or meningitis"
        PNEUMOTHORAX = "pneumothorax", "Pneumothorax"
        TENDON = "tendon", "Tendon or ligament injury"
        DISC = "disc", "Disc injury"
        SYSTEMIC = "systemic", "Other systemic reaction"
        WRONG_SITE = "wrong_site", "Wrong side, place or solution"
        OTHER = "other", "Other"

    class Severity(models.IntegerChoices):
        MILD = 1, "1 Mild: no treatment needed"
        MODERATE = 2, "2 Moderate: some treatment, daily life limited"
        SEVERE = 3, "3 Severe: hospital, or self-care limited"
        LIFE_THREATENING = 4, "4 Life-threatening: urgent intervention"
        DEATH = 5, "5 Death"

    class Outcome(models.TextChoices):
        ONGOING = "ongoing", "Going on"
        RECOVERING = "recovering", "Recovering"
        RECOVERED = "recovered", "Recovered"
        SEQUELAE = "sequelae", "Recovered with lasting harm"
        DEATH = "death", "Death"
        UNKNOWN = "unknown", "Unknown, patient not reached"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="adverse_events")
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="adverse_events"
    )
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="adverse_events"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    onset_on = models.DateField()
    severity = models.PositiveSmallIntegerField(choices=Severity)
    # Hospital stay, lasting harm, danger to life or death: by definition, whatever the grade.
    serious = models.BooleanField()
    description = models.TextField(max_length=2000)
    action = models.TextField(max_length=2000, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.ONGOING)
    next_look_on = models.DateField(null=True, blank=True)
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.CharField(max_length=500, blank=True)

    objects = AdverseEventQuerySet.as_manager()

    class Meta:
        ordering = ["-onset_on", "-id"]
        indexes = [
            models.Index(fields=["patient", "-onset_on"], name="event_by_patient"),
            models.Index(
                fields=["next_look_on", "id"], name="event_open", condition=Q(closed_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_severity_known",
                condition=Q(severity__gte=1, severity__lte=5),
                violation_error_message="Choose a grade from 1 to 5.",
            ),
            models.CheckConstraint(
                name="event_grave_is_serious",
                condition=Q(serious=True)
                | Q(severity__lte=3)
                & ~Q(kind__in=["septic_joint", "anaphylaxis", "pneumothorax", "spinal_cord"])
                & ~Q(outcome__in=["sequelae", "death"]),
                violation_error_message=(
                    "This kind, grade or outcome is serious by definition: tick “serious”."
                ),
            ),
            models.CheckConstraint(
                name="event_closed_is_complete",
                condition=Q(closed_at=None, closed_by=None, closing_note="")
                | Q(closed_at__gte=F("reported_at"), closed_by__isnull=False)
                & ~Q(closing_note="")
                & ~Q(outcome__in=["ongoing", "recovering"]),
                violation_error_message="An event that goes on cannot be closed.",
            ),
        ]
        triggers = [
            keep_rows(),
            pgtrigger.Protect(
                name="closed_event_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.onset_on}"

    def get_absolute_url(self) -> str:
        return reverse("adverse-event", args=[self.pk])


@pghistory.track()
class AdverseEventNote(models.Model):
    """One look at an adverse event: what was found and done. It is never changed."""

    event = models.ForeignKey(AdverseEvent, models.PROTECT, related_name="notes")
    text = models.TextField(max_length=2000)
    outcome = models.CharField(max_length=12, choices=AdverseEvent.Outcome)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"Note of {self.written_at:%Y-%m-%d}"
