"""Ways to reach a patient: one interface, a back end each. What is said is made elsewhere.

A channel that is not set up is closed; whoever chose it is called instead.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from patients.models import Patient
from scheduling.channels.email import EmailChannel
from scheduling.channels.sms import SmsChannel
from scheduling.models import Reminder
from scheduling.notices import Notice


class Channel(Protocol):
    """Sends by machine. `send` returns when the back end took the notice, or raises."""

    def is_open(self) -> bool: ...

    def address_of(self, patient: Patient) -> str: ...

    def send(self, notice: Notice, *, to: str, now: datetime) -> None: ...


CHANNELS: Mapping[str, Channel] = {
    Reminder.Channel.EMAIL: EmailChannel(),
    Reminder.Channel.SMS: SmsChannel(),
}


def channel_for(patient: Patient) -> str:
    """The way this patient chose, or a call where it leads nowhere; a letter without a number."""
    chosen = str(patient.preferred_contact)
    machine = CHANNELS.get(chosen)
    if machine and machine.is_open() and machine.address_of(patient):
        return chosen
    if chosen != Patient.Contact.LETTER and patient.phone:
        return Reminder.Channel.PHONE
    return Reminder.Channel.LETTER if patient.address else Reminder.Channel.PHONE
