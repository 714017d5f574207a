"""Somebody is away: that is noted at once by whoever hears of it, and the visits move together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.models import Patient
from scheduling.actions.locking import booking, lock_rows
from scheduling.actions.move_course import Move, move_course
from scheduling.models import Appointment, Closure, Room
from staff.capabilities import Capability
from staff.models import User


@transaction.atomic
def note_absence(
    *,
    practitioner: User,
    first_day: date,
    last_day: date,
    reason: str,
    by: User,
    starts: time | None = None,
    ends: time | None = None,
) -> Closure:
    """From `first_day` to `last_day`, or from `starts` to `ends` (wall time) of one day.

    Visits stay where they are until somebody moves them: `scheduling.stranded` finds them.
    """
    check_may_note(by)
    absence = Closure(
        practitioner=practitioner,
        first_day=first_day,
        last_day=last_day,
        starts=starts,
        ends=ends,
        reason=reason.strip(),
    )
    absence.full_clean()
    # Bookings lock the practitioner: those that began before are seen by the list of stranded
    # visits, those that begin after see the absence.
    lock_rows(User, {practitioner.pk})
    absence.save()
    return absence


@transaction.atomic
def remove_absence(*, absence: Closure, by: User) -> None:
    """It was noted by mistake, or somebody is back early. A site's closed days are no absence."""
    check_may_note(by)
    if absence.practitioner_id is None:
        raise ValidationError("Only an administrator can open a site on days that are closed.")
    absence.delete()


def check_may_note(by: User) -> None:
    if not by.can(Capability.NOTE_ABSENCES):
        raise ValidationError("You cannot note who is away.")


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
    lock_rows(User, now_with | {move.practitioner.pk for move in moves})
    lock_rows(Room, {move.visit.room_id for move in moves} | {move.room.pk for move in moves})
    lock_rows(Patient, {move.visit.patient_id for move in moves})
    done = Moved()
    for move in moves:
        try:
            done.moved += move_course(moves=[move], by=by, now=now)
        except ValidationError as error:
            done.left.append((move.visit, " ".join(error.messages)))
    return done
