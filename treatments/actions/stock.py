"""Writes of the shelf: lots come in, are recalled and used up; containers are opened."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.models import Patient
from staff.models import User
from staff.templatetags.prolo import day
from treatments.models import Lot, Vial

MOST_CONTAINERS = 50


@transaction.atomic
def open_vial(
    *,
    lot: Lot,
    by: User,
    now: datetime,
    today: date,
    patient: Patient | None = None,
    containers: int = 1,
) -> Vial:
    """Open containers of a lot: of a single-dose product for one patient, else for everybody.

    `today` is the day of the session they are opened for. Raises ValidationError for a lot that
    may not be used on it.
    """
    check_usable(lot, today)
    if lot.product.single_dose and patient is None:
        raise ValidationError(f"{lot.product} is single-dose: say for whom it is opened.")
    if not 1 <= containers <= MOST_CONTAINERS:
        raise ValidationError(
            {"containers": f"From 1 to {MOST_CONTAINERS} containers are opened at once."}
        )
    vial = Vial(
        lot=lot,
        patient=patient if lot.product.single_dose else None,
        containers=containers,
        opened_at=now,
        opened_by=by,
    )
    vial.full_clean()
    vial.save()
    return vial


def check_usable(lot: Lot, today: date) -> None:
    """Raise ValidationError where the lot may not be used on `today`."""
    if lot.expires_on < today:
        raise ValidationError(f"{lot} expired on {day(lot.expires_on)}. Use another lot.")
    if lot.recalled_on is not None and lot.recalled_on <= today:
        raise ValidationError(f"{lot} is recalled since {day(lot.recalled_on)}. Use another lot.")
    if not Lot.objects.usable_on(today).filter(pk=lot.pk).exists():
        raise ValidationError(f"{lot} is not on the shelf any more. Use another lot.")
