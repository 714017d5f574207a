"""What stands on the shelf in tests about mixing: products of the catalogue, one lot each."""

from datetime import date
from decimal import Decimal
from functools import cache

from staff.models import User
from tests.treatments import shelf
from treatments.actions.products import columns
from treatments.catalogue import CatalogueProduct, catalogue
from treatments.models import Lot, Product

# Everything that the worked knee day is mixed from.
KNEE = ("dextrose-50", "lidocaine-1-multi-dose", "sterile-water")


@cache
def _by_code() -> dict[str, CatalogueProduct]:
    return {entry.code: entry for entry in catalogue()}


def product(code: str) -> Product:
    return Product.objects.get_or_create(code=code, defaults=columns(_by_code()[code]))[0]


def lot(code: str, by: User, **fields: object) -> Lot:
    """One lot of the product: "lidocaine-1" has lot L-1, unless `number` says otherwise."""
    of = product(code)
    number = str(fields.pop("number", f"{code[0].upper()}-{Lot.objects.count() + 1}"))
    strengths = of.strengths | dict(fields.pop("strengths", {}))  # type: ignore[call-overload]
    return shelf.lot(by, of, number, strengths=strengths, **fields)


def stocked(by: User, *codes: str) -> dict[str, Lot]:
    return {code: lot(code, by) for code in codes or KNEE}


def p2g(by: User, phenol: str = "2.5", **fields: object) -> Lot:
    return lot("p2g", by, strengths={"phenol": phenol}, **fields)


def ml(value: str) -> Decimal:
    return Decimal(value)


EXPIRED = date(2026, 10, 31)
