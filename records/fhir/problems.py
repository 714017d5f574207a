"""Condition: a line of the problem list."""

from typing import Any

from patients.models import Problem
from records.fhir.datatypes import ICD10CM, SNOMED, Concept, clean, concept, day, joined, status
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
_OTHER_SYSTEMS = {
    "http://hl7.org/fhir/sid/icd-10": "ICD-10",
    "http://hl7.org/fhir/sid/icd-9-cm": "ICD-9-CM",
}


def read_problem(resource: Node, report: Report) -> dict[str, Any]:
    """Fields of Problem. Raises LeftOutError and UnclearError."""
    verification = status(resource.node("verificationStatus"))
    if verification in _NEVER:
        raise LeftOutError(verification)
    code = concept(resource.node("code"))
    name = problem_name(code)
    if not name:
        raise UnclearError(resource.at("code"), "A condition without a name or a known code.")
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
    if code.name:
        return code.name
    system, value = coded(code)
    return f"{_SYSTEM_NAMES[system]} {value}" if value else ""


_SYSTEM_NAMES = {"icd10cm": "ICD-10-CM", "snomed": "SNOMED CT", "": ""}


def coded(code: Concept) -> tuple[str, str]:
    """System and code for the chart: ICD-10-CM before SNOMED CT, whose rules know whole groups."""
    for system, ours, longest in ((ICD10CM, "icd10cm", 8), (SNOMED, "snomed", 18)):
        found = code.code(system)
        if found and len(found) <= longest and found.replace(".", "").isalnum():
            return ours, found.upper()
    return "", ""


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
    snomed = code.code(SNOMED)
    if snomed and snomed != kept:
        parts.append(f"SNOMED CT {snomed}")
    parts += [f"{name} {code.code(url)}" for url, name in _OTHER_SYSTEMS.items() if code.code(url)]
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
