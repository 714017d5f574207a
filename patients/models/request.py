from datetime import date, timedelta

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.models.person import Patient
from staff.models import Revised, User

# Days from the day it was received: 45 CFR 164.524 (access), 164.526 (amendment), 164.528
# (accounting of disclosures).
DAYS = {"access": 30, "amendment": 60, "accounting": 60}
EXTENSION_DAYS = 30  # once, if the patient is told why in writing


class RecordRequestQuerySet(models.QuerySet["RecordRequest"]):
    def visible_to(self, user: User) -> "RecordRequestQuerySet":
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def open(self) -> "RecordRequestQuerySet":
        return self.filter(state="open")


@pghistory.track()
class RecordRequest(Revised):
    """What one patient asked of the clinic about the own record, and what came of it."""

    class Kind(models.TextChoices):
        ACCESS = "access", "Access: to see the record or get a copy"
        AMENDMENT = "amendment", "Amendment: to have the record corrected"
        ACCOUNTING = "accounting", "Accounting: to whom the record was disclosed"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        GRANTED = "granted", "Done as asked"
        PARTLY = "partly", "Done in part"
        DENIED = "denied", "Denied"
        WITHDRAWN = "withdrawn", "Withdrawn by the patient"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="record_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    wish = models.TextField(max_length=2000)
    received_on = models.DateField()
    due_on = models.DateField()
    extension_reason = models.CharField(max_length=300, blank=True)
    extended_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    done = models.TextField(max_length=2000, blank=True)
    denial_reason = models.TextField(max_length=2000, blank=True)
    # After a denied amendment: what the patient wants to be read with the record (164.526(d)(2)).
    disagreement = models.TextField(max_length=4000, blank=True)
    disagreed_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)

    objects = RecordRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="request_by_due", condition=Q(state="open"))
        ]
        constraints = [
            models.CheckConstraint(
                name="request_kind_known",
                condition=Q(kind__in=["access", "amendment", "accounting"]),
            ),
            models.CheckConstraint(
                name="request_closed_with_words",
                condition=Q(state="open", closed_on=None, closed_by=None)
                | (
                    Q(state__in=["granted", "partly", "denied", "withdrawn"])
                    & Q(closed_on__isnull=False, closed_by__isnull=False)
                    & ~Q(done="")
                ),
            ),
            models.CheckConstraint(
                name="request_denied_with_reason",
                condition=~Q(state__in=["denied", "partly"]) | ~Q(denial_reason=""),
                violation_error_message="Say why it is denied: the patient is told in writing.",
            ),
            models.CheckConstraint(
                name="request_due_after_received", condition=Q(due_on__gt=F("received_on"))
            ),
            models.CheckConstraint(
                name="request_disagreement_after_denial",
                condition=Q(disagreement="", disagreed_on=None)
                | Q(
                    kind="amendment",
                    state__in=["denied", "partly"],
                    disagreed_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="request_extended_with_reason",
                condition=Q(extended_on=None, extension_reason="")
                | (Q(extended_on__isnull=False) & ~Q(extension_reason="")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_record_requests", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, received {self.received_on}"

    def get_absolute_url(self) -> str:
        return reverse("record-request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


def due_day(kind: str, received_on: date) -> date:
    return received_on + timedelta(days=DAYS[kind])
