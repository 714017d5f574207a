"""Which resources are read, and by what. What is not in READERS is counted as unused."""

from collections.abc import Callable
from dataclasses import dataclass

from records.fhir.datatypes import concept
from records.fhir.gathering import Gathering
from records.fhir.node import Node, ShapeError
from records.fhir.own import is_letter
from records.fhir.own_procedures import is_own
from records.fhir.procedures import treatment_or_implant
from records.fhir.results import is_read

BUNDLE_TYPES = frozenset(
    {
        "transaction",
        "batch",
        "collection",
        "searchset",
        "document",
        "message",
        "transaction-response",
        "batch-response",
    }
)


@dataclass(frozen=True, slots=True)
class Reader:
    """`wants` looks at what the resource is about; what nobody wants is not checked either.

    An invalid resource refuses the file where it is essential.
    """

    take: Callable[[Gathering, Node, str], None]
    essential: bool = True
    wants: Callable[[Node], bool] = lambda resource: True


def _is_chart_result(resource: Node) -> bool:
    code = resource.value.get("code")
    return not isinstance(code, dict) or is_read(Node(code, resource.at("code")))


def _is_treatment(resource: Node) -> bool:
    """A code of wrong shape is looked at more closely, to be told."""
    try:
        code = resource.node("code")
        return is_own(resource) or treatment_or_implant(concept(code))
    except ShapeError:
        return True


READERS = {
    "Patient": Reader(Gathering.take_patient),
    "Condition": Reader(Gathering.take_condition),
    "AllergyIntolerance": Reader(Gathering.take_allergy),
    "MedicationRequest": Reader(Gathering.take_medicine),
    "MedicationStatement": Reader(Gathering.take_medicine),
    "Medication": Reader(Gathering.take_product),
    "Observation": Reader(Gathering.take_observation, wants=_is_chart_result),
    "Procedure": Reader(Gathering.take_procedure, wants=_is_treatment),
    "DocumentReference": Reader(Gathering.take_letter, wants=is_letter),
    "ServiceRequest": Reader(Gathering.take_request, essential=False),
    "Practitioner": Reader(Gathering.take_sender, essential=False),
    "PractitionerRole": Reader(Gathering.take_sender, essential=False),
    "Organization": Reader(Gathering.take_sender, essential=False),
}
