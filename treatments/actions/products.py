"""Writes of the product list."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from treatments.catalogue import CatalogueProduct, catalogue
from treatments.library import plain
from treatments.models import Product

LOADING = 1_895_104_478  # any number that nothing else in the database locks


@dataclass(slots=True)
class Loaded:
    """How many products the list gained, changed and kept."""

    added: int = 0
    changed: int = 0
    kept: int = 0

    def __str__(self) -> str:
        return f"{self.added} added, {self.changed} changed, {self.kept} unchanged"


@transaction.atomic
def load_products() -> Loaded:
    """Bring the product list up to the products that come with Prolo.

    An entry that reads differently is changed; lots keep the strengths they were received with.
    What a clinic added or retired itself is left alone. Running it twice changes nothing.
    """
    done = Loaded()
    with connection.cursor() as cursor:
        # Two servers that start together on an empty database take turns.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
    stored = {product.code: product for product in Product.objects.all()}
    for entry in catalogue():
        _load(stored.get(entry.code), entry, done)
    return done


def _load(product: Product | None, entry: CatalogueProduct, done: Loaded) -> None:
    says = columns(entry)
    if product is None:
        product = Product(code=entry.code, **says)
        product.full_clean()
        product.save()
        done.added += 1
    elif all(getattr(product, name) == value for name, value in says.items()):
        done.kept += 1
    else:
        for name, value in says.items():
            setattr(product, name, value)
        product.revision += 1
        product.full_clean()
        product.save(update_fields=[*says, "revision", "changed_at"])
        done.changed += 1


def columns(entry: CatalogueProduct) -> dict[str, Any]:
    """The entry as `Product` holds it."""
    return {
        "name": entry.name,
        "strengths": {name: plain(pct) for name, pct in entry.strengths.items()},
        "stated_by_lot": list(entry.stated_by_lot),
        "allergens": list(entry.allergens),
        "container_ml": entry.container_ml,
        "single_dose": entry.single_dose,
        "is_diluent": entry.is_diluent,
        "has_epinephrine": entry.has_epinephrine,
        "source": entry.source,
    }
