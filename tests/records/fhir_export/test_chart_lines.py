"""The person and the lines of the chart, as an export says them."""

import pytest

from patients.actions import history
from patients.models import PatientIdentifier, Result
from tests import people
from tests.patients import builders as charts
from tests.records.fhir_export.wholes import (
    NOW,
    deeds,
    exported,
    own,
    referral,
    resources,
    the,
)
from tests.treatments import builders as plans

pytestmark = pytest.mark.django_db


def test_patient_has_names_numbers_and_how_to_reach_her(anna):
    PatientIdentifier.objects.create(patient=anna, system="urn:oid:1.2.36.146", value="MRN 7")
    PatientIdentifier.objects.create(patient=anna, system="Lake Hospital", value="L-1")
    found = the(exported(anna), "Patient")
    ours, oid, hospital = found["identifier"]
    assert (ours["value"], ours["system"][:9]) == ("T000001", "urn:uuid:")
    assert oid == {"system": "urn:oid:1.2.36.146", "value": "MRN 7"} or hospital == {
        "system": "urn:oid:1.2.36.146", "value": "MRN 7",
    }  # fmt: skip
    assert {"assigner": {"display": "Lake Hospital"}, "value": "L-1"} in (oid, hospital)
    # The profile of US Core wants a system of each number.
    assert "profile" not in found["meta"]
    assert found["birthDate"] == "1968-04-12"
    assert found["gender"] == "female"
    assert found["telecom"] == [{"system": "email", "value": "anna@home.example"}]
    (language,) = found["communication"]
    assert language["language"] == {
        "coding": [{"system": "urn:ietf:bcp:47", "code": "es"}], "text": "Spanish",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bound", "said"),
    [(False, {"deceasedDateTime": "2026-11-02"}), (True, {"deceasedBoolean": True})],
)
def test_a_death_is_said_as_exactly_as_it_is_known(ben, bound, said):
    anna = people.patient("Anna Berg", deceased_on=plans.TODAY, deceased_by=bound)
    found = the(exported(anna), "Patient")
    assert {key: value for key, value in found.items() if key.startswith("deceased")} == said
    assert own(found, "deceased-on-or-before") == (["2026-11-02"] if bound else [])


def test_what_was_taken_back_leaves_as_an_error_with_its_reason(anna, ruth):
    for entry in (
        charts.problem(anna, ruth),
        charts.medication(anna, ruth),
        charts.allergy(anna, ruth),
        charts.result(anna, ruth),
        charts.prior_treatment(anna, ruth),
        charts.letter(anna, ruth),
    ):
        history.void_entry(entry=entry, reason="Wrong patient", by=ruth, now=NOW)
    found = exported(anna)
    problem, allergy = the(found, "Condition"), the(found, "AllergyIntolerance")
    for each in (problem, allergy):
        assert each["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
        assert "clinicalStatus" not in each
    others = ("MedicationStatement", "Observation", "Procedure", "DocumentReference")
    assert [the(found, kind)["status"] for kind in others] == ["entered-in-error"] * 4
    assert the(found, "MedicationStatement")["statusReason"] == [{"text": "Wrong patient"}]
    for kind in ("Condition", "AllergyIntolerance", *others):
        entered, taken_back = deeds(found, the(found, kind))
        assert entered["activity"]["coding"][0]["code"] == "CREATE"
        assert taken_back["activity"]["coding"][0]["code"] == "NULLIFY"
        assert taken_back["recorded"] == "2026-11-23T10:30:00-05:00"
        assert taken_back["reason"] == [{"text": "Wrong patient"}]


def test_what_came_with_a_referral_says_so_until_and_after_it_is_accepted(anna, ruth):
    problem = charts.problem(anna, ruth)
    problem.referral, problem.source_key = referral(anna, ruth), "Condition/1"
    problem.save(update_fields=["referral", "source_key"])
    waiting = the(exported(anna), "Condition")
    assert [tag["code"] for tag in waiting["meta"]["tag"]] == ["waiting"]
    problem.accepted_by, problem.accepted_at = ruth, NOW
    problem.save(update_fields=["accepted_by", "accepted_at"])
    found = exported(anna)
    assert "tag" not in the(found, "Condition")["meta"]
    accepted, entered = deeds(found, the(found, "Condition"))[::-1][:2]
    assert accepted["activity"]["text"] == "Accepted"
    (source,) = entered["entity"]
    assert source["what"]["identifier"]["value"] == "ab" * 32


def test_no_known_allergies_are_said_only_of_whom_was_asked(ben):
    asked = people.patient("Anna Berg", allergies_status="none_known")
    found = the(exported(asked), "AllergyIntolerance")
    assert found["code"]["coding"][0]["code"] == "716186003"
    assert resources(exported(people.patient("Carl Voss")), "AllergyIntolerance") == []


def test_two_pressures_typed_together_are_one_panel(anna, ruth):
    plans.measured(anna, ruth, bp_systolic="124", bp_diastolic="78")
    panel = the(exported(anna), "Observation")
    assert panel["code"]["coding"][0]["code"] == "85354-9"
    assert panel["meta"]["profile"] == [
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"
    ]
    values = [part["valueQuantity"]["value"] for part in panel["component"]]
    assert values == [124, 78]


def test_pressures_of_which_nobody_knows_what_belongs_together_stay_single(anna, ruth):
    plans.measured(anna, ruth, bp_systolic="124", bp_diastolic="78")
    plans.measured(anna, ruth, bp_systolic="131")
    codes = [each["code"]["coding"][0]["code"] for each in resources(exported(anna), "Observation")]
    assert sorted(codes) == ["8462-4", "8480-6", "8480-6"]


def test_of_two_pressures_one_of_which_was_taken_back_each_stands_alone(anna, ruth):
    plans.measured(anna, ruth, bp_systolic="124", bp_diastolic="78")
    wrong = Result.objects.get(kind="bp_diastolic")
    history.void_entry(entry=wrong, reason="Cuff slipped", by=ruth, now=NOW)
    found = resources(exported(anna), "Observation")
    assert sorted((each["code"]["coding"][0]["code"], each["status"]) for each in found) == [
        ("8462-4", "entered-in-error"),
        ("8480-6", "final"),
    ]
