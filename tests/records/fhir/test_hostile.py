"""Documents and files that want to do harm, or are of another kind altogether.

Each is read, or refused with a sentence and a place; a fault of ours would raise here.
"""

import gzip
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from records.fhir import limits
from records.fhir.items import Contents
from records.fhir.reading import read
from tests.records.fhir.documents import (
    ANNA,
    LOINC,
    RXNORM,
    SNOMED,
    allergy,
    bundle,
    coded,
    condition,
    medicine,
    observation,
    patient,
    procedure,
    remarks,
    statement,
)
from tests.records.fhir.samples import read_bytes, read_json

UUID = "3f1f7a52-6d3c-4a6d-9a4b-0a7f5ac6a001"


def entries(*resources: Any) -> bytes:
    return json.dumps(bundle(patient(), *resources)).encode()


def refused(contents: Contents) -> str:
    """The first sentence; nothing of the document is left."""
    assert contents.errors
    assert (contents.people, contents.entries, contents.requests) == ([], [], [])
    return contents.errors[0].text


# Bytes --------------------------------------------------------------------------------------


GOOD = entries(condition())

BYTES = {
    "nothing": (b"", "The file is empty."),
    "spaces": (b" \r\n\t ", "The file is empty."),
    "a mark alone": (b"\xef\xbb\xbf", "The file is empty."),
    "XML": (b'<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"/>', "This is XML or HTML"),
    "XML with a mark": (b"\xef\xbb\xbf<Bundle/>", "This is XML or HTML"),
    "entities": (
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        "This is XML or HTML",
    ),
    "UTF-16": (GOOD.decode().encode("utf-16"), "The text is in UTF-16"),
    "UTF-16 big": (GOOD.decode().encode("utf-16-be"), "The text is in UTF-16"),
    "UTF-32": (GOOD.decode().encode("utf-32"), "The text is in UTF-16 or UTF-32"),
    "Latin-1": (entries(condition("Ménière")).decode("unicode_escape").encode("latin-1"), ""),
    "a list": (b"[]", "does not begin with {"),
    "a text": (b'"Patient"', "does not begin with {"),
    "zeros": (b"\x00" * 100, ""),
    "PDF": (b"%PDF-1.7\n", "does not begin with {"),
    "ZIP": (b"PK\x03\x04\x14\x00", "does not begin with {"),
    "cut off": (GOOD[:-20], "cut off"),
    "something behind": (GOOD + b" x", "something else after the end"),
    "a comment": (b'{"resourceType": "Bundle", /* x */ "type": "collection"}', ""),
    "single quotes": (b"{'resourceType': 'Bundle'}", "well-formed"),
    "NaN": (b'{"resourceType": "Patient", "x": NaN}', "NaN is no JSON number"),
    "infinity": (b'{"resourceType": "Patient", "x": -Infinity}', "is no JSON number"),
    "5,000 digits": (b'{"resourceType": "Patient", "x": ' + b"9" * 5_000 + b"}", "digits"),
    "1e400": (b'{"resourceType": "Patient", "x": 1e400}', "too large or too small"),
    "1e-400": (b'{"resourceType": "Patient", "x": 1e-400}', "too large or too small"),
    "1e999999999": (b'{"resourceType": "Patient", "x": 1e999999999}', "too large"),
    "key twice": (b'{"resourceType": "Patient", "id": "a", "id": "b"}', "stands twice"),
    "type twice": (b'{"resourceType": "Claim", "resourceType": "Patient"}', "stands twice"),
    "brackets": (b'{"resourceType": "Patient", "x": ' + b"[" * 100_000, "Nested more than"),
    "braces": (b'{"resourceType": "Patient", "x": ' + b'{"a":' * 100_000, "Nested more than"),
    "entries in entries": (b'{"entry":[' * 10_000, ""),
    "gzip of nothing": (gzip.compress(b""), "The file is empty."),
    "gzip cut off": (gzip.compress(GOOD)[:-9], "compressed file is cut off"),
    "gzip damaged": (gzip.compress(GOOD)[:-8] + b"x" * 8, "compressed file is damaged"),
    "gzip head alone": (b"\x1f\x8b", "compressed file is"),
    "gzip in gzip": (gzip.compress(gzip.compress(GOOD)), ""),
}


