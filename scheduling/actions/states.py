"""A visit's way through the day, and out of the book."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from scheduling.actions.checks import what_is_taken
from scheduling.actions.locking import booking, lock_resources
from scheduling.actions.outbox import announce
from scheduling.models import Appointment, Reminder, StateChange, goes_back
from scheduling.wording import moment_at
from staff.models import User, lock_unchanged

State = Appointment.State

# What may follow: the next step first, then steps back that correct a slip.
TRANSITIONS: dict[str, tuple[State, ...]] = {
    State.REQUESTED: (State.BOOKED,),
    State.BOOKED: (State.ARRIVED, State.CONFIRMED, State.NO_SHOW),
    State.CONFIRMED: (State.ARRIVED, State.NO_SHOW, State.BOOKED),
    State.ARRIVED: (State.IN_ROOM, State.BOOKED),
    State.IN_ROOM: (State.OBSERVING, State.DONE, State.ARRIVED),
    State.OBSERVING: (State.DONE, State.IN_ROOM),
    State.DONE: (State.OBSERVING, State.IN_ROOM, State.ARRIVED),
    State.NO_SHOW: (State.ARRIVED, State.BOOKED),
    State.CANCELLED: (),
}
# Agreeing on a time and confirming it happen before the day.
BEFORE_THE_DAY = (State.BOOKED, State.CONFIRMED)
MAY_BE_CANCELLED = (*Appointment.AHEAD, State.ARRIVED)


def corrections(state: str) -> tuple[State, ...]:
    """The steps back that are open from `state`; each asks for a reason."""
    return tuple(then for then in TRANSITIONS[state] if goes_back(state, then))


@booking
def change_state(
    *,
    appointment: Appointment,
    revision: int,
    state: str,
    by: User,
    now: datetime,
    reason: str = "",
) -> Appointment:
    """One step along TRANSITIONS. A step back needs `reason`, which no other step keeps.

    A missed visit that comes back must find its time free.
    """
    if appointment.state == State.NO_SHOW:
        # Only this one asks for its time again; all others go on holding, or leave, what is theirs.
        lock_resources({appointment.practitioner_id}, {appointment.room_id}, appointment.patient_id)
    visit: Appointment = lock_unchanged(appointment, revision)
    visit.site = appointment.site
    was = State(visit.state)
    check_step(visit, state, now=now)
    back = goes_back(was, state)
    if back and not reason.strip():
        raise ValidationError({"reason": "Say why the visit goes back a step."})
    visit.state = state
    if was == State.NO_SHOW:
        check_still_free(visit)
    visit.full_clean()
    visit.save(update_fields=["state", "revision", "changed_at"])
    note_change(visit, was, by=by, now=now, reason=reason.strip() if back else "")
    if was == State.REQUESTED:
        announce(visit, Reminder.Kind.BOOKED, now=now)
    return visit


def check_still_free(visit: Appointment) -> None:
    """Also of visits that were booked over others, of which no constraint speaks."""
    taken, patient_taken = what_is_taken(visit)
    if visit.overbooked_reason:
        taken = []
    if taken or patient_taken:
        raise ValidationError([*taken, *patient_taken, "Book a new visit instead."])


def check_step(visit: Appointment, state: str, *, now: datetime) -> None:
    was = State(visit.state)
    if state not in TRANSITIONS[was]:
        raise ValidationError(
            f"A visit marked “{was.label}” cannot be marked "
            f"“{State(state).label if state in State.values else state}”."
        )
    zone = visit.site.zone
    early = now.astimezone(zone).date() < visit.starts_at.astimezone(zone).date()
    if early and not (was in Appointment.AHEAD and state in BEFORE_THE_DAY):
        raise ValidationError(
            f"This visit is on {moment_at(visit.starts_at, zone)}. Mark it from that day on."
        )
    if state == State.NO_SHOW and now < visit.starts_at:
        raise ValidationError("The visit has not begun yet; the patient may still come.")


def note_change(
    visit: Appointment, was: State, *, by: User, now: datetime, reason: str = ""
) -> None:
    change = StateChange(
        appointment=visit,
        from_state=was,
        to_state=visit.state,
        changed_at=now,
        changed_by=by,
        reason=reason,
    )
    change.full_clean()
    change.save()


@transaction.atomic
def cancel_visit(
    *,
    appointment: Appointment,
    revision: int,
    cancelled_by: str,
    code: str,
    by: User,
    now: datetime,
    reason: str = "",
) -> Appointment:
    """Take a visit out of the book. The row stays, with the reason; its time is free again."""
    visit: Appointment = lock_unchanged(appointment, revision)
    was = State(visit.state)
    if was not in MAY_BE_CANCELLED:
        raise ValidationError(f"This visit is marked “{was.label}” and cannot be cancelled.")
    visit.state = State.CANCELLED
    visit.cancelled_by, visit.cancelled_code = cancelled_by, code
    visit.cancelled_reason, visit.cancelled_at = reason.strip(), now
    visit.full_clean()
    visit.save(
        update_fields=[
            "state",
            "cancelled_by",
            "cancelled_code",
            "cancelled_reason",
            "cancelled_at",
            "revision",
            "changed_at",
        ]
    )
    note_change(visit, was, by=by, now=now)
    announce(visit, Reminder.Kind.CANCELLED, now=now)
    return visit
