"""Log and history to seal, and somebody who has the database to himself."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection

from records.audit.sealing import seal_once
from records.audit.verifying import summary, verify
from staff.models import AccessEvent

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
LOG = "staff_accessevent"


def events(user, count, *, view="chart"):
    """That many lines of the log; gives their numbers."""
    made = AccessEvent.objects.bulk_create(
        AccessEvent(
            at=NINE + timedelta(seconds=at), user=user, action="read", view=view, patient_id=7
        )
        for at in range(count)
    )
    return [event.pk for event in made]


def sealed_batches(user, count, rows):
    """Seals with that many lines of the log each; gives [seal, numbers of its lines]."""
    batches = []
    for _ in range(count):
        numbers = events(user, rows)
        batches.append((seal_once(now=NINE), numbers))
    return batches


@contextmanager
def superuser():
    """A cursor for which no trigger fires, as whoever owns the server has it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def tamper(sql, *values):
    with superuser() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount


def said(anchors=()):
    return list(summary(verify(anchors).faults))
