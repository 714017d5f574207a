"""What every line of a chart has: who wrote it, whether it stands, and where it came from."""

from datetime import date, timedelta
from typing import Self, TypeVar

import pgtrigger
from django.db import models
from django.db.models import Q

from patients.models.person import Patient
from patients.models.referral import Referral
from staff.models import Revised, User

Entry = TypeVar("Entry", bound="ChartEntry")


class Precision(models.TextChoices):
    """How much of a date is known; what is not known is filled with the first day."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"
    UNKNOWN = "unknown", "Not known; on or after this day"


# Field with a day -> field that says how much of it is known.
PRECISIONS = {
    "onset": "onset_precision",
    "started_on": "started_precision",
    "stopped_on": "stopped_precision",
    "ended_on": "ended_precision",
}


def last_day_of(day: date, precision: str) -> date:
    """The last day that a partly known date may stand for."""
    if precision == Precision.YEAR:
        return day.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return date.max if precision == Precision.UNKNOWN else day


def precision() -> "models.CharField[str, str]":
    return models.CharField(max_length=8, choices=Precision, default=Precision.DAY)


class EntryQuerySet(models.QuerySet[Entry]):
    def standing(self) -> Self:
        """Entries that count: everything that was not voided.

        What a referral brought counts before somebody has accepted it: a diagnosis nobody has
        looked at yet must not be taken for none.
        """
        return self.filter(voided_at=None)

    def waiting(self) -> Self:
        """Entries that came with a referral and that no clinician has accepted or declined."""
        return self.filter(voided_at=None, accepted_at=None, referral__isnull=False)


class ChartEntry(Revised):
    """A line in the chart: who wrote it and when; taken back by voiding, never by deleting."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="%(class)ss")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)
    # Of an entry that came with a referral: the last document that brought it, its key there
    # (unique per patient, also after it was declined), and who accepted it.
    referral = models.ForeignKey(
        Referral, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    source_key = models.CharField(max_length=300, blank=True)
    # Of what was sent under that key the last time: what a physician corrected here since is not
    # taken for a change there.
    source_digest = models.CharField(max_length=32, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def waits(self) -> bool:
        """Whether it came with a referral and no clinician has accepted or declined it."""
        return bool(self.referral_id and self.accepted_at is None and self.voided_at is None)


def keep_rows() -> pgtrigger.Protect:
    """Nothing clinical is deleted, not even by SQL."""
    return pgtrigger.Protect(name="keep_rows", operation=pgtrigger.Delete)


def from_referral(model: str) -> list[models.BaseConstraint]:
    """An entry of a referral has a key of its own; only such an entry is accepted."""
    return [
        models.UniqueConstraint(
            fields=["patient", "source_key"],
            condition=~Q(source_key=""),
            name=f"{model}_source_once",
        ),
        models.CheckConstraint(
            name=f"{model}_accepted_from_referral",
            condition=Q(accepted_at=None, accepted_by=None)
            | Q(accepted_at__isnull=False, accepted_by__isnull=False, referral__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{model}_source_with_referral",
            condition=Q(referral=None, source_key="")
            | Q(referral__isnull=False) & ~Q(source_key=""),
        ),
    ]


def voided_with_reason(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{model}_voided_with_reason",
        condition=Q(voided_at=None, voided_by=None, void_reason="")
        | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
        violation_error_message="Say why this entry is taken back.",
    )
