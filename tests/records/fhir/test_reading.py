"""What can be read at all, and how everything else is refused: by path, and without a traceback."""

import gzip
import io
import json
import zlib
from datetime import date

import pytest

from records.fhir import jsontext, limits
from records.fhir.items import Kind
from records.fhir.reading import read
from tests.records.fhir.documents import (
    ANNA,
    CLINICAL,
    allergy,
    bundle,
    coded,
    condition,
    medicine,
    observation,
    patient,
    remarks,
    said,
)
from tests.records.fhir.samples import path, read_bytes, read_json, text


def lines(*resources):
    return "\n".join(json.dumps(resource) for resource in resources).encode()


@pytest.mark.parametrize(
    "kind", ["transaction", "batch", "collection", "searchset", "document", "message"]
)
def test_a_bundle_of_this_type_is_read(kind):
    contents = read_json(bundle(patient(), condition(), type=kind))

    assert contents.errors == []
    assert contents.used == {"Patient": 1, "Condition": 1}


def test_a_single_resource_is_read():
    contents = read_json(patient())

    assert contents.people[0].family_name == "Berg"
    assert contents.entries == []


def test_ndjson_is_read_line_by_line():
    contents = read_bytes(lines(patient(), condition(), {"resourceType": "Coverage"}))

    assert contents.used == {"Patient": 1, "Condition": 1}
    assert contents.unused == {"Coverage": 1}


def test_a_fault_in_ndjson_is_told_with_its_line():
    contents = read_bytes(lines(patient(), condition(code=5)))

    assert remarks(contents) == [("error", "line 2: Condition.code")]


def test_bundles_in_ndjson_are_read_each():
    contents = read_bytes(lines(bundle(patient(), condition()), bundle(allergy())))

    assert [entry.kind for entry in contents.entries] == [Kind.PROBLEM, Kind.ALLERGY]


@pytest.mark.parametrize("name", ["referral.json", "referral.json.gz", "anything"])
def test_gzip_is_told_by_its_bytes_whatever_the_name(name):
    packed = gzip.compress(json.dumps(bundle(patient(), condition())).encode())

    assert read_bytes(packed, name).used == {"Patient": 1, "Condition": 1}


def test_a_file_that_cannot_seek_is_read():
    class Pipe(io.RawIOBase):
        def __init__(self, content):
            self.rest = content

        def readable(self):
            return True

        def read(self, size=-1):
            size = min(1000, len(self.rest) if size < 0 else size)
            given, self.rest = self.rest[:size], self.rest[size:]
            return given

    assert read(Pipe(path("derek_becker").read_bytes())).used["Condition"] == 6


def test_the_order_of_the_members_does_not_matter():
    document = bundle(patient(), condition())
    document = {"entry": document["entry"], "type": "batch", "resourceType": "Bundle"}

    assert read_json(document).used == {"Patient": 1, "Condition": 1}


def test_text_with_a_byte_order_mark_is_read():
    assert read_bytes(b"\xef\xbb\xbf" + lines(patient())).people[0].given_name == "Anna"


def test_white_space_around_a_document_is_no_matter():
    assert read_bytes(b"\r\n \t" + lines(patient()) + b"\n\n  ").errors == []


def test_a_document_is_the_same_however_its_bytes_come(monkeypatch):
    monkeypatch.setattr(jsontext, "CHUNK", 7)
    content = lines(
        bundle(patient(), condition('Größe 𝕏 \\ " é'), observation("8302-2", 170.25, "cm"))
    )
    contents = read_bytes(content)

    assert contents.errors == []
    assert contents.entries[0].values["display"] == 'Größe 𝕏 \\ " é'


PATIENT = b'{"resourceType": "Patient"'
BATCH = b'{"resourceType": "Bundle", "type": "batch"'
FILE = "referral.json"
NO_BEGINNING = "This is no FHIR resource: the file does not begin with {."
NO_TYPE = "This is no FHIR resource: it has no resourceType."
IN_XML = "This is XML or HTML. FHIR is read as JSON."
IN_UTF_16 = "The text is in UTF-16 or UTF-32. FHIR is written in UTF-8."
NO_UTF_8 = "The text is not in UTF-8, or damaged."
CUT = "The file ends in the middle: it is cut off."
NO_JSON = "This is not well-formed JSON."
MORE = "There is something else after the end of the resource."
OLD = "A history holds old versions. Send the record as it is now."
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'

