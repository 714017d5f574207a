"""Writes of the product list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify

from staff.capabilities import Capability
from staff.models import User, lock_unchanged
from treatments.catalogue import CatalogueProduct, catalogue, why_not
from treatments.library import plain
from treatments.mixture import SODIUM_CHLORIDE
from treatments.models import Product
from treatments.models.injectate import Injectate

ANAESTHETICS = frozenset(agent for agent in Injectate.Anaesthetic.values if agent)
MOST_ML = 1000
OWN = "own"  # leads the code of what a clinic added itself

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


@transaction.atomic
def add_product(
    *,
    by: User,
    name: str,
    strengths: Mapping[str, Decimal | None],
    container_ml: Decimal,
    single_dose: bool,
    allergens: Collection[str] = (),
    is_diluent: bool = False,
    has_epinephrine: bool = False,
    source: str = "",
) -> Product:
    """Add what only this clinic buys. A strength of None is stated by each lot itself."""
    check_keeper(by)
    name = " ".join(name.split())
    if Product.objects.in_use().filter(name__iexact=name).exists():
        raise ValidationError(
            {"name": "A product of this name is on the list. Add what is different to the name."}
        )
    if not 0 < container_ml <= MOST_ML:
        raise ValidationError(
            {"container_ml": f"A container holds more than 0 and at most {MOST_ML} mL."}
        )
    _check_contents(strengths, is_diluent, has_epinephrine)
    product = Product(
        code=_free_code(name),
        name=name,
        strengths={held: plain(pct) for held, pct in strengths.items() if pct is not None},
        stated_by_lot=sorted(held for held, pct in strengths.items() if pct is None),
        allergens=sorted(allergens),
        container_ml=container_ml,
        single_dose=single_dose,
        is_diluent=is_diluent,
        has_epinephrine=has_epinephrine,
        source=source.strip(),
    )
    product.full_clean()
    product.save()
    return product


@transaction.atomic
def retire_product(*, product: Product, revision: int, by: User, now: datetime) -> Product:
    """Take it off the list: nothing of it is mixed with any more. Its lots stay readable."""
    check_keeper(by)
    product = lock_unchanged(product, revision)
    if product.retired_at is None:
        product.retired_at = now
        product.full_clean()
        product.save(update_fields=["retired_at", "revision", "changed_at"])
    return product


@transaction.atomic
def bring_back_product(*, product: Product, revision: int, by: User) -> Product:
    check_keeper(by)
    product = lock_unchanged(product, revision)
    product.retired_at = None
    product.full_clean()
    product.save(update_fields=["retired_at", "revision", "changed_at"])
    return product


def check_keeper(by: User) -> None:
    if not by.can(Capability.MANAGE_STOCK):
        raise ValidationError("Only a physician or an administrator can change the stock.")


def _check_contents(
    strengths: Mapping[str, Decimal | None], is_diluent: bool, has_epinephrine: bool
) -> None:
    for name, pct in strengths.items():
        if pct is not None and (why := why_not(name, pct)):
            raise ValidationError({"strengths": why})
    if sum((pct for pct in strengths.values() if pct is not None), Decimal(0)) > 100:
        raise ValidationError({"strengths": "The substances add up to more than 100 %."})
    if is_diluent and set(strengths) - {SODIUM_CHLORIDE}:
        raise ValidationError(
            {"is_diluent": "A diluent is water or saline: it holds nothing but sodium chloride."}
        )
    if not strengths and not is_diluent:
        raise ValidationError({"strengths": "Say what is in it."})
    if has_epinephrine and not set(strengths) & ANAESTHETICS:
        raise ValidationError(
            {"has_epinephrine": "Only a local anesthetic comes with epinephrine here."}
        )


def _free_code(name: str) -> str:
    """A code that no product has; two forms at once are told apart by the database."""
    base = f"{OWN}-{slugify(name)[:45]}".rstrip("-")
    taken = set(Product.objects.filter(code__startswith=base).values_list("code", flat=True))
    ways = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(way for way in ways if way not in taken)
