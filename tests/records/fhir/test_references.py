"""Whom a resource is about, however it says so; and the keys by which it is known again."""

import pytest

from tests.records.fhir.documents import (
    ANNA,
    allergy,
    bundle,
    condition,
    medicine,
    patient,
    remarks,
    said,
    statement,
)
from tests.records.fhir.samples import read_json

UUID = "0b8a5c1e-7f4d-4a39-9b1e-2f6d3c4b5a69"
SERVER = "https://ehr.example/fhir"
MRN = "http://hospital.example/mrn"


def about(reference, *, url="", person=None):
    """The subjects of the entries when Anna stands at `url` and the condition says `reference`."""
    document = bundle(person or patient(), condition(subject=reference))
    if url:
        document["entry"][0]["fullUrl"] = url
    contents = read_json(document)
    assert contents.errors == []
    return [entry.subject for entry in contents.entries] == [contents.people[0].subject]


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ({"reference": "Patient/anna"}, ""),
        ({"reference": "Patient/anna"}, f"{SERVER}/Patient/anna"),
        ({"reference": f"{SERVER}/Patient/anna"}, f"{SERVER}/Patient/anna"),
        ({"reference": "Patient/anna/_history/3"}, ""),
        ({"reference": f"{SERVER}/Patient/anna/_history/1"}, f"{SERVER}/Patient/anna"),
        ({"reference": f"{SERVER}/Patient/anna"}, f"{SERVER}/Patient/anna/_history/2"),
        ({"reference": f"urn:uuid:{UUID}"}, f"urn:uuid:{UUID}"),
        ({"reference": "Patient/anna"}, f"urn:uuid:{UUID}"),
        ({"reference": f"{SERVER}/Patient/anna"}, ""),
        ({"reference": f"{SERVER}/Patient/anna"}, f"urn:uuid:{UUID}"),
        ({"identifier": {"system": MRN, "value": "A1"}}, ""),
        ({"type": "Patient", "identifier": {"system": MRN, "value": "A1"}}, ""),
        ({"reference": f"Patient?identifier={MRN}|A1"}, ""),
        ({"reference": f"Patient?identifier={MRN}%7CA1&active=true"}, ""),
    ],
)
def test_the_person_is_found_by(reference, url):
    assert about(reference, url=url)


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "Patient/berta"},
        {"reference": "Group/anna"},
        {"reference": "#anna"},
        {"reference": f"urn:uuid:{UUID}"},
        {"reference": "https://other.example/fhir/Patient/anna"},
        {"identifier": {"system": MRN, "value": "A2"}},
        {"identifier": {"value": "A1"}},
        {"display": "Anna Berg"},
    ],
)
def test_what_is_about_somebody_else_is_left_out_with_a_warning(reference):
    document = bundle(patient(), condition(subject=reference))
    document["entry"][0]["fullUrl"] = f"{SERVER}/Patient/anna"
    contents = read_json(document)

    assert contents.entries == []
    assert remarks(contents) == [("warning", "Bundle.entry[1].resource")]
    assert contents.left_out == {"Condition: about nobody of this document": 1}


def test_several_people_have_their_own_lines():
    berta = patient(id="berta", identifier=[{"system": MRN, "value": "B1"}])
    hers = condition("Gout", id="c2", subject={"reference": "Patient/berta"})
    contents = read_json(bundle(patient(), berta, condition(), hers))

    lines = {entry.subject: entry.values["display"] for entry in contents.entries}
    assert list(lines.values()) == ["Osteoarthritis of knee", "Gout"]
    assert list(lines) == [person.subject for person in contents.people]


def test_a_number_that_two_people_have_names_neither():
    twin = patient(id="berta")
    by_number = condition(subject={"identifier": {"system": MRN, "value": "A1"}})
    contents = read_json(bundle(patient(), twin, by_number))

    assert contents.entries == []
    assert len(contents.people) == 2


def test_the_order_in_the_document_does_not_matter():
    assert read_json(bundle(condition(), patient())).used == {"Patient": 1, "Condition": 1}


def keys(document):
    return [entry.key for entry in read_json(document).entries]


def test_the_same_resource_has_the_same_key_in_another_bundle():
    first = bundle(patient(), condition(), medicine())
    again = bundle(medicine(), patient(telecom=[{"system": "phone", "value": "1"}]), condition())
    for entry in again["entry"]:
        resource = entry["resource"]
        resource["meta"] = {"versionId": "7", "lastUpdated": "2026-11-01T10:00:00Z"}

    assert sorted(keys(first)) == sorted(keys(again))


def test_an_id_of_a_server_is_another_at_another_server():
    here, there = bundle(patient(), condition()), bundle(patient(), condition())
    here["entry"][1]["fullUrl"] = f"{SERVER}/Condition/c1"
    there["entry"][1]["fullUrl"] = "https://other.example/fhir/Condition/c1"

    assert keys(here) == [f"{SERVER}/Condition/c1"]
    assert keys(there) == ["https://other.example/fhir/Condition/c1"]


