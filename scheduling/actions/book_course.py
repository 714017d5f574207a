"""A whole course gets its places in the book, or none of it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from scheduling.actions.checks import SAY_WHY
from scheduling.actions.locking import booking, lock_resources
from scheduling.actions.visits import book_visit
from scheduling.chain import Link
from scheduling.models import Appointment, Room
from staff.models import User
from treatments.models import FollowUp, Plan, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One visit of the course with the time that was chosen for it."""

    link: Link
    practitioner: User
    room: Room
    starts_at: datetime


@booking
def book_course(
    *, plan: Plan, choices: Sequence[Choice], by: User, now: datetime, agreed: bool = True
) -> list[Appointment]:
    """Book every visit in the order of the course; each under the rules for booking it alone.

    Unless `agreed`, the times are held and the patient still has to say yes. Raises
    ValidationError, keyed by the link that cannot be booked, and leaves nothing behind.
    """
    if not choices:
        raise ValidationError("There is no visit to book.")
    lock_resources(
        {choice.practitioner.pk for choice in choices},
        {choice.room.pk for choice in choices},
        plan.patient_id,
        plan.pk,
    )
    return [book_one(plan, choice, by=by, now=now, agreed=agreed) for choice in choices]


def book_one(plan: Plan, choice: Choice, *, by: User, now: datetime, agreed: bool) -> Appointment:
    what = choice.link.what
    try:
        return book_visit(
            patient=plan.patient,
            practitioner=choice.practitioner,
            room=choice.room,
            visit_type=choice.link.visit_type,
            starts_at=choice.starts_at,
            by=by,
            now=now,
            session=what if isinstance(what, Session) else None,
            follow_up=what if isinstance(what, FollowUp) else None,
            agreed=agreed,
        )
    except ValidationError as error:
        raise ValidationError({choice.link.key: without_asking_why(error)}) from error


def without_asking_why(error: ValidationError) -> list[str]:
    """A reason is given where the visit is booked by itself, never for a whole course."""
    said = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
    kept = [each for errors in said for each in errors if each.code != SAY_WHY]
    return ValidationError(kept).messages
