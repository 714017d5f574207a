"""What patients are to be told, written down in the transaction that changes their visit."""

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from patients.policy import clinic_policy
from scheduling.channels import CHANNELS, channel_for
from scheduling.models import Appointment, Reminder
from staff.capabilities import Capability
from staff.models import User

SEND_DUE = "send_due_messages"  # the task of scheduling.jobs
REMIND_AT = time(9)  # wall time of the site: nobody is woken

Kind, State, Channel = Reminder.Kind, Reminder.State, Reminder.Channel
logger = logging.getLogger(__name__)


def announce(visit: Appointment, kind: str, *, now: datetime) -> None:
    """Note what the patient has to be told of this change; call it inside its transaction.

    Each change after the first counts `sequence` up, which is how a calendar knows the newest.
    What was still waiting to be told is dropped: the newer news says it all. A visit that is only
    requested is not announced; the desk asks the patient, and the agreement is the first news.
    """
    earlier = list(visit.reminders.all())
    if kind != Kind.BOOKED or earlier:
        visit.sequence += 1
        visit.save(update_fields=["sequence"])
    waiting = [row.pk for row in earlier if row.state == State.WAITING]
    if waiting:
        Reminder.objects.filter(pk__in=waiting).update(state=State.DROPPED)
    told = news_for(visit, kind, earlier)
    channel = channel_for(visit.patient)
    over = visit.ends_at <= now  # nobody can come any more, whatever is put right in the book
    if told and not over and is_worth_telling(visit, told, channel):
        note(visit, told, channel, send_at=now)
    if told and told != Kind.CANCELLED:
        plan_reminder(visit, channel, now=now)


def news_for(visit: Appointment, kind: str, earlier: Sequence[Reminder]) -> str:
    """What is news to this patient, or "": who never heard of a visit need not hear it moved."""
    if visit.state == Appointment.State.REQUESTED:
        return ""
    if earlier:
        heard = any(row.state == State.SENT or row.tries for row in earlier)
        silent = all(row.kind == Kind.REMINDER for row in earlier)
        if not heard and not silent:
            return "" if kind == Kind.CANCELLED else Kind.BOOKED
    elif kind == Kind.CANCELLED and was_only_requested(visit):
        return ""
    return kind


def was_only_requested(visit: Appointment) -> bool:
    states = Appointment.State
    changes = visit.state_changes.filter(from_state=states.REQUESTED, to_state=states.CANCELLED)
    return changes.exists()


def is_worth_telling(visit: Appointment, kind: str, channel: str) -> bool:
    """A machine always confirms. People are spared what the patient said or heard at the desk."""
    if channel in Reminder.BY_MACHINE:
        return True
    if kind == Kind.CANCELLED:
        return visit.cancelled_by == Appointment.CancelledBy.CLINIC
    return kind != Kind.BOOKED or channel == Channel.LETTER


def plan_reminder(visit: Appointment, channel: str, *, now: datetime) -> None:
    """Some days before, in the morning; not where that is past, nor by letter, which comes late."""
    days = clinic_policy().reminder_days_before
    remind_at = reminder_moment(visit, days)
    if days and remind_at > now and channel != Channel.LETTER:
        note(visit, Kind.REMINDER, channel, send_at=remind_at)


def reminder_moment(visit: Appointment, days: int) -> datetime:
    zone = visit.site.zone
    day = visit.starts_at.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, REMIND_AT, zone)


def note(visit: Appointment, kind: str, channel: str, *, send_at: datetime) -> None:
    row = Reminder(
        appointment=visit, kind=kind, channel=channel, sequence=visit.sequence, send_at=send_at
    )
    row.save()
    if channel in CHANNELS and kind != Kind.REMINDER:
        transaction.on_commit(wake_sender, robust=True)


def wake_sender() -> None:
    """Send at once instead of within a minute; that it is asked for already is as good."""
    try:
        app.configure_task(SEND_DUE, queueing_lock=SEND_DUE).defer()
    except AlreadyEnqueued:
        logger.debug("The sender is awake already.")


@transaction.atomic
def send_again(*, messages: Sequence[Reminder], by: User, now: datetime) -> int:
    """Put messages that could not be delivered back into the outbox; says how many."""
    rows = locked(messages, by)
    if any(row.state != State.FAILED for row in rows):
        raise ValidationError("These messages are not waiting for a new try any more.")
    for row in rows:
        row.state, row.tries, row.send_at, row.problem = State.WAITING, 0, now, ""
        row.save(update_fields=["state", "tries", "send_at", "problem"])
    transaction.on_commit(wake_sender, robust=True)
    return len(rows)


@transaction.atomic
def mark_told(*, messages: Sequence[Reminder], by: User, now: datetime) -> int:
    """A person called, or posted the letter; says of how many messages."""
    rows = locked(messages, by)
    for row in rows:
        by_desk = row.state == State.WAITING and row.channel in Reminder.BY_DESK
        if not by_desk and row.state != State.FAILED:
            raise ValidationError("These messages are settled already.")
        if row.state == State.FAILED:
            row.channel = Channel.PHONE
        row.state, row.sent_at, row.told_by = State.SENT, now, by
        row.save(update_fields=["channel", "state", "sent_at", "told_by"])
    return len(rows)


def locked(messages: Sequence[Reminder], by: User) -> list[Reminder]:
    if not by.can(Capability.BOOK):
        raise ValidationError("Only those who book visits can settle messages.")
    ids = [message.pk for message in messages]
    return list(Reminder.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
