import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from patients.models import Screening
from patients.models.entry import keep_rows
from staff.models import Revised, User
from treatments.models.injectate import Injectate, injectate_constraints
from treatments.models.plan import Plan, PlanVersion, Target, draft_only


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> "SessionQuerySet":
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def open_to(self, user: User) -> "SessionQuerySet":
        return self.filter(plan__in=Plan.objects.open_to(user))

    def standing(self) -> "SessionQuerySet":
        """Those that are given or to be given: not left out, not void."""
        return self.filter(state__in=[Session.State.PLANNED, Session.State.GIVEN])

    def numbered(self) -> "SessionQuerySet":
        """The course as it counts: each number once, void ones not among them."""
        return self.exclude(state=Session.State.VOIDED).order_by("number")


@pghistory.track()
class Session(Revised):
    """One of the numbered treatments of a plan: planned, given, left out, or void.

    The record of a void session stays with it; another session takes its number.

    The window is kept with the row so that lists can filter and sort by it; `treatments.actions`
    computes it anew from the last session given whenever that changes.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        GIVEN = "given", "Given"
        DROPPED = "dropped", "Left out"
        VOIDED = "voided", "Void, recorded in error"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    # Local dates of the clinic. For sessions after the next one they are a projection.
    opens_on = models.DateField()
    target_on = models.DateField()
    closes_on = models.DateField()
    given_on = models.DateField(null=True, blank=True)
    given_under = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    dropped_reason = models.CharField(max_length=300, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        indexes = [
            models.Index(
                fields=["closes_on"], name="session_closing", condition=Q(state="planned")
            ),
            models.Index(fields=["given_on"], name="session_given"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=~Q(state="voided"),
                name="session_number_once",
            ),
            models.CheckConstraint(
                name="session_window_in_order",
                condition=Q(
                    opens_on__lte=models.F("target_on"), target_on__lte=models.F("closes_on")
                ),
            ),
            models.CheckConstraint(
                name="session_given_is_complete",
                condition=Q(
                    state__in=["given", "voided"],
                    given_on__isnull=False,
                    given_under__isnull=False,
                )
                | Q(state__in=["planned", "dropped"], given_on=None, given_under=None),
            ),
            models.CheckConstraint(
                name="session_state_known",
                condition=Q(state__in=["planned", "given", "dropped", "voided"]),
            ),
        ]
        triggers = [
            keep_rows(),
            pgtrigger.Trigger(
                name="given_session_only_turns_void",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["given", "voided"]),
                func="""
                    IF (NEW.plan_id, NEW.number, NEW.given_on, NEW.given_under_id)
                       IS DISTINCT FROM
                       (OLD.plan_id, OLD.number, OLD.given_on, OLD.given_under_id)
                       OR NEW.state <> OLD.state AND NOT (
                           NEW.state = 'voided' AND EXISTS (
                               SELECT 1 FROM treatments_sessionrecord record
                                 JOIN treatments_recordvoid void ON void.record_id = record.id
                                WHERE record.session_id = NEW.id))
                    THEN
                        RAISE EXCEPTION 'a session that was given stays given'
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Session {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.pk])


@pghistory.track()
class SessionRecord(Revised):
    """What was done on the day: a draft while it is written, locked once it is signed."""

    class Reaction(models.TextChoices):
        NONE = "none", "None"
        VASOVAGAL = "vasovagal", "Fainting or dizziness"
        PAIN = "pain", "Strong pain"
        ALLERGIC = "allergic", "Allergic reaction"
        OTHER = "other", "Other"

    session = models.OneToOneField(Session, models.PROTECT, related_name="record")
    physician = models.ForeignKey(User, models.PROTECT, related_name="+")
    screening = models.ForeignKey(
        Screening, models.PROTECT, null=True, blank=True, related_name="session_records"
    )
    treated_on = models.DateField()
    # Why it is given before the window opens or after it has shut.
    outside_window_reason = models.CharField(max_length=300, blank=True)
    # The time-out before the needle: each line confirmed by the person who injects.
    time_out = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reaction = models.CharField(max_length=10, choices=Reaction, blank=True)
    reaction_note = models.CharField(max_length=500, blank=True)
    # When the last needle was out: as typed, else the moment at which the reaction was recorded.
    last_needle_at = models.DateTimeField(null=True, blank=True)
    # Minutes that the patient was watched after the last needle.
    observed_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    # Whether local anesthetic was given elsewhere today; None: not asked yet.
    anaesthetic_elsewhere = models.BooleanField(null=True, blank=True)
    note = models.TextField(max_length=8000, blank=True)
    aftercare_given = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-treated_on", "-id"]
        indexes = [
            models.Index(
                fields=["treated_on"], name="record_unsigned", condition=Q(signed_at=None)
            ),
            # As administrators look for what was written late.
            models.Index(
                fields=["signed_at", "id"],
                include=["started_at", "treated_on"],
                name="record_by_signature",
                condition=Q(signed_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="record_signed_is_complete",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False, screening__isnull=False)
                & ~Q(reaction=""),
            ),
        ]
        triggers = [
            keep_rows(),
            pgtrigger.Protect(
                name="signed_record_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="record_holds_what_was_mixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=True, new__signed_at__isnull=False),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM treatments_injection injection
                          LEFT JOIN treatments_mix mix
                            ON mix.id = injection.mix_id AND mix.record_id = NEW.id
                         WHERE injection.record_id = NEW.id
                         GROUP BY mix.id
                        HAVING bool_or(injection.procedure = '' AND mix.id IS NULL)
                            OR bool_or(mix.discarded_at IS NOT NULL)
                            OR sum(injection.volume_ml) > max(mix.total_ml)
                    ) THEN
                        RAISE EXCEPTION 'injected what was not mixed'
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Record of {self.treated_on}"

    @property
    def is_written(self) -> bool:
        """Whether somebody wrote in it; until then it holds what the plan says and nothing else."""
        return bool(self.time_out or self.reaction)


@pghistory.track()
class Injection(Injectate):
    """What was injected at one target on the day, as given."""

    record = models.ForeignKey(SessionRecord, models.CASCADE, related_name="injections")
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    # The batch it came from; empty for a procedure that is not mixed, and until it is mixed.
    mix = models.ForeignKey(
        "treatments.Mix", models.PROTECT, null=True, blank=True, related_name="injections"
    )
    needle = models.CharField(max_length=40, blank=True)
    # Where the picture of the needle is kept: a number of the image archive.
    image_reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["record", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "position"],
                name="injection_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            *injectate_constraints("injection"),
        ]
        triggers = [
            draft_only("treatments_sessionrecord", "record_id", "injection_follows_its_record")
        ]

    def __str__(self) -> str:
        return self.place
