"""Documents damaged by chance: `read` says what is wrong, and never raises."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.fhir.items import Severity
from tests.records.fhir.documents import (
    allergy,
    bundle,
    condition,
    medicine,
    observation,
    patient,
    procedure,
    quantity,
    statement,
)
from tests.records.fhir.samples import document, read_bytes, text

# Of each sample one resource of every kind that is read, so that a round costs milliseconds.
SOURCES = ("louis_maggio", "derek_becker", "patria_schimmel", "luis_miguel_delarosa")

STRANGE = st.sampled_from(
    [
        *(None, 0, -1, 10**30, 1e308, True, "", "x", "\x00", "\ud800", "\u202e", "<script>"),
        *("2020-13-45", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "0000"),
        *("urn:uuid:nobody", "#", "Patient/", "Patient?identifier=", "/_history/", "a" * 5000),
        *([], {}, [None], [[]], {"a": 1}, {"reference": 5}, {"coding": [{}]}, {"value": "1"}),
    ]
)


def cut_down(name: str) -> dict[str, Any]:
    bundle = document(name)
    first: dict[str, Any] = {}
    for entry in bundle["entry"]:
        resource = entry["resource"]
        code = resource.get("code", {}).get("text", "")
        first.setdefault(f"{resource['resourceType']}{code}"[:30], entry)
    bundle["entry"] = [entry for kind, entry in first.items() if not kind.startswith(SKIPPED)][:25]
    return bundle


SKIPPED = ("Claim", "ExplanationOfBenefit", "Encounter", "CarePlan", "DiagnosticReport")


def by_hand() -> dict[str, Any]:
    """What the samples do not hold: statements, doses, panels, contained medicines, requests."""
    dosage = {
        "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
        "route": {"text": "oral"},
        "doseAndRate": [{"doseQuantity": quantity(5, "mg")}],
    }
    inside = {"resourceType": "Medication", "id": "m", "code": {"text": "Warfarin"}}
    of_inside = statement(contained=[inside], medicationReference={"reference": "#m"}, id="s2")
    del of_inside["medicationCodeableConcept"]
    request = {
        "resourceType": "ServiceRequest",
        "id": "r1",
        "status": "active",
        "intent": "order",
        "code": {"text": "Referral for prolotherapy"},
        "subject": {"reference": "Patient/anna"},
        "requester": {"reference": "Practitioner/d1"},
    }
    doctor = {"resourceType": "Practitioner", "id": "d1", "name": [{"family": "Adler"}]}
    components = [
        {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}} | value
        for code, value in (
            ("8480-6", {"valueQuantity": quantity(120, "mm[Hg]")}),
            ("8462-4", {"valueQuantity": quantity(80, "mm[Hg]")}),
        )
    ]
    return bundle(
        patient(telecom=[{"system": "phone", "value": "1", "rank": 1}]),
        condition(bodySite=[{"text": "left"}], note=[{"text": "since spring"}]),
        medicine(dosageInstruction=[dosage], reasonReference=[{"reference": "Condition/c1"}]),
        of_inside,
        allergy(reaction=[{"manifestation": [{"text": "hives"}], "severity": "mild"}]),
        observation("85354-9", component=components),
        observation("72166-2", id="o2", valueCodeableConcept={"text": "Smoker"}),
        procedure("Arthroscopy of knee", note=[{"text": "no help"}]),
        request,
        doctor,
    )


DOCUMENTS = [by_hand(), *map(cut_down, SOURCES)]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys, the whole document down."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        here = waiting.pop()
        keys = (
            here if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        )
        for key in keys:
            found.append((here, key))
            waiting.append(here[key])
    return found


def damage(whole: dict[str, Any], how: str, draw: Any) -> None:
    where = places(whole)
    if not where:
        return
    container, key = where[draw(st.integers(0, len(where) - 1))]
    if how == "drop":
        del container[key]
    elif how == "duplicate" and isinstance(container, list):
        container.insert(key, copy.deepcopy(container[key]))
    elif how == "rename" and isinstance(container, dict):
        container[f"{key}X"] = container.pop(key)
    elif how == "retype":
        value = container[key]
        container[key] = [value] if isinstance(value, str | dict) else str(value)
    elif how == "swap":
        other, place = where[draw(st.integers(0, len(where) - 1))]
        one, two = copy.deepcopy(container[key]), copy.deepcopy(other[place])
        container[key], other[place] = two, one
    else:
        container[key] = draw(STRANGE)


HOW = st.sampled_from(["drop", "duplicate", "rename", "retype", "swap", "strange"])


@settings(max_examples=80)
@given(st.data())
def test_a_damaged_document_is_read_or_refused_whole(data):
    whole = copy.deepcopy(data.draw(st.sampled_from(DOCUMENTS)))
    for how in data.draw(st.lists(HOW, min_size=1, max_size=3)):
        damage(whole, how, data.draw)
    contents = read_bytes(json.dumps(whole).encode())

    if contents.errors:
        assert (contents.people, contents.entries, contents.requests) == ([], [], [])
        assert all(error.text for error in contents.errors)
    else:
        assert contents.people
        subjects = {person.subject for person in contents.people}
        assert {entry.subject for entry in contents.entries} <= subjects
        assert all(0 < len(entry.key) <= 300 for entry in contents.entries)
        assert all("\x00" not in str(entry.values) for entry in contents.entries)


@settings(max_examples=40)
@given(st.data())
def test_damaged_bytes_are_read_or_refused(data):
    content = bytearray(json.dumps(DOCUMENTS[0]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(content)))
    contents = read_bytes(bytes(content[:end] if data.draw(st.booleans()) else content))

    assert contents.errors or contents.people


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content):
    assert read_bytes(content).errors
    assert read_bytes(b"\x1f\x8b\x08\x00" + content).errors
    assert read_bytes(b'{"resourceType": ' + content).errors


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=60)
@given(
    st.sampled_from(["Patient", "Condition", "Observation", "MedicationRequest", "Procedure"]),
    st.dictionaries(
        st.sampled_from(["id", "code", "subject", "status", "name", "birthDate", "identifier"]),
        ANYTHING,
    ),
)
def test_a_resource_of_anything_is_read_or_refused(kind, fields):
    contents = read_bytes(json.dumps({**fields, "resourceType": kind}).encode())

    # A Patient alone may be about somebody whom nobody knows yet.
    assert contents.errors or kind == "Patient"
    assert not (contents.errors and contents.people)


@pytest.mark.parametrize("kind", ["Condition", "MedicationRequest", "AllergyIntolerance"])
def test_a_resource_that_is_missing_is_missed_alone(kind):
    """Every other entry is read as before."""
    whole = document("patria_schimmel")
    place = next(
        n for n, entry in enumerate(whole["entry"]) if entry["resource"]["resourceType"] == kind
    )
    key = f"{kind}/{whole['entry'].pop(place)['resource']['id']}"
    before = read_bytes(text("patria_schimmel"))
    after = read_bytes(json.dumps(whole).encode())

    assert [e.severity for e in after.remarks if e.severity is Severity.ERROR] == []
    assert [e.key for e in after.entries] == [e.key for e in before.entries if e.key != key]