BAD = [
    (b"", FILE, "The file is empty."),
    (b"  \n ", FILE, "The file is empty."),
    (b"<Bundle xmlns='http://hl7.org/fhir'/>", FILE, IN_XML),
    (b"<!DOCTYPE html><html></html>", FILE, IN_XML),
    (XXE, FILE, IN_XML),
    (b"[1, 2]", FILE, NO_BEGINNING),
    (b"null", FILE, NO_BEGINNING),
    (b"MSH|^~\\&|LAB", FILE, NO_BEGINNING),
    (b"{}", "resourceType", NO_TYPE),
    (b'{"name": "package", "version": "1"}', "resourceType", NO_TYPE),
    (b'{"resourceType": 5}', "resourceType", NO_TYPE),
    (b'{"resourceType": "Bundle"}', "Bundle.type", "This is required."),
    (b'{"resourceType": "Bundle", "type": "x"}', "Bundle.type", "Unknown type of Bundle."),
    (b'{"resourceType": "Bundle", "type": "history"}', "Bundle.type", OLD),
    (BATCH + b', "entry": {}}', "Bundle.entry", "This must be a list."),
    (BATCH + b', "entry": [5]}', "Bundle.entry[0]", "This must be an object."),
    (BATCH + b', "entry": [{}]}', "Bundle.entry[0].resource", "This is required."),
    (
        BATCH + b', "entry": [{"resource": {"id": "x"}}]}',
        "Bundle.entry[0].resource.resourceType",
        "This is required.",
    ),
    (BATCH + b', "entry": [{]}', "Bundle.entry[0]", NO_JSON),
    (PATIENT, "Document", CUT),
    (PATIENT + b', "gender": "fe', "Patient", CUT),
    (b'{"resourceType": "Coverage"} x', "line 2", MORE),
    (PATIENT + b', "id": "1", "id": "2"}', "Document", "The key “id” stands twice in one object."),
    (PATIENT + b', "x": {"y": 1, "y": 1}}', "Patient", "The key “y” stands twice in one object."),
    (PATIENT + b', "x": {"A B": 1, "A B": 1}}', "Patient", "A key stands twice in one object."),
    (PATIENT + b', "x": NaN}', "Patient", "NaN is no JSON number."),
    (PATIENT + b', "x": -Infinity}', "Patient", "-Infinity is no JSON number."),
    (PATIENT + b', "x": 01}', "Document", NO_JSON),
    (b"{'resourceType': 'Patient'}", "Document", NO_JSON),
    (PATIENT + b",}", "Document", NO_JSON),
    (PATIENT + b', "id": "a\tb"}', "Patient", NO_JSON),
    (PATIENT + b', "id": "\xff\xfe"}', FILE, NO_UTF_8),
    ('{"resourceType": "Patient"}'.encode("utf-16"), FILE, IN_UTF_16),
    ('{"resourceType": "Patient"}'.encode("utf-16-le"), FILE, IN_UTF_16),
    ('{"resourceType": "Patient"}'.encode("utf-32-be"), FILE, IN_UTF_16),
    (PATIENT + b', "x": ' + b"9" * 5000 + b"}", "Patient", "A number has more than 40 digits."),
    (
        PATIENT + b', "x": 1e999999999}',
        "Patient",
        "A number is too large or too small to mean anything.",
    ),
    (PATIENT + b', "x": ' + b"[" * 100_000, "Patient", "Nested more than 40 deep."),
    (gzip.compress(b"{}" * 500)[:-4], FILE, "The compressed file is cut off."),
    (gzip.compress(b"{}")[:-8] + bytes(8), FILE, "The compressed file is damaged."),
    (gzip.compress(gzip.compress(b"{}")), FILE, NO_UTF_8),
]


# By number: what is compressed holds the time, and each worker would name its tests otherwise.
@pytest.mark.parametrize(("content", "where", "why"), BAD, ids=range(len(BAD)))
def test_what_is_no_document_is_refused_with_its_place(content, where, why):
    contents = read_bytes(content)

    assert [(r.severity.value, r.path, r.text) for r in contents.remarks] == [("error", where, why)]
    assert (contents.people, contents.entries, contents.requests) == ([], [], [])


