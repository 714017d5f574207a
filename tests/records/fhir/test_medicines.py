"""What a prescription or a statement about a medicine means for the chart."""

from datetime import date
from decimal import Decimal

import pytest

from tests.records.fhir.documents import (
    RXNORM,
    SNOMED,
    coded,
    medicine,
    only_values,
    quantity,
    remarks,
    said,
    statement,
)


def times(frequency, period=1, unit="d", **repeat):
    return {"repeat": {"frequency": frequency, "period": period, "periodUnit": unit} | repeat}


def dosage(dose=None, timing=None, **fields):
    told = {} if dose is None else {"doseAndRate": [{"doseQuantity": dose}]}
    return told | ({} if timing is None else {"timing": timing}) | fields


def daily_mg(name, **fields):
    return only_values(medicine(name, dosageInstruction=[dosage(**fields)]))["dose_mg_per_day"]


@pytest.mark.parametrize("status", ["active"])
def test_a_medicine_that_is_taken_has_no_end(status):
    values = only_values(medicine(status=status, authoredOn="2020-05-03"))

    assert (values["started_on"], values["stopped_on"]) == (date(2020, 5, 3), None)


@pytest.mark.parametrize("status", ["stopped", "completed", "on-hold"])
def test_a_medicine_without_a_told_end_ended_on_or_after_the_day_it_was_written(status):
    values = only_values(medicine(status=status, authoredOn="2020-05-03T10:00:00Z"))

    assert values["stopped_on"] == date(2020, 5, 3)
    assert values["stopped_precision"] == "unknown"


def test_a_stopped_medicine_without_any_day_is_not_taken_for_one_that_is_taken():
    values = only_values(medicine(status="stopped"))

    assert values["stopped_on"] == date(1968, 4, 12)  # the birth date: nobody knows more
    assert values["stopped_precision"] == "unknown"


def test_start_and_end_of_a_statement():
    period = {"start": "2019-05", "end": "2020-03-04"}
    values = only_values(statement(status="completed", effectivePeriod=period))

    assert (values["started_on"], values["started_precision"]) == (date(2019, 5, 1), "month")
    assert (values["stopped_on"], values["stopped_precision"]) == (date(2020, 3, 4), "day")


def test_an_end_before_the_start_is_taken_as_not_known():
    period = {"start": "2020-05-03", "end": "2019-01-01"}
    contents = said(statement(status="stopped", effectivePeriod=period))
    values = contents.entries[0].values

    assert (values["stopped_on"], values["stopped_precision"]) == (date(2020, 5, 3), "unknown")
    assert remarks(contents) == [("warning", "Bundle.entry[1].resource")]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "draft"])
def test_what_was_never_taken_never_enters(status):
    contents = said(medicine(status=status))

    assert contents.entries == []
    assert contents.left_out == {f"MedicationRequest: {status}": 1}


@pytest.mark.parametrize("status", ["not-taken", "intended", "entered-in-error"])
def test_a_statement_that_it_is_not_taken_never_enters(status):
    assert said(statement(status=status)).left_out == {f"MedicationStatement: {status}": 1}


def test_a_proposal_is_no_medicine_and_a_plan_by_the_patient_is_one():
    assert said(medicine(intent="proposal")).left_out == {"MedicationRequest: proposal": 1}
    assert len(said(medicine(intent="plan", reportedBoolean=True)).entries) == 1


def test_what_must_not_be_given_is_left_out_with_a_warning():
    contents = said(medicine(doNotPerform=True))

    assert contents.entries == []
    assert remarks(contents) == [("warning", "Bundle.entry[1].resource.doNotPerform")]


