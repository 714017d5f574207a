"""What patients are told about their visits, and the calendars that practitioners subscribe to."""

import pghistory
from django.db import models
from django.db.models import Q

from patients.models.history import keep_rows
from scheduling.models.book import Appointment
from staff.models import Checked, User


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self) -> "ReminderQuerySet":
        return self.filter(state=Reminder.State.WAITING)


class Reminder(Checked):
    """One message to one patient about one visit as it stood at `sequence`: the outbox.

    The row says that something is to be sent, never what: the words are made when it leaves.
    It is written in the transaction that changes the visit, so that neither is there alone.
    """

    class Kind(models.TextChoices):
        BOOKED = "booked", "Booked"
        MOVED = "moved", "Moved"
        CANCELLED = "cancelled", "Cancelled"
        REMINDER = "reminder", "Reminder"

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        SMS = "sms", "Text message"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered"
        DROPPED = "dropped", "Not needed any more"

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=10, choices=Channel)
    sequence = models.PositiveIntegerField()
    send_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The class of the error, never its text: that may hold an address.
    problem = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["send_at", "id"]
        indexes = [
            models.Index(fields=["send_at"], name="reminder_waiting", condition=Q(state="waiting")),
            models.Index(fields=["state", "-send_at"], name="reminder_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "kind", "sequence", "channel"], name="reminder_once"
            ),
            models.CheckConstraint(
                name="reminder_sent_when_sent",
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at=None),
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.get_channel_display().lower()}"


@pghistory.track(exclude=["secret_hash"])
class CalendarFeed(Checked):
    """A practitioner's own calendar address; only the hash of its secret is kept."""

    practitioner = models.ForeignKey(User, models.PROTECT, related_name="calendar_feeds")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["practitioner", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner"],
                condition=Q(revoked_at=None),
                name="calendar_feed_one_open",
                violation_error_message="There is a calendar address already.",
            )
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"Calendar of {self.practitioner}"
