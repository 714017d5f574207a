"""Writes of the shelf: lots come in, are recalled and used up; containers are opened."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from patients.models import Patient
from staff import clock
from staff.models import User, lock_unchanged
from staff.templatetags.prolo import day
from treatments.actions.products import check_keeper
from treatments.catalogue import SUBSTANCES, why_not
from treatments.library import plain
from treatments.models import Lot, Product, Vial

MOST_CONTAINERS = 50
KEPT_FOR = timedelta(days=10 * 366)  # nothing on this shelf keeps longer


@transaction.atomic
def receive_lot(
    *,
    product: Product,
    number: str,
    expires_on: date,
    by: User,
    now: datetime,
    today: date,
    received_on: date | None = None,
    strengths: Mapping[str, Decimal] = {},
) -> Lot:
    """Put a delivery on the shelf. `strengths`: percent of what the lot states itself.

    `received_on`, if not today: nothing can have been mixed from it before that day.
    """
    check_keeper(by)
    received_on = received_on or today
    if not today - KEPT_FOR <= received_on <= today:
        raise ValidationError({"received_on": "It came today or before. Check the date."})
    if product.retired_at is not None:
        raise ValidationError("This product is retired. Bring it back before you receive a lot.")
    if expires_on < today:
        raise ValidationError(
            {"expires_on": f"This lot expired on {day(expires_on)}. It cannot be received."}
        )
    _, end = clock.day_bounds(received_on)
    noon = end - timedelta(hours=12)
    lot = Lot(product=product, received_by=by, received_at=now if received_on == today else noon)
    _write(lot, number, expires_on, strengths, today)
    lot.save()
    return lot


@transaction.atomic
def correct_lot(
    *,
    lot: Lot,
    revision: int,
    number: str,
    expires_on: date,
    by: User,
    today: date,
    strengths: Mapping[str, Decimal] = {},
) -> Lot:
    """Mend what was mistyped. Number and strengths stay once something was mixed from the lot."""
    check_keeper(by)
    lot = lock_unchanged(lot, revision)
    before = (lot.number, lot.strengths)
    _write(lot, number, expires_on, strengths, today)
    if (lot.number, lot.strengths) != before and lot.parts.exists():
        raise ValidationError(
            "Something was mixed from this lot: its number and strengths stay. If they are wrong, "
            "mark the lot as used up and receive it again as it is."
        )
    lot.save(update_fields=["number", "expires_on", "strengths", "revision", "changed_at"])
    return lot


@transaction.atomic
def use_up_lot(*, lot: Lot, by: User, now: datetime) -> Lot:
    """Nothing of it is left; doing it again changes nothing."""
    check_keeper(by)
    lot = Lot.objects.select_for_update().get(pk=lot.pk)
    if lot.used_up_at is None:
        lot.used_up_at = now
        _save(lot, "used_up_at")
    return lot


@transaction.atomic
def put_back_lot(*, lot: Lot, by: User) -> Lot:
    """It was marked as used up, and something of it is left."""
    check_keeper(by)
    lot = Lot.objects.select_for_update().get(pk=lot.pk)
    if lot.used_up_at is not None:
        lot.used_up_at = None
        _save(lot, "used_up_at")
    return lot


@transaction.atomic
def recall_lot(
    *, lot: Lot, revision: int, recalled_on: date, reason: str, by: User, today: date
) -> Lot:
    """From that day nothing of it may be given; what was given before can still be recorded."""
    check_keeper(by)
    lot = lock_unchanged(lot, revision)
    if lot.recalled_on is not None:
        raise ValidationError(f"This lot is recalled since {day(lot.recalled_on)} already.")
    if recalled_on < today - KEPT_FOR:
        raise ValidationError(
            {"recalled_on": "That is more than ten years ago. Check the year of the recall."}
        )
    if recalled_on > today:
        raise ValidationError({"recalled_on": "The day of the recall cannot lie ahead."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is recalled; the letters say it too."})
    lot.recalled_on, lot.recalled_by, lot.recall_reason = recalled_on, by, reason.strip()
    _save(lot, "recalled_on", "recalled_by", "recall_reason", counted=True)
    return lot


@transaction.atomic
def lift_recall(*, lot: Lot, revision: int, by: User) -> Lot:
    """The recall was entered for the wrong lot, or the maker took it back."""
    check_keeper(by)
    lot = lock_unchanged(lot, revision)
    lot.recalled_on, lot.recalled_by, lot.recall_reason = None, None, ""
    _save(lot, "recalled_on", "recalled_by", "recall_reason", counted=True)
    return lot


@transaction.atomic
def discard_vial(*, vial: Vial, by: User, now: datetime) -> Vial:
    """An opened container is thrown away; doing it again changes nothing."""
    check_keeper(by)
    vial = Vial.objects.select_for_update().get(pk=vial.pk)
    if vial.discarded_at is None:
        vial.discarded_at = now
        vial.full_clean()
        vial.save(update_fields=["discarded_at"])
    return vial


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


def _write(
    lot: Lot, number: str, expires_on: date, strengths: Mapping[str, Decimal], today: date
) -> None:
    """Fill in what is printed on the lot, or raise ValidationError."""
    number = " ".join(number.split())
    if expires_on > today + KEPT_FOR:
        raise ValidationError(
            {"expires_on": "That is more than ten years ahead. Check the year on the label."}
        )
    received_on = timezone.localdate(lot.received_at)
    if expires_on < received_on:
        raise ValidationError(
            {"expires_on": f"It was received on {day(received_on)}: it cannot expire before that."}
        )
    same = Lot.objects.filter(product=lot.product, number__iexact=number).exclude(pk=lot.pk)
    if same.exists():
        raise ValidationError({"number": "This lot number is on the list already."})
    lot.number, lot.expires_on = number, expires_on
    lot.strengths = lot.product.strengths | _stated(lot.product, strengths)
    lot.full_clean()


def _stated(product: Product, strengths: Mapping[str, Decimal]) -> dict[str, str]:
    errors = {}
    for name in product.stated_by_lot:
        if name not in strengths:
            errors[name] = f"Enter the {SUBSTANCES[name]} as the lot states it."
        elif why := why_not(name, strengths[name]):
            errors[name] = why
    if errors:
        raise ValidationError(errors)
    return {name: plain(strengths[name]) for name in product.stated_by_lot}


def _save(lot: Lot, *fields: str, counted: bool = False) -> None:
    if not counted:
        lot.revision += 1
    lot.full_clean()
    lot.save(update_fields=[*fields, "revision", "changed_at"])
