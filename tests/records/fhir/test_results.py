"""What observations and procedures mean for the chart."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from records.fhir.items import Kind
from tests.records.fhir.documents import (
    LOINC,
    SNOMED,
    coded,
    condition,
    observation,
    only_values,
    procedure,
    quantity,
    remarks,
    said,
)


@pytest.mark.parametrize(
    ("loinc", "value", "unit", "kind", "kept"),
    [
        ("4548-4", 7.25, "%", "hba1c", "7.25"),
        ("4548-4", 7.4987279015619155, "%", "hba1c", "7.50"),
        ("17856-6", 7.2, "%{HemoglobinA1C}", "hba1c", "7.20"),
        ("4549-2", 7.2, "%", "hba1c", "7.20"),
        ("59261-8", 63, "mmol/mol", "hba1c", "7.9"),
        ("59261-8", 63, "mmol/mol{Hb}", "hba1c", "7.9"),
        ("2339-0", 101, "mg/dL", "glucose", "101.00"),
        ("14749-6", 5.6, "mmol/L", "glucose", "101"),
        ("2345-7", 1.01, "g/L", "glucose", "101.00"),
        ("6301-6", 2.3, "{INR}", "inr", "2.30"),
        ("34714-6", 2.3, "1", "inr", "2.30"),
        ("6301-6", 2.3, "", "inr", "2.30"),
        ("777-3", 150, "10*3/uL", "platelets", "150.00"),
        ("26515-7", 150, "10*9/L", "platelets", "150.00"),
        ("777-3", 150000, "/uL", "platelets", "150.00"),
        ("777-3", 150, "K/uL", "platelets", "150.00"),
        ("777-3", 150, "10^3/mcL", "platelets", "150.00"),
        ("777-3", 150, "thous/mcL", "platelets", "150.00"),
        ("29463-7", 82.55, "kg", "weight", "82.55"),
        ("29463-7", 182, "[lb_av]", "weight", "82.6"),
        ("3141-9", 82550, "g", "weight", "82.55"),
        ("8302-2", 170.2, "cm", "height", "170.20"),
        ("8302-2", 1.702, "m", "height", "170.20"),
        ("8302-2", 67, "[in_i]", "height", "170.2"),
        ("8480-6", 141, "mm[Hg]", "bp_systolic", "141.00"),
        ("8462-4", 91, "mm[Hg]", "bp_diastolic", "91.00"),
        ("8480-6", 18.8, "kPa", "bp_systolic", "141.01"),
        ("8867-4", 71, "/min", "pulse", "71.00"),
        ("8867-4", 71, "{beats}/min", "pulse", "71.00"),
        ("8310-5", 37.25, "Cel", "temperature", "37.25"),
        ("8331-1", 99, "[degF]", "temperature", "37.2"),
    ],
)
def test_a_value_is_kept_in_the_unit_of_the_chart(loinc, value, unit, kind, kept):
    values = only_values(observation(loinc, value, unit))

    assert values == {
        "kind": kind,
        "value": Decimal(kept),
        "taken_on": date(2026, 5, 3),
        "taken_at": datetime(2026, 5, 3, 14, tzinfo=UTC),
    }


def written(value, unit, code=None):
    return {"value": value, "unit": unit} | ({"code": code} if code else {})


@pytest.mark.parametrize(
    ("loinc", "told", "kept"),
    [
        ("29463-7", written(182, "lbs"), "82.6"),
        ("29463-7", written(182, "lb", "[lb_av]"), "82.6"),
        ("8480-6", written(141, "mmHg"), "141.00"),
        ("8867-4", written(71, "beats/minute", "/min"), "71.00"),
        ("777-3", written(150, "x10E3/uL"), "150.00"),
        ("8310-5", written(98.6, "°F"), "37.0"),
        ("8302-2", written(67, "inches", "[in_i]"), "170.2"),
    ],
)
def test_units_as_people_write_them(loinc, told, kept):
    assert only_values(observation(loinc, valueQuantity=told))["value"] == Decimal(kept)


UNIT_NOT_KNOWN, OUTSIDE = "unit not known", "outside of what is possible"


@pytest.mark.parametrize(
    ("loinc", "told", "where", "why"),
    [
        ("29463-7", quantity(82, ""), "unit", UNIT_NOT_KNOWN),
        ("29463-7", quantity(82, "cm"), "unit", UNIT_NOT_KNOWN),
        ("29463-7", quantity(13, "[stone_av]"), "unit", UNIT_NOT_KNOWN),
        ("29463-7", written(182, "lb", "kg"), "unit", UNIT_NOT_KNOWN),
        ("4548-4", quantity(0.072, "1"), "unit", UNIT_NOT_KNOWN),
        ("2339-0", quantity(5.6, "mmol/mol"), "unit", UNIT_NOT_KNOWN),
        ("29463-7", quantity(1e30, "kg"), "unit", UNIT_NOT_KNOWN),
        ("4548-4", quantity(72, "%"), "value", OUTSIDE),
        ("8302-2", quantity(1.7, "cm"), "value", OUTSIDE),
        ("8310-5", quantity(98.6, "Cel"), "value", OUTSIDE),
        ("29463-7", quantity(-5, "kg"), "value", OUTSIDE),
        ("4548-4", quantity(14, "%") | {"comparator": ">"}, "comparator", "only a bound"),
        ("6301-6", quantity(0.9, "{INR}") | {"comparator": "<="}, "comparator", "only a bound"),
    ],
)
def test_a_value_that_is_not_certain_is_left_out_and_named(loinc, told, where, why):
    contents = said(observation(loinc, valueQuantity=told))

    assert contents.entries == []
    assert remarks(contents) == [("warning", f"Bundle.entry[1].resource.valueQuantity.{where}")]
    assert contents.left_out == {f"Observation: {why}": 1}


def test_a_value_in_words_is_left_out_and_named():
    contents = said(observation("4548-4", valueString="high"))

    assert contents.left_out == {"Observation: no quantity": 1}
    assert remarks(contents) == [("warning", "Bundle.entry[1].resource")]


def test_a_missing_value_is_counted():
    absent = coded("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown")
    contents = said(observation("4548-4", dataAbsentReason=absent))

    assert contents.entries == []
    assert contents.left_out == {"Observation: no value": 1}


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_a_result_that_stands_is_read(status):
    assert len(said(observation("4548-4", 7.2, "%", status=status)).entries) == 1


@pytest.mark.parametrize(
    "status", ["entered-in-error", "cancelled", "preliminary", "registered", "unknown"]
)
def test_a_result_that_does_not_stand_is_left_out(status):
    contents = said(observation("4548-4", 7.2, "%", status=status))

    assert contents.entries == []
    assert contents.left_out == {f"Observation: {status}": 1}


@pytest.mark.parametrize(
    ("when", "taken_on", "at"),
    [
        ({"effectiveDateTime": "2026-05-03"}, date(2026, 5, 3), None),
        (
            {"effectiveDateTime": "2026-05-03T23:30:00-05:00"},
            date(2026, 5, 3),
            datetime(2026, 5, 4, 4, 30, tzinfo=UTC),
        ),
        (
            {"effectiveInstant": "2026-05-03T10:00:00.1234567Z"},
            date(2026, 5, 3),
            datetime(2026, 5, 3, 10, 0, 0, 123456, tzinfo=UTC),
        ),
        ({"effectivePeriod": {"start": "2026-05-01", "end": "2026-05-03"}}, date(2026, 5, 3), None),
        ({"effectivePeriod": {"start": "2026-05-01"}}, date(2026, 5, 1), None),
        # Of a month the first day: what is older than it may be is asked for again.
        ({"effectiveDateTime": "2026-05"}, date(2026, 5, 1), None),
        (
            {"issued": "2026-05-03T10:00:00Z"},
            date(2026, 5, 3),
            datetime(2026, 5, 3, 10, tzinfo=UTC),
        ),
    ],
)
def test_when_it_was_taken(when, taken_on, at):
    told = observation("4548-4", 7.2, "%")
    del told["effectiveDateTime"]
    values = only_values(told | when)

    assert (values["taken_on"], values["taken_at"]) == (taken_on, at)


def test_a_result_without_a_date_is_left_out_with_a_warning():
    told = observation("4548-4", 7.2, "%")
    del told["effectiveDateTime"]

    assert remarks(said(told)) == [("warning", "Bundle.entry[1].resource")]


def test_a_result_from_before_birth_is_left_out_with_a_warning():
    contents = said(observation("29463-7", 80, "kg", effectiveDateTime="1950-01-01"))

    assert contents.entries == []
    assert contents.left_out == {"Observation: before birth": 1}


def component(loinc, value=None, **fields):
    measured = {} if value is None else {"valueQuantity": quantity(value, "mm[Hg]")}
    return {"code": coded(LOINC, loinc)} | measured | fields


@pytest.mark.parametrize("panel", ["85354-9", "55284-4"])
def test_a_blood_pressure_is_two_results_of_one_resource(panel):
    parts = [component("8480-6", 141), component("8462-4", 91)]
    contents = said(observation(panel, component=parts))

    lines = {entry.values["kind"]: entry.values["value"] for entry in contents.entries}
    assert lines == {"bp_systolic": Decimal("141.00"), "bp_diastolic": Decimal("91.00")}
    assert [entry.key.rpartition("#")[2] for entry in contents.entries] == [
        "bp_systolic",
        "bp_diastolic",
    ]
    assert contents.used["Observation"] == 1


def test_a_pressure_taken_twice_in_one_panel_is_two_results():
    parts = [component("8480-6", 141), component("8480-6", 138)]
    contents = said(observation("85354-9", component=parts))

    assert [entry.values["value"] for entry in contents.entries] == [Decimal(141), Decimal(138)]
    assert len({entry.key for entry in contents.entries}) == 2


def test_of_a_panel_what_is_missing_does_not_take_the_rest_with_it():
    absent = {"dataAbsentReason": {"text": "not done"}}
    parts = [component("8480-6", 141), component("8462-4", **absent)]
    contents = said(observation("85354-9", component=parts))

    assert [entry.values["kind"] for entry in contents.entries] == ["bp_systolic"]
    assert contents.left_out == {"Observation: no value": 1}


@pytest.mark.parametrize(
    "loinc",
    ["72089-6", "2093-3", "20436-2", "8339-4", "9279-1"],
    ids=["stroke scale", "cholesterol", "glucose after a drink", "birth weight", "breathing"],
)
def test_what_the_chart_has_no_place_for_is_counted_as_unused(loinc):
    contents = said(observation(loinc, 25, "1"))

    assert contents.entries == []
    assert contents.unused == {"Observation": 1}
    assert contents.remarks == []


@pytest.mark.parametrize("loinc", ["72514-3", "38208-5", "38221-8"])
@pytest.mark.parametrize(
    ("value", "unit", "kept"),
    [(7, "{score}", "7"), (1.4050177682088152, "{score}", "1.41"), (0, "1", "0"), (10, "", "10")],
)
def test_pain_is_read_on_its_scale_of_ten(loinc, value, unit, kept):
    values = only_values(observation(loinc, value, unit))
    assert (values["kind"], values["value"]) == ("pain", Decimal(kept))


@pytest.mark.parametrize(
    ("said_as", "kept"),
    [
        ({"valueInteger": 6}, 6),
        ({"valueCodeableConcept": coded(LOINC, "LA10138-8", "6")}, 6),
        ({"valueCodeableConcept": coded(LOINC, "LA6111-4", "0")}, 0),
    ],
)
def test_pain_is_read_as_a_whole_number_and_as_an_answer(said_as, kept):
    assert only_values(observation("72514-3", **said_as))["value"] == kept


@pytest.mark.parametrize(
    "fields",
    [
        {"valueQuantity": {"value": 11, "unit": "{score}"}},
        {"valueQuantity": {"value": 45, "unit": "mm", "code": "mm"}},
        {"valueInteger": 70},
        {"valueString": "7/10"},
        {"valueCodeableConcept": {"text": "unbearable"}},
        {"valueCodeableConcept": coded(LOINC, "LA6113-0", "2 or more")},
    ],
)
def test_pain_on_another_scale_is_left_out_with_a_warning(fields):
    contents = said(observation("72514-3", **fields))
    assert contents.entries == []
    assert [remark.severity for remark in contents.remarks] == ["warning"]
    assert contents.remarks[0].path.startswith("Bundle.entry[1].resource")


def smoking(code, name, day, number="1"):
    answer = coded(SNOMED, code, name)
    return observation(
        "72166-2", valueCodeableConcept=answer, effectiveDateTime=day, id=f"s{number}"
    )


def test_of_smoking_the_newest_answer_counts_under_one_key():
    contents = said(
        smoking("8517006", "Former smoker", "2024-01-01", "1"),
        smoking("449868002", "Current every day smoker", "2026-01-01", "2"),
        smoking("266919005", "Never smoker", "2020-01-01", "3"),
    )
    (entry,) = contents.entries

    assert entry.kind is Kind.PROBLEM
    assert entry.key.endswith("##smoking")
    assert (entry.values["display"], entry.values["status"]) == ("Smoker", "active")
    assert entry.values["note"] == "Current every day smoker; asked 2026-01-01"
    assert contents.left_out == {"Observation: earlier answer on smoking": 2}


def test_who_smoked_once_has_a_resolved_line_and_who_never_did_has_none():
    former = said(smoking("8517006", "Former smoker", "2024-01-01"))
    never = said(smoking("266919005", "Never smoker", "2024-01-01"))

    assert [entry.values["status"] for entry in former.entries] == ["resolved"]
    assert never.entries == []
    assert never.unused == {"Observation": 1}


def pregnancy(code, day):
    answer = coded(SNOMED, code)
    return observation("82810-3", valueCodeableConcept=answer, effectiveDateTime=day)


def test_a_pregnancy_that_was_answered_lately_is_active():
    values = only_values(pregnancy("77386006", "2026-09-01"))

    assert (values["display"], values["status"]) == ("Pregnant", "active")
    assert values["onset"] == date(2026, 9, 1)


def test_a_pregnancy_long_before_the_newest_line_of_the_document_is_over():
    contents = said(
        pregnancy("77386006", "2020-09-01"), condition("Gout", onsetDateTime="2022-01-01")
    )

    states = {e.values["display"]: e.values["status"] for e in contents.entries}
    assert states == {"Pregnant": "resolved", "Gout": "active"}


def test_not_pregnant_is_no_problem():
    assert said(pregnancy("60001007", "2026-09-01")).entries == []


@pytest.mark.parametrize(
    ("name", "kind", "region", "side"),
    [
        ("Injection of corticosteroid into right knee joint", "steroid_injection", "knee", "right"),
        ("Epidural steroid injection, lumbar", "steroid_injection", "low_back", ""),
        ("Intra-articular injection of hyaluronic acid, left knee", "hyaluronate", "knee", "left"),
        ("Platelet rich plasma injection of elbow", "prp", "elbow", ""),
        ("Dextrose prolotherapy of the left hip", "prolotherapy", "hip", "left"),
        ("Injection of shoulder joint", "other", "shoulder", ""),
        ("Physical therapy for left shoulder", "physical_therapy", "shoulder", "left"),
        ("Arthroscopy of knee", "surgery", "knee", ""),
        ("Repair of rotator cuff", "surgery", "shoulder", ""),
        ("Lumbar laminectomy", "surgery", "low_back", ""),
        ("Knee brace", "brace", "knee", ""),
    ],
)
def test_what_was_tried_before(name, kind, region, side):
    contents = said(procedure(name))
    values = contents.entries[0].values

    assert (values["kind"], values["region"], values["side"]) == (kind, region, side)
    assert values["note"] == name
    assert (values["started_on"], values["started_precision"]) == (date(2024, 3, 5), "day")


@pytest.mark.parametrize(
    "name",
    [
        "Intramuscular injection",
        "Subcutaneous immunotherapy",
        "Epidural anesthesia",
        "Depression screening",
        "Suture open wound",
        "Colonoscopy",
        "Plain X-ray of knee",
        "Catheter ablation of tissue of heart",
        "Medication reconciliation",
        "Lens replacement",
        "Measurement of knee joint",
        "Intravenous infusion of dextrose",
        "Transfusion of platelet rich plasma",
        "Excision of cervical polyp",
        "Repair of thoracic aortic aneurysm",
        "Debridement of ulcer of foot",
        "Lumbar puncture",
    ],
)
def test_a_procedure_that_is_no_treatment_of_joints_is_unused(name):
    contents = said(procedure(name))

    assert contents.entries == []
    assert contents.unused == {"Procedure": 1}
    assert contents.remarks == []


def test_a_replaced_joint_is_a_problem_as_well():
    contents = said(procedure("Total replacement of right knee joint"))

    assert [entry.kind for entry in contents.entries] == [Kind.PRIOR_TREATMENT, Kind.PROBLEM]
    problem = contents.entries[1].values
    assert problem["display"] == "Total replacement of right knee joint"
    assert (problem["status"], problem["onset"]) == ("active", date(2024, 3, 5))
    assert len({entry.key for entry in contents.entries}) == 2


def test_a_joint_that_was_taken_out_is_no_problem():
    contents = said(procedure("Removal of prosthesis of knee joint"))

    assert [entry.values["kind"] for entry in contents.entries] == ["surgery"]


def test_what_is_billed_visit_by_visit_is_one_problem():
    visits = [procedure("Kidney transplant", id=f"p{number}") for number in range(3)]
    contents = said(*visits)

    assert [entry.values["display"] for entry in contents.entries] == ["Kidney transplant"]
    assert contents.left_out == {"Procedure: listed already": 2}


def test_a_heart_valve_is_a_problem_only():
    contents = said(procedure("Replacement of aortic valve"))

    assert [entry.kind for entry in contents.entries] == [Kind.PROBLEM]


@pytest.mark.parametrize(
    ("system", "code", "kind"),
    [
        ("http://www.ama-assn.org/go/cpt", "20610", "other"),
        ("http://www.ama-assn.org/go/cpt", "0232T", "prp"),
        ("http://www.ama-assn.org/go/cpt", "97110", "physical_therapy"),
        ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "M0076", "prolotherapy"),
    ],
)
def test_procedures_by_cpt_and_hcpcs(system, code, kind):
    told = procedure("", code=coded(system, code, "Billed service"))

    assert said(told).entries[0].values["kind"] == kind


@pytest.mark.parametrize("status", ["not-done", "entered-in-error", "preparation"])
def test_what_was_not_done_is_left_out(status):
    contents = said(procedure("Arthroscopy of knee", status=status))

    assert contents.entries == []
    assert contents.left_out == {f"Procedure: {status}": 1}


def test_what_goes_on_has_no_end():
    period = {"start": "2026-01", "end": "2026-03-01"}
    told = procedure("Physical therapy", status="in-progress", performedPeriod=period)
    del told["performedDateTime"]
    values = only_values(told)

    assert (values["started_on"], values["started_precision"]) == (date(2026, 1, 1), "month")
    assert values["ended_on"] is None