def test_a_plain_id_is_kept_with_whose_it_is():
    assert keys(bundle(patient(), condition())) == [f"{MRN}|A1#Patient/anna#Condition/c1"]


def test_a_uuid_is_the_same_everywhere():
    document = bundle(patient(), condition(id=UUID))
    document["entry"][1]["fullUrl"] = f"{SERVER}/Condition/{UUID}"

    assert keys(document) == keys(bundle(patient(), condition(id=UUID))) == [f"Condition/{UUID}"]


def test_without_an_id_the_number_of_the_sender_names_a_resource():
    number = {"system": "http://ehr.example/problems", "value": "77"}
    unnamed = condition(identifier=[number])
    del unnamed["id"]
    first, second = bundle(patient(), unnamed), bundle(patient(), unnamed)
    first["entry"][1]["fullUrl"] = f"urn:uuid:{UUID}"
    second["entry"][1]["fullUrl"] = f"urn:uuid:{UUID[::-1]}"

    assert keys(first) == keys(second) == ["Condition?http://ehr.example/problems|77"]


def test_a_resource_that_nothing_names_is_known_by_what_it_says():
    unnamed, other = condition(), condition("Gout")
    del unnamed["id"], other["id"]
    (first,), (again,) = keys(bundle(patient(), unnamed)), keys(bundle(patient(), unnamed))
    (different,) = keys(bundle(patient(), other))

    assert first == again != different


def test_a_long_key_is_cut_and_stays_its_own():
    long = f"{SERVER}/{'x' * 400}/Condition/"
    one, two = bundle(patient(), condition()), bundle(patient(), condition())
    one["entry"][1]["fullUrl"] = f"{long}1"
    two["entry"][1]["fullUrl"] = f"{long}2"
    (first,), (second,) = keys(one), keys(two)

    assert first != second
    assert max(len(first), len(second)) <= 300


class TestTwice:
    def test_the_same_resource_twice_is_taken_once(self):
        contents = said(condition(), condition())

        assert len(contents.entries) == 1
        assert remarks(contents) == [("information", "Bundle.entry[2].resource")]

    def test_the_same_patient_twice_is_taken_once(self):
        contents = said(patient())

        assert len(contents.people) == 1
        assert remarks(contents) == [("information", "Bundle.entry[1].resource")]

    def test_of_two_versions_the_newer_is_taken(self):
        newer = condition("Gout", meta={"lastUpdated": "2026-11-02T10:00:00Z"})
        older = condition("Gut", meta={"lastUpdated": "2026-11-01T10:00:00Z"})
        for document in (said(older, newer), said(newer, older)):
            assert [entry.values["display"] for entry in document.entries] == ["Gout"]
            assert remarks(document) == [("warning", "Bundle.entry[2].resource")]

    def test_two_that_say_different_things_refuse_the_file(self):
        contents = said(condition("Gout"), condition("Gut"))

        assert remarks(contents) == [("error", "Bundle.entry[2].resource")]

    def test_entered_in_error_and_not_is_a_contradiction(self):
        code = {"coding": [{"code": "entered-in-error"}]}
        contents = said(condition(), condition(verificationStatus=code))

        assert remarks(contents) == [("error", "Bundle.entry[2].resource")]

    def test_two_patients_of_one_id_refuse_the_file(self):
        contents = said(patient(gender="male"))

        assert remarks(contents) == [("error", "Bundle.entry[1].resource")]


def test_what_is_taken_back_is_told_under_the_key_it_had():
    error = {"coding": [{"code": "entered-in-error"}]}
    before = read_json(bundle(patient(), condition()))
    after = read_json(bundle(patient(), condition(verificationStatus=error)))

    (taken_back,) = after.withdrawn
    assert taken_back.key == before.entries[0].key
    assert (taken_back.subject, taken_back.why) == (before.people[0].subject, "entered-in-error")
    assert before.withdrawn == []


def medication(**fields):
    return {
        "resourceType": "Medication",
        "id": "med",
        "code": {"text": "Warfarin Sodium 5 MG Oral Tablet"},
    } | fields


def by_reference(reference, **fields):
    request = statement(medicationReference={"reference": reference}, **fields)
    del request["medicationCodeableConcept"]
    return request


def test_a_medicine_stands_in_a_resource_of_its_own():
    contents = said(by_reference("Medication/med"), medication())

    assert contents.entries[0].values["name"] == "Warfarin Sodium 5 MG Oral Tablet"
    assert contents.entries[0].values["classes"] == ["anticoagulant"]
    assert contents.used == {"Patient": 1, "MedicationStatement": 1, "Medication": 1}