def test_an_unknown_status_counts_as_taken_with_a_warning():
    contents = said(medicine(status="unknown"))

    assert contents.entries[0].values["stopped_on"] is None
    assert remarks(contents) == [("warning", "Bundle.entry[1].resource.status")]


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("Warfarin Sodium 5 MG Oral Tablet", ["anticoagulant"]),
        ("Jantoven", ["anticoagulant"]),
        ("Clopidogrel 75 MG Oral Tablet", ["antiplatelet"]),
        ("Naproxen sodium 220 MG Oral Tablet", ["nsaid"]),
        ("12 HR Hydrocodone Bitartrate 10 MG / Ibuprofen 200 MG", ["nsaid", "opioid"]),
        ("Atorvastatin 20 MG Oral Tablet", ["none"]),
        ("Unheardofmab 1 MG Injection", []),
    ],
)
def test_classes_by_name(name, classes):
    values = only_values(medicine(name))

    assert values["classes"] == classes
    assert values["classed_by"] == ("catalogue" if classes else "nobody")


def test_the_code_of_an_ingredient_tells_where_the_name_does_not():
    values = only_values(medicine(medicationCodeableConcept=coded(RXNORM, "11289")))

    assert values["name"] == "RxNorm 11289"
    assert values["rxcui"] == "11289"
    assert values["classes"] == ["anticoagulant"]


def test_the_code_of_a_common_product_tells_its_name_and_class():
    values = only_values(medicine(medicationCodeableConcept=coded(RXNORM, "855332")))

    assert values["name"] == "Warfarin Sodium 5 MG Oral Tablet"
    assert values["route"] == "oral"
    assert (values["classes"], values["classed_by"]) == (["anticoagulant"], "catalogue")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (coded(RXNORM, "99999999"), "RxNorm 99999999"),
        (coded("http://hl7.org/fhir/sid/ndc", "00056-0172-70"), "NDC 00056-0172-70"),
        (coded("http://local.example", "7"), "Code 7 (http://local.example)"),
    ],
)
def test_a_medicine_that_only_a_code_names_is_taken_and_has_no_class(code, name):
    contents = said(medicine(medicationCodeableConcept=code))
    (entry,) = contents.entries

    assert entry.values["name"] == name
    assert (entry.values["classes"], entry.values["classed_by"]) == ([], "nobody")
    assert [kind for kind, _ in remarks(contents)] == ["warning"]


def test_what_one_of_several_names_tells_counts():
    named = coded(RXNORM, "855332", "Warfarin Sodium 5 MG Oral Tablet") | {"text": "Blood thinner"}
    values = only_values(medicine(medicationCodeableConcept=named))

    assert values["name"] == "Blood thinner"
    assert values["classes"] == ["anticoagulant"]


def test_a_medicine_without_a_name_is_left_out_with_a_warning():
    contents = said(medicine(medicationCodeableConcept={"coding": [{"userSelected": True}]}))

    assert contents.entries == []
    assert remarks(contents) == [("warning", "Bundle.entry[1].resource")]


@pytest.mark.parametrize(
    "code", [coded("x", "no-known-medications"), {"text": "No known medications"}]
)
def test_no_known_medicine_is_no_medicine(code):
    contents = said(medicine(medicationCodeableConcept=code))

    assert contents.entries == []
    assert contents.left_out == {"MedicationRequest: no known medicine": 1}


def test_a_medicine_that_is_active_and_has_an_end_is_kept_as_taken_and_told():
    period = {"start": "2019-05-01", "end": "2020-03-04"}
    contents = said(statement(status="active", effectivePeriod=period))

    assert contents.entries[0].values["stopped_on"] is None
    assert remarks(contents) == [("information", "Bundle.entry[1].resource")]


