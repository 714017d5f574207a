"""AllergyIntolerance: a substance that the patient reacts to."""

import re
from collections.abc import Iterator
from typing import Any

from patients import drugs
from patients.models import Allergy
from patients.rules.allergens import ALLERGENS_BY_SNOMED, allergen_classes
from patients.rules.snomed_codes import codes
from patients.rules.text import fold
from records.fhir.datatypes import RXNORM, SNOMED, Concept, clean, concept, joined, status
from records.fhir.draft import LeftOutError, UnclearError
from records.fhir.node import Node
from records.fhir.notes import Report
from records.fhir.own import disproved_on

# Why such a statement makes no entry.
NO_KNOWN_ALLERGY = "no known allergy"
_NEVER = frozenset({"refuted", "entered-in-error"})
# "No known allergy" and its kinds: a statement about the patient, not about a substance.
_NONE_KNOWN = codes("716186003 409137002 160244002 NKA NKDA no-known-allergies")
# Of foods, of latex: says nothing about the others. The last says that nobody asked.
_NONE_OF_A_KIND = codes(
    "428607008 429625007 1003774007 428197003 716184000 716185004 716220001 "
    "no-known-food-allergies no-known-environmental-allergies no-known-medication-allergies "
    "no-allergy-info"
)
_A_KIND = re.compile(
    r"(?:no|denies(?: any)?) (?:known |current )?"
    r"(?!drug|medication|known|current|any)\w+ allerg(?:y|ies)(?: known)?(?: situation)?"
)
_NONE_KNOWN_WORDS = re.compile(
    r"(?:no|denies(?: any)?) (?:known |current )?(?:\w+ )?allerg(?:y|ies)(?: known)?"
    r"(?: situation)?|"
    r"nkd?a|nil known(?: allergies)?|none(?: known)?"
)


def read_allergy(resource: Node, report: Report) -> dict[str, Any]:
    """Fields of Allergy. Raises LeftOutError and UnclearError."""
    verification = status(resource.node("verificationStatus"))
    if verification in _NEVER and disproved_on(resource) is None:
        raise LeftOutError(verification)
    code = concept(resource.node("code"))
    words = fold(code.name)
    if code.has(_NONE_OF_A_KIND) or _A_KIND.fullmatch(words):
        report.inform(resource.at("code"), "Says of one kind only that no allergy is known.")
        raise LeftOutError("no known allergy of one kind")
    if code.has(_NONE_KNOWN) or _NONE_KNOWN_WORDS.fullmatch(words):
        report.inform(
            resource.at("code"), "Says that no allergy is known; the chart asks to accept it."
        )
        raise LeftOutError(NO_KNOWN_ALLERGY)
    culprits = joined(
        concept(reaction.node("substance")).name for reaction in resource.nodes("reaction")
    )
    system, value = _coded(code)
    substance = code.name or culprits or (f"{_NAMES[system]} {value}" if value else "")
    if not substance:
        raise UnclearError(resource.at("code"), "An allergy without a substance.")
    reaction = report.fit(_reaction(resource), Allergy, "reaction", resource.at("reaction"))
    names = (*code.names, culprits)
    return {
        "substance": report.fit(substance, Allergy, "substance", resource.at("code")),
        "classes": sorted(frozenset().union(*map(allergen_classes, names), _by_code(code))),
        "reaction": reaction,
        "status": _status(resource, report),
        "verified": verification in ("", "confirmed"),
        "system": system,
        "code": value,
    }


def _by_code(code: Concept) -> Iterator[str]:
    """Classes that a code tells, whatever it is called."""
    for found in code.codes(SNOMED):
        yield from ALLERGENS_BY_SNOMED.get(found, ())
    for found in code.codes(RXNORM):
        drug = drugs.by_rxcui(found)
        yield from allergen_classes(drug.generic) if drug else ()


_NAMES = {"snomed": "SNOMED CT", "rxnorm": "RxNorm"}


def _coded(code: Concept) -> tuple[str, str]:
    for system, ours in ((SNOMED, "snomed"), (RXNORM, "rxnorm")):
        found = code.code(system)
        if found and len(found) <= 20 and found.isalnum():
            return ours, found
    return "", ""


def _status(resource: Node, report: Report) -> str:
    sent = status(resource.node("clinicalStatus"))
    if sent in ("inactive", "resolved"):
        return "inactive"
    if sent not in ("", "active"):
        report.warn(resource.at("clinicalStatus"), "Unknown status; the allergy is kept as active.")
    return "active"


def _reaction(resource: Node) -> str:
    """`Hives, wheezing (severe); high risk`."""
    parts = []
    for reaction in resource.nodes("reaction"):
        shown = joined(concept(sign).name for sign in reaction.nodes("manifestation"))
        shown = shown or clean(reaction.text("description"))
        severity = clean(reaction.text("severity"))
        parts.append(f"{shown} ({severity})" if shown and severity else shown or severity)
    if resource.text("criticality") == "high":
        parts.append("high risk")
    parts += [clean(note.text("text")) for note in resource.nodes("note")]
    return joined(parts, "; ")
