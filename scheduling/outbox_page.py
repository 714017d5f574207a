"""The outbox as the desk sees it: what people have to do themselves, what waits, what left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet

from patients.models import Patient
from scheduling.actions.outbox import news_for
from scheduling.actions.sending import CUT_OFF, FOR_WORDS
from scheduling.channels import channel_for
from scheduling.models import Appointment, Reminder
from scheduling.notices import Said
from staff.clock import day_bounds
from staff.models import User

LISTS = {
    "call": "To call",
    "letters": "To write",
    "failed": "Not delivered",
    "waiting": "Waiting",
    "sent": "Sent today",
}
# On these a person does something, for one patient at a time.
BY_DESK = ("call", "letters", "failed")


# What the desk can make of an error; the others show by the name of their class.
PROBLEMS = {
    "SMTPRecipientsRefused": "address refused",
    "SMTPServerDisconnected": "mail server not reached",
    "ConnectionRefusedError": "mail server not reached",
    "TimeoutError": "mail server not reached",
    "gaierror": "mail server not reached",
    "SMTPAuthenticationError": "mail server refused our sign-in",
    CUT_OFF: "cut off while sending; it may have arrived",
}


@dataclass(frozen=True, slots=True)
class Line:
    message: Reminder
    said: Said

    @property
    def problem(self) -> str:
        return PROBLEMS.get(self.message.problem, self.message.problem)


@dataclass(frozen=True, slots=True)
class Group:
    """All that is on one page of a list about one patient."""

    patient: Patient
    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        return self.lines[0]


def lists_of(user: User, *, now: datetime, today: date) -> dict[str, QuerySet[Reminder]]:
    """Each list by its key, in the order of LISTS. `today`: the day of the clinic's own zone."""
    mine = Reminder.objects.visible_to(user)
    desk = mine.for_desk(now)
    midnight, next_midnight = day_bounds(today)
    by_patient = ("appointment__patient__family_key", "appointment__patient", "send_at", "pk")
    waiting = desk.filter(state=Reminder.State.WAITING)
    return {
        "call": waiting.filter(channel=Reminder.Channel.PHONE).order_by(*by_patient),
        "letters": waiting.filter(channel=Reminder.Channel.LETTER).order_by(*by_patient),
        "failed": desk.filter(state=Reminder.State.FAILED).order_by(*by_patient),
        "waiting": mine.needed(now).waiting().sent_by_machine().order_by("send_at", "pk"),
        "sent": mine.filter(
            state=Reminder.State.SENT, sent_at__gte=midnight, sent_at__lt=next_midnight
        ).order_by("-sent_at", "-pk"),
    }


def shown(messages: QuerySet[Reminder]) -> QuerySet[Reminder]:
    return messages.select_related(*FOR_WORDS, "told_by")


def groups(messages: Iterable[Reminder], *, together: bool) -> list[Group]:
    """Neighbours about the same patient, if `together`; else each by itself."""
    lines = [Line(row, Said(row.kind, row.appointment)) for row in messages]
    if not together:
        return [Group(line.message.appointment.patient, (line,)) for line in lines]
    return [
        Group(patient, tuple(same))
        for patient, same in groupby(lines, key=lambda line: line.message.appointment.patient)
    ]


def told_of_cancelling(visit: Appointment) -> str:
    """Who would tell the patient that this visit is cancelled, as `announce` will have it."""
    if not news_for(visit, Reminder.Kind.CANCELLED, list(visit.reminders.all())):
        return "The patient was not told of this time yet, so nothing is sent."
    channel = channel_for(visit.patient)
    if channel == Reminder.Channel.LETTER:
        return "If the clinic cancels, a letter to the patient is put on the list of messages."
    if channel == Reminder.Channel.PHONE:
        phone = f": {visit.patient.phone}" if visit.patient.phone else ", but no number is recorded"
        return f"If the clinic cancels, the patient is on the list to call{phone}."
    return f"The patient is told by {Reminder.Channel(channel).label.lower()}."


def letter_to(patient: Patient, user: User, *, now: datetime) -> Sequence[Reminder]:
    """What a letter to this patient would say now."""
    due = Reminder.objects.visible_to(user).for_desk(now).waiting()
    letters = due.filter(appointment__patient=patient, channel=Reminder.Channel.LETTER)
    return list(shown(letters))