@pytest.mark.parametrize(
    ("name", "route", "kept"),
    [
        ("Prednisone", coded(SNOMED, "26643006"), "oral"),
        ("Triamcinolone", coded(SNOMED, "6064005"), "topical"),
        ("Triamcinolone", coded(SNOMED, "78421000"), "injected"),
        ("Triamcinolone", {"text": "Intramuscular"}, "injected"),
        ("Fluticasone", {"text": "Inhalation"}, "inhaled"),
        ("Triamcinolone 0.1 % Topical Cream", None, "topical"),
        ("120 ACTUAT Fluticasone 0.044 MG/ACTUAT Metered Dose Inhaler", None, "inhaled"),
        ("Triamcinolone", {"text": "as told"}, "unknown"),
    ],
)
def test_route(name, route, kept):
    told = {"dosageInstruction": [dosage(route=route)]} if route else {}
    values = only_values(medicine(name, **told))

    assert values["route"] == kept


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (dosage(text="Take 1 tablet <b>daily</b>"), "Take 1 tablet daily"),
        (dosage(quantity(5, "mg"), times(1)), "5 mg, once a day"),
        (dosage({"value": 1.5, "unit": "tablet"}, times(2)), "1.5 tablet, twice a day"),
        (dosage({"value": 1}, times(1, 8, "h")), "1, once every 8 hours"),
        (dosage(timing=times(3, 1, "wk"), asNeededBoolean=True), "3 times a week, as needed"),
        (dosage(timing={"code": {"text": "BID"}}), "BID"),
    ],
)
def test_dose_in_words(told, words):
    assert only_values(medicine(dosageInstruction=[told]))["dose"] == words


@pytest.mark.parametrize(
    ("name", "fields", "mg"),
    [
        ("Prednisone", {"dose": quantity(10, "mg"), "timing": times(2)}, "20.00"),
        ("Metformin", {"dose": quantity(1, "g"), "timing": times(2)}, "2000.00"),
        ("Levothyroxine", {"dose": quantity(75, "ug"), "timing": times(1)}, "0.08"),
        ("Prednisone", {"dose": quantity(10, "mg"), "timing": times(1, 2)}, "5.00"),
        ("Prednisone", {"dose": quantity(10, "mg"), "timing": times(1, 8, "h")}, "30.00"),
        ("Methotrexate", {"dose": quantity(15, "mg"), "timing": times(1, 1, "wk")}, "2.14"),
        ("Aspirin 81 MG Oral Tablet", {"dose": {"value": 1}, "timing": times(1)}, "81.00"),
        (
            "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
            {"dose": quantity(2, "{tablet}"), "timing": times(1)},
            "1000.00",
        ),
        ("FLUoxetine 20 MG Oral Capsule", {"dose": {"value": 1}, "timing": times(1)}, "20.00"),
    ],
)
def test_milligrams_a_day_where_they_are_certain(name, fields, mg):
    assert daily_mg(name, **fields) == Decimal(mg)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("Prednisone", {"dose": quantity(10, "mg")}),
        ("Prednisone", {"timing": times(1)}),
        ("Prednisone", {"dose": quantity(10, "mg"), "timing": times(1), "asNeededBoolean": True}),
        ("Prednisone", {"dose": quantity(10, "mg"), "timing": times(1, 1, "mo")}),
        ("Prednisone", {"dose": quantity(10, "mL"), "timing": times(1)}),
        ("Prednisone", {"dose": quantity(10, "mg"), "timing": times(1, frequencyMax=2)}),
        ("Prednisone", {"dose": quantity(10, "mg"), "timing": times(1, dayOfWeek=["mon"])}),
        ("Prednisone", {"dose": quantity(1, "{tablet}"), "timing": times(1)}),
        ("Hydrocodone 5 MG / Ibuprofen 2 MG Tablet", {"dose": {"value": 1}, "timing": times(1)}),
        ("Albuterol 2 MG/ML Oral Solution", {"dose": {"value": 1}, "timing": times(1)}),
        ("Prednisone", {"dose": {"value": 1e30, "unit": "mg"}, "timing": times(1)}),
    ],
)  # fmt: skip
def test_milligrams_a_day_are_not_guessed(name, fields):
    assert daily_mg(name, **fields) is None


def test_two_dosages_have_no_one_daily_dose():
    twice = [dosage(quantity(10, "mg"), times(1)), dosage(quantity(5, "mg"), times(1))]
    values = only_values(medicine("Prednisone", dosageInstruction=twice))

    assert values["dose_mg_per_day"] is None
    assert values["dose"] == "10 mg, once a day; 5 mg, once a day"


def test_the_reason_is_the_indication():
    values = only_values(medicine(reasonCode=[{"text": "Atrial fibrillation"}]))

    assert values["indication"] == "Atrial fibrillation"
