"""The shelf of the demo clinic: lots received over two years, one of them recalled."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from clinic.demo.staff import Staff
from patients.rules import Policy
from treatments.actions import stock
from treatments.actions.mixes import make_planned_mixes
from treatments.actions.outside_doses import record_outside_doses
from treatments.models import Product, SessionRecord
from treatments.shelf import open_vials, opened_as

RECALLED_DAYS_AGO = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One lot; days are counted from today, back for `received`, `used_up` and `recalled`."""

    product: str
    number: str
    received: int
    expires_in: int
    used_up: int | None = None
    recalled: int | None = None
    phenol: str = ""


# Of a product the lot that expires first is used first.
DELIVERIES = (
    Delivery(product="dextrose-50", number="D4471", received=760, expires_in=-30, used_up=29),
    Delivery(
        product="dextrose-50", number="D5203", received=45, expires_in=12,
        recalled=RECALLED_DAYS_AGO,
    ),
    Delivery(product="dextrose-50", number="D5310", received=38, expires_in=26),
    Delivery(product="dextrose-50", number="D5588", received=6, expires_in=430),
    Delivery(product="lidocaine-1-multi-dose", number="L2210", received=760, expires_in=-90,
             used_up=89),
    Delivery(product="lidocaine-1-multi-dose", number="L2475", received=130, expires_in=310),
    Delivery(product="lidocaine-2-multi-dose", number="LX0881", received=760, expires_in=240),
    Delivery(product="sterile-water", number="W9012", received=760, expires_in=520),
    Delivery(product="sodium-chloride-0-9", number="N3340", received=760, expires_in=390),
    Delivery(product="p2g", number="P2G-0611", received=760, expires_in=60, phenol="2.5"),
    Delivery(product="ropivacaine-0-5", number="R7730", received=760, expires_in=-3),
    Delivery(product="bupivacaine-0-5", number="B1109", received=760, expires_in=180),
    Delivery(product="procaine-1-multi-dose", number="PC118", received=760, expires_in=150),
    Delivery(product="mepivacaine-1", number="M6605", received=760, expires_in=210),
)  # fmt: skip


class EveryCaution(Collection[str]):
    """The physicians of the demo read every caution about a mix and go on."""

    def __contains__(self, code: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def receive_lots(staff: Staff, today: date) -> None:
    products = {product.code: product for product in Product.objects.all()}
    by = staff.administrator
    for delivery in DELIVERIES:
        day = _days_ago(today, delivery.received)
        lot = stock.receive_lot(
            product=products[delivery.product],
            number=delivery.number,
            expires_on=_days_ago(today, -delivery.expires_in),
            by=by,
            now=_morning(day),
            today=day,
            strengths={"phenol": Decimal(delivery.phenol)} if delivery.phenol else {},
        )
        if delivery.used_up is not None:
            stock.use_up_lot(lot=lot, by=by, now=_morning(_days_ago(today, delivery.used_up)))
        if delivery.recalled is not None:
            recalled_on = _days_ago(today, delivery.recalled)
            stock.recall_lot(
                lot=lot,
                revision=lot.revision,
                recalled_on=recalled_on,
                reason="The maker found glass particles in some vials.",
                by=by,
                today=recalled_on,
            )


def mix(record: SessionRecord, now: datetime) -> None:
    """What the plan says, out of the lots of that day."""
    by = record.physician
    record_outside_doses(record=record, by=by, given_elsewhere=False)
    if record.injections.filter(procedure="").exists():
        make_planned_mixes(record=record, by=by, now=now, acknowledged=EveryCaution())
    record.refresh_from_db()


def discard_old_vials(staff: Staff, today: date) -> None:
    """Multi-dose vials are thrown away on their last day; one was forgotten."""
    policy = Policy()
    over = []
    for vial in open_vials().filter(lot__product__single_dose=False).select_related("lot__product"):
        opened = opened_as(vial, policy)
        if opened.days_left(today) < 0:
            over.append(opened)
    over.sort(key=lambda opened: opened.last_day)
    for opened in over[:-1]:
        evening = _morning(opened.last_day) + timedelta(hours=8)
        stock.discard_vial(
            vial=opened.vial, by=staff.administrator, now=max(evening, opened.vial.opened_at)
        )


def _days_ago(today: date, days: int) -> date:
    """Moved back to Friday from a weekend; a negative number of days lies ahead."""
    day = today - timedelta(days=days)
    return day - timedelta(days=max(day.isoweekday() - 5, 0))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(13, 30), tzinfo=UTC)