@pytest.mark.parametrize(("content", "words"), BYTES.values(), ids=BYTES.keys())
def test_what_is_no_document_is_refused_in_words(content, words):
    assert words in refused(read(io.BytesIO(content), "anna.json"))


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("records.fhir.files.MAX_BYTES", 2_000_000)
    text = b'{"resourceType":"Claim","x":"' + b"0" * 1_500_000 + b'"}\n'
    bomb = gzip.compress(text * 20)
    assert len(bomb) < 50_000
    assert "larger than" in refused(read(io.BytesIO(bomb)))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\n\n\r\n", " "])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_lines_may_end_as_they_like(ends, mark):
    text = ends.join(json.dumps(each) for each in (patient(), condition())) + ends
    contents = read_bytes(mark + text.encode())
    assert (contents.errors, len(contents.entries)) == ([], 1)


def test_a_fault_in_a_line_is_told_with_its_number():
    broken = json.dumps(condition(onsetDateTime="2020-13-01"))
    text = "\n".join([json.dumps(patient()), json.dumps(condition(id="c0")), broken])
    contents = read_bytes(text.encode())
    assert [remark.path for remark in contents.errors] == ["line 3: Condition.onsetDateTime"]


# Values -------------------------------------------------------------------------------------

FAR = ["0001-01-01", "0001", "9999-12-31", "9999"]
ZONES = [
    "2026-05-03T00:30:00+14:00",
    "2026-05-03T23:30:00-12:00",
    "2026-05-03T12:00:00.123456789Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2026-05-03T24:00:00Z",
    "2026-05-03T12:00:60Z",
    "2026-05-03T12:00:00+99:00",
    "2026-05-03T12:00Z",
]


@pytest.mark.parametrize("day", [*FAR, *ZONES])
@pytest.mark.parametrize("of", ["onsetDateTime", "effectiveDateTime", "authoredOn", "performed"])
def test_far_days_and_odd_hours_are_read_or_refused_with_their_place(day, of):
    resource = {
        "onsetDateTime": lambda: condition(onsetDateTime=day),
        "effectiveDateTime": lambda: observation("4548-4", 7.2, "%", effectiveDateTime=day),
        "authoredOn": lambda: medicine(status="stopped", authoredOn=day),
        "performed": lambda: procedure("Cortisone injection of knee", performedDateTime=day),
    }[of]()
    contents = read_json(bundle(patient(), resource))
    for remark in contents.errors:
        assert remark.path.startswith("Bundle.entry[1].resource.")
        assert contents.entries == []


@pytest.mark.parametrize("taken", ZONES[:2])
def test_the_day_is_the_one_where_it_was_written(taken):
    contents = read_json(
        bundle(patient(), observation("4548-4", 7.2, "%", effectiveDateTime=taken))
    )
    assert [entry.values["taken_on"] for entry in contents.entries] == [date(2026, 5, 3)]


@pytest.mark.parametrize("value", [10**39, -(10**20), 1e300, 1e-300, -0.0, 7.20000000000000000001])
@pytest.mark.parametrize("loinc", ["4548-4", "29463-7", "72514-3"])
def test_numbers_of_any_size_are_read_or_left_out(loinc, value):
    contents = read_json(bundle(patient(), observation(loinc, value, "%")))
    for entry in contents.entries:
        assert Decimal(0) <= entry.values["value"] <= 1000


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "\u202egnp.exe", "a\u200bb", "é" * 9_999, "\U0001f600"]
)
def test_long_and_strange_names_fit_the_chart(text):
    contents = read_json(
        bundle(
            patient(name=[{"family": text, "given": [text]}]),
            condition(text),
            allergy(text),
            medicine(text),
            procedure(f"Cortisone injection {text}"),
        )
    )
    assert contents.errors == []
    for person in contents.people:
        assert len(person.family_name) <= 80
    for entry in contents.entries:
        for value in entry.values.values():
            assert not isinstance(value, str) or len(value) <= 500


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\udfff\ud800"])
@pytest.mark.parametrize("where", ["code", "note", "id", "given", "unit"])
def test_signs_that_are_no_text_are_refused_with_their_place(text, where):
    resources = {
        "code": [patient(), condition(text)],
        "note": [patient(), condition(note=[{"text": text}])],
        "id": [patient(), condition(id=text)],
        "given": [patient(name=[{"family": "Berg", "given": [text]}])],
        "unit": [patient(), observation("4548-4", 7, text)],
    }[where]
    contents = read_json(bundle(*resources))
    assert refused(contents)
    assert contents.errors[0].path.startswith("Bundle.entry[")
    assert "\x00" not in str(contents.remarks)


