import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from patients.models import Patient
from patients.rules.allergens import ALLERGEN_CLASSES
from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.patients.screenings import TODAY, allergy, diabetic, healthy, medicine, result

KEYS = [
    "record_number",
    "birth_date",
    "sex",
    "diabetes",
    "prediabetes",
    "hba1c",
    "bmi",
    "anticoagulant",
    "antiplatelet",
    "low_dose_aspirin",
    "nsaid",
    "systemic_steroid",
    "immunosuppressant",
    "chemotherapy",
    "fluoroquinolone",
    "opioid",
    "pregnant",
    "active_cancer",
    "unclassified_medications",
    "allergies_status",
    "allergies",
]


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda zone="": TODAY)


def printed(*arguments):
    out = StringIO()
    call_command("screening_facts", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments):
    return [json.loads(line) for line in printed(*arguments, "--json").splitlines()]


def test_one_patient_is_one_line_of_json(ruth):
    anna = diabetic(ruth, "7.1")
    medicine(anna, ruth, "Warfarin Sodium 5 MG Oral Tablet", "anticoagulant")
    allergy(anna, ruth, "Latex")
    allergy(anna, ruth, "Penicillin")

    (known,) = as_json("--patient", anna.record_number)

    assert list(known) == KEYS
    assert known["record_number"] == anna.record_number
    assert known["birth_date"] == "1968-04-12"
    assert known["sex"] == "female"
    assert known["diabetes"] == {
        "value": "yes",
        "evidence": ["Type 2 diabetes mellitus, on the problem list"],
    }
    assert known["prediabetes"] == {"value": "no", "evidence": []}
    assert known["hba1c"] == {
        "value": "7.1",
        "date": "2026-11-11",
        "evidence": ["HbA1c 7.1 %, 2026-11-11"],
    }
    assert known["anticoagulant"] == {
        "value": "yes",
        "evidence": ["Warfarin Sodium 5 MG Oral Tablet, active"],
    }
    assert list(known["allergies"]) == [*ALLERGEN_CLASSES, "other"]
    assert known["allergies"]["latex"] == ["Latex"]
    assert known["allergies"]["other"] == ["Penicillin"]


def test_patient_is_found_by_number_in_any_case_and_by_key(ruth):
    anna = healthy(ruth)

    for name in (anna.record_number, anna.record_number.lower(), f" {anna.pk} "):
        (known,) = as_json("--patient", name)
        assert known["record_number"] == anna.record_number


def test_record_number_goes_before_the_key_of_another_record(ruth):
    anna = healthy(ruth, "Anna Berg")
    cora = healthy(ruth, "Cora Diaz", record_number=str(anna.pk))

    (known,) = as_json("--patient", str(anna.pk))

    assert known["record_number"] == cora.record_number


@pytest.mark.parametrize("name", ["P999999", "0", "-1", "9" * 30, "9" * 5000, "x' OR 1=1", "²"])
def test_unknown_patient_is_an_error_that_says_so(ruth, name):
    healthy(ruth)

    with pytest.raises(CommandError, match="No patient has the record number or key"):
        printed("--patient", name, "--json")


@pytest.mark.parametrize("arguments", [(), ("--all", "--patient", "P000001")])
def test_either_one_patient_or_all_has_to_be_named(arguments):
    with pytest.raises(CommandError):
        printed(*arguments)


def test_all_prints_every_record_in_order_but_no_merged_one(ruth):
    numbers = [healthy(ruth, f"Anna Berg{letter}").record_number for letter in "abc"]
    double = people.patient("Anna Bergh")
    Patient.objects.filter(pk=double.pk).update(merged_into=Patient.objects.first())

    assert [known["record_number"] for known in as_json("--all")] == sorted(numbers)


def test_nobody_on_file_prints_nothing(db):
    assert printed("--all", "--json") == ""


@pytest.mark.parametrize("charts", [1, 3])
def test_number_of_queries_does_not_grow_with_the_charts(ruth, django_assert_num_queries, charts):
    for number in range(charts):
        anna = diabetic(ruth, "7.1", full_name=f"Anna Berg{number}")
        medicine(anna, ruth, "Naproxen", "nsaid")

    with django_assert_num_queries(8):
        assert len(as_json("--all")) == charts


def test_charts_are_read_in_batches(ruth, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("patients.management.commands.screening_facts.CHARTS_AT_ONCE", 2)
    for number in range(3):
        healthy(ruth, f"Anna Berg{number}")

    with django_assert_num_queries(8 + 6):
        assert len(as_json("--all")) == 3


def test_without_json_the_same_is_printed_to_read(ruth):
    anna = diabetic(ruth)
    medicine(anna, ruth, "Zyxophan")
    allergy(anna, ruth, "Salmon")

    lines = printed("--patient", anna.record_number).splitlines()

    assert lines[0] == f"{anna.record_number}, born 1968-04-12, female"
    assert "  diabetes               yes  (Type 2 diabetes mellitus, on the problem list)" in lines
    assert "  hba1c                  not on file" in lines
    assert "  opioid                 unknown  (Zyxophan, active: class unknown)" in lines
    assert "  unclassified           Zyxophan, active" in lines
    assert "  allergies              fish: Salmon" in lines


def test_future_value_and_voided_entry_are_left_out(ruth):
    anna = healthy(ruth)
    result(anna, ruth, "hba1c", "9.1", TODAY.replace(month=12))
    pill = medicine(anna, ruth, "Warfarin", "anticoagulant")
    type(pill).objects.update(voided_at="2026-11-20T12:00Z", voided_by=ruth, void_reason="Wrong")

    (known,) = as_json("--patient", anna.record_number)

    assert known["hba1c"]["value"] is None
    assert known["anticoagulant"] == {"value": "no", "evidence": []}


def test_reading_at_the_console_is_not_in_the_read_log(ruth):
    healthy(ruth)

    printed("--all")

    # The log says which member of staff opened what; whoever runs commands holds the database.
    assert AccessEvent.objects.count() == 0
