"""The outbox of a clinic whose job worker never stood still, but for one mail that came back."""

from datetime import datetime, timedelta

from django.db.models import F

from scheduling.actions.sending import MOST_TRIES, drop_unneeded
from scheduling.models import Reminder

Kind, State = Reminder.Kind, Reminder.State
A_DAY = timedelta(days=1)


def catch_up(*, now: datetime) -> None:
    """What was due until yesterday left when it was due; nothing is sent from here."""
    drop_unneeded(now=now)
    due = Reminder.objects.waiting().filter(send_at__lte=now - A_DAY)
    due.update(state=State.SENT, sent_at=F("send_at"), tries=1)
    came_back = Reminder.objects.needed(now).sent_by_machine().filter(kind=Kind.BOOKED).last()
    if came_back:
        came_back.state, came_back.sent_at, came_back.tries = State.FAILED, None, MOST_TRIES
        came_back.problem = "SMTPRecipientsRefused"
        came_back.save(update_fields=["state", "sent_at", "tries", "problem"])
