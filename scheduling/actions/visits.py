"""A visit gets its place in the book."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from patients.models import Patient
from scheduling.actions.checks import check_free, check_place, check_window
from scheduling.actions.locking import Held, booking, lock_resources
from scheduling.actions.outbox import announce
from scheduling.actions.waitlist import settle
from scheduling.models import Appointment, Reminder, Room, VisitType
from staff.models import User
from treatments.models import FollowUp, Session


@booking
def book_visit(
    *,
    patient: Patient,
    practitioner: User,
    room: Room,
    visit_type: VisitType,
    starts_at: datetime,
    by: User,
    now: datetime,
    session: Session | None = None,
    follow_up: FollowUp | None = None,
    outside_window_reason: str = "",
    overbooked_reason: str = "",
    note: str = "",
    agreed: bool = True,
) -> Appointment:
    """Put one visit into the book, or raise ValidationError and leave nothing behind.

    Unless `agreed`, the time is held and the patient still has to say yes.
    `outside_window_reason` and `overbooked_reason` count only for those who may book outside the
    window, or over what is taken; they are kept only if the visit really is.
    """
    wanted = session or follow_up
    held = lock_resources(
        {practitioner.pk}, {room.pk}, patient.pk, wanted.plan_id if wanted else None
    )
    visit = Appointment(
        patient=held.patient,
        visit_type=visit_type,
        session=session,
        follow_up=follow_up,
        booked_by=by,
        note=note,
        state=Appointment.State.BOOKED if agreed else Appointment.State.REQUESTED,
    )
    put_on_the_clock(visit, held, practitioner, room, starts_at)
    check_place(visit, now=now)
    visit.outside_window_reason = check_window(
        visit, held.plan, by=by, reason=outside_window_reason
    )
    visit.overbooked_reason = check_free(visit, by=by, reason=overbooked_reason)
    return save_booked(visit, by=by, now=now)


def save_booked(visit: Appointment, *, by: User, now: datetime) -> Appointment:
    """Saved; the patient is told, and waits for it no longer."""
    clean_without_constraints(visit)
    visit.save()
    announce(visit, Reminder.Kind.BOOKED, now=now)
    settle(visit, by=by, now=now)
    return visit


def clean_without_constraints(visit: Appointment) -> None:
    """What they say was asked under the locks, in words; the table holds them anyway."""
    visit.full_clean(validate_unique=False, validate_constraints=False)


def put_on_the_clock(
    visit: Appointment, held: Held, practitioner: User, room: Room, starts_at: datetime
) -> None:
    """Each of the three is held for its own part of the visit."""
    times = visit.visit_type.holds(starts_at)
    visit.practitioner = held.practitioners[practitioner.pk]
    visit.room = held.rooms[room.pk]
    visit.site = visit.room.site
    visit.starts_at, visit.ends_at = times["patient"]
    visit.practitioner_period = DateTimeTZRange(*times["practitioner"])
    visit.room_period = DateTimeTZRange(*times["room"])
