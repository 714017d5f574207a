"""A visit moves, and with it those later ones that would fall outside their windows. All or none.

There is no series in the book, so nothing can be "edited": each visit is a row of its own with
its own revision, and what is saved is the difference between two courses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from scheduling.actions.checks import (
    check_forerunner,
    check_free,
    check_order,
    check_place,
    check_plan,
    check_window,
    outside_of,
)
from scheduling.actions.locking import Held, booking, lock_resources
from scheduling.actions.outbox import announce
from scheduling.actions.visits import clean_without_constraints, put_on_the_clock
from scheduling.actions.waitlist import settle
from scheduling.models import Appointment, Reminder, Room, StateChange
from scheduling.windows import Due, course, local_day, plan_of
from staff.capabilities import Capability
from staff.models import User, lock_unchanged
from staff.templatetags.prolo import day
from treatments.models import Plan, Session

State = Appointment.State

# What a move changes of a visit.
PLACE = (
    "practitioner",
    "site",
    "room",
    "starts_at",
    "ends_at",
    "practitioner_period",
    "room_period",
    "outside_window_reason",
    "overbooked_reason",
    "revision",
    "changed_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One visit as it was when the form was opened, and where it is to be."""

    visit: Appointment
    revision: int
    practitioner: User
    room: Room
    starts_at: datetime


@booking
def move_course(
    *,
    moves: Sequence[Move],
    by: User,
    now: datetime,
    outside_window_reason: str = "",
    overbooked_reason: str = "",
    leave_later: bool = False,
) -> list[Appointment]:
    """Move the first visit where it was asked to be, and the others of its course with it.

    Raises ValidationError and moves none if one of them changed meanwhile, finds its place taken
    or would leave its window. Code "later_visits": others of the course have to move as well.
    The first may go outside its window, be put over what is taken, or with `leave_later` leave
    later visits outside theirs, if `by` may do so and says why.
    """
    held = lock_resources(
        {move.visit.practitioner_id for move in moves} | {move.practitioner.pk for move in moves},
        {move.visit.room_id for move in moves} | {move.room.pk for move in moves},
        moves[0].visit.patient_id,
        plan_of(moves[0].visit),
    )
    steps = [step_of(move, held) for move in moves]
    if not (outside_window_reason or overbooked_reason):
        check_goes_somewhere(moves[0])
    visits = [visit for visit, _ in steps]
    visits[0].outside_window_reason = check_course(
        visits, held.plan, by=by, reason=outside_window_reason, leave_later=leave_later
    )
    waiting = {visit.pk for visit in visits}
    for visit, was in in_safe_order(steps):
        waiting.discard(visit.pk)
        reason = overbooked_reason if visit == visits[0] else ""
        try:
            check_place(visit, now=now)
            visit.overbooked_reason = check_free(visit, by=by, reason=reason, ignored=waiting)
            clean_without_constraints(visit)
        except ValidationError as error:
            raise named(error, visit, asked=visits[0]) from error
        save_moved(visit, by=by, now=now)
        if visit.starts_at < was:
            settle(visit, by=by, now=now)
    return visits


def check_goes_somewhere(move: Move) -> None:
    """Else a patient who confirmed would be told of a new time that is the old one."""
    visit = move.visit
    there = (visit.starts_at, visit.practitioner_id, visit.room_id)
    if there == (move.starts_at, move.practitioner.pk, move.room.pk):
        raise ValidationError("The visit is there already. Choose another time.")


def step_of(move: Move, held: Held) -> tuple[Appointment, datetime]:
    """The visit, locked and put where it is to be, not saved; and when it was."""
    visit: Appointment = lock_unchanged(move.visit, move.revision)
    if visit.state not in Appointment.AHEAD:
        raise ValidationError(
            f"This visit is marked “{visit.get_state_display()}” and cannot be moved any more."
        )
    was = visit.starts_at
    put_on_the_clock(visit, held, move.practitioner, move.room, move.starts_at)
    visit.outside_window_reason = ""
    return visit, was


def in_safe_order(
    steps: Sequence[tuple[Appointment, datetime]],
) -> Iterator[tuple[Appointment, datetime]]:
    """So that no visit is put where another one of the course has not left yet.

    Those that move on go first, the last of them ahead; then those that move back.
    """
    on = [step for step in steps if step[0].starts_at >= step[1]]
    back = [step for step in steps if step[0].starts_at < step[1]]
    yield from sorted(on, key=lambda step: step[1], reverse=True)
    yield from sorted(back, key=lambda step: step[1])


