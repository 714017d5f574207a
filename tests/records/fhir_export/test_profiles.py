"""Profiles of US Core stand only where each thing they demand is there."""

from collections.abc import Callable
from typing import Any

import pytest

from patients.actions import history
from patients.models import PatientIdentifier
from patients.models.history import RESULT_RANGES
from records.fhir_export.vocabulary import RESULTS
from tests.patients import builders as charts
from tests.records.fhir_export.wholes import NOW, everything, exported, resources, the
from tests.treatments import builders as plans

pytestmark = pytest.mark.django_db

Told = dict[str, Any]
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
ERROR = "entered-in-error"


def codes(concept: Told, system: str = "") -> set[str]:
    found = concept.get("coding", [])
    return {each["code"] for each in found if each["system"].endswith(system)}


def is_patient(said: Told, kinds: dict[str, str]) -> bool:
    numbers = all({"system", "value"} <= each.keys() for each in said["identifier"])
    names = all({"family", "given"} & each.keys() for each in said["name"])
    contacts = all({"system", "value"} <= each.keys() for each in said.get("telecom", []))
    spoken = all("language" in each for each in said.get("communication", []))
    return numbers and names and contacts and spoken and "gender" in said


def is_problem(said: Told, kinds: dict[str, str]) -> bool:
    error = codes(said["verificationStatus"]) == {ERROR}
    listed = any("problem-list-item" in codes(each) for each in said["category"])
    return listed and ("clinicalStatus" in said) is not error and bool(said["code"])


def is_allergy(said: Told, kinds: dict[str, str]) -> bool:
    error = codes(said["verificationStatus"]) == {ERROR}
    shown = all(each["manifestation"] for each in said.get("reaction", []))
    return ("clinicalStatus" in said) is not error and bool(said["code"]) and shown


def is_procedure(said: Told, kinds: dict[str, str]) -> bool:
    done = any(key.startswith("performed") for key in said)
    return bool(said["code"]) and (done or said["status"] not in ("completed", "in-progress"))


def is_provenance(said: Told, kinds: dict[str, str]) -> bool:
    persons = [each for each in said["agent"] if kinds[each["who"]["reference"]] == "Practitioner"]
    named = all("onBehalfOf" in each for each in persons)
    return named and "recorded" in said and all("reference" in each for each in said["target"])


def measured(category: str, *loinc: str, unit: str = "") -> Callable[[Told, dict[str, str]], bool]:
    def is_measured(said: Told, kinds: dict[str, str]) -> bool:
        coded = codes(said["code"], "loinc.org")
        value = said.get("valueQuantity", {})
        ucum = value.get("system") == "http://unitsofmeasure.org" and bool(value.get("code"))
        return (
            {category} <= codes(said["category"][0])
            and bool(coded & set(loinc) if loinc else coded)
            and "effectiveDateTime" in said
            and (ucum and (not unit or value["code"] == unit))
        )

    return is_measured


def is_blood_pressure(said: Told, kinds: dict[str, str]) -> bool:
    parts = {
        code: part["valueQuantity"]["code"]
        for part in said["component"]
        for code in codes(part["code"], "loinc.org")
    }
    return codes(said["code"]) == {"85354-9"} and parts == {"8480-6": "mm[Hg]", "8462-4": "mm[Hg]"}


DEMANDS = {
    "us-core-patient": is_patient,
    "us-core-condition-problems-health-concerns": is_problem,
    "us-core-allergyintolerance": is_allergy,
    "us-core-procedure": is_procedure,
    "us-core-provenance": is_provenance,
    "us-core-observation-lab": measured("laboratory"),
    "us-core-vital-signs": measured("vital-signs"),
    "us-core-body-weight": measured("vital-signs", "29463-7", unit="kg"),
    "us-core-body-height": measured("vital-signs", "8302-2", unit="cm"),
    "us-core-bmi": measured("vital-signs", "39156-5", unit="kg/m2"),
    "us-core-heart-rate": measured("vital-signs", "8867-4", unit="/min"),
    "us-core-body-temperature": measured("vital-signs", "8310-5", unit="Cel"),
    "us-core-blood-pressure": is_blood_pressure,
}


def test_a_profile_is_named_only_where_all_that_it_demands_is_there(anna, ruth):
    everything(anna, ruth)
    charts.prior_treatment(anna, ruth, started_on=plans.TODAY)
    for kind, (_, low, _) in RESULT_RANGES.items():
        charts.result(anna, ruth, kind, str(low), taken_on=charts.TODAY.replace(month=3))
    charts.result(anna, ruth, "bp_systolic", "120", taken_on=charts.TODAY.replace(month=2))
    for wrong in (charts.problem(anna, ruth), charts.allergy(anna, ruth, reaction="Hives")):
        history.void_entry(entry=wrong, reason="Wrong patient", by=ruth, now=NOW)
    found = exported(anna)
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in found["entry"]}
    named: set[str] = set()
    for said in resources(found):
        for profile in said.get("meta", {}).get("profile", []):
            if profile.startswith(US_CORE):
                name = profile.removeprefix(US_CORE)
                assert DEMANDS[name](said, kinds), said
                named.add(name)
    assert named == DEMANDS.keys()


def test_a_treatment_of_which_nobody_knows_when_it_was_names_no_profile(anna, ruth):
    charts.prior_treatment(anna, ruth)
    profiles = the(exported(anna), "Procedure")["meta"]["profile"]
    assert [each for each in profiles if each.startswith(US_CORE)] == []


def test_a_number_without_a_system_takes_the_profile_from_its_patient(anna):
    PatientIdentifier.objects.create(patient=anna, system="Lake Hospital", value="L-1")
    assert "profile" not in the(exported(anna), "Patient")["meta"]


def test_every_kind_of_result_leaves_in_the_unit_of_the_chart():
    assert RESULTS.keys() == RESULT_RANGES.keys()
    same = {"kg": "kg", "cm": "cm", "mmHg": "mm[Hg]", "°C": "Cel", "/min": "/min", "%": "%",
            "mg/dL": "mg/dL", "×10⁹/L": "10*9/L", "kg/m²": "kg/m2", "": "{INR}",
            "of 10": "{score}"}  # fmt: skip
    assert {kind: same[unit] for kind, (unit, _, _) in RESULT_RANGES.items()} == {
        kind: said.ucum for kind, said in RESULTS.items()
    }
