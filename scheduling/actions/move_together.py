"""Visits of many patients move at once, each for itself: their time was taken away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError

from patients.models import Patient
from scheduling.actions.locking import booking, lock_rows
from scheduling.actions.move_course import Move, move_course
from scheduling.models import Appointment, Room
from scheduling.windows import plan_of
from staff.models import User
from treatments.models import Plan


@dataclass(slots=True)
class Moved:
    """What became of visits that were to move at once."""

    moved: list[Appointment] = field(default_factory=list)
    # Those that stay where they are, each with the reason.
    left: list[tuple[Appointment, str]] = field(default_factory=list)


@booking
def move_together(*, moves: Sequence[Move], by: User, now: datetime) -> Moved:
    """Move each visit that can be moved where it was asked; the others stay, with the reason.

    Each is a move of its own: a place that was taken in the meantime does not undo the others.
    No move leaves another visit of its course outside its window, so no course is half done.
    """
    now_with = {move.visit.practitioner_id for move in moves}
    now_in = {move.visit.room_id for move in moves}
    lock_rows(User.objects, now_with | {move.practitioner.pk for move in moves})
    lock_rows(Room.objects, now_in | {move.room.pk for move in moves})
    lock_rows(Plan.objects, {plan for move in moves if (plan := plan_of(move.visit))})
    lock_rows(Patient.objects, {move.visit.patient_id for move in moves})
    done = Moved()
    for move in moves:
        try:
            done.moved += move_course(moves=[move], by=by, now=now)
        except ValidationError as error:
            done.left.append((move.visit, " ".join(error.messages)))
    return done
