"""One booking at a time for each practitioner, room and patient; lost races end politely.

An exclusion constraint alone never double-books, but two inserts that wait for each other
deadlock. So whatever gives a visit its time first locks the rows of all it will hold, always in
the order practitioners, rooms, plan, patient. What these rows say is read with the lock: a room
that is put out of use or a plan that ends in the same instant is seen, or has to wait.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from patients.models import Patient
from scheduling.models import Room
from staff.models import User
from treatments.models import Plan

P = ParamSpec("P")
R = TypeVar("R")

TAKEN = {"23P01", "23505"}  # exclusion and unique violation
TRY_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock
TRIES = 4


def booking(action: Callable[P, R]) -> Callable[P, R]:
    """Run `action` in a transaction; lost races become a polite refusal."""

    @wraps(action)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except DatabaseError as error:
                state = sqlstate(error)
                if state in TAKEN:
                    raise ValidationError(
                        "Somebody else has just taken this time. Choose another one.", code="taken"
                    ) from error
                if state not in TRY_AGAIN:
                    raise
        raise ValidationError(
            "Many people are booking at this moment, so nothing was saved. Please try again.",
            code="busy",
        )

    return guarded


def sqlstate(error: DatabaseError) -> str:
    return str(getattr(error.__cause__, "sqlstate", "") or "")


@dataclass(frozen=True, slots=True)
class Held:
    """What visits will hold, each row as it is now: locked until the end of the transaction."""

    practitioners: dict[int, User]
    rooms: dict[int, Room]  # with their sites
    patient: Patient
    plan: Plan | None = None


def lock_resources(
    practitioners: set[int], rooms: set[int], patient: int, plan: int | None = None
) -> Held:
    """Lock the rows by id; three statements."""
    people = lock_rows(User.objects, practitioners)
    places = lock_rows(Room.objects.select_related("site"), rooms)
    if plan is None:
        return Held(people, places, lock_rows(Patient.objects, {patient})[patient])
    # The rows of each table are locked in the order in which these are named.
    both = Plan.objects.select_related("patient").select_for_update(
        no_key=True, of=("self", "patient")
    )
    locked = both.get(pk=plan)
    if locked.patient_id == patient:
        return Held(people, places, locked.patient, locked)
    return Held(people, places, lock_rows(Patient.objects, {patient})[patient], locked)


def lock_rows(rows: Any, ids: set[int]) -> dict[int, Any]:
    """Those of `rows` with these ids, locked in order, as they are now."""
    locked = rows.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in locked}
