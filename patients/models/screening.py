import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse

from patients.models.entry import keep_rows
from patients.models.person import Patient
from patients.rules import BY_ID
from staff.models import Checked, Revised, User

# For `reason__length__gte` in a constraint; Django does not register the lookup by itself.
models.CharField.register_lookup(Length)


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def visible_to(self, user: User) -> "ScreeningQuerySet":
        return self.filter(patient__in=Patient.objects.open_to(user))


@pghistory.track()
class Screening(Revised):
    """One run of the contraindication rules, with everything it was decided on.

    `facts`, `policy` and `rules_version` make the verdict repeatable years later.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", "Before a plan"
        DAY = "day", "On the session day"

    class Outcome(models.TextChoices):
        CLEARED = "cleared", "Allowed"
        NEEDS_DECISION = "needs_decision", "Needs physician"
        REFUSED = "refused", "Not allowed"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="screenings")
    kind = models.CharField(max_length=5, choices=Kind)
    run_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    run_at = models.DateTimeField()
    run_on = models.DateField()
    # When it was really written; entries of the chart that are later than this came after it.
    stored_at = models.DateTimeField(auto_now_add=True)
    rules_version = models.CharField(max_length=20)
    policy = models.JSONField()
    facts = models.JSONField()
    # question id -> "yes" / "no" / "unknown", as answered for this run.
    answers = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=15, choices=Outcome)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        ordering = ["-run_at", "-id"]
        indexes = [
            models.Index(fields=["patient", "kind", "-run_at"], name="screening_latest"),
            models.Index(
                fields=["-run_at"],
                name="screening_open",
                condition=~Q(outcome="cleared"),
            ),
            models.Index(fields=["run_on"], name="screening_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="screening_kind_known", condition=Q(kind__in=["plan", "day"])
            ),
            models.CheckConstraint(
                name="screening_outcome_known",
                condition=Q(outcome__in=["cleared", "needs_decision", "refused"]),
            ),
        ]
        triggers = [
            keep_rows(),
            # Only the verdict moves, as findings are decided; what it was decided on stays.
            pgtrigger.ReadOnly(
                name="screening_evidence_is_frozen",
                fields=["patient", "kind", "run_at", "run_on", "facts", "policy", "answers"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.run_on}: {self.get_outcome_display()}"

    def get_absolute_url(self) -> str:
        return reverse("screening", args=[self.pk])


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> "FindingQuerySet":
        return self.filter(screening__patient__in=Patient.objects.open_to(user))


@pghistory.track()
class Finding(Checked):
    """What one rule said in one screening, and what a person decided about it.

    An open one with `decided_by` is one whose decision that physician took back, for `reason`.
    """

    class Tier(models.TextChoices):
        ABSOLUTE = "absolute", "Absolute"
        RELATIVE = "relative", "Relative"
        CAUTION = "caution", "Caution"

    class Verdict(models.TextChoices):
        FIRES = "fires", "Fires"
        UNKNOWN = "unknown", "Unknown"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLEARED = "cleared", "Cleared by newer data"
        OVERRIDDEN = "overridden", "Overridden"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        AWAITING = "awaiting", "Overridden, waits for a second signature"

    class Reason(models.TextChoices):
        BENEFIT = "benefit", "The benefit outweighs the risk for this patient"
        MITIGATED = "mitigated", "The risk is handled by another measure"
        ADVISED = "advised", "A specialist or the prescriber agrees"
        ORDERED = "ordered", "The missing test is ordered"
        SHORT = "short", "Single or short exposure"
        NOT_HERE = "not_here", "Does not concern what is treated here"
        OUTDATED = "outdated", "The entry behind it is wrong or out of date"
        OTHER = "other", "Other"

    class Validity(models.TextChoices):
        SESSION = "session", "This session only"
        PLAN = "plan", "The whole plan"

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=10)
    tier = models.CharField(max_length=10, choices=Tier)
    verdict = models.CharField(max_length=10, choices=Verdict)
    evidence = models.CharField(max_length=500)
    evidence_on = models.DateField(null=True, blank=True)
    resolve = models.CharField(max_length=300, blank=True)
    # Fingerprint of the data that fired the rule: a decision holds only while it stays the same.
    trigger = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    risk_discussed = models.BooleanField(default=False)
    valid_for = models.CharField(max_length=10, choices=Validity, default=Validity.SESSION)
    reason_code = models.CharField(max_length=10, choices=Reason, blank=True)
    # label of `Rule.records` -> what the physician wrote there.
    recorded = models.JSONField(default=dict, blank=True)
    seconded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    seconded_at = models.DateTimeField(null=True, blank=True)
    # What the rule answered when newer data cleared it, and in which screening.
    cleared_with = models.CharField(max_length=500, blank=True)
    cleared_in = models.ForeignKey(
        Screening, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The rule raised an error. Never cleared by it, and shown to the administrator.
    failed = models.BooleanField(default=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["screening"], name="finding_open", condition=Q(state="open")),
            models.Index(fields=["rule", "state"], name="finding_by_rule"),
            models.Index(
                fields=["decided_at"], name="finding_to_second", condition=Q(state="awaiting")
            ),
            # As administrators review them.
            models.Index(
                fields=["decided_at", "id"],
                name="finding_overridden",
                condition=Q(state__in=["overridden", "awaiting"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["screening", "rule"], name="finding_once_per_rule"),
            models.CheckConstraint(
                name="finding_override_has_reason",
                condition=~Q(state__in=["overridden", "awaiting"])
                | Q(reason__length__gte=20, decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message="An override needs a reason of at least 20 characters.",
            ),
            models.CheckConstraint(
                name="finding_acknowledged_by_someone",
                condition=~Q(state="acknowledged")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_state_known",
                condition=Q(
                    state__in=["open", "cleared", "overridden", "acknowledged", "awaiting"]
                ),
            ),
            models.CheckConstraint(
                name="finding_seconded_by_another",
                condition=Q(seconded_by=None, seconded_at=None)
                | Q(seconded_by__isnull=False, seconded_at__isnull=False)
                & ~Q(seconded_by=F("decided_by")),
                violation_error_message="The second signature is that of another physician.",
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.rule} {self.evidence}"

    @property
    def records(self) -> list[tuple[str, str]]:
        """What was recorded, as the rule asks for it; JSON keeps no order."""
        rule = BY_ID.get(self.rule)
        asked = [label for label in rule.records if label in self.recorded] if rule else []
        return [(label, self.recorded[label]) for label in dict.fromkeys([*asked, *self.recorded])]

    @property
    def is_decided(self) -> bool:
        """Somebody decided; one that waits for its second signature does not count yet."""
        return self.state in (
            self.State.OVERRIDDEN,
            self.State.ACKNOWLEDGED,
            self.State.AWAITING,
        )

    @property
    def is_override(self) -> bool:
        """Decided with a reason; one from before the coded reasons has none of those."""
        return bool(self.reason_code) or self.state == self.State.OVERRIDDEN

    @property
    def is_withdrawn(self) -> bool:
        """Undecided again: `decided_by` took the decision back, and `reason` says why."""
        undecided = self.state in (self.State.OPEN, self.State.CLEARED)
        return undecided and self.decided_by_id is not None and not self.reason_code
