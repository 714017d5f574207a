"""Adds to what was sent what this clinic knows: the classes of medicines and of allergens."""

from collections.abc import Collection
from typing import Any, Protocol, TypeVar

from patients import drugs
from patients.medicine_search import Found
from patients.models import Allergy, ClinicMedicine, Medication
from patients.models.entry import ChartEntry
from patients.rules.allergens import ALLERGEN_CLASSES, allergen_classes
from patients.rules.facts import PART_UNKNOWN


class HasValues(Protocol):
    @property
    def values(self) -> dict[str, Any]: ...


Line = TypeVar("Line", bound=HasValues)


def with_classes(model: type[ChartEntry], lines: Collection[Line]) -> list[Line]:
    """The same lines; at most one query, for medicines of which the drug list knows no class."""
    if model is Medication:
        _classify([line.values for line in lines])
    elif model is Allergy:
        for line in lines:
            named = allergen_classes(line.values["substance"])
            sent = set(line.values.get("classes") or ())
            line.values["classes"] = sorted((sent | named) & ALLERGEN_CLASSES.keys())
    return list(lines)


def _classify(medicines: list[dict[str, Any]]) -> None:
    unknown = []
    for values in medicines:
        classes = values.setdefault("classes", [])
        if values.get("route", Medication.Route.UNKNOWN) == Medication.Route.UNKNOWN:
            values["route"] = drugs.guess_route(values["name"])
        if not classes or PART_UNKNOWN in classes:
            unknown.append(values)
        else:
            values["classed_by"] = Medication.ClassedBy.CATALOGUE
    keys = {drugs.without_strength(values["name"]) for values in unknown}
    rows = ClinicMedicine.objects.filter(folded__in=keys) if keys else ()
    remembered = {row.folded: row for row in rows}
    for values in unknown:
        match = drugs.classify(values["name"])
        memory = remembered.get(drugs.without_strength(values["name"]))
        found = Found(match, None if match.known else memory)
        # Read from its code where the name alone tells less.
        values["classes"] = sorted(found.classes | set(values["classes"]))
        values["classed_by"] = found.classed_by
        if values["classes"] and found.classed_by == Medication.ClassedBy.NOBODY:
            values["classed_by"] = Medication.ClassedBy.CATALOGUE
