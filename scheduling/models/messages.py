"""What patients are told about their visits, and the calendars that practitioners subscribe to."""

from datetime import datetime

import pghistory
from django.db import models
from django.db.models import F, Q

from patients.models import Patient
from patients.models.entry import keep_rows
from scheduling.models.book import Appointment
from staff.models import Checked, User


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User) -> "ReminderQuerySet":
        return self.filter(appointment__patient__in=Patient.objects.visible_to(user))

    def waiting(self) -> "ReminderQuerySet":
        return self.filter(state=Reminder.State.WAITING)

    def sent_by_machine(self) -> "ReminderQuerySet":
        return self.filter(channel__in=Reminder.BY_MACHINE)

    def needed(self, now: datetime) -> "ReminderQuerySet":
        """Still true and of use: the newest word on a visit ahead, to somebody who can read it."""
        stands = [Appointment.State.BOOKED, Appointment.State.CONFIRMED]
        off = Q(kind=Reminder.Kind.CANCELLED)
        still = off & Q(appointment__state=Appointment.State.CANCELLED) | ~off & Q(
            appointment__state__in=stands
        )
        return self.filter(
            still,
            sequence=F("appointment__sequence"),
            appointment__starts_at__gt=now,
            appointment__patient__deceased_on=None,
            appointment__patient__merged_into=None,
        )

    def for_desk(self, now: datetime) -> "ReminderQuerySet":
        """What people have to do: calls and letters that are due, and what was not delivered."""
        theirs = Q(state=Reminder.State.WAITING, channel__in=Reminder.BY_DESK, send_at__lte=now)
        return self.needed(now).filter(theirs | Q(state=Reminder.State.FAILED))

    def to_call(self, now: datetime) -> "ReminderQuerySet":
        return self.for_desk(now).exclude(channel=Reminder.Channel.LETTER)


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
        PHONE = "phone", "Phone"
        LETTER = "letter", "Letter"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered"
        DROPPED = "dropped", "Not needed any more"

    BY_MACHINE = [Channel.EMAIL, Channel.SMS]
    BY_DESK = [Channel.PHONE, Channel.LETTER]

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
    # Who called or posted the letter; None for what a machine sent.
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
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


# Being read is no change: its history would hold the address that was asked for.
@pghistory.track(exclude=["secret_hash", "last_read_at"])
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
