from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from patients.models import Allergy, Medication, Patient, PriorTreatment, Problem, Result
from patients.rules.facts import NO_SCREENED_CLASS
from patients.side_by_side import Difference, Says, compare, compare_person

DAY = date(2026, 5, 3)


def problem(display: str = "Diabetes", code: str = "44054006", **fields: Any) -> Problem:
    return Problem(display=display, system="snomed" if code else "", code=code, **fields)


def medicine(name: str, *classes: str, **fields: Any) -> Medication:
    return Medication(name=name, classes=list(classes), **fields)


def allergy(substance: str, *classes: str, **fields: Any) -> Allergy:
    return Allergy(substance=substance, classes=list(classes), **fields)


def result(value: str, **fields: Any) -> Result:
    return Result(**{"kind": "hba1c", "value": Decimal(value), "taken_on": DAY} | fields)


@pytest.mark.parametrize(
    ("ours", "theirs", "says", "related"),
    [
        (problem(), problem(), Says.SAME, 0),
        (problem(), problem(status="resolved"), Says.DIFFERS, 0),
        (problem("diabetes", ""), problem(), Says.SAME, 0),
        (problem("Type 2 diabetes mellitus", ""), problem(), Says.NEW, 1),
        (problem("Gout", ""), problem(), Says.NEW, 0),
        (
            medicine("Warfarin 5 mg", route="oral"),
            medicine("Coumadin 5 MG", route="oral"),
            Says.DIFFERS,
            0,
        ),
        (medicine("Warfarin", route="oral"), medicine("Coumadin", route="oral"), Says.SAME, 0),
        (
            medicine("Warfarin", route="oral"),
            medicine("Warfarin", route="oral", stopped_on=DAY),
            Says.DIFFERS,
            0,
        ),
        (medicine("Ibuprofen", "nsaid"), medicine("Naproxen", "nsaid"), Says.NEW, 1),
        (medicine("Ibuprofen", "nsaid"), medicine("Metformin", "antidiabetic"), Says.NEW, 0),
        (
            medicine("A", NO_SCREENED_CLASS),
            medicine("B", NO_SCREENED_CLASS),
            Says.NEW,
            0,
        ),
        (allergy("Latex"), allergy("latex", reaction="Rash"), Says.SAME, 0),
        (allergy("Latex", status="inactive"), allergy("Latex"), Says.DIFFERS, 0),
        (allergy("Lidocaine", "amide"), allergy("Bupivacaine", "amide"), Says.NEW, 1),
        (result("7.5"), result("7.50"), Says.SAME, 0),
        (result("7.5"), result("8.1"), Says.DIFFERS, 0),
        (result("7.5"), result("7.5", taken_on=date(2026, 5, 4)), Says.NEW, 0),
        (
            PriorTreatment(kind="surgery", region="knee", side="left"),
            PriorTreatment(kind="surgery", region="knee", side="right"),
            Says.NEW,
            1,
        ),
    ],
)
def test_waiting_entry_beside_what_the_chart_says(ours, theirs, says, related) -> None:
    beside = compare([ours], [theirs])[0]
    assert (beside.says, len(beside.related)) == (says, related)
    assert beside.known is (None if says is Says.NEW else ours)


def test_difference_names_both_sides() -> None:
    ours = problem(onset=date(2019, 1, 1), onset_precision="year")
    theirs = problem(status="resolved", onset=date(2018, 5, 1), onset_precision="month")
    assert compare([ours], [theirs])[0].differences == (
        Difference("Status", "Active", "Resolved"),
        Difference("Since", "2019", "May 2018"),
    )


def test_other_kinds_are_not_compared() -> None:
    assert compare([medicine("Latex")], [allergy("Latex")])[0].says is Says.NEW


def test_person_as_sent_beside_the_record() -> None:
    anna = Patient(
        given_name="Anna",
        family_name="Berg",
        birth_date=date(1968, 4, 12),
        sex="female",
        phone="(555) 0101",
        preferred_language="English",
    )
    sent = {
        "given_name": "ANNA",
        "family_name": "Berg-Holm",
        "birth_date": "1968-04-21",
        "sex": "unknown",
        "phone": "555-0101",
        "email": "",
        "deceased": True,
    }
    assert compare_person(anna, sent) == [
        Difference("Family name", "Berg", "Berg-Holm"),
        Difference("Birth date", "Fri 12 Apr 1968", "Sun 21 Apr 1968"),
        Difference("Has died", "No", "Yes"),
    ]
