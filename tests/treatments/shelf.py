"""What stands on the shelf in tests, and batches written straight to the tables.

How a batch is made is tested with the actions that make it; here it only has to be there.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from staff.models import User
from treatments.models import Lot, Mix, MixPart, Product, SessionRecord, Vial

RECEIVED = datetime(2026, 10, 1, 14, tzinfo=UTC)
EXPIRES = date(2028, 6, 30)


def product(code: str = "dextrose-50", **fields) -> Product:
    made, _ = Product.objects.get_or_create(
        code=code,
        defaults={
            "name": "Dextrose 50 %",
            "strengths": {"dextrose": "50"},
            "container_ml": Decimal(50),
            "single_dose": True,
        }
        | fields,
    )
    return made


def lot(by: User, of: Product | None = None, number: str = "D-1001", **fields) -> Lot:
    of = of or product()
    made, _ = Lot.objects.get_or_create(
        product=of,
        number=number,
        defaults={
            "expires_on": EXPIRES,
            "strengths": of.strengths,
            "received_by": by,
            "received_at": RECEIVED,
        }
        | fields,
    )
    return made


def mixed(record: SessionRecord, by: User) -> Mix:
    """One batch that everything in the record is drawn from, as if it were all one solution."""
    injections = list(record.injections.all())
    total = sum((row.volume_ml for row in injections), Decimal(0)) + 20
    mix = Mix.objects.create(
        record=record,
        position=record.mixes.count() + 1,
        total_ml=total,
        mixed_at=record.started_at,
        mixed_by=by,
        appearance=Mix.Appearance.CLEAR,
    )
    stock = lot(by)
    vial = Vial.objects.create(
        lot=stock,
        patient=record.session.plan.patient,
        opened_at=record.started_at,
        opened_by=by,
    )
    MixPart.objects.create(mix=mix, position=1, lot=stock, vial=vial, ml=total)
    record.injections.update(mix=mix)
    return mix
