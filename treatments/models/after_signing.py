"""What may be put beside a record: typing that is not saved yet, and what follows a signature."""

import pghistory
import pgtrigger
from django.db import models

from staff.models import User
from treatments.models.plan import draft_only
from treatments.models.session import SessionRecord

NEVER_CHANGED = pgtrigger.Update | pgtrigger.Delete


def signed_only(name: str, *also: tuple[str, str]) -> pgtrigger.Trigger:
    """Rows are put beside a signed record only. `also`: what else must not be, and its words."""
    wrong = (("record.signed_at IS NULL", "record is not signed"), *also)
    checks = "\n".join(f"WHEN {condition} THEN '{words}'" for condition, words in wrong)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("wrong", "text")],
        func=f"""
            SELECT CASE {checks} END INTO wrong
              FROM treatments_sessionrecord record
              LEFT JOIN treatments_recordvoid void ON void.record_id = record.id
             WHERE record.id = NEW.record_id;
            IF wrong IS NOT NULL THEN
                RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class RecordDraft(models.Model):
    """What somebody typed into the form of a record and did not save yet, just as it was typed.

    It may hold what no record could (letters where a number belongs) and counts for nothing; it is
    gone as soon as the record is saved.
    """

    record = models.OneToOneField(SessionRecord, models.CASCADE, related_name="draft")
    # Field name -> list of values, as a browser sends them.
    typed = models.JSONField(default=dict)
    # Counts every keeping, so that two tabs notice each other.
    number = models.PositiveIntegerField(default=1)
    # The revision of the record that the form was opened with.
    revision = models.PositiveIntegerField()
    typed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()

    class Meta:
        triggers = [
            draft_only("treatments_sessionrecord", "record_id", "typing_follows_its_record")
        ]

    def __str__(self) -> str:
        return f"Typed at {self.typed_at:%Y-%m-%d %H:%M}"


@pghistory.track()
class RecordVoid(models.Model):
    """A signed record that does not count: who says so, when and why. The record stays readable."""

    record = models.OneToOneField(SessionRecord, models.PROTECT, related_name="void")
    reason = models.CharField(max_length=500)
    voided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    voided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="void_has_reason",
                condition=~models.Q(reason=""),
                violation_error_message="Say why the record does not count.",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=NEVER_CHANGED),
            signed_only("void_of_a_signed_record"),
        ]

    def __str__(self) -> str:
        return f"Void of {self.voided_at:%Y-%m-%d}"


@pghistory.track()
class CoSignature(models.Model):
    """Another physician's signature under a signed record."""

    record = models.ForeignKey(SessionRecord, models.PROTECT, related_name="co_signatures")
    note = models.CharField(max_length=500, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "signed_by"],
                name="co_signed_once",
                violation_error_message="You signed this record already.",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=NEVER_CHANGED),
            signed_only(
                "co_signature_of_another",
                ("record.signed_by_id = NEW.signed_by_id", "own record"),
                ("void.id IS NOT NULL", "record is void"),
            ),
        ]

    def __str__(self) -> str:
        return f"Signed by {self.signed_by} on {self.signed_at:%Y-%m-%d}"


@pghistory.track()
class Addendum(models.Model):
    """Text added to a signed record; the record itself never changes."""

    record = models.ForeignKey(SessionRecord, models.PROTECT, related_name="addenda")
    text = models.TextField(max_length=4000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]
        verbose_name_plural = "addenda"
        triggers = [
            pgtrigger.Protect(name="append_only", operation=NEVER_CHANGED),
            signed_only("addendum_to_a_signed_record"),
        ]

    def __str__(self) -> str:
        return f"Addendum of {self.written_at:%Y-%m-%d}"
