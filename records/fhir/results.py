"""Observation: measured values, and what an observation says about smoking and pregnancy."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from patients.models.history import RESULT_RANGES
from patients.rules.snomed_codes import codes
from records.fhir.datatypes import LOINC, SNOMED, Concept, Day, concept, day
from records.fhir.draft import LeftOutError, UnclearError
from records.fhir.node import Node
from records.fhir.notes import Report
from records.fhir.quantities import in_chart_unit

# LOINC by kind of result. Left out on purpose: glucose after a test drink and in urine, HbA1c by
# the Japanese scale, weights at birth and of an unborn.
_CODES = {
    "hba1c": "4548-4 17856-6 4549-2 59261-8 55454-3 71875-9",
    "glucose": "2339-0 2345-7 1558-6 1557-8 41653-7 2340-8 32016-8 14749-6 15074-8 14771-0 "
    "76629-5 2341-6 5914-7 39480-9 39481-7",
    "inr": "6301-6 34714-6 46418-0 38875-1",
    "platelets": "777-3 26515-7 778-1 13056-7",
    "weight": "29463-7 3141-9 3142-7 8341-0 8350-1 8351-9",
    "height": "8302-2 3137-7 3138-5 8306-3 8308-9",
    "bmi": "39156-5 89270-3",
    "bp_systolic": "8480-6 8459-0 8460-8 8461-6 76534-7",
    "bp_diastolic": "8462-4 8453-3 8454-1 8455-8 76535-4",
    "pulse": "8867-4 8893-0 8889-8",
    "temperature": "8310-5 8331-1 8328-7 8332-9 8333-7 75539-7 75987-8",
    # From 0 to 10: told in figures, unspecified, faces. Not the line of 100 mm, whose unit is
    # often left out, nor scores that an observer gives.
    "pain": "72514-3 38208-5 38221-8",
}
KIND_OF = {code: kind for kind, listed in _CODES.items() for code in listed.split()}
_PANELS = frozenset({"85354-9", "55284-4", "35094-2", "85353-1", "34565-2"})
SMOKING = frozenset({"72166-2", "11367-0", "39240-7"})
PREGNANCY = frozenset({"82810-3", "11449-6"})

# The answers of LOINC's list for pain; "2 or more" is no figure.
_PAIN_ANSWERS = {
    "LA6111-4": 0, "LA6112-2": 1, "LA6114-8": 3, "LA6115-5": 4, "LA10137-0": 5, "LA10138-8": 6,
    "LA10139-6": 7, "LA10140-4": 8, "LA10141-2": 9, "LA13942-0": 10,
}  # fmt: skip

_FINAL = frozenset({"final", "amended", "corrected"})
SMOKES = codes(
    "77176002 449868002 65568007 230059006 160603005 160604004 160606002 428041000124106 "
    "428061000124105 428071000124103"
)
SMOKED = frozenset({"8517006"})
PREGNANT = frozenset({"77386006", "146789000", "LA15173-0"})


@dataclass(frozen=True, slots=True)
class State:
    """What an observation says about a state that lasts until the next one: smoking, pregnancy."""

    what: str  # smoking or pregnancy
    answer: Concept
    day: Day


def is_read(code: Node) -> bool:
    """Whether the chart has a place for this observation; also where its code cannot be told."""
    codings = code.value.get("coding")
    if not isinstance(codings, list) or not codings:
        return not isinstance(code.value.get("text"), str)
    return any(
        not isinstance(coding, dict)
        or not isinstance(known := coding.get("code", ""), str)
        or known in KIND_OF
        or known in _PANELS
        or known in SMOKING
        or known in PREGNANCY
        for coding in codings
    )


def check_final(resource: Node) -> None:
    """Raises LeftOutError for what is not, or not yet, a result."""
    sent = resource.text("status")
    if sent not in _FINAL:
        raise LeftOutError(sent or "no status")


def taken(resource: Node, report: Report) -> Day:
    """When it was measured. Raises UnclearError when nothing tells."""
    found = (
        day(resource, "effectiveDateTime")
        or day(resource, "effectiveInstant")
        or day(resource.node("effectivePeriod"), "end")
        or day(resource.node("effectivePeriod"), "start")
    )
    if found is None:
        found = day(resource, "issued")
        if found is None:
            raise UnclearError(resource.path, "A result without a date.")
        report.inform(resource.at("issued"), "The day of issue stands for the day it was taken.")
    if found.precision != "day":
        report.inform(resource.path, f"Only the {found.precision} is known; its first day is kept.")
    return found


def read_state(resource: Node, report: Report) -> State | None:
    asked = set(concept(resource.node("code")).codes(LOINC))
    what = "smoking" if asked & SMOKING else "pregnancy" if asked & PREGNANCY else ""
    if not what:
        return None
    return State(what, concept(resource.node("valueCodeableConcept")), taken(resource, report))


def state_values(state: State) -> dict[str, Any] | None:
    """Fields of Problem; None where there is nothing to list."""
    for answers, name, status in (
        (SMOKES, "Smoker", "active"),
        (SMOKED, "Ex-smoker", "resolved"),
        (PREGNANT, "Pregnant", "active"),
    ):
        if state.answer.has(answers):
            code = state.answer.code(SNOMED)
            return {
                "display": name,
                "system": "snomed" if code else "",
                "code": code,
                "onset": state.day.date if name == "Pregnant" else None,
                "onset_precision": state.day.precision if name == "Pregnant" else "day",
                "status": status,
                "verified": True,
                "note": f"{state.answer.name[:200]}; asked {state.day.written}",
            }
    return None


def read_results(resource: Node, report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and fields of Result, one for a single value, several for a panel.

    What cannot be read is told in the report. Raises UnclearError where nothing can.
    """
    measured = list(_measured(resource))
    if not measured:
        return
    when = taken(resource, report)
    for kind, node in measured:
        try:
            value = _value(kind, node)
        except UnclearError as unclear:
            report.warn(unclear.path, unclear.text)
            report.contents.left_out[f"Observation: {unclear.why}"] += 1
            continue
        if value is None:
            report.contents.left_out["Observation: no value"] += 1
            continue
        yield (
            kind,
            {
                "kind": kind,
                "value": value,
                "taken_on": when.date,
                "taken_at": when.instant,
            },
        )


