"""What our own export says in its own words, so that a line comes back as it left.

Nothing here is believed that could make a medicine look harmless: screening classes are always
looked up anew. Classes of an allergen may be added, for they can only make a rule more careful.
"""

from collections.abc import Container, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from patients.models import Medication, Problem, SpecialistNote
from patients.rules.allergens import ALLERGEN_CLASSES
from records.fhir.datatypes import Day, clean, concept, day, status
from records.fhir.draft import LeftOutError, UnclearError
from records.fhir.items import Kind
from records.fhir.node import Node, ShapeError
from records.fhir.notes import Report

OWN = "https://prolo.example/fhir"
CHART_ENTRY = f"{OWN}/StructureDefinition/chart-entry"

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
    note = report.fit(own_notes(resource), Problem, "note", resource.at("note"))
    onset = day(resource, "onsetDateTime")
    return {"note": note} | own_day(
        "onset", "onset_precision", onset, resource, "onset-on-or-after"
    )


def _medicine(resource: Node, values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    period = resource.node("effectivePeriod")
    dosage = next(resource.nodes("dosage"), Node({}, resource.path))
    started = own_day(
        "started_on", "started_precision", day(period, "start"), resource, "started-on-or-after"
    )
    stopped = own_day(
        "stopped_on", "stopped_precision", day(period, "end"), resource, "stopped-on-or-after"
    )
    begin, end = started["started_on"], stopped["stopped_on"]
    if end is None or (begin is not None and end < begin):
        # No end that we wrote: what any reader makes of it.
        stopped = {name: values[name] for name in stopped}
    return {
        **started,
        **stopped,
        "route": code_of_ours(dosage.node("route"), "medication-route", Medication.Route.values)
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
    said: dict[str, Any] = {"classes": sorted(named.union(values["classes"]))}
    gone = disproved_on(resource)
    # It was one until then, and sure enough to be tested.
    return said | ({"disproved_on": gone, "status": "active", "verified": True} if gone else {})


def disproved_on(resource: Node) -> date | None:
    """When an allergy of ours was refuted by a test; None where that is not told."""
    if not is_ours(resource) or status(resource.node("verificationStatus")) != "refuted":
        return None
    days = (day(each, "valueDate") for each in own_extensions(resource, "disproved-on"))
    return next((told.date for told in days if told is not None), None)


_ADVICE = {"agrees": True, "against": False}


def is_letter(resource: Node) -> bool:
    """Whether a DocumentReference is a letter of our chart; others are not read at all."""
    try:
        return is_ours(resource) and bool(_letter_kind(resource))
    except ShapeError:
        return False


def _letter_kind(resource: Node) -> str:
    return code_of_ours(resource.node("type"), "letter", SpecialistNote.Kind.values)


def own_letter(resource: Node, report: Report) -> dict[str, Any]:
    """Fields of SpecialistNote of a letter of ours.

    Raises LeftOutError for one that was taken back, UnclearError for one that does not say who
    wrote it, when, and what the advice is.
    """
    if resource.text("status") != "current":
        raise LeftOutError(resource.text("status") or "no status")
    content = next(resource.nodes("content"), Node({}, resource.path))
    dated = day(content.node("attachment"), "creation")
    author = next((clean(each.text("display")) for each in resource.nodes("author")), "")
    advice = next(
        (said for each in resource.nodes("category") if (said := _advice(each)) is not None), None
    )
    if dated is None or dated.precision != "day" or not author or advice is None:
        raise UnclearError(resource.path, "A letter without a date, an author or its advice.")
    note = in_lines(resource.text("description"))
    return {
        "kind": _letter_kind(resource),
        "specialist": report.fit(author, SpecialistNote, "specialist", resource.at("author")),
        "dated": dated.date,
        "agrees": advice,
        "note": report.fit(note, SpecialistNote, "note", resource.at("description")),
    }


def _advice(category: Node) -> bool | None:
    return _ADVICE.get(code_of_ours(category, "advice", _ADVICE))


def own_day(
    name: str, precision: str, told: Day | None, resource: Node, bound: str
) -> dict[str, Any]:
    """A date with its precision; where only its bound is known, that."""
    if told is not None:
        return {name: told.date, precision: told.precision}
    for extension in own_extensions(resource, bound):
        at_least = day(extension, "valueDate")
        if at_least is not None:
            return {name: at_least.date, precision: "unknown"}
    return {name: None, precision: "day"}


def code_of_ours(node: Node, system: str, known: Container[str]) -> str:
    """The code of one of our own lists; "" where there is none, or one that is not on it."""
    url = f"{OWN}/CodeSystem/{system}"
    found = next((c.code for c in concept(node).codings if c.system == url), "")
    return found if found in known else ""


def own_extensions(resource: Node, name: str) -> Iterator[Node]:
    url = f"{OWN}/StructureDefinition/{name}"
    return (each for each in resource.nodes("extension") if each.text("url") == url)


def _extensions(resource: Node, name: str) -> Iterator[str]:
    return (each.text("valueCode") for each in own_extensions(resource, name))


def own_notes(resource: Node) -> str:
    return in_lines("\n".join(note.text("text") for note in resource.nodes("note")))


def in_lines(text: str) -> str:
    """With its lines as they were typed."""
    return "\n".join(map(clean, text.splitlines())).strip()
