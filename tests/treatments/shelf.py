"""What stands on the shelf in tests, and batches written straight to the tables.

How a batch is made is tested with the actions that make it; here it only has to be there.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from staff.models import User
from treatments.batches import Group, groups_of
from treatments.library import plain
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


def mixed(record: SessionRecord, by: User, *, spare: Decimal = Decimal(20)) -> list[Mix]:
    """A batch for each solution in the record, made whole and `spare` mL more than is injected.

    Each comes out of one bottle that is just as strong as the solution: what is in the batch is
    then exactly what the injections are to hold.
    """
    groups = groups_of(record.injections.select_related("mix"))
    return [_batch(record, group, by, spare) for group in groups]


def _batch(record: SessionRecord, group: Group, by: User, spare: Decimal) -> Mix:
    strengths = {aim.component: plain(aim.pct) for aim in group.aims if aim.pct is not None}
    words = "-".join(f"{name}-{pct}" for name, pct in strengths.items())
    code = words.lower().replace(".", "-").replace("_", "-")[:50] or "nothing"
    bottle = product(code, name=f"Bottle {words}"[:120], strengths=strengths)
    stock = lot(by, bottle, number=f"L-{bottle.pk}")
    total = group.injected_ml + spare
    mix = Mix.objects.create(
        record=record,
        position=record.mixes.count() + 1,
        total_ml=total,
        mixed_at=record.started_at,
        mixed_by=by,
        appearance=Mix.Appearance.CLEAR,
    )
    vial = Vial.objects.create(
        lot=stock,
        patient=record.session.plan.patient,
        opened_at=record.started_at,
        opened_by=by,
        containers=10,
    )
    MixPart.objects.create(mix=mix, position=1, lot=stock, vial=vial, ml=total)
    record.injections.filter(pk__in=[row.pk for row in group.injections]).update(mix=mix)
    return mix