def test_a_medicine_stands_inside_of_the_statement():
    contents = said(by_reference("#med", contained=[medication()]))

    assert contents.entries[0].values["classes"] == ["anticoagulant"]


def test_a_medicine_that_is_only_named_beside_the_reference_is_read_by_that_name():
    request = by_reference("Medication/elsewhere")
    request["medicationReference"]["display"] = "Eliquis 5 mg tablet"
    contents = said(request)

    assert contents.entries[0].values["name"] == "Eliquis 5 mg tablet"
    assert contents.entries[0].values["classes"] == ["anticoagulant"]


def test_a_medicine_that_is_not_there_is_left_out_with_a_warning():
    contents = said(by_reference("Medication/elsewhere"), medication())

    assert contents.entries == []
    assert contents.left_out == {"MedicationStatement: no name": 1}
    assert contents.unused == {"Medication": 1}
    assert remarks(contents) == [("warning", "Bundle.entry[1].resource")]


def test_a_medicine_of_another_server_is_not_the_one_of_the_same_id_here():
    document = bundle(patient(), by_reference(f"{SERVER}/Medication/med"), medication())
    document["entry"][2]["fullUrl"] = "https://other.example/fhir/Medication/med"

    assert read_json(document).entries == []


def test_an_id_of_two_medicines_names_neither():
    contents = said(by_reference("Medication/med"), medication(), medication(code={"text": "Zinc"}))

    assert contents.entries == []
    assert contents.left_out == {"MedicationStatement: no name": 1}


def test_ingredients_tell_the_class_of_a_mixture():
    mixture = medication(
        code={"text": "Pharmacy mixture 12"},
        ingredient=[
            {"itemCodeableConcept": {"text": "Hydrocodone"}},
            {"itemCodeableConcept": {"text": "Ibuprofen"}},
        ],
    )
    contents = said(by_reference("Medication/med"), mixture)

    assert contents.entries[0].values["name"] == "Pharmacy mixture 12"
    assert contents.entries[0].values["classes"] == ["nsaid", "opioid"]


def test_the_reason_of_a_medicine_is_the_condition_it_names():
    reason = [{"reference": "Condition/c1"}]
    contents = said(medicine(reasonReference=reason), condition("Atrial fibrillation"))

    assert contents.entries[0].values["indication"] == "Atrial fibrillation"


class TestReferral:
    def request(self, **fields):
        return {
            "resourceType": "ServiceRequest",
            "id": "r1",
            "status": "active",
            "intent": "order",
            "code": {"text": "Referral for prolotherapy"},
            "subject": ANNA,
            "authoredOn": "2026-11-02",
        } | fields

    def test_the_sender_is_the_doctor_and_the_practice(self):
        role = {
            "resourceType": "PractitionerRole",
            "id": "role",
            "practitioner": {"reference": "Practitioner/d"},
            "organization": {"reference": "Organization/o"},
        }
        name = {"prefix": ["Dr."], "given": ["Jane"], "family": "Brown"}
        doctor = {"resourceType": "Practitioner", "id": "d", "name": [name]}
        practice = {"resourceType": "Organization", "id": "o", "name": "Oak Street Practice"}
        asked = self.request(
            requester={"reference": "PractitionerRole/role"},
            reasonCode=[{"text": "Knee pain for two years"}],
        )
        contents = said(asked, role, doctor, practice)
        (request,) = contents.requests

        assert request.sender == "Dr. Jane Brown, Oak Street Practice"
        assert request.reason == "Referral for prolotherapy; Knee pain for two years"
        assert str(request.authored_on) == "2026-11-02"
        assert contents.used["Practitioner"] == 1

    def test_the_newest_referral_counts(self):
        older = self.request(id="r0", authoredOn="2025-01-01", code={"text": "Consultation"})
        contents = said(older, self.request())

        assert [request.reason for request in contents.requests] == ["Referral for prolotherapy"]

    def test_orders_of_another_kind_and_what_was_revoked_are_no_referral(self):
        contents = said(
            self.request(code={"text": "Complete blood count"}),
            self.request(id="r2", status="revoked"),
        )

        assert contents.requests == []
        assert contents.unused == {"ServiceRequest": 2}

    def test_without_a_request_the_own_doctor_stands_for_the_sender(self):
        doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Jane Brown MD"}]}
        person = patient(generalPractitioner=[{"reference": "Practitioner/d"}])
        contents = read_json(bundle(person, doctor))

        assert [request.sender for request in contents.requests] == ["Jane Brown MD"]

    def test_a_document_of_a_stranger_is_not_taken_for_a_referral(self):
        contents = said(self.request(subject={"reference": "Patient/berta"}))

        assert contents.requests == []
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource")]


def test_an_allergy_names_its_patient_by_another_field():
    assert len(said(allergy()).entries) == 1
