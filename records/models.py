"""Seals over what was done and seen, and what administrators said about it.

The records themselves are in the floors below.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact

from records.audit.merkle import HASH_BYTES, Seal, Segment
from staff.models import Checked, User


class Octets(models.Func):
    """How many bytes a value has."""

    function = "OCTET_LENGTH"
    output_field = models.IntegerField()


class AuditSeal(models.Model):
    """One batch of log and history rows, sealed: their hashes, chained to the seal before."""

    number = models.BigAutoField(primary_key=True)
    sealed_at = models.DateTimeField()
    previous = models.BinaryField()
    root = models.BinaryField()
    digest = models.BinaryField()
    # Which rows: as `records.audit.merkle.Segment`, in the order of the leaves.
    segments = models.JSONField()
    # Up to which number each table is sealed by now.
    reached = models.JSONField()
    rows = models.PositiveIntegerField()
    # The SHA-256 of each row, one after the other: they tell which row was changed.
    leaves = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="seal_of_whole_hashes",
                condition=Q(Exact(Octets("previous"), HASH_BYTES))
                & Q(Exact(Octets("root"), HASH_BYTES))
                & Q(Exact(Octets("digest"), HASH_BYTES)),
            ),
            models.CheckConstraint(
                name="seal_has_a_leaf_for_each_row",
                condition=Q(Exact(Octets("leaves"), F("rows") * HASH_BYTES)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"Seal {self.number}"

    @property
    def content(self) -> Seal:
        """What the digest is over, as it is stored now."""
        return Seal(
            number=self.number,
            sealed_at=self.sealed_at,
            previous=bytes(self.previous),
            root=bytes(self.root),
            segments=tuple(
                Segment(
                    table=one["table"],
                    columns=tuple(one["columns"]),
                    first=one["first"],
                    last=one["last"],
                    runs=tuple((first, count) for first, count in one["runs"]),
                )
                for one in self.segments
            ),
            reached=self.reached,
        )


class Review(Checked):
    """One look of an administrator at one thing of a review queue, with what came of it.

    The thing is named by its number and its moment: an override that is decided again, or an
    account that is left alone again, comes back to the queue.
    """

    class Queue(models.TextChoices):
        UNSIGNED = "unsigned", "Notes unsigned for more than 24 hours"
        OVERRIDES = "overrides", "Overridden findings"
        GLASS = "glass", "Restricted charts opened or changed"
        EXPORTS = "exports", "Records taken out"
        LATE = "late", "Late entries"
        INACTIVE = "inactive", "Accounts not used for 90 days"
        FAILED = "failed", "Failed sign-ins in a row"

    queue = models.CharField(max_length=10, choices=Queue)
    # No foreign key: what is reviewed is in several tables.
    item_id = models.BigIntegerField()
    happened_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    comment = models.CharField(max_length=1000)

    class Meta:
        ordering = ["-reviewed_at", "-id"]
        indexes = [models.Index(fields=["queue", "-reviewed_at", "-id"], name="review_by_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "item_id", "happened_at"],
                name="reviewed_once",
                violation_error_message="Somebody has reviewed this already.",
            ),
            models.CheckConstraint(
                name="review_queue_known",
                condition=Q(
                    queue__in=[
                        *("unsigned", "overrides", "glass", "exports"),
                        *("late", "inactive", "failed"),
                    ]
                ),
            ),
            models.CheckConstraint(name="review_says_something", condition=~Q(comment="")),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_queue_display()}, {self.item_id}"
