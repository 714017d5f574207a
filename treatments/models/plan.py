import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.models import Consent, Patient, Screening
from patients.models.entry import keep_rows
from staff.models import Revised, User
from treatments import anatomy
from treatments.models.injectate import SIDES, Injectate, injectate_constraints
from treatments.models.protocol import ProtocolVersion
from treatments.spacing import Spacing


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> "PlanQuerySet":
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def open_to(self, user: User) -> "PlanQuerySet":
        return self.filter(patient__in=Patient.objects.open_to(user))

    def running(self) -> "PlanQuerySet":
        return self.filter(state=Plan.State.ACTIVE)


@pghistory.track()
class Plan(Revised):
    """One course of treatment for one complaint of one patient. Its content is in its versions."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "Under treatment"
        COMPLETED = "completed", "Completed"
        STOPPED = "stopped", "Stopped"
        CANCELLED = "cancelled", "Cancelled before the first session"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="plans")
    physician = models.ForeignKey(User, models.PROTECT, related_name="plans")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # The consent under which the sessions are given; a new version of the plan may need a new one.
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="plans"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.CharField(max_length=300, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["patient", "state"], name="plan_by_patient"),
            models.Index(fields=["physician", "state"], name="plan_by_physician"),
        ]
        constraints = [
            models.CheckConstraint(
                name="plan_state_known",
                condition=Q(state__in=["draft", "active", "completed", "stopped", "cancelled"]),
            ),
            models.CheckConstraint(
                name="plan_closed_has_date",
                condition=Q(state__in=["draft", "active"], closed_on=None)
                | Q(state__in=["completed", "stopped", "cancelled"], closed_on__isnull=False),
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"Plan {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])

    def signed_version(self) -> "PlanVersion | None":
        """The version that is treated under: the newest signed one."""
        return self.versions.filter(signed_at__isnull=False).order_by("-number").first()


def draft_only(parent: str, column: str, name: str) -> pgtrigger.Trigger:
    """Rows of a child table change only while the parent row is unsigned."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("signed", "timestamptz")],
        func=f"""
            SELECT signed_at INTO signed FROM {parent}
             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.{column} ELSE NEW.{column} END;
            IF signed IS NOT NULL THEN
                RAISE EXCEPTION 'signed record % is frozen', TG_TABLE_NAME
                      USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def drafts(self) -> "PlanVersionQuerySet":
        """Versions that are being written: neither signed nor given up."""
        return self.filter(signed_at=None, discarded_at=None)


@pghistory.track()
class PlanVersion(Revised):
    """What the plan says, frozen when signed; a change after that is the next version.

    A revision that is given up stays with its reason; its number is not used again.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    protocol_version = models.ForeignKey(
        ProtocolVersion, models.PROTECT, null=True, blank=True, related_name="plan_versions"
    )
    indication_code = models.CharField(max_length=10, blank=True)
    indication = models.CharField(max_length=300)
    region = models.CharField(max_length=20)
    side = models.CharField(max_length=10)
    goal = models.CharField(max_length=300, blank=True)
    sessions_min = models.PositiveSmallIntegerField()
    sessions_target = models.PositiveSmallIntegerField()
    sessions_max = models.PositiveSmallIntegerField()
    spacing_min_days = models.PositiveSmallIntegerField()
    spacing_target_days = models.PositiveSmallIntegerField()
    spacing_max_days = models.PositiveSmallIntegerField()
    # Days after the last session given at which follow-up visits are due.
    followup_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    instruments = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # [{"field", "protocol", "plan", "reason"}] where the plan leaves its protocol.
    deviations = models.JSONField(default=list, blank=True)
    # Whether the protocol's entry criterion is met; None: not said. If not, why it is used still.
    entry_met = models.BooleanField(null=True, blank=True)
    entry_reason = models.CharField(max_length=300, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    # What the patient does before each session, one line each, as the physician worded it.
    preparation = models.TextField(max_length=2000, blank=True)
    screening = models.ForeignKey(
        Screening, models.PROTECT, null=True, blank=True, related_name="plan_versions"
    )
    change_reason = models.CharField(max_length=300, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    discarded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_reason = models.CharField(max_length=300, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(signed_at=None, discarded_at=None),
                name="plan_one_draft",
            ),
            models.CheckConstraint(
                name="plan_version_discarded_with_reason",
                condition=Q(discarded_at=None, discarded_by=None, discarded_reason="")
                | Q(discarded_at__isnull=False, discarded_by__isnull=False, signed_at=None)
                & ~Q(discarded_reason=""),
                violation_error_message="Say why the revision is given up.",
            ),
            models.CheckConstraint(
                name="plan_side_known",
                condition=Q(side__in=SIDES),
                violation_error_message="Choose the side.",
            ),
            models.CheckConstraint(
                name="plan_sessions_in_order",
                condition=Q(
                    sessions_min__gte=1,
                    sessions_min__lte=F("sessions_target"),
                    sessions_target__lte=F("sessions_max"),
                    sessions_max__lte=20,
                ),
                violation_error_message=(
                    "Sessions must be in order: fewest ≤ planned ≤ most, at most 20."
                ),
            ),
            models.CheckConstraint(
                name="plan_spacing_in_order",
                condition=Q(
                    spacing_min_days__gte=1,
                    spacing_min_days__lte=F("spacing_target_days"),
                    spacing_target_days__lte=F("spacing_max_days"),
                    spacing_max_days__lte=365,
                ),
                violation_error_message=(
                    "Days between sessions must be in order: fewest ≤ aimed at ≤ most, at most 365."
                ),
            ),
            models.CheckConstraint(
                name="plan_signed_by_someone",
                condition=Q(signed_at=None, signed_by=None, signed_on=None)
                | Q(
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    signed_on__isnull=False,
                    screening__isnull=False,
                ),
            ),
        ]
        triggers = [
            keep_rows(),
            pgtrigger.Protect(
                name="signed_plan_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False)
                | pgtrigger.Q(old__discarded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.indication} (version {self.number})"

    @property
    def place(self) -> str:
        """Region and side in words, as everywhere: "right knee"."""
        return anatomy.describe(self.side, self.region)

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_draft(self) -> bool:
        return self.signed_at is None and self.discarded_at is None

    @property
    def spacing(self) -> Spacing:
        return Spacing(self.spacing_min_days, self.spacing_target_days, self.spacing_max_days)


@pghistory.track()
class Target(Injectate):
    """One structure that the plan treats: where, how, with what strength and how much."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="target_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            *injectate_constraints("target"),
        ]
        triggers = [draft_only("treatments_planversion", "version_id", "target_follows_its_plan")]

    def __str__(self) -> str:
        return self.place
