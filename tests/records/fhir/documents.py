"""Small documents made by hand, each valid FHIR R4 as long as nothing else is asked for."""

from typing import Any

from records.fhir.items import Contents
from tests.records.fhir.samples import read_json

SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
UCUM = "http://unitsofmeasure.org"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"

ANNA = {"reference": "Patient/anna"}


def patient(**fields: Any) -> dict[str, Any]:
    """Anna Berg, with the number A1 at a hospital."""
    return {
        "resourceType": "Patient",
        "id": "anna",
        "identifier": [{"system": "http://hospital.example/mrn", "value": "A1"}],
        "name": [{"family": "Berg", "given": ["Anna"]}],
        "gender": "female",
        "birthDate": "1968-04-12",
    } | fields


def coded(system: str, code: str, display: str = "") -> dict[str, Any]:
    coding = {"system": system, "code": code}
    return {"coding": [coding | {"display": display} if display else coding]}


def condition(name: str = "Osteoarthritis of knee", **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "c1",
        "clinicalStatus": coded(CLINICAL, "active"),
        "code": {"text": name},
        "subject": ANNA,
    } | fields


def medicine(name: str = "Warfarin Sodium 5 MG Oral Tablet", **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": name},
        "subject": ANNA,
    } | fields


def statement(name: str = "Warfarin", **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationStatement",
        "id": "s1",
        "status": "active",
        "medicationCodeableConcept": {"text": name},
        "subject": ANNA,
    } | fields


def allergy(substance: str = "Latex", **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "code": {"text": substance},
        "patient": ANNA,
    } | fields


def observation(loinc: str, value: Any = None, unit: str = "", **fields: Any) -> dict[str, Any]:
    measured = {} if value is None else {"valueQuantity": quantity(value, unit)}
    return (
        {
            "resourceType": "Observation",
            "id": "o1",
            "status": "final",
            "code": coded(LOINC, loinc),
            "subject": ANNA,
            "effectiveDateTime": "2026-05-03T10:00:00-04:00",
        }
        | measured
        | fields
    )


def quantity(value: Any, unit: str) -> dict[str, Any]:
    return {"value": value} | ({"unit": unit, "system": UCUM, "code": unit} if unit else {})


def procedure(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": "p1",
        "status": "completed",
        "code": {"text": name},
        "subject": ANNA,
        "performedDateTime": "2024-03-05",
    } | fields


def bundle(*resources: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
    } | fields


def said(*resources: dict[str, Any]) -> Contents:
    """What a Bundle of Anna and these says."""
    return read_json(bundle(patient(), *resources))


def only_values(*resources: dict[str, Any]) -> dict[str, Any]:
    """The fields of the one entry that these resources make, without a remark."""
    contents = said(*resources)
    assert [r for r in contents.remarks if r.severity != "information"] == []
    (entry,) = contents.entries
    return dict(entry.values)


def remarks(contents: Contents) -> list[tuple[str, str]]:
    """Severity and path of each remark."""
    return [(remark.severity.value, remark.path) for remark in contents.remarks]
