"""What our own export says in its own words, so that a line comes back as it left.

Nothing here is believed that could make a medicine look harmless: screening classes are always
looked up anew. Classes of an allergen may be added, for they can only make a rule more careful.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from patients.body import REGIONS, SIDES
from patients.models import Medication, PriorTreatment, Problem
from patients.rules.allergens import ALLERGEN_CLASSES
from records.fhir.datatypes import Day, clean, concept, day, joined
from records.fhir.draft import LeftOutError
from records.fhir.items import Kind
from records.fhir.node import Node
from records.fhir.notes import Report

OWN = "https://prolo.example/fhir"
CHART_ENTRY = f"{OWN}/StructureDefinition/chart-entry"
TREATMENT_KINDS = f"{OWN}/CodeSystem/prior-treatment"

# What the column holds.
_LARGEST_MG = Decimal("9999999.99")


def is_ours(resource: Node) -> bool:
    """Whether the resource calls itself a line of a chart of ours."""
    return CHART_ENTRY in resource.node("meta").texts("profile")


def as_ours(
    kind: Kind, resource: Node, values: Mapping[str, Any], report: Report
) -> dict[str, Any]:
    """`values` as any reader takes them out of the resource, with what only we say of it."""
    if not is_ours(resource):
        return dict(values)
    read = {
        Kind.PROBLEM: _problem,
        Kind.MEDICATION: _medicine,
        Kind.ALLERGY: _allergy,
    }[kind]
    return {**values, **read(resource, values, report)}


def _problem(resource: Node, values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    note = report.fit(_notes(resource), Problem, "note", resource.at("note"))
    onset = day(resource, "onsetDateTime")
    return {"note": note} | _day("onset", "onset_precision", onset, resource, "onset-on-or-after")


def _medicine(resource: Node, values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    period = resource.node("effectivePeriod")
    dosage = next(resource.nodes("dosage"), Node({}, resource.path))
    started = _day(
        "started_on", "started_precision", day(period, "start"), resource, "started-on-or-after"
    )
    stopped = _day(
        "stopped_on", "stopped_precision", day(period, "end"), resource, "stopped-on-or-after"
    )
    begin, end = started["started_on"], stopped["stopped_on"]
    if end is None or (begin is not None and end < begin):
        # No end that we wrote: what any reader makes of it.
        stopped = {name: values[name] for name in stopped}
    return {
        **started,
        **stopped,
        "route": _ours(dosage.node("route"), "medication-route", Medication.Route.values)
        or "unknown",
        "dose_mg_per_day": _mg_per_day(dosage),
    }


def _mg_per_day(dosage: Node) -> Decimal | None:
    rate = next(dosage.nodes("doseAndRate"), Node({}, dosage.path)).node("rateQuantity")
    value = rate.number("value")
    if value is None or rate.text("code") != "mg/d" or not 0 < value <= _LARGEST_MG:
        return None
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP) or None


def _allergy(resource: Node, values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    named = {name for name in _extensions(resource, "allergen-class") if name in ALLERGEN_CLASSES}
    return {"classes": sorted(named.union(values["classes"]))}


def is_treatment(code: Node) -> bool:
    return bool(_ours(code, "prior-treatment", PriorTreatment.Kind.values))


def own_treatment(resource: Node, report: Report) -> dict[str, Any] | None:
    """Fields of PriorTreatment of a line of ours; None for every other Procedure.

    Raises LeftOutError for a line that was taken back.
    """
    kind = _ours(resource.node("code"), "prior-treatment", PriorTreatment.Kind.values)
    if not kind or not is_ours(resource):
        return None
    if resource.text("status") not in ("completed", "in-progress"):
        raise LeftOutError(resource.text("status") or "no status")
    period = resource.node("performedPeriod")
    site = next(resource.nodes("bodySite"), Node({}, resource.path))
    substance = joined(concept(used).name for used in resource.nodes("usedCode"))
    values = {
        "kind": kind,
        "region": _ours(site, "region", REGIONS),
        "side": _ours(site, "side", SIDES),
        "substance": report.fit(substance, PriorTreatment, "substance", resource.at("usedCode")),
        "outcome": _ours(resource.node("outcome"), "outcome", PriorTreatment.Outcome.values)
        or "unknown",
        "note": report.fit(_notes(resource), PriorTreatment, "note", resource.at("note")),
        **_day(
            "started_on", "started_precision", day(period, "start"), resource, "started-on-or-after"
        ),
        **_day("ended_on", "ended_precision", day(period, "end"), resource, "ended-on-or-after"),
    }
    started, ended = values["started_on"], values["ended_on"]
    if started and ended and ended < started:
        report.warn(resource.path, "Ends before it starts; the end is left out.")
        values |= {"ended_on": None, "ended_precision": "day"}
    return values


def _day(name: str, precision: str, told: Day | None, resource: Node, bound: str) -> dict[str, Any]:
    """A date with its precision; where only its bound is known, that."""
    if told is not None:
        return {name: told.date, precision: told.precision}
    for extension in _own_extensions(resource, bound):
        at_least = day(extension, "valueDate")
        if at_least is not None:
            return {name: at_least.date, precision: "unknown"}
    return {name: None, precision: "day"}


def _ours(node: Node, system: str, known: Any) -> str:
    """The code of one of our own lists; "" where there is none, or one that is not on it."""
    url = f"{OWN}/CodeSystem/{system}"
    found = next((c.code for c in concept(node).codings if c.system == url), "")
    return found if found in known else ""


def _own_extensions(resource: Node, name: str) -> Iterator[Node]:
    url = f"{OWN}/StructureDefinition/{name}"
    return (each for each in resource.nodes("extension") if each.text("url") == url)


def _extensions(resource: Node, name: str) -> Iterator[str]:
    return (each.text("valueCode") for each in _own_extensions(resource, name))


def _notes(resource: Node) -> str:
    """With its lines as they were typed."""
    lines = [
        clean(line) for note in resource.nodes("note") for line in note.text("text").splitlines()
    ]
    return "\n".join(lines).strip()
