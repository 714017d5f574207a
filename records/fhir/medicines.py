"""MedicationRequest and MedicationStatement: a medicine that is or was taken."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from patients import drugs
from patients.models import Medication
from patients.rules.facts import NO_SCREENED_CLASS
from patients.rules.snomed_codes import codes
from patients.rules.text import fold
from records.fhir.datatypes import (
    RXNORM,
    Coding,
    Concept,
    Day,
    clean,
    concept,
    cut,
    day,
    joined,
    unnamed,
)
from records.fhir.doses import dose_text, mg_per_day, route_of
from records.fhir.draft import LeftOutError, UnclearError
from records.fhir.lengths import length
from records.fhir.node import Node
from records.fhir.notes import Report
from records.fhir.references import named_by

_TAKEN = frozenset({"active"})
_NOT_ANY_MORE = frozenset({"stopped", "completed", "on-hold"})
# Never taken: withdrawn before, not yet given out, or planned only.
_NEVER = frozenset({"entered-in-error", "cancelled", "draft", "not-taken", "intended"})

# "No known medications" and its kinds: nothing to list.
_NONE_KNOWN = codes("787481004 no-known-medications no-medication-info")
_NONE_KNOWN_WORDS = re.compile(
    r"(?:no|not on(?: any)?) (?:known |current |active )*(?:medications?|medicines?|drugs?)"
    r"(?: known| taken)?(?: situation)?"
)


def read_medicine(resource: Node, report: Report) -> dict[str, Any]:
    """Fields of Medication; name and classes are empty where another resource holds them.

    Raises LeftOutError and UnclearError.
    """
    sent = resource.text("status")
    if sent in _NEVER:
        raise LeftOutError(sent)
    if resource.text("intent") == "proposal":
        raise LeftOutError("proposal")
    if resource.flag("doNotPerform"):
        raise UnclearError(
            resource.at("doNotPerform"), "Says that this must not be given.", "must not be given"
        )
    if sent not in _TAKEN | _NOT_ANY_MORE:
        report.warn(resource.at("status"), "Unknown status; the medicine is kept as taken.")
    dosages = [*resource.nodes("dosageInstruction"), *resource.nodes("dosage")]
    started, ended = _times(resource, dosages)
    values: dict[str, Any] = {
        "dose": report.fit(dose_text(dosages), Medication, "dose", resource.at("dosage")),
        "indication": _indication(resource, report),
        "started_on": started.date if started else None,
        "started_precision": started.precision if started else "day",
        "stopped_on": None,
        "stopped_precision": "day",
    }
    if sent in _NOT_ANY_MORE:
        values |= _stopped(resource, started, ended, report)
    elif ended is not None:
        report.inform(resource.path, "Active, yet with an end; kept as taken.")
    code = concept(resource.node("medicationCodeableConcept"))
    if code.has(_NONE_KNOWN) or _NONE_KNOWN_WORDS.fullmatch(fold(code.name)):
        raise LeftOutError("no known medicine")
    return values | what(code, dosages, report, resource.at("medicationCodeableConcept"))


def what(code: Concept, dosages: list[Node], report: Report, path: str) -> dict[str, Any]:
    """Name, classes, route and daily dose of a medicine."""
    rxcui = code.code(RXNORM)
    rxcui = rxcui if rxcui.isdigit() and len(rxcui) <= 12 else ""
    name = code.name or drugs.name_of(rxcui) or _by_code(code, report, path)
    names = code.names or (name,)
    classes, known = classes_of(code)
    route = route_of(dosages, *names)
    return {
        "name": report.fit(name, Medication, "name", path),
        "classes": classes,
        "classed_by": "catalogue" if known else "nobody",
        "rxcui": rxcui,
        "route": route,
        "dose_mg_per_day": mg_per_day(dosages, names),
    }


_SYSTEM_NAMES = {RXNORM: "RxNorm", "http://hl7.org/fhir/sid/ndc": "NDC"}


def _by_code(code: Concept, report: Report, path: str) -> str:
    """A medicine that only a code names is taken all the same: a person can look it up."""
    coding = next((coding for coding in code.codings if coding.code), None)
    if coding is None:
        return ""
    if coding.system != RXNORM or drugs.by_rxcui(coding.code) is None:
        report.warn(path, "Only a code tells the medicine; look up what it is.")
    known = _SYSTEM_NAMES.get(coding.system)
    return f"{known} {clean(coding.code)[:40]}" if known else unnamed(coding)


def classes_of(code: Concept) -> tuple[list[str], bool]:
    """Screening classes by every name and RxNorm code, and whether anything was recognized.

    The names of one medicine say the same in other words ("Coumadin 5 mg", "warfarin sodium"):
    what one of them tells counts, and so does a part that one of them leaves unknown.
    """
    found = [drugs.classify(name) for name in code.names]
    found += [match for c in code.codes(RXNORM) if (match := drugs.by_rxcui(c)) is not None]
    matches = [match for match in found if match.drugs]
    if not matches:
        return [], False
    classes = frozenset[str]().union(*(match.classes for match in matches))
    return sorted(classes - {NO_SCREENED_CLASS} or classes), True


def read_product(resource: Node) -> Concept:
    """What a Medication is: its code, with its ingredients where it has no name of its own."""
    code = concept(resource.node("code"))
    parts = [
        ingredient
        for node in resource.nodes("ingredient")
        if (ingredient := concept(node.node("itemCodeableConcept")))
    ]
    if not parts:
        return code
    # The ingredients are names as well: "Coumadin" may be unknown where "warfarin" is not.
    mixture = " / ".join(part.name for part in parts if part.name)
    name = code.name or cut(mixture, length(Medication, "name"))
    extra = (Coding("", "", mixture),) if mixture else ()
    return replace(code, name=name, codings=(*code.codings, *extra))


def _times(resource: Node, dosages: list[Node]) -> tuple[Day | None, Day | None]:
    """Start and end, where they are told."""
    period = resource.node("effectivePeriod")
    bounds = [dosage.node("timing").node("repeat").node("boundsPeriod") for dosage in dosages]
    starts = [day(period, "start"), *(day(bound, "start") for bound in bounds)]
    starts += [day(resource, key) for key in ("effectiveDateTime", "authoredOn", "dateAsserted")]
    ends = [day(period, "end"), *(day(bound, "end") for bound in bounds)]
    return next(filter(None, starts), None), max(
        filter(None, ends), key=lambda end: end.date, default=None
    )


def _stopped(
    resource: Node, started: Day | None, ended: Day | None, report: Report
) -> dict[str, Any]:
    """The end of a medicine that is not taken any more.

    Where it is not told, the day on which it was written: it ended then or later.
    """
    if ended is not None and (started is None or ended.date >= started.date):
        return {"stopped_on": ended.date, "stopped_precision": ended.precision}
    if ended is not None and started is not None:
        report.warn(resource.path, "Ends before it starts; the end is taken as not known.")
    written = day(resource, "authoredOn") or started or day(resource.node("meta"), "lastUpdated")
    stopped = written.date if written else UNKNOWN_DAY
    if started is not None:
        stopped = max(stopped, started.date)
    return {"stopped_on": stopped, "stopped_precision": "unknown"}


# Stands where no day at all is told, until the birth date is known.
UNKNOWN_DAY = date.min


def _indication(resource: Node, report: Report) -> str:
    reasons = joined(concept(reason).name for reason in resource.nodes("reasonCode"))
    return report.fit(clean(reasons), Medication, "indication", resource.at("reasonCode"))


def medicine_named(resource: Node) -> list[str]:
    """The names of the Medication that this one is about; none where it says it itself."""
    reference = resource.node("medicationReference")
    return named_by(reference, "Medication") if reference else []


def reasons_named(resource: Node) -> list[str]:
    return [name for reason in resource.nodes("reasonReference") for name in named_by(reason)]