def _measured(resource: Node) -> Iterator[tuple[str, Node]]:
    """The observation itself and its components, where they are of a kind of the chart."""
    for node in (resource, *resource.nodes("component")):
        loinc = concept(node.node("code")).codes(LOINC)
        kind = next((KIND_OF[code] for code in loinc if code in KIND_OF), "")
        if kind:
            yield kind, node


def _value(kind: str, node: Node) -> Decimal | None:
    """The value in the chart's unit; None where the sender says that there is none."""
    quantity = node.node("valueQuantity")
    number = quantity.number("value")
    if number is None and kind == "pain":
        return _pain(node)
    if number is None:
        if any(key.startswith("value") for key in node.value):
            raise UnclearError(node.path, "The value is no quantity.", "no quantity")
        return None
    if quantity.text("comparator"):
        raise UnclearError(
            quantity.at("comparator"), "Only a bound is known (< or >), no value.", "only a bound"
        )
    if "modifierExtension" in quantity:
        raise UnclearError(quantity.path, "An extension changes this value.", "modified")
    value = in_chart_unit(kind, number, quantity.text("code"), quantity.text("unit"))
    if value is None:
        raise UnclearError(
            quantity.at("unit"), f"The unit is missing or not one for {kind}.", "unit not known"
        )
    return _possible(kind, value, quantity.at("value"))


def _pain(node: Node) -> Decimal | None:
    """A whole number or an answer from LOINC's list; nobody reckons with its words."""
    whole = node.number("valueInteger")
    if whole is not None:
        return _possible("pain", whole, node.at("valueInteger"))
    answers = concept(node.node("valueCodeableConcept")).codes(LOINC)
    answer = next((_PAIN_ANSWERS[code] for code in answers if code in _PAIN_ANSWERS), None)
    if answer is None and any(key.startswith("value") for key in node.value):
        raise UnclearError(node.path, "The value is no number from 0 to 10.", "no quantity")
    return None if answer is None else Decimal(answer)


def _possible(kind: str, value: Decimal, path: str) -> Decimal:
    _, low, high = RESULT_RANGES[kind]
    if not low <= value <= high:
        raise UnclearError(
            path,
            f"Outside of what is possible for {kind} ({low} to {high}).",
            "outside of what is possible",
        )
    return value
