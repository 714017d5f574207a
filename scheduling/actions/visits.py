"""Every write to the book: book, move, cancel, and the visit's way through the day."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from patients.models import Patient
from scheduling.actions.checks import check_place, check_window
from scheduling.actions.locking import booking, lock_resources
from scheduling.models import Appointment, Room, VisitType
from scheduling.wording import moment_at
from staff.models import User, lock_unchanged
from treatments.models import FollowUp, Session

State = Appointment.State

# What may follow: the next step first, then the step back that corrects a slip.
TRANSITIONS: dict[str, tuple[State, ...]] = {
    State.BOOKED: (State.ARRIVED, State.NO_SHOW),
    State.ARRIVED: (State.IN_ROOM, State.BOOKED),
    State.IN_ROOM: (State.DONE, State.ARRIVED),
    State.DONE: (State.IN_ROOM,),
    State.NO_SHOW: (State.BOOKED,),
    State.CANCELLED: (),
}
MAY_BE_CANCELLED = (State.BOOKED, State.ARRIVED)


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
    note: str = "",
) -> Appointment:
    """Put one visit into the book, or raise ValidationError and leave nothing behind.

    `outside_window_reason` counts only for those who may book outside the window; it is kept
    only if the visit really is outside.
    """
    patient = lock_resources({practitioner.pk}, {room.pk}, patient.pk)
    visit = Appointment(
        patient=patient,
        visit_type=visit_type,
        session=session,
        follow_up=follow_up,
        booked_by=by,
        note=note,
    )
    put_on_the_clock(visit, practitioner, room, starts_at)
    check_place(visit, now=now)
    visit.outside_window_reason = check_window(visit, by=by, reason=outside_window_reason)
    visit.full_clean()
    visit.save()
    return visit


@booking
def move_visit(
    *,
    appointment: Appointment,
    revision: int,
    practitioner: User,
    room: Room,
    starts_at: datetime,
    by: User,
    now: datetime,
    outside_window_reason: str = "",
) -> Appointment:
    """Give a booked visit another time, practitioner or room, under the rules for booking it."""
    lock_resources(
        {appointment.practitioner_id, practitioner.pk},
        {appointment.room_id, room.pk},
        appointment.patient_id,
    )
    visit: Appointment = lock_unchanged(appointment, revision)
    if visit.state != State.BOOKED:
        raise ValidationError(
            f"This visit is marked “{visit.get_state_display()}” and cannot be moved any more."
        )
    put_on_the_clock(visit, practitioner, room, starts_at)
    check_place(visit, now=now)
    visit.outside_window_reason = check_window(visit, by=by, reason=outside_window_reason)
    visit.full_clean()
    visit.save(
        update_fields=[
            "practitioner",
            "site",
            "room",
            "starts_at",
            "ends_at",
            "practitioner_period",
            "room_period",
            "outside_window_reason",
            "revision",
            "changed_at",
        ]
    )
    return visit


@transaction.atomic
def cancel_visit(
    *, appointment: Appointment, revision: int, reason: str, by: User, now: datetime
) -> Appointment:
    """Take a visit out of the book. The row stays, with the reason; its time is free again."""
    visit: Appointment = lock_unchanged(appointment, revision)
    if visit.state not in MAY_BE_CANCELLED:
        raise ValidationError(
            f"This visit is marked “{visit.get_state_display()}” and cannot be cancelled."
        )
    visit.state = State.CANCELLED
    visit.cancelled_reason = reason.strip()
    visit.full_clean()
    visit.save(update_fields=["state", "cancelled_reason", "revision", "changed_at"])
    return visit


@booking
def change_state(
    *, appointment: Appointment, revision: int, state: str, by: User, now: datetime
) -> Appointment:
    """One step along TRANSITIONS. A missed visit that is booked again must find its time free."""
    lock_resources({appointment.practitioner_id}, {appointment.room_id}, appointment.patient_id)
    visit: Appointment = lock_unchanged(appointment, revision)
    if state not in TRANSITIONS[visit.state]:
        raise ValidationError(
            f"A visit marked “{visit.get_state_display()}” cannot be marked "
            f"“{State(state).label if state in State.values else state}”."
        )
    zone = visit.site.zone
    if now.astimezone(zone).date() < visit.starts_at.astimezone(zone).date():
        raise ValidationError(
            f"This visit is on {moment_at(visit.starts_at, zone)}. Mark it from that day on."
        )
    if state == State.NO_SHOW and now < visit.starts_at:
        raise ValidationError("The visit has not begun yet; the patient may still come.")
    visit.state = state
    visit.full_clean()
    visit.save(update_fields=["state", "revision", "changed_at"])
    return visit


def put_on_the_clock(
    visit: Appointment, practitioner: User, room: Room, starts_at: datetime
) -> None:
    """Each of the three is held for its own part of the visit."""
    kind = visit.visit_type
    treated = starts_at + timedelta(minutes=kind.treat)
    leaves = treated + timedelta(minutes=kind.observe)
    visit.practitioner = practitioner
    visit.room = room
    visit.site = room.site
    visit.starts_at = starts_at
    visit.ends_at = leaves
    visit.practitioner_period = DateTimeTZRange(starts_at, treated)
    visit.room_period = DateTimeTZRange(
        starts_at - timedelta(minutes=kind.prepare), leaves + timedelta(minutes=kind.clean_up)
    )
