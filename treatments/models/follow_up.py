from datetime import date, timedelta

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.models import Patient
from patients.models.entry import keep_rows
from staff.models import Checked, Revised, User
from treatments.models.plan import Plan
from treatments.models.session import Session
from treatments.triage import BY_CODE, Advice, said


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> "FollowUpQuerySet":
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def open_to(self, user: User) -> "FollowUpQuerySet":
        return self.filter(plan__in=Plan.objects.open_to(user))


@pghistory.track()
class FollowUp(Revised):
    """A visit at which scores are compared with the baseline and the physician decides."""

    class State(models.TextChoices):
        DUE = "due", "Due"
        DONE = "done", "Done"
        DROPPED = "dropped", "Not needed any more"

    class Decision(models.TextChoices):
        CONTINUE = "continue", "Continue as planned"
        CHANGE = "change", "Change the plan"
        STOP = "stop", "Stop treatment"
        REFER = "refer", "Refer to a colleague"
        DISCHARGE = "discharge", "Discharge, goal reached"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="follow_ups")
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    # Days after the last session given; 0 for a visit that nobody planned.
    offset_days = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    target_on = models.DateField()
    closes_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["target_on", "id"]
        indexes = [
            models.Index(fields=["closes_on"], name="follow_up_due", condition=Q(state="due")),
            models.Index(fields=["plan", "target_on"], name="follow_up_by_plan"),
        ]
        constraints = [
            models.CheckConstraint(
                name="follow_up_window_in_order",
                condition=Q(opens_on__lte=F("target_on"), target_on__lte=F("closes_on")),
            ),
            models.CheckConstraint(
                name="follow_up_done_is_complete",
                condition=Q(
                    state="done",
                    done_on__isnull=False,
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                )
                & ~Q(decision="")
                | ~Q(state="done") & Q(done_on=None, signed_by=None, signed_at=None, decision=""),
            ),
        ]
        triggers = [
            keep_rows(),
            pgtrigger.Protect(
                name="signed_follow_up_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Follow-up, day {self.offset_days}"

    def get_absolute_url(self) -> str:
        return reverse("follow-up", args=[self.pk])


@pghistory.track()
class Score(Checked):
    """One value of one outcome instrument, taken on one day."""

    class Moment(models.TextChoices):
        BASELINE = "baseline", "Baseline"
        SESSION = "session", "At a session"
        FOLLOW_UP = "follow_up", "At a follow-up visit"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="scores")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="scores")
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=20, default="1")
    value = models.DecimalField(max_digits=6, decimal_places=2)
    taken_on = models.DateField()
    moment = models.CharField(max_length=10, choices=Moment)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="scores"
    )
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="scores"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["taken_on", "id"]
        indexes = [models.Index(fields=["plan", "instrument", "taken_on"], name="score_course")]
        constraints = [
            models.CheckConstraint(
                name="score_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="A score cannot be negative.",
            ),
            models.UniqueConstraint(
                fields=["session", "instrument"],
                condition=Q(session__isnull=False),
                name="score_once_per_session",
            ),
            models.UniqueConstraint(
                fields=["follow_up", "instrument"],
                condition=Q(follow_up__isnull=False),
                name="score_once_per_follow_up",
            ),
            models.UniqueConstraint(
                fields=["plan", "instrument"],
                condition=Q(moment="baseline"),
                name="score_one_baseline",
                violation_error_message="This plan already has a baseline for this score.",
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.instrument} {self.value}"


class CheckCallQuerySet(models.QuerySet["CheckCall"]):
    def visible_to(self, user: User) -> "CheckCallQuerySet":
        return self.filter(session__in=Session.objects.visible_to(user))

    def to_make(self) -> "CheckCallQuerySet":
        """Not called yet, or not reached; nobody is called about a session that is void."""
        return self.filter(answer__in=["", CheckCall.Answer.NO_ANSWER]).exclude(
            session__state=Session.State.VOIDED
        )

    def to_triage(self) -> "CheckCallQuerySet":
        """Answers that no physician has looked at: alarms first, then as they came in."""
        worrying = [CheckCall.Answer.WORRY, CheckCall.Answer.ALARM]
        # "alarm" sorts before "worry".
        return self.filter(answer__in=worrying, triaged_at=None).order_by(
            "answer", "called_at", "id"
        )


@pghistory.track()
class CheckCall(Revised):
    """The call some days after a session: what the patient answered, in his own words."""

    class Answer(models.TextChoices):
        FINE = "fine", "Nothing, or the expected soreness"
        WORRY = "worry", "Pain rising after day 3, or not better after 7 days"
        ALARM = "alarm", "Fever, hot or red joint, drainage, breathlessness, weakness, rash"
        NO_ANSWER = "no_answer", "Did not answer"

    class Triage(models.TextChoices):
        REASSURED = "reassured", "Reassured"
        TODAY = "today", "Seen today"
        EMERGENCY = "emergency", "Sent to the emergency department"

    session = models.OneToOneField(Session, models.PROTECT, related_name="check_call")
    due_on = models.DateField()
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Codes of `treatments.triage.ADVICE`; the gravest of them makes the answer.
    said = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    # A physician looks at every answer that is not "fine".
    triaged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    triaged_at = models.DateTimeField(null=True, blank=True)
    triage = models.CharField(max_length=10, choices=Triage, blank=True)
    triage_note = models.CharField(max_length=500, blank=True)

    objects = CheckCallQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on"], name="check_call_due", condition=Q(called_at=None)),
            models.Index(
                fields=["called_at"],
                name="check_call_to_triage",
                condition=Q(answer__in=["worry", "alarm"], triaged_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="check_call_complete",
                condition=Q(called_at=None, called_by=None)
                | Q(called_at__isnull=False, called_by__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="check_call_said_known",
                condition=Q(said__contained_by=list(BY_CODE)),
                violation_error_message="An answer was sent that is not on the list.",
            ),
            models.CheckConstraint(
                name="check_call_triage_known",
                condition=Q(triage__in=["", "reassured", "today", "emergency"]),
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"Check call {self.due_on}"

    @property
    def call_back_on(self) -> date:
        """Whoever was not reached by then is called back."""
        return self.due_on + timedelta(days=1)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What was said and what is done about it, the gravest first."""
        return said(self.said)
