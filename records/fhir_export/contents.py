"""What a record holds that is taken out, for the page on which somebody decides to do it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.fhir_export.writing import bundle_lines

# In the order of the page; types that share words are counted together.
_WORDS = {
    "Condition": "Problems",
    "MedicationStatement": "Medicines",
    "AllergyIntolerance": "Allergies",
    "Observation": "Results and scores",
    "Procedure": "Treatments, here and before",
    "QuestionnaireResponse": "Screenings",
    "DetectedIssue": "Findings of screenings",
    "Consent": "Consents",
    "CarePlan": "Treatment plans",
    "PlanDefinition": "Protocols of the plans",
    "MedicationAdministration": "Injected medicines",
    "AdverseEvent": "Adverse events",
    "DocumentReference": "Letters of specialists",
    "Communication": "Check calls",
    "Appointment": "Visits",
    "Provenance": "Notes on who wrote what, and when",
}
_OTHER = "Staff, places and products named in it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """`numbers` are words and how many; `size` is that of the file in bytes."""

    numbers: list[tuple[str, int]]
    size: int


def what_it_holds(bundle: Mapping[str, Any]) -> Holds:
    kinds = Counter(entry["resource"]["resourceType"] for entry in bundle["entry"])
    del kinds["Patient"]
    told = Counter[str]()
    for kind, number in kinds.items():
        told[_WORDS.get(kind, _OTHER)] += number
    order = [*_WORDS.values(), _OTHER]
    return Holds(
        numbers=sorted(told.items(), key=lambda pair: order.index(pair[0])),
        size=sum(len(line.encode()) for line in bundle_lines(bundle)),
    )