MEDICINE = {"resourceType": "Medication", "id": "m"}


def broken(**fields):
    return bundle(patient(), condition(**fields))


MISSHAPEN = [
    (broken(code=None), "Bundle.entry[1].resource.code"),
    (broken(code="knee"), "Bundle.entry[1].resource.code"),
    (broken(code=[{"text": "knee"}]), "Bundle.entry[1].resource.code"),
    (broken(code={"text": 5}), "Bundle.entry[1].resource.code.text"),
    (broken(code={"coding": [None]}), "Bundle.entry[1].resource.code.coding[0]"),
    (broken(code={"text": "null\x00byte"}), "Bundle.entry[1].resource.code.text"),
    (broken(code={"text": "half \ud800 pair"}), "Bundle.entry[1].resource.code.text"),
    (broken(clinicalStatus="active"), "Bundle.entry[1].resource.clinicalStatus"),
    (broken(onsetDateTime="2020-13-01"), "Bundle.entry[1].resource.onsetDateTime"),
    (broken(onsetDateTime="2021-02-29"), "Bundle.entry[1].resource.onsetDateTime"),
    (broken(onsetDateTime=20210228), "Bundle.entry[1].resource.onsetDateTime"),
    (broken(onset="2020"), "Bundle.entry[1].resource.onset"),
    (
        broken(note=[{"text": "x", "extension": [{"valueString": "x"}]}]),
        "Bundle.entry[1].resource.note[0].extension[0].url",
    ),
    (bundle(patient(birthDate=None)), "Bundle.entry[0].resource.birthDate"),
    (bundle(patient(deceasedBoolean="false")), "Bundle.entry[0].resource.deceasedBoolean"),
    (bundle(patient(), medicine(status=None)), "Bundle.entry[1].resource.status"),
    (
        bundle(patient(), observation("4548-4", "7.2", "%")),
        "Bundle.entry[1].resource.valueQuantity.value",
    ),
    (bundle(patient(), allergy(patient=None)), "Bundle.entry[1].resource.patient"),
    # Codes that FHIR lists itself
    (bundle(patient(gender="M")), "Bundle.entry[0].resource.gender"),
    (bundle(patient(telecom=[{"system": "pigeon"}])), "Bundle.entry[0].resource.telecom[0].system"),
    (bundle(patient(), medicine(status="aktiv")), "Bundle.entry[1].resource.status"),
    (bundle(patient(), medicine(intent="maybe")), "Bundle.entry[1].resource.intent"),
    (bundle(patient(), observation("4548-4", status="done")), "Bundle.entry[1].resource.status"),
    (
        bundle(patient(), observation("4548-4", valueQuantity={"value": 7, "comparator": "~"})),
        "Bundle.entry[1].resource.valueQuantity.comparator",
    ),
    (bundle(patient(), allergy(category=["plants"])), "Bundle.entry[1].resource.category[0]"),
    (
        broken(clinicalStatus=coded(CLINICAL, "perhaps")),
        "Bundle.entry[1].resource.clinicalStatus.coding[0].code",
    ),
    (
        broken(text={"status": "made", "div": "<div>x</div>"}),
        "Bundle.entry[1].resource.text.status",
    ),
    # What is empty
    (bundle(patient(name=[])), "Bundle.entry[0].resource.name"),
    (bundle(patient(name=[{}])), "Bundle.entry[0].resource.name[0]"),
    (broken(category=[]), "Bundle.entry[1].resource.category"),
    (broken(code={"coding": []}), "Bundle.entry[1].resource.code.coding"),
    (broken(onsetPeriod={}), "Bundle.entry[1].resource.onsetPeriod"),
    (broken(id=""), "Bundle.entry[1].resource.id"),
    # Extensions, contained resources, numbers, ids, types
    (
        broken(extension=[{"url": "http://x.example"}]),
        "Bundle.entry[1].resource.extension[0]",
    ),
    (
        broken(extension=[{"url": "x:a", "valueCode": "b", "extension": [{"url": "c"}]}]),
        "Bundle.entry[1].resource.extension[0]",
    ),
    (
        bundle(
            patient(),
            medicine(contained=[MEDICINE | {"contained": [MEDICINE]}]),
        ),
        "Bundle.entry[1].resource.contained[0].contained",
    ),
    (bundle(patient(multipleBirthInteger="2")), "Bundle.entry[0].resource.multipleBirthInteger"),
    (broken(id="x" * 65), "Bundle.entry[1].resource.id"),
    (broken(resourceType="condition"), "Bundle.entry[1].resource.resourceType"),
    (broken(resourceType="Conditions"), "Bundle.entry[1].resource.resourceType"),
    # The Bundle itself
    (bundle(patient(), hello=1), "Bundle.hello"),
    (bundle(patient(), total="1"), "Bundle.total"),
    (bundle() | {"entry": [{"resource": patient(), "hello": 1}]}, "Bundle.entry[0].hello"),
    (
        bundle() | {"entry": [{"resource": patient(), "request": {"method": "GRAB"}}]},
        "Bundle.entry[0].request.method",
    ),
    (
        bundle()
        | {"entry": [{"fullUrl": "urn:x", "resource": r} for r in (patient(), condition())]},
        "Bundle.entry[1].fullUrl",
    ),
]


