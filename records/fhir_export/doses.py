"""What is injected, as a Medication with the strength of every substance: never rounded."""

from collections.abc import Iterator
from decimal import Decimal

from records.fhir.datatypes import RXNORM
from records.fhir_export.building import (
    Export,
    Resource,
    coding,
    concept,
    own_coding,
    percent_wv,
    quantity,
    resource,
)
from records.fhir_export.vocabulary import INGREDIENTS
from treatments import anatomy
from treatments.given import mixture
from treatments.library import COMPONENTS
from treatments.models import Mix, MixPart
from treatments.models.injectate import Injectate
from treatments.substances import SUBSTANCES, anaesthetics_in


def solution(part: Injectate, local_id: str) -> Resource:
    """What goes into one place, to stand inside the resource that gives it."""
    return {
        "resourceType": "Medication",
        "id": local_id,
        "code": concept(mixture(part), own_coding("procedure", part.procedure)),
        "ingredient": list(_ingredients(part)),
    }


def _ingredients(part: Injectate) -> Iterator[Resource]:
    strengths: list[tuple[str, Decimal | None]] = [
        (name, getattr(part, column)) for column, name in SUBSTANCES.items()
    ]
    for name, pct in strengths:
        if pct is not None:
            yield _ingredient(name, pct)
    # An anesthetic may be named without its strength.
    for name, pct in anaesthetics_in(part):
        yield _ingredient(name, pct)


def _ingredient(name: str, pct: Decimal | None) -> Resource:
    return {
        "itemCodeableConcept": concept(
            COMPONENTS.get(name, name),
            coding(RXNORM, INGREDIENTS.get(name, "")),
            own_coding("substance", name),
        ),
        "strength": percent_wv(pct),
    }


def volume(part: Injectate) -> Resource | None:
    return quantity(part.volume_ml, "mL", "mL")


def route(part: Injectate) -> Resource:
    return concept(anatomy.ROUTES.get(part.route, part.route), own_coding("route", part.route))


def guidance(part: Injectate) -> Resource:
    return concept(
        anatomy.GUIDANCE.get(part.guidance, part.guidance), own_coding("guidance", part.guidance)
    )


def mix(row: Mix, made: Export) -> Resource:
    """A batch: how much of which lot. Wants `parts__lot__product`."""
    parts = list(row.parts.all())
    return resource(
        "Medication",
        made,
        row,
        contained=[_lot(part) for part in parts],
        status="inactive" if row.discarded_at else "active",
        code=concept(f"Mix {row.letter}"),
        amount={
            "numerator": quantity(row.total_ml, "mL", "mL"),
            "denominator": quantity(1, "batch", "{batch}"),
        },
        ingredient=[
            {
                "itemReference": {"reference": f"#{_lot_id(part)}"},
                "strength": {
                    "numerator": quantity(part.ml, "mL", "mL"),
                    "denominator": quantity(row.total_ml, "mL", "mL"),
                },
            }
            for part in parts
        ],
    )


def _lot_id(part: MixPart) -> str:
    return f"lot-{part.position}"


def _lot(part: MixPart) -> Resource:
    lot = part.lot
    return {
        "resourceType": "Medication",
        "id": _lot_id(part),
        "code": concept(lot.product.name, own_coding("product", lot.product.code)),
        "batch": {"lotNumber": lot.number, "expirationDate": lot.expires_on.isoformat()},
    }
