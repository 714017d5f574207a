"""What stands on the shelf and may be used. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DecimalField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from patients.models import Patient
from patients.rules import Policy
from treatments.models import Lot, Product, Vial

NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=8, decimal_places=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Containers that are open: what is left in them, and the last day they may be used."""

    vial: Vial
    left_ml: Decimal
    last_day: date

    def days_left(self, today: date) -> int:
        """0 on the last day, negative after it."""
        return (self.last_day - today).days


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """A lot that may be used, and the open container of it that may be used up first."""

    lot: Lot
    opened: Opened | None

    @property
    def product(self) -> Product:
        return self.lot.product

    @property
    def strengths(self) -> dict[str, Decimal]:
        return self.lot.percentages()

    def vial_for(self, ml: Decimal) -> Vial | None:
        """The open container if so much is left in it; else a new one has to be opened."""
        return self.opened.vial if self.opened and self.opened.left_ml >= ml else None


def usable_stock(*, on: date, patient: Patient, policy: Policy) -> list[OnShelf]:
    """Every lot that may be used for this patient on `on`, by product. Two queries.

    Of a product the lot with an open container goes first, then the one that expires first.
    """
    lots = list(Lot.objects.usable_on(on).select_related("product").order_by("product__name"))
    opened = opened_of(lots, on=on, patient=patient, policy=policy)
    shelf = [OnShelf(lot=lot, opened=opened.get(lot.pk)) for lot in lots]
    return sorted(
        shelf,
        key=lambda found: (
            found.product.name,
            found.product.pk,
            found.opened is None,
            found.lot.expires_on,
            found.lot.pk,
        ),
    )


def first_of_each(shelf: Iterable[OnShelf]) -> list[OnShelf]:
    """The one of each product to use first; `shelf` as `usable_stock` gives it."""
    first: dict[int, OnShelf] = {}
    for found in shelf:
        first.setdefault(found.product.pk, found)
    return list(first.values())


def opened_of(
    lots: Iterable[Lot], *, on: date, patient: Patient, policy: Policy
) -> dict[int, Opened]:
    """By lot, the open container that this patient may get of on `on`. One query.

    Of a multi-dose vial anybody may, for so many days as the clinic lets it stay open; of a
    single-dose vial only the patient it was opened for, on that day. `lots` want `product`.
    """
    by_id = {lot.pk: lot for lot in lots}
    found: dict[int, Opened] = {}
    vials = open_vials().filter(Q(patient=None) | Q(patient=patient), lot__in=by_id)
    for vial in vials.order_by("opened_at", "id"):
        vial.lot = by_id[vial.lot_id]
        opened = opened_as(vial, policy)
        if timezone.localdate(vial.opened_at) <= on <= opened.last_day and opened.left_ml > 0:
            found.setdefault(vial.lot_id, opened)
    return found


def open_vials() -> QuerySet[Vial]:
    """Those that nobody discarded, with `drawn_ml`."""
    return Vial.objects.filter(discarded_at=None).annotate(
        drawn_ml=Coalesce(Sum("parts__ml"), NOTHING)
    )


def opened_as(vial: Vial, policy: Policy) -> Opened:
    """Wants `lot__product` and `drawn_ml`."""
    held = vial.lot.product.container_ml * vial.containers
    drawn: Decimal = vial.drawn_ml  # type: ignore[attr-defined]
    return Opened(vial=vial, left_ml=held - drawn, last_day=last_day_of(vial, policy))


def last_day_of(vial: Vial, policy: Policy) -> date:
    """The last day on which anything may be drawn from it. Wants `lot__product`."""
    opened_on = timezone.localdate(vial.opened_at)
    if vial.lot.product.single_dose:
        return opened_on
    return min(opened_on + timedelta(days=policy.multi_dose_days), vial.lot.expires_on)