@pytest.mark.parametrize(("document", "where"), MISSHAPEN)
def test_a_resource_of_wrong_shape_refuses_the_file_with_its_path(document, where):
    contents = read_json(document)

    assert [remark.path for remark in contents.errors][:1] == [where]
    assert contents.people == []


@pytest.mark.parametrize(
    ("fields", "where", "known"),
    [
        ({"birthDate": "1968"}, "birthDate", (None, "1968")),
        ({"birthDate": "1968-04"}, "birthDate", (None, "1968-04")),
        ({"birthDate": "1880-01-01"}, "birthDate", (None, "1880-01-01")),
        ({"birthDate": "0001-01-01"}, "birthDate", (None, "0001-01-01")),
        ({"name": [{"family": "Berg"}]}, "name[0]", (date(1968, 4, 12), "")),
        ({"name": [{"use": "official"}]}, "name[0]", (date(1968, 4, 12), "")),
    ],
)
def test_somebody_of_whom_too_little_is_known_is_read_as_far_as_known(fields, where, known):
    contents = read_json(bundle(patient(**fields), condition()))

    assert contents.errors == []
    assert ("warning", f"Bundle.entry[0].resource.{where}") in remarks(contents)
    (person,) = contents.people
    assert (person.birth_date, person.birth_said) == known
    assert len(contents.entries) == 1


def test_who_has_no_name_at_all_is_read_as_well():
    nameless = patient()
    del nameless["name"]
    contents = read_json(bundle(nameless, condition()))
    assert remarks(contents) == [("warning", "Bundle.entry[0].resource.name")]
    assert [(p.given_name, p.family_name) for p in contents.people] == [("", "")]


@pytest.mark.parametrize("gender", ["unknown", None])
def test_an_unknown_sex_is_kept_as_not_stated(gender):
    fields = patient() | {"gender": gender}
    if gender is None:
        del fields["gender"]
    contents = read_json(bundle(fields))
    assert contents.errors == []
    assert [person.sex for person in contents.people] == ["unknown"]


def test_what_is_missing_is_named():
    document = bundle(patient(), condition())
    del document["entry"][1]["resource"]["subject"]

    assert remarks(read_json(document)) == [("error", "Bundle.entry[1].resource.subject")]


def test_an_invalid_resource_that_is_not_used_is_no_matter():
    contents = said({"resourceType": "Claim", "total": "much"}, condition())

    assert contents.remarks == []
    assert contents.unused == {"Claim": 1}


def test_an_invalid_sender_is_a_warning():
    contents = said({"resourceType": "Organization", "name": 5}, condition())

    assert remarks(contents) == [("warning", "Bundle.entry[1].resource.name")]
    assert contents.used == {"Patient": 1, "Condition": 1}


def test_an_observation_of_a_kind_the_chart_has_no_place_for_is_not_judged():
    contents = said(observation("2093-3", "a lot"))

    assert contents.remarks == []
    assert contents.unused == {"Observation": 1}