# Who and what is meant ----------------------------------------------------------------------


def test_an_address_that_two_resources_have_does_not_mix_them_up():
    document = bundle(patient(), condition(), condition("Gout", id="c2"))
    for entry in document["entry"][1:]:
        entry["fullUrl"] = f"urn:uuid:{UUID}"
    contents = read_json(document)
    assert contents.errors or {e.values["display"] for e in contents.entries} == {
        "Osteoarthritis of knee",
        "Gout",
    }


def test_references_in_a_circle_end():
    role = {
        "resourceType": "PractitionerRole",
        "id": "r",
        "practitioner": {"reference": "PractitionerRole/r"},
        "organization": {"reference": "PractitionerRole/r"},
    }
    request = {
        "resourceType": "ServiceRequest",
        "id": "q",
        "status": "active",
        "intent": "order",
        "code": {"text": "Referral"},
        "subject": ANNA,
        "requester": {"reference": "PractitionerRole/r"},
        "reasonReference": [{"reference": "ServiceRequest/q"}],
    }
    circle = medicine(reasonReference=[{"reference": "MedicationRequest/m1"}])
    contents = read_json(bundle(patient(), role, request, circle))
    assert contents.errors == []
    assert [entry.values["indication"] for entry in contents.entries] == [""]


def test_what_is_contained_in_the_contained_is_not_followed():
    inner = {"resourceType": "Medication", "id": "m", "code": {"text": "Warfarin"}}
    outer = {"resourceType": "Medication", "id": "o", "contained": [inner]}
    resource = medicine(contained=[outer], medicationReference={"reference": "#m"})
    del resource["medicationCodeableConcept"]
    contents = read_json(bundle(patient(), resource))
    assert contents.entries == []
    assert contents.remarks != []


def test_a_bundle_in_a_bundle_is_counted_and_not_opened():
    contents = read_json(bundle(patient(), bundle(patient(), condition("Gout"))))
    assert contents.errors == []
    assert (contents.entries, contents.unused) == ([], {"Bundle": 1})


