"""The waitlist: somebody is put on it, wants it otherwise, and leaves it. Nothing here books."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from patients.models import Patient
from scheduling.models import Appointment, PartOfDay, Site, VisitType, WaitlistEntry
from staff.models import User, lock_unchanged
from treatments.models import FollowUp, Plan, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """When a time would suit, and how urgent it is; what is empty does not matter to the patient.

    `weekdays` are ISO, Monday is 1. Both days are included.
    """

    from_day: date
    until_day: date | None = None
    weekdays: tuple[int, ...] = ()
    part_of_day: str = PartOfDay.ANY
    practitioner: User | None = None
    site: Site | None = None
    urgency: int = WaitlistEntry.Urgency.ROUTINE
    note: str = ""


@transaction.atomic
def put_on_waitlist(
    *,
    patient: Patient,
    suits: Availability,
    by: User,
    session: Session | None = None,
    follow_up: FollowUp | None = None,
) -> WaitlistEntry:
    """For this session or follow-up visit, or for a first visit; it may be booked already."""
    patient = Patient.objects.select_for_update(no_key=True, of=("self",)).get(pk=patient.pk)
    check_waits(patient, session, follow_up)
    entry = WaitlistEntry(
        patient=patient,
        visit_type=type_of_wait(session, follow_up),
        session=session,
        follow_up=follow_up,
        added_by=by,
        **values_of(suits),
    )
    entry.full_clean()
    same = Q(session=None, follow_up=None, visit_type=entry.visit_type)
    if not (session or follow_up) and patient.waitlist_entries.waiting().filter(same).exists():
        raise ValidationError("This patient is on the waitlist already.")
    entry.save()
    return entry


@transaction.atomic
def change_waiting(
    *, entry: WaitlistEntry, revision: int, suits: Availability, by: User
) -> WaitlistEntry:
    entry = still_waiting(entry, revision)
    values = values_of(suits)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.full_clean()
    entry.save(update_fields=[*values, "revision", "changed_at"])
    return entry


@transaction.atomic
def stop_waiting(
    *, entry: WaitlistEntry, revision: int, because: str, by: User, now: datetime
) -> WaitlistEntry:
    """Take the patient off the list; the row stays, with the reason."""
    entry = still_waiting(entry, revision)
    close(entry, because, by, now)
    return entry


def settle(visit: Appointment, *, by: User, now: datetime) -> None:
    """Who waited for what `visit` is waits no longer; in the transaction that books it or moves it
    to a sooner time."""
    waiting = WaitlistEntry.objects.waiting().select_for_update(of=("self",))
    of_visit = Q(session=visit.session_id, follow_up=visit.follow_up_id)
    if not (visit.session_id or visit.follow_up_id):
        of_visit = Q(session=None, follow_up=None, visit_type=visit.visit_type_id)
    for entry in waiting.filter(of_visit, patient=visit.patient_id):
        entry.revision += 1
        close(entry, WaitlistEntry.Closed.BOOKED, by, now)


def close(entry: WaitlistEntry, because: str, by: User, now: datetime) -> None:
    entry.closed_because, entry.closed_by, entry.closed_at = because, by, now
    entry.full_clean()
    entry.save(update_fields=["closed_because", "closed_by", "closed_at", "revision", "changed_at"])


def still_waiting(entry: WaitlistEntry, revision: int) -> WaitlistEntry:
    locked: WaitlistEntry = lock_unchanged(entry, revision)
    if locked.closed_at:
        raise ValidationError(f"Off the list already: {locked.get_closed_because_display()}.")
    return locked


def check_waits(patient: Patient, session: Session | None, follow_up: FollowUp | None) -> None:
    """There is something to wait for: the patient can come, and the plan still asks for it."""
    if patient.deceased_on or patient.merged_into_id:
        raise ValidationError("Nothing can be booked in this record, so it cannot wait for a time.")
    wanted = session or follow_up
    if wanted is not None and wanted.plan.patient_id != patient.pk:
        raise ValidationError("This visit belongs to another patient.")
    if session and (
        session.state != Session.State.PLANNED or session.plan.state != Plan.State.ACTIVE
    ):
        raise ValidationError(
            f"Session {session.number} is not to be booked any more, so it cannot wait for a time."
        )
    if follow_up and follow_up.state != FollowUp.State.DUE:
        raise ValidationError(
            "This follow-up visit is not due any more, so it cannot wait for a time."
        )


def type_of_wait(session: Session | None, follow_up: FollowUp | None) -> VisitType:
    code = "session" if session else "follow_up" if follow_up else "first_visit"
    kind = VisitType.objects.filter(code=code).first()
    if kind is None:
        raise ValidationError("Add the first site of the clinic before anybody can wait for it.")
    return kind


def values_of(suits: Availability) -> dict[str, object]:
    """The fields of an entry."""
    return {
        "from_day": suits.from_day,
        "until_day": suits.until_day,
        "weekdays": sorted(suits.weekdays),
        "part_of_day": suits.part_of_day,
        "practitioner": suits.practitioner,
        "site": suits.site,
        "urgency": suits.urgency,
        "note": suits.note.strip(),
    }
