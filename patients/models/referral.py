"""What other clinics sent: the documents as received, and whom each of them is about."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from patients.models.person import Patient
from staff.models import Checked, Revised, User


@pghistory.track()
class PatientIdentifier(Checked):
    """A number under which somebody else knows the patient; it names one patient only."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="identifiers")
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=200)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["system", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "value"],
                name="patient_identifier_once",
                violation_error_message="This number belongs to another patient already.",
            ),
            models.CheckConstraint(
                name="patient_identifier_filled", condition=~Q(system="") & ~Q(value="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.system})"


class Document(models.Model):
    """A file as it came, never changed: its bytes (gzip), their hash, who handed it in and when."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()  # bytes as read, before gzip and after an outer .gz
    content = models.BinaryField()
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    # What was read, by resource type: {"used": {"Condition": 7}, "unused": {"Claim": 40}, ...}.
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-received_at", "-id"]
        triggers = [
            pgtrigger.Protect(name="keep_documents", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> "UploadQuerySet":
        """Whoever handed a file in goes on with it; it is nobody else's business yet."""
        return self.filter(uploaded_by=user) if user.is_active else self.none()

    def unfinished(self) -> "UploadQuerySet":
        """Being worked on, or waiting to be taken in."""
        over = Q(state__in=[Upload.State.TAKEN, Upload.State.REFUSED]) | Q(result__state="known")
        return self.exclude(over)


class Upload(models.Model):
    """A file handed in at the desk: read for a preview, then taken in or thrown away.

    No record yet: it is deleted with its bytes once that is said, or after a day.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        READY = "ready", "Read"
        TAKING = "taking", "Being taken in"
        TAKEN = "taken", "Taken in"
        REFUSED = "refused", "Refused"

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content = models.BinaryField()  # gzip
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    # What came of the last reading, and who it is about, as the page shows it.
    result = models.JSONField(default=dict)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], name="upload_by_time")]
        constraints = [
            models.CheckConstraint(
                name="upload_state_known",
                condition=Q(state__in=["reading", "ready", "taking", "taken", "refused"]),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_work(self) -> bool:
        return self.state in (self.State.READING, self.State.TAKING)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> "ReferralQuerySet":
        return self if user.is_active else self.none()

    def unmatched(self) -> "ReferralQuerySet":
        """Nobody has said yet whom these are about."""
        return self.filter(state=Referral.State.UNMATCHED)


@pghistory.track()
class Referral(Revised):
    """What one document says about one person. Its entries wait in the chart for a clinician."""

    class State(models.TextChoices):
        UNMATCHED = "unmatched", "To be matched"
        WAITING = "waiting", "Waits for a physician"
        DONE = "done", "Decided"
        REFUSED = "refused", "Set aside"

    class Match(models.TextChoices):
        IDENTIFIER = "identifier", "By a number"
        PERSON = "person", "By a person"
        NEW = "new", "New record"

    document = models.ForeignKey(Document, models.PROTECT, related_name="referrals")
    # How the document names the person: the key by which the importer finds them in it again.
    subject = models.CharField(max_length=300)
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    state = models.CharField(max_length=10, choices=State)
    matched = models.CharField(max_length=10, choices=Match, blank=True)
    matched_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    matched_at = models.DateTimeField(null=True, blank=True)
    # Name, birth date, sex, phone ... as sent, to be seen beside the record.
    person = models.JSONField(default=dict)
    sender = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    authored_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    # While the job worker files a large document: since when. And why it could not, the last time.
    filing_since = models.DateTimeField(null=True, blank=True)
    filing_trouble = models.CharField(max_length=500, blank=True)
    # Under whom it was filed by mistake, the last time, and who took it out of that chart.
    returned_from = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="returned_referrals"
    )
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField(max_length=300, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["state", "-received_at"], name="referral_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "subject"], name="referral_once_in_document"
            ),
            models.CheckConstraint(
                name="referral_matched_has_patient",
                condition=Q(state__in=["unmatched", "refused"], patient=None)
                | Q(state__in=["waiting", "done", "refused"], patient__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_returned_with_reason",
                condition=Q(
                    returned_from=None, returned_by=None, returned_at=None, returned_reason=""
                )
                | Q(
                    returned_from__isnull=False,
                    returned_by__isnull=False,
                    returned_at__isnull=False,
                )
                & ~Q(returned_reason=""),
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_referrals", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Referral of {self.received_at:%Y-%m-%d}"
