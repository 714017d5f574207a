"""What family doctors sent to the demo clinic: one record filed and waiting, one to be matched."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

from clinic.demo.world import World
from patients.models import Patient, Referral
from records.fhir.intake import import_file, match_referral
from records.fhir.received import receive

_SNOMED = "http://snomed.info/sct"
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_HL7 = "http://terminology.hl7.org/CodeSystem"
_ACTIVE = {"coding": [{"system": f"{_HL7}/condition-clinical", "code": "active"}]}


def receive_referrals(world: World) -> None:
    """About the two people registered last whom nobody has screened yet, if there are two."""
    desk = world.staff.front_desk
    people = Patient.objects.filter(screenings=None, deceased_on=None).order_by("-pk")[:2]
    for place, patient in enumerate(people):
        now = world.now - timedelta(hours=3 + place)
        content = json.dumps(_bundle(patient, place)).encode()
        file = receive(BytesIO(content), f"referral-{place + 1}.json")
        result = import_file(file, by=desk, now=now, today=world.today)
        if place == 0 and result.document is not None:
            referral = Referral.objects.get(document=result.document)
            match_referral(referral=referral, patient=patient, by=desk, now=now, today=world.today)


def _bundle(patient: Patient, place: int) -> dict[str, Any]:
    about = {"subject": {"reference": "Patient/referred"}}
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": "referred",
            "identifier": [{"system": "urn:example:family-practice", "value": f"FP-{place + 41}"}],
            "name": [{"family": patient.family_name, "given": [patient.given_name]}],
            "gender": patient.sex,
            "birthDate": patient.birth_date.isoformat(),
        },
        {
            "resourceType": "ServiceRequest",
            "id": "request",
            "status": "active",
            "intent": "order",
            "code": {"text": "Referral for prolotherapy"},
            "requester": {"display": "Dr. Nadia Farouk, family medicine"},
            "reasonCode": [{"text": "Knee pain for two years, physical therapy without success"}],
            **about,
        },
        _problem("knee", "239873007", "Osteoarthritis of knee", "2024-03"),
        _problem("sugar", "44054006", "Diabetes mellitus type 2", "2019"),
        {
            "resourceType": "MedicationRequest",
            "id": "thinner",
            "status": "active",
            "intent": "order",
            "authoredOn": "2025-02-11",
            "medicationCodeableConcept": _concept(
                _RXNORM, "855332", "Warfarin Sodium 5 MG Oral Tablet"
            ),
            **about,
        },
        {
            "resourceType": "AllergyIntolerance",
            "id": "latex",
            "clinicalStatus": {
                "coding": [{"system": f"{_HL7}/allergyintolerance-clinical", "code": "active"}]
            },
            "code": _concept(_SNOMED, "111088007", "Latex"),
            "patient": about["subject"],
        },
        {
            "resourceType": "Observation",
            "id": "hba1c",
            "status": "final",
            "code": _concept("http://loinc.org", "4548-4", "Hemoglobin A1c"),
            "effectiveDateTime": "2026-05-03",
            "valueQuantity": {
                "value": 7.1,
                "unit": "%",
                "system": "http://unitsofmeasure.org",
                "code": "%",
            },
            **about,
        },
    ]
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _problem(key: str, code: str, text: str, since: str) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": key,
        "subject": {"reference": "Patient/referred"},
        "clinicalStatus": _ACTIVE,
        "code": _concept(_SNOMED, code, text),
        "onsetDateTime": since,
    }


def _concept(system: str, code: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}