@pytest.mark.parametrize(
    ("reference", "is_hers"),
    [
        ("Patient/anna", True),
        ("Patient/anna/_history/7", True),
        (" Patient/anna ", None),
        ("http://one.example/fhir/Patient/anna", None),
        ("Patient/anna?x=1", False),
        ("Patient/anna#x", False),
        ("Patient/../Patient/anna", None),
        ("Patient/ANNA", False),
        ("Practitioner/anna", False),
        ("anna", False),
        ("#anna", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("http://169.254.169.254/Patient/", False),
    ],
)
def test_a_reference_means_her_or_nobody(reference, is_hers):
    contents = read_json(bundle(patient(), condition(subject={"reference": reference})))
    found = [entry.subject for entry in contents.entries]
    assert len(contents.people) == (not contents.errors)
    assert set(found) <= {person.subject for person in contents.people}
    if is_hers is not None:
        assert bool(found) is is_hers


def test_of_two_servers_the_same_id_is_two_people():
    document = bundle(patient(), patient(name=[{"family": "Orr", "given": ["Bob"]}]), condition())
    for number, entry in enumerate(document["entry"][:2]):
        entry["resource"]["identifier"] = [{"system": f"http://{number}.example", "value": "1"}]
        entry["fullUrl"] = f"http://{number}.example/fhir/Patient/anna"
    contents = read_json(document)
    assert len(contents.people) == 2
    # "Patient/anna" is one of the two, and nobody knows which.
    assert contents.entries == []
    assert contents.left_out == {"Condition: about nobody of this document": 1}


def test_the_patient_twice_and_not_the_same_refuses_the_file():
    contents = read_json(bundle(patient(), patient(birthDate="1970-01-01"), condition()))
    assert refused(contents)
    assert contents.errors[0].path.startswith("Bundle.entry[1]")


def test_the_patient_twice_and_the_same_is_taken_once():
    contents = read_json(bundle(patient(), patient(), condition()))
    assert (len(contents.people), len(contents.entries)) == (1, 1)


# Shapes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", [None, 5, "x", [], {}, {"fullUrl": "x"}, {"resource": None}])
def test_an_entry_without_a_resource_is_refused_with_its_place(entry):
    document = bundle(patient(), condition())
    document["entry"].insert(1, entry)
    contents = read_json(document)
    assert refused(contents)
    assert contents.errors[0].path.startswith("Bundle.entry[1]")


def test_what_asks_to_be_deleted_is_told_and_stays():
    document = bundle(patient(), condition(), type="transaction")
    request = {"method": "DELETE", "url": "Condition/c9"}
    document["entry"].append({"request": request})
    contents = read_json(document)
    assert ("warning", "Bundle.entry[2].request") in remarks(contents)
    assert len(contents.entries) == 1


@pytest.mark.parametrize("kind", ["history", "subscription-notification", "x", "", None, 5, []])
def test_a_bundle_of_a_type_that_is_no_record_is_refused(kind):
    contents = read_json(bundle(patient(), condition(), type=kind))
    assert refused(contents)
    assert contents.errors[0].path.startswith("Bundle")


OTHER_VERSIONS = {
    "R5 medicine": statement(medication={"concept": {"text": "Warfarin"}}),
    "R5 allergy": allergy(code=None, participant=[]),
    "R5 status": condition(clinicalStatus="active"),
    "STU3 request": medicine(requester={"agent": ANNA}),
    "STU3 statement": statement(taken="y"),
    "STU3 category": condition(category={"text": "problem"}),
    "DSTU2 prescription": {"resourceType": "MedicationOrder", "status": "active", "patient": ANNA},
    "R4 without a medicine": {k: v for k, v in medicine().items() if "medication" not in k},
    "two medicines": medicine(medicationReference={"reference": "Medication/w"}),
    "R5 observation": observation("4548-4", 7, "%", instantiatesReference=ANNA, triggeredBy=[]),
}


@pytest.mark.parametrize("resource", OTHER_VERSIONS.values(), ids=OTHER_VERSIONS.keys())
def test_another_version_of_fhir_is_refused_or_counted_with_its_place(resource):
    contents = read_json(bundle(patient(), resource))
    if contents.errors:
        assert contents.errors[0].path.startswith("Bundle.entry[1].resource")
    else:
        told = (*contents.unused, *contents.left_out, *contents.remarks)
        assert told or contents.entries


@pytest.mark.parametrize("depth", [limits.MAX_DEPTH - 8, limits.MAX_DEPTH + 5, 900])
def test_extensions_nest_as_deep_as_the_limit_and_no_deeper(depth):
    nested: dict[str, Any] = {"url": "http://x.example", "valueString": "x"}
    for _ in range(depth // 2):
        nested = {"url": "http://x.example", "extension": [nested]}
    contents = read_json(bundle(patient(), condition(extension=[nested])))
    assert bool(contents.errors) is (depth > limits.MAX_DEPTH)


def test_ten_thousand_codings_are_read_in_time():
    codings = [{"system": SNOMED, "code": str(10**8 + n), "display": "x"} for n in range(10_000)]
    contents = read_json(bundle(patient(), condition(code={"coding": codings})))
    assert len(contents.entries) == 1


@pytest.mark.parametrize("code", ["' OR 1=1 --", "855332\n", "{{7*7}}", "../../x", "9" * 500, " "])
@pytest.mark.parametrize("system", [SNOMED, RXNORM, LOINC, "x" * 500, ""])
def test_codes_of_any_kind_do_no_harm(system, code):
    said = coded(system, code, "Something")
    contents = read_json(
        bundle(patient(), condition(code=said), allergy(code=said), observation("x", code=said))
    )
    for entry in contents.entries:
        assert len(entry.values["code"]) <= 20
