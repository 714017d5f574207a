"""One booking at a time for each practitioner, room and patient; lost races end politely.

An exclusion constraint alone never double-books, but two inserts that wait for each other
deadlock. So whatever gives a visit its time first locks the rows of all it will hold, always in
the order practitioners, rooms, patient.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from patients.models import Patient
from scheduling.models import Room
from staff.models import User

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


def lock_resources(practitioners: set[int], rooms: set[int], patient: int) -> Patient:
    """Lock the rows until the end of the transaction; the patient comes back as it is now."""
    lock_rows(User, practitioners)
    lock_rows(Room, rooms)
    return Patient.objects.select_for_update(no_key=True, of=("self",)).get(pk=patient)


def lock_rows(model: Any, ids: set[int]) -> None:
    list(
        model.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values("pk")
    )
