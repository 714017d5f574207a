"""Seals over what was done and seen; the records themselves are in the floors below."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact

from records.audit.merkle import HASH_BYTES, Seal, Segment


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
