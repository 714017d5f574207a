"""The products that come with Prolo: what a clinic can buy to mix with, as its label says.

Percent is weight per volume, containers are milliliters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from treatments.datafiles import Row, load
from treatments.library import COMPONENTS, plain
from treatments.mixture import SODIUM_CHLORIDE, capital

# Everything that can be in a bottle with a strength of its own.
SUBSTANCES: Mapping[str, str] = MappingProxyType({**COMPONENTS, SODIUM_CHLORIDE: "sodium chloride"})

# What somebody may be allergic to besides the substances. The screening rules know the names of
# corn, paraben, fish and latex; the others are shown on the product.
ALLERGENS: Mapping[str, str] = MappingProxyType(
    {
        "corn": "Corn",
        "methylparaben": "Methylparaben",
        "fish": "Fish",
        "latex": "Latex (stopper)",
        "sulfite": "Sulfite",
        "chlorobutanol": "Chlorobutanol",
        "benzyl_alcohol": "Benzyl alcohol",
    }
)

# The strongest that is sold, in percent. More was typed in milligrams per milliliter.
STRONGEST: Mapping[str, Decimal] = MappingProxyType(
    {
        "dextrose": Decimal(70),
        "lidocaine": Decimal(5),
        "bupivacaine": Decimal("0.75"),
        "mepivacaine": Decimal(3),
        "ropivacaine": Decimal(1),
        "procaine": Decimal(5),
        "glycerin": Decimal(100),
        "phenol": Decimal(5),
        "sodium_morrhuate": Decimal(5),
        SODIUM_CHLORIDE: Decimal("23.4"),
    }
)


def why_not(substance: str, pct: Decimal) -> str:
    """Why no bottle can hold so much of it; "" if it can."""
    name, most = capital(SUBSTANCES[substance]), STRONGEST[substance]
    if pct <= 0:
        return f"{name}: enter a percentage above 0."
    if pct > most:
        return f"{name} is sold at {plain(most)} % at most. 1 % is 10 mg/mL."
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueProduct:
    """One product. `strengths`: substance to percent, without what each lot states itself."""

    code: str
    name: str
    strengths: Mapping[str, Decimal]
    stated_by_lot: tuple[str, ...]
    allergens: tuple[str, ...]
    container_ml: Decimal
    single_dose: bool
    is_diluent: bool
    has_epinephrine: bool
    source: str


@lru_cache
def catalogue() -> tuple[CatalogueProduct, ...]:
    """Every product, in the order of the file. ValueError with its place for what cannot be."""
    products = tuple(_product(values) for values in load("products")["product"])
    codes = [product.code for product in products]
    for code in codes:
        if codes.count(code) > 1:
            raise ValueError(f"product {code}: is in the file twice")
    return products


def _product(values: Mapping[str, object]) -> CatalogueProduct:
    where = f"product {values.get('code', '?')}"
    row = Row(where, values)
    container, single_dose = row.number("container_ml"), row.flag("single_dose")
    if container is None or single_dose is None:
        raise ValueError(f"{where}: container_ml and single_dose must be stated")
    product = CatalogueProduct(
        code=row.text("code"),
        name=row.text("name"),
        strengths=_strengths(row.row("strengths")),
        stated_by_lot=row.texts("stated_by_lot"),
        allergens=row.texts("allergens"),
        container_ml=container,
        single_dose=single_dose,
        is_diluent=bool(row.flag("is_diluent")),
        has_epinephrine=bool(row.flag("has_epinephrine")),
        source=row.text("source"),
    )
    row.close()
    _check(product)
    return product


def _strengths(row: Row) -> dict[str, Decimal]:
    names = row.keys()
    found = {name: row.number(name) for name in names}
    return {name: pct for name, pct in found.items() if pct is not None}


def _check(product: CatalogueProduct) -> None:
    unknown = {*product.strengths, *product.stated_by_lot} - set(SUBSTANCES)
    unknown |= set(product.allergens) - set(ALLERGENS)
    if unknown:
        raise ValueError(f"product {product.code}: unknown {', '.join(sorted(unknown))}")
    for name, pct in product.strengths.items():
        if why := why_not(name, pct):
            raise ValueError(f"product {product.code}: {why}")
    if not (product.code and product.name and product.source):
        raise ValueError(f"product {product.code}: code, name and source must be stated")
