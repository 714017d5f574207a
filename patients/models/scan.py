"""Scans: letters, papers signed by hand and pictures that belong to a patient's chart."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from patients.models.entry import keep_rows, voided_with_reason
from patients.models.person import Patient
from staff.models import Checked, User

CONTENT = ("patient_id", "kind", "title", "dated", "content_type", "content", "sha256", "size")


class ScanQuerySet(models.QuerySet["Scan"]):
    def open_to(self, user: User) -> "ScanQuerySet":
        """Those in charts that this user may open."""
        return self.filter(patient__in=Patient.objects.open_to(user))

    def standing(self) -> "ScanQuerySet":
        return self.filter(voided_at=None)


# Its bytes never change, and the hash beside them is in the history.
@pghistory.track(exclude=["content"])
class Scan(Checked):
    """One paper or picture in a chart: a picture drawn anew, or a PDF as it was handed in."""

    class Kind(models.TextChoices):
        LETTER = "letter", "Letter"
        CONSENT = "consent", "Consent signed on paper"
        IMAGING = "imaging", "Imaging"
        RESULT = "result", "Laboratory report"
        OTHER = "other", "Another paper"

    class ContentType(models.TextChoices):
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"
        PDF = "application/pdf", "PDF"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="scans")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    dated = models.DateField(null=True, blank=True)
    content_type = models.CharField(max_length=20, choices=ContentType)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes of `content`
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="scan_kind_known",
                condition=Q(kind__in=["letter", "consent", "imaging", "result", "other"]),
            ),
            models.CheckConstraint(
                name="scan_type_known",
                condition=Q(content_type__in=["image/jpeg", "image/png", "application/pdf"]),
            ),
            models.CheckConstraint(name="scan_titled", condition=~Q(title="") & Q(size__gt=0)),
            models.UniqueConstraint(
                fields=["patient", "sha256"],
                condition=Q(voided_at=None),
                name="scan_once",
                violation_error_message="This file is in the chart already.",
            ),
            voided_with_reason("scan"),
        ]
        triggers = [
            keep_rows(),
            pgtrigger.Protect(
                name="keep_scans",
                operation=pgtrigger.UpdateOf(*CONTENT),  # type: ignore[no-untyped-call]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def file_name(self) -> str:
        """For the disk of whoever saves it: no name of a patient."""
        return f"scan-{self.pk}.{self.get_content_type_display().lower()}"