def test_no_remark_repeats_what_the_document_says():
    secret = "Mrs Secret"
    document = bundle(patient(gender=secret), condition(onsetDateTime=secret, **{secret: 1}))

    assert not any(secret in f"{r.path}{r.text}" for r in read_json(document).remarks)


def test_a_document_without_a_patient_is_refused():
    contents = read_json(bundle(condition()))

    assert [r.text for r in contents.errors] == [
        "There is no Patient in the document, and nobody of whom it speaks is known from another "
        "one: nobody can tell whom it is about. Hand in the Patient resources, in one folder with "
        "it."
    ]


def test_what_asks_to_delete_deletes_nothing():
    document = bundle(patient(), condition())
    document["entry"].append({"request": {"method": "DELETE", "url": "Condition/c1"}})
    contents = read_json(document)

    assert remarks(contents) == [("warning", "Bundle.entry[2].request")]
    assert len(contents.entries) == 1


class TestLimits:
    def test_a_bomb_of_gzip_is_left_before_it_bursts(self, monkeypatch):
        monkeypatch.setattr("records.fhir.files.MAX_BYTES", 2**20)
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        zeros = b'{"resourceType": "Patient", "id": "' + b"0" * 2**22
        contents = read_bytes(packer.compress(zeros) + packer.flush())

        assert [r.text for r in contents.errors] == ["The document is larger than 1 MB."]

    def test_one_endless_resource_is_left(self, monkeypatch):
        monkeypatch.setattr(jsontext, "MAX_RESOURCE", 2**20)
        contents = read_bytes(b'{"resourceType": "Patient", "id": "' + b"0" * 2**22)

        assert [r.text for r in contents.errors] == ["One resource is larger than 1 MB."]

    def test_too_many_entries_are_refused(self, monkeypatch):
        monkeypatch.setattr("records.fhir.reading.MAX_ENTRIES", 3)
        contents = said(condition(), medicine(), allergy())

        assert [r.path for r in contents.errors] == ["Bundle.entry[3]"]

    def test_reading_ends_in_time(self, monkeypatch):
        monkeypatch.setattr("records.fhir.files.MAX_SECONDS", -1)

        assert "took longer" in read_bytes(lines(patient())).errors[0].text

    def test_deep_nesting_is_refused_with_its_path(self):
        extension = {"url": "http://x.example", "valueString": "x"}
        for _ in range(limits.MAX_DEPTH):
            extension = {"url": "http://x.example", "extension": [extension]}

        assert remarks(said(condition(extension=[extension]))) == [
            ("error", "Bundle.entry[1].resource")
        ]

    def test_of_many_remarks_the_rest_is_counted(self):
        nobody = {"reference": "Patient/nobody"}
        strangers = [condition(id=f"c{n}", subject=nobody) for n in range(limits.MAX_REMARKS + 7)]
        contents = said(*strangers)

        assert len(contents.remarks) == limits.MAX_REMARKS + 1
        assert contents.remarks[-1].text == "7 more remarks are not listed."


def test_a_missing_file_is_refused(tmp_path):
    assert [r.text for r in read(tmp_path / "none.json").errors] == ["The file cannot be opened."]


def test_the_sample_cut_off_anywhere_is_refused_whole():
    whole = text("chauncey_johnston")
    for end in range(1, len(whole) - 2, 7919):
        contents = read_bytes(whole[:end])
        assert contents.errors, end
        assert contents.people == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("HbA1c < 7 and > 5", "HbA1c < 7 and > 5"),
        ("Knee&nbsp;pain &amp; <br/>swelling", "Knee pain & swelling"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Gout", "alert(1) Gout"),
        ("zero\u200bwidth and so\u00adft", "zerowidth and soft"),
        ("e\u0301cole\n\tde  nuit", "école de nuit"),
        ("right-to-left \u202egnp", "right-to-left gnp"),
    ],
)
def test_text_is_cleaned(sent, kept):
    assert said(condition(sent)).entries[0].values["display"] == kept


def test_scripts_in_narrative_reach_nobody():
    narrative = {"status": "generated", "div": "<div><script>alert(1)</script></div>"}
    contents = said(condition("<b>Knee</b> pain <script>alert(1)</script>", text=narrative))

    assert contents.entries[0].values["display"] == "Knee pain alert(1)"
    assert ANNA["reference"] == "Patient/anna"
