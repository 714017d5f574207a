import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from patients.models.entry import keep_rows
from staff.models import Revised, User


@pghistory.track()
class Protocol(models.Model):
    """A way of treating one condition, known by a stable code; what it says is in its versions."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", "Published protocol"
        CLINIC_PRACTICE = "clinic_practice", "Clinic practice"
        LISTED_ONLY = "listed_only", "Only listed in a source"

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["code"]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return self.code


class ProtocolVersionQuerySet(models.QuerySet["ProtocolVersion"]):
    def usable(self) -> "ProtocolVersionQuerySet":
        return self.filter(state=ProtocolVersion.State.ACTIVE)

    def awaiting(self, physician: User) -> "ProtocolVersionQuerySet":
        """Drafts that `physician` may approve: those that somebody else wrote."""
        return self.filter(state=ProtocolVersion.State.DRAFT).exclude(written_by=physician)


# Who took a version into use and out of it: written once, together with the state.
MOVES = ("activated_by", "activated_at", "retired_by", "retired_at", "retired_reason")


@pghistory.track()
class ProtocolVersion(Revised):
    """What a protocol says, as one version. A figure that its source does not give stays empty."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved, not in use yet"
        ACTIVE = "active", "In use"
        RETIRED = "retired", "Retired"

    class Evidence(models.TextChoices):
        RCT_POSITIVE = "rct_positive", "Randomized trial, better than control"
        RCT_COMPARATIVE = "rct_comparative", "Randomized trial against another treatment"
        RCT_MIXED = "rct_mixed", "Randomized trials disagree"
        RCT_NEGATIVE = "rct_negative", "Randomized trial found no benefit"
        CASE_SERIES = "case_series", "Case series, no control group"
        CASE_REPORT = "case_report", "Case report"
        TRIAL_PROTOCOL = "trial_protocol", "Trial registered, results unknown"
        LISTED_ONLY = "listed_only", "Only listed, no trial found"

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    condition = models.CharField(max_length=200)
    region = models.CharField(max_length=20)
    laterality = models.BooleanField()
    # side ("right", "left", "bilateral", "unspecified", "any") -> list of ICD-10-CM codes
    icd10 = models.JSONField(default=dict, blank=True)
    targets = models.JSONField(default=list, blank=True)
    # as in treatments.library.Solution, one object each
    solutions = models.JSONField(default=list, blank=True)
    guidance = models.CharField(max_length=20, blank=True)
    needle = models.CharField(max_length=40, blank=True)
    sessions_min = models.PositiveSmallIntegerField(null=True, blank=True)
    sessions_typical = models.PositiveSmallIntegerField(null=True, blank=True)
    sessions_max = models.PositiveSmallIntegerField(null=True, blank=True)
    spacing_min_days = models.PositiveSmallIntegerField(null=True, blank=True)
    spacing_target_days = models.PositiveSmallIntegerField(null=True, blank=True)
    spacing_max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    schedule_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    optional_schedule_days = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True
    )
    # Months stay months: they are not a number of days.
    schedule_months = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    followup_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    followup_months = ArrayField(
        models.DecimalField(max_digits=4, decimal_places=1), default=list, blank=True
    )
    followup_note = models.CharField(max_length=200, blank=True)
    outcomes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    suggested_outcomes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    minors = models.BooleanField(default=False)
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    entry_criterion = models.CharField(max_length=300, blank=True)
    stop_rule = models.CharField(max_length=300, blank=True)
    adjunct = models.CharField(max_length=200, blank=True)
    aftercare = models.CharField(max_length=300, blank=True)
    requires_second_opinion = models.BooleanField(default=False)
    evidence = models.CharField(max_length=20, choices=Evidence)
    evidence_note = models.CharField(max_length=600)
    source = models.CharField(max_length=400)
    # Condition, region, targets, codes and source, folded: what the library search looks through.
    search_key = models.TextField(db_collation="C", editable=False)
    # Empty for the published library that comes with the product.
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.CharField(max_length=300, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    activated_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=300, blank=True)

    objects = ProtocolVersionQuerySet.as_manager()

    class Meta:
        ordering = ["region", "condition", "-number"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="protocol_trgm"),
            models.Index(fields=["region", "condition"], name="protocol_by_region"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="protocol_version_once"),
            models.UniqueConstraint(
                fields=["protocol"],
                condition=Q(state="active"),
                name="protocol_one_active_version",
            ),
            models.UniqueConstraint(
                fields=["protocol"], condition=Q(state="draft"), name="protocol_one_draft"
            ),
            models.CheckConstraint(
                name="protocol_approved_by_another",
                condition=Q(approved_by=None)
                | Q(written_by=None)
                | ~Q(approved_by=F("written_by")),
                violation_error_message="A second physician approves, not the one who wrote it.",
            ),
            models.CheckConstraint(
                name="protocol_approved_at_known",
                condition=~Q(state__in=["approved", "active"]) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="protocol_written_is_approved",
                condition=~Q(state__in=["approved", "active"])
                | Q(written_by=None)
                | Q(approved_by__isnull=False),
                violation_error_message="A second physician approves it first.",
            ),
            models.CheckConstraint(
                name="protocol_retired_with_reason",
                condition=Q(retired_by=None)
                | Q(retired_at__isnull=False, state="retired") & ~Q(retired_reason=""),
                violation_error_message="Say why it is retired.",
            ),
            models.CheckConstraint(
                name="protocol_sessions_in_order",
                condition=Q(sessions_min=None)
                | Q(sessions_max=None)
                | Q(sessions_max__gte=F("sessions_min")),
            ),
        ]
        triggers = [
            keep_rows(),
            # An approved version may only move on: into use, and out of it.
            pgtrigger.Trigger(
                name="protocol_version_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["state", *MOVES]),
                func="""
                    IF OLD.state <> 'draft' THEN
                        RAISE EXCEPTION 'an approved protocol version is frozen'
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Never back: an approved version that became a draft again could be rewritten.
            pgtrigger.Trigger(
                name="protocol_version_moves_on",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("state", *MOVES),
                func="""
                    IF (OLD.state, NEW.state) NOT IN (
                        ('draft', 'approved'), ('draft', 'retired'), ('approved', 'active'),
                        ('approved', 'retired'), ('active', 'retired')
                    ) THEN
                        RAISE EXCEPTION 'a protocol version only moves on, from % to %',
                              OLD.state, NEW.state USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition} (version {self.number})"
