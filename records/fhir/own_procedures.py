"""Procedures of our own export: what was tried before, and sessions, which are that elsewhere."""

from collections.abc import Iterator
from typing import Any

from patients.body import REGIONS, SIDES
from patients.models import PriorTreatment
from records.fhir.datatypes import concept, cut, day, joined
from records.fhir.draft import LeftOutError
from records.fhir.lengths import length
from records.fhir.node import Node
from records.fhir.notes import Report
from records.fhir.own import code_of_ours, is_ours, own_day, own_extensions, own_notes

# What a session injected -> what that is in the history of whoever reads it.
_INJECTED = {
    "solution": PriorTreatment.Kind.PROLOTHERAPY,
    "prp": PriorTreatment.Kind.PRP,
    "bmac": PriorTreatment.Kind.OTHER,
    "corticosteroid": PriorTreatment.Kind.STEROID_INJECTION,
    "hyaluronate": PriorTreatment.Kind.HYALURONATE,
}
_DONE = frozenset({"completed", "in-progress"})


def is_own(resource: Node) -> bool:
    return _is_session(resource) or bool(_kind(resource))


def _is_session(resource: Node) -> bool:
    category = resource.node("category")
    return bool(code_of_ours(category, "procedure-category", ("session",)))


def _kind(resource: Node) -> str:
    return code_of_ours(resource.node("code"), "prior-treatment", PriorTreatment.Kind.values)


def own_treatments(resource: Node, report: Report) -> list[tuple[str, dict[str, Any]]] | None:
    """Fields of PriorTreatment, each with what tells it from the others of one session.

    None for a Procedure that is not ours. Raises LeftOutError for what was taken back.
    """
    places = list(own_extensions(resource, "place-treated")) if _is_session(resource) else []
    if not places and not (_kind(resource) and is_ours(resource)):
        return None
    if resource.text("status") not in _DONE:
        raise LeftOutError(resource.text("status") or "no status")
    if places:
        return list(_of_session(resource, places))
    return [("", _line(resource, report))]


def _line(resource: Node, report: Report) -> dict[str, Any]:
    period = resource.node("performedPeriod")
    site = next(resource.nodes("bodySite"), Node({}, resource.path))
    substance = joined(concept(used).name for used in resource.nodes("usedCode"))
    outcome = resource.node("outcome")
    values = {
        "kind": _kind(resource),
        "region": code_of_ours(site, "region", REGIONS),
        "side": code_of_ours(site, "side", SIDES),
        "substance": report.fit(substance, PriorTreatment, "substance", resource.at("usedCode")),
        "outcome": code_of_ours(outcome, "outcome", PriorTreatment.Outcome.values) or "unknown",
        "note": report.fit(own_notes(resource), PriorTreatment, "note", resource.at("note")),
        **own_day(
            "started_on", "started_precision", day(period, "start"), resource, "started-on-or-after"
        ),
        **own_day("ended_on", "ended_precision", day(period, "end"), resource, "ended-on-or-after"),
    }
    started, ended = values["started_on"], values["ended_on"]
    if started and ended and ended < started:
        report.warn(resource.path, "Ends before it starts; the end is left out.")
        values |= {"ended_on": None, "ended_precision": "day"}
    return values


def _of_session(resource: Node, places: list[Node]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A line for each kind of injection at each place: a steroid there is none at the others."""
    told = day(resource.node("performedPeriod"), "start") or day(resource, "performedDateTime")
    on = {"date": told.date, "precision": told.precision} if told else {}
    for place in places:
        given = place.node("valueCodeableConcept")
        injected = code_of_ours(given, "procedure", _INJECTED)
        region, side = code_of_ours(given, "region", REGIONS), code_of_ours(given, "side", SIDES)
        yield (
            f"{injected}-{region}-{side}",
            {
                "kind": str(_INJECTED.get(injected, PriorTreatment.Kind.OTHER)),
                "region": region,
                "side": side,
                "substance": cut(concept(given).name, length(PriorTreatment, "substance")),
                "started_on": on.get("date"),
                "started_precision": on.get("precision", "day"),
                "ended_on": on.get("date"),
                "ended_precision": on.get("precision", "day"),
                "outcome": "unknown",
                "note": "A session there",
            },
        )