def named(error: ValidationError, visit: Appointment, *, asked: Appointment) -> ValidationError:
    """Says which visit is meant, if it is not the one that was asked for."""
    if visit == asked or visit.session is None:
        return error
    said = " ".join(error.messages)
    return ValidationError(f"Session {visit.session.number}, {day(local_day(visit))}: {said}")


def save_moved(visit: Appointment, *, by: User, now: datetime) -> None:
    """Whoever had confirmed the old time has not confirmed the new one."""
    if visit.state == State.CONFIRMED:
        StateChange.objects.create(
            appointment=visit,
            from_state=visit.state,
            to_state=State.BOOKED,
            changed_at=now,
            changed_by=by,
            reason="Moved to another time",
        )
        visit.state = State.BOOKED
    visit.save(update_fields=[*PLACE, "state"])
    announce(visit, Reminder.Kind.MOVED, now=now)


def check_course(
    visits: Sequence[Appointment],
    plan: Plan | None,
    *,
    by: User,
    reason: str,
    leave_later: bool,
) -> str:
    """The whole course as it would be: in order, and inside its windows wherever it changes.

    The reason to keep with the first visit: "" where nothing lies outside.
    """
    asked = visits[0]
    if asked.session is None or plan is None:
        if len(visits) > 1:
            raise ValidationError("Only visits of one course can be moved together.")
        return check_window(asked, plan, by=by, reason=reason)
    check_plan(asked, plan)
    if any(visit.session is None or visit.session.plan_id != plan.pk for visit in visits):
        raise ValidationError("Only visits of one course can be moved together.")
    outside, left_behind = held_against_windows(plan, visits)
    may_go_outside = by.can(Capability.BOOK_OUTSIDE_WINDOW)
    if outside and not may_go_outside:
        raise ValidationError(
            f"{outside} Only a physician can book it there.", code="outside_window"
        )
    if left_behind and not (may_go_outside and leave_later):
        raise ValidationError(left_behind, code="later_visits")
    if (outside or left_behind) and not reason.strip():
        raise ValidationError(
            {
                "outside_window_reason": f"{outside or left_behind} Say why it should be there "
                "all the same."
            }
        )
    return reason.strip() if outside or left_behind else ""


def held_against_windows(plan: Plan, visits: Sequence[Appointment]) -> tuple[str, str]:
    """What is wrong with the first visit's day, and which later visit is left outside; or ""."""
    sessions = list(plan.sessions.numbered())
    booked = Appointment.objects.live().filter(session__in=sessions).select_related("site")
    before = {visit.session_id: visit for visit in booked if visit.session_id}
    moved = {visit.session_id: visit for visit in visits if visit.session_id}
    for visit in visits:
        check_planned(visit)
    outside = left_behind = ""
    last: Due | None = None
    for due in course(sessions, before | moved, plan.signed_version()):
        if due.session.state != Session.State.PLANNED or due.visit is None:
            continue
        follows = last is not None and last.session.pk in moved
        if due.session.pk in moved:
            check_forerunner(due)
        if last and last.visit and (follows or due.session.pk in moved):
            check_order(last.session, last.visit, due.session, due.visit)
        words = outside_of(due.window, local_day(due.visit))
        if words and due.visit == visits[0]:
            outside = words
        elif words and due.session.pk in moved:
            raise ValidationError(f"Session {due.session.number}: {words}", code="later_visits")
        elif words and follows and last and changes_day(last, before):
            left_behind = left_behind or left_outside(due)
        last = due
    return outside, left_behind


def check_planned(visit: Appointment) -> None:
    assert visit.session is not None, "only sessions have a course"
    if visit.session.state != Session.State.PLANNED:
        state = visit.session.get_state_display().lower()
        raise ValidationError(f"Session {visit.session.number} is already {state}.")


def changes_day(due: Due, before: dict[int, Appointment]) -> bool:
    was = before.get(due.session.pk)
    return due.visit is not None and (was is None or local_day(was) != local_day(due.visit))


def left_outside(due: Due) -> str:
    assert due.visit is not None, "it was left where it is booked"
    return (
        f"Session {due.session.number} is booked for {day(local_day(due.visit))} and would then "
        "be outside its window; it has to move too."
    )
