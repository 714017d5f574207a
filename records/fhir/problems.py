"""Condition: a line of the problem list."""

import re
from collections.abc import Iterator
from typing import Any

from patients.models import Problem
from patients.rules.allergens import allergen_classes
from patients.rules.conditions import adds
from patients.rules.snomed_codes import codes
from patients.rules.text import fold
from records.fhir.datatypes import (
    ICD10CM,
    SNOMED,
    Coding,
    Concept,
    clean,
    concept,
    day,
    joined,
    status,
    unnamed,
)
from records.fhir.draft import LeftOutError, UnclearError
from records.fhir.node import Node
from records.fhir.notes import Report

# FHIR's clinical status -> the chart's. An unknown one counts as active: only a stated end ends.
_STATUS = {
    "active": "active",
    "recurrence": "active",
    "relapse": "active",
    "inactive": "inactive",
    "remission": "inactive",
    "resolved": "resolved",
}
_VERIFIED = {"": True, "confirmed": True}
_DOUBTFUL = frozenset({"unconfirmed", "provisional", "differential"})
_NEVER = frozenset({"refuted", "entered-in-error"})
# Code systems that the chart has no place for, named in the note.
ICD10 = "http://hl7.org/fhir/sid/icd-10"
_ALLERGY = re.compile(r"\ballerg(?:y|ic)\b(?! (?:rhinitis|conjunctivitis|asthma))")
_OTHER_SYSTEMS = {ICD10: "ICD-10", "http://hl7.org/fhir/sid/icd-9-cm": "ICD-9-CM"}
# "No known problems" and its kinds: nothing to list.
_NONE_KNOWN = codes("160245001 no-known-problems no-problem-info")
_NONE_KNOWN_WORDS = re.compile(
    r"no (?:known |current |active |significant )*(?:medical )?"
    r"(?:problems?|conditions?|diagnos[ei]s)(?: or disability)?(?: situation| finding)?"
)


def read_problem(resource: Node, report: Report) -> dict[str, Any]:
    """Fields of Problem. Raises LeftOutError and UnclearError."""
    verification = status(resource.node("verificationStatus"))
    if verification in _NEVER:
        raise LeftOutError(verification)
    code = concept(resource.node("code"))
    name = problem_name(code)
    if code.has(_NONE_KNOWN) or _NONE_KNOWN_WORDS.fullmatch(fold(name)):
        raise LeftOutError("no known problem")
    if not name:
        raise UnclearError(resource.at("code"), "A condition without a name or a code.")
    if not code.name and not coded(code)[1]:
        report.warn(resource.at("code"), "Only a code of a list that we do not know; look it up.")
    if _ALLERGY.search(fold(name)) and allergen_classes(name):
        report.warn(
            resource.at("code"),
            "An allergy among the problems: no rule on allergies sees it. Add it to the allergies.",
        )
    place = joined(concept(site).name for site in resource.nodes("bodySite"))
    if place and place.lower() not in name.lower():
        name = f"{name}, {place}"
    onset = day(resource, "onsetDateTime") or day(resource.node("onsetPeriod"), "start")
    system, value = coded(code)
    return {
        "display": report.fit(name, Problem, "display", resource.at("code")),
        "system": system,
        "code": value,
        "onset": onset.date if onset else None,
        "onset_precision": onset.precision if onset else "day",
        "status": _status(resource, report),
        "verified": _is_verified(resource, verification, report),
        "note": report.fit(_note(resource, code, value), Problem, "note", resource.at("note")),
    }


def problem_name(code: Concept) -> str:
    """The name, with what another of its codes is called where that says something new.

    "Sugar", coded as "Diabetes mellitus type 2", is diabetes. A code without a name is its own.
    """
    name = code.name
    if name:
        more = [other for other in code.names if other != name and adds(name, other)]
        return f"{name} ({joined(more)})" if more else name
    system, value = coded(code)
    if value:
        return f"{_SYSTEM_NAMES[system]} {value}"
    return next((_called(coding) for coding in code.codings if coding.code), "")


_SYSTEM_NAMES = {"icd10cm": "ICD-10-CM", "snomed": "SNOMED CT", "": ""}


def _called(coding: Coding) -> str:
    known = _OTHER_SYSTEMS.get(coding.system)
    return f"{known} {coding.code}" if known else unnamed(coding)


def coded(code: Concept) -> tuple[str, str]:
    """System and code for the chart: of several the one by which the rules know the illness.

    ICD-10-CM before SNOMED CT, whose rules know whole groups. The ICD-10 of the WHO counts where
    both mean the same illness.
    """
    found = list(_codes(code))
    for system, value, _ in found:
        if adds("", system=system, code=value):
            return system, value
    return next(((system, value) for system, value, own in found if own), ("", ""))


_CHART_SYSTEMS = (
    (ICD10CM, "icd10cm", 8, True),
    (SNOMED, "snomed", 18, True),
    (ICD10, "icd10cm", 8, False),
)


def _codes(code: Concept) -> Iterator[tuple[str, str, bool]]:
    """The chart's system, the code, and whether it was sent in that very system."""
    for system, ours, longest, own in _CHART_SYSTEMS:
        for found in code.codes(system):
            if len(found) <= longest and found.replace(".", "").isalnum():
                yield ours, found.upper(), own


def _status(resource: Node, report: Report) -> str:
    sent = status(resource.node("clinicalStatus"))
    ended = any(key.startswith("abatement") for key in resource.value)
    if not sent:
        return "resolved" if ended else "active"
    if sent not in _STATUS:
        report.warn(resource.at("clinicalStatus"), "Unknown status; kept as active.")
        return "active"
    if ended and _STATUS[sent] == "active":
        report.warn(resource.at("clinicalStatus"), "Active, yet with an end; kept as active.")
    return _STATUS[sent]


def _is_verified(resource: Node, sent: str, report: Report) -> bool:
    if sent not in _VERIFIED and sent not in _DOUBTFUL:
        report.warn(
            resource.at("verificationStatus"), "Unknown verification; kept as not confirmed."
        )
    return sent in _VERIFIED


def _note(resource: Node, code: Concept, kept: str) -> str:
    """What the chart has no column for."""
    parts = [clean(note.text("text")) for note in resource.nodes("note")]
    parts.append(clean(resource.text("onsetString")))
    others = ((ICD10CM, "ICD-10-CM"), (SNOMED, "SNOMED CT"), *_OTHER_SYSTEMS.items())
    parts += [
        f"{name} {found}" for url, name in others for found in code.codes(url) if found != kept
    ]
    age = resource.node("onsetAge").number("value")
    if age is not None:
        parts.append(f"Onset at the age of {age.normalize():f}"[:60])
    ended = day(resource, "abatementDateTime") or day(resource.node("abatementPeriod"), "end")
    if ended:
        parts.append(f"Ended {ended.written}")
    recorded = day(resource, "recordedDate")
    if recorded:
        parts.append(f"Recorded {recorded.written}")
    return joined(parts, "; ")
