"""The outbox is emptied: what is due leaves, one patient at a time.

A message is claimed before it is handed to the mail server, in a transaction of its own: its try
is counted and its next try set. So nobody else sends it meanwhile, and a worker that is killed
leaves a row that says so. Such a row may or may not have left: it is sent once more, and when
that too is cut off, the desk is told instead. No transaction is open while a server answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from patients.models import Patient
from scheduling.channels import CHANNELS, channel_for
from scheduling.models import Appointment, Reminder
from scheduling.notices import Notice, Said, notice_of
from treatments.models import PlanVersion

State = Reminder.State

# Minutes until the next try, after the first, the second ...; then the desk is told.
PAUSES = (2, 10, 60, 240)
MOST_TRIES = len(PAUSES) + 1
CUT_OFF = "Interrupted"
FOR_WORDS = ("appointment__patient", "appointment__site", "appointment__practitioner")


@dataclass(frozen=True, slots=True)
class Claim:
    """What leaves together: all that one patient is to be told now on one channel."""

    rows: tuple[Reminder, ...]
    channel: str
    patient: Patient


def send_due(*, now: datetime, most: int = 200) -> int:
    """Send what is due at `now`, at most so many notices; says how many left. Safe to run twice."""
    drop_unneeded(now=now)
    sent = 0
    for _ in range(most):
        claim = claim_next(now=now)
        if claim is None:
            break
        if claim.rows:
            sent += deliver(claim, now=now)
    return sent


@transaction.atomic
def drop_unneeded(*, now: datetime) -> int:
    """Nobody hears of a visit that is past or off, and nobody writes to the dead."""
    due = Reminder.objects.filter(state__in=[State.WAITING, State.FAILED], send_at__lte=now)
    gone = due.exclude(Exists(Reminder.objects.needed(now).filter(pk=OuterRef("pk"))))
    # Rows that a booking holds at this moment are looked at in a minute.
    rows = list(gone.select_for_update(skip_locked=True).order_by("pk"))
    return Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.DROPPED)


@transaction.atomic
def claim_next(*, now: datetime) -> Claim | None:
    """The next patient's due messages, or None; without rows where none of them may leave."""
    due = (
        Reminder.objects.waiting()
        .sent_by_machine()
        .filter(send_at__lte=now)
        .needed(now)
        .select_related(*FOR_WORDS)
        .select_for_update(skip_locked=True, of=("self",))
    )
    first = due.order_by("send_at", "pk").first()
    if first is None:
        return None
    patient = first.appointment.patient
    rows = list(due.filter(appointment__patient=patient, channel=first.channel))
    channel = channel_for(patient)
    if channel != first.channel:
        # The patient chose another way since then, or this one was closed.
        Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(channel=channel)
        return Claim((), channel, patient)
    leaving = [row for row in rows if not gave_up(row)]
    for row in leaving:
        row.tries += 1
        row.send_at = now + pause_after(row.tries)
        row.problem = CUT_OFF
        row.save(update_fields=["tries", "send_at", "problem"])
    return Claim(tuple(leaving), channel, patient)


def gave_up(row: Reminder) -> bool:
    """Whether this one was cut off in its second try or later: it may have left twice."""
    if row.problem != CUT_OFF or row.tries < 2:
        return False
    row.state = State.FAILED
    row.save(update_fields=["state"])
    return True


def pause_after(tries: int) -> timedelta:
    return timedelta(minutes=PAUSES[min(tries, len(PAUSES)) - 1])


def deliver(claim: Claim, *, now: datetime) -> int:
    channel = CHANNELS[claim.channel]
    try:
        channel.send(written_for(claim.rows), to=channel.address_of(claim.patient), now=now)
    except Exception as error:
        put_off(claim.rows, type(error).__name__)
        return 0
    Reminder.objects.filter(pk__in=[row.pk for row in claim.rows]).update(
        state=State.SENT, sent_at=now, problem=""
    )
    return 1


def put_off(rows: Sequence[Reminder], problem: str) -> None:
    """Try later, or leave it to the desk. What was overtaken meanwhile stays dropped."""
    mine = Reminder.objects.waiting().filter(pk__in=[row.pk for row in rows])
    mine.filter(tries__gte=MOST_TRIES).update(state=State.FAILED, problem=problem[:80])
    mine.filter(tries__lt=MOST_TRIES).update(problem=problem[:80])


def written_for(rows: Sequence[Reminder]) -> Notice:
    """The words of messages to one patient; `rows` with FOR_WORDS."""
    with_sheet = visits_with_sheet([row.appointment for row in rows])
    said = [Said(row.kind, row.appointment, row.appointment.pk in with_sheet) for row in rows]
    return notice_of("-".join(["message", *(str(row.pk) for row in rows)]), said)


def visits_with_sheet(visits: Sequence[Appointment]) -> set[int]:
    """Those for whose session the signed plan names a preparation. One query."""
    newest = (
        PlanVersion.objects.filter(plan__sessions__appointments__in=visits, signed_at__isnull=False)
        .order_by("plan", "-number")
        .distinct("plan")
        .values_list("plan", "preparation")
    )
    named = {plan for plan, preparation in newest if preparation.strip()}
    pairs = Appointment.objects.filter(pk__in=[v.pk for v in visits], session__plan__in=named)
    return set(pairs.values_list("pk", flat=True))
