"""What patients are to be told, written down in the transaction that changes their visit."""

from datetime import datetime

from patients.models import Patient
from scheduling.models import Appointment, Reminder


def announce(visit: Appointment, kind: str, *, now: datetime) -> None:
    """Note that the patient is told of this, unless the patient chose to be called or written to.

    Each change after the first counts `sequence` up, which is how a calendar knows the newest.
    """
    if kind != Reminder.Kind.BOOKED:
        visit.sequence += 1
        visit.save(update_fields=["sequence"])
    patient = visit.patient
    if patient.preferred_contact == Patient.Contact.EMAIL and patient.email:
        Reminder.objects.create(
            appointment=visit,
            kind=kind,
            channel=Reminder.Channel.EMAIL,
            sequence=visit.sequence,
            send_at=now,
        )
