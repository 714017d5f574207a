"""What the chart says, line by line: yes, no and unknown, and what each rests on."""

import json
from dataclasses import fields, replace
from decimal import Decimal

import pytest

from patients.rules import Answer, Facts, Policy
from patients.rules.allergens import ALLERGEN_CLASSES
from patients.rules.derived import Derived, Statement, derive
from patients.rules.facts import NO_SCREENED_CLASS, PART_UNKNOWN
from patients.rules.medicines import aspirin_per_day
from tests.patients.rules.people import (
    ANA,
    TODAY,
    ago,
    allergic,
    answering,
    diabetic,
    taking,
    with_problem,
    with_result,
)

POLICY = Policy()
STEROID = "systemic_corticosteroid"
PREDIABETES = with_problem("Prediabetes", system="icd10cm", code="R73.03", onset=ago(365))
STATEMENTS = [f.name for f in fields(Derived) if f.type in (Statement, "Statement")]


def ask(facts, name):
    return getattr(derive(facts, POLICY), name).value.value


def aspirin(name, **fields):
    return taking(name, "antiplatelet", **fields)


# what is asked, what the answer is, about whom
CASES = [
    ("diabetes", "no", ANA),
    ("diabetes", "yes", diabetic()),
    ("diabetes", "no", PREDIABETES),
    ("diabetes", "no", with_problem("Family history of diabetes")),
    ("diabetes", "no", with_problem("Type 2 diabetes", status="resolved")),
    ("diabetes", "unknown", with_problem("Type 2 diabetes", verified=False)),
    ("diabetes", "yes", taking("Insulin glargine", "insulin")),
    ("diabetes", "no", taking("Metformin", "antidiabetic_oral", indication="PCOS")),
    ("prediabetes", "no", ANA),
    ("prediabetes", "yes", PREDIABETES),
    ("prediabetes", "yes", with_problem("", system="snomed", code="714628002")),
    ("prediabetes", "yes", with_problem("Impaired fasting glucose")),
    ("prediabetes", "no", diabetic()),
    ("prediabetes", "no", diabetic(PREDIABETES)),  # the one that counts is diabetes
    ("prediabetes", "unknown", with_problem("Suspected prediabetes")),
    ("anticoagulant", "no", ANA),
    ("anticoagulant", "unknown", with_problem("Long term (current) use of anticoagulants")),
    ("anticoagulant", "yes", taking("Warfarin", "anticoagulant")),
    ("anticoagulant", "yes", taking("Warfarin", "anticoagulant", stopped=TODAY)),
    ("anticoagulant", "no", taking("Warfarin", "anticoagulant", stopped=ago(1))),
    ("anticoagulant", "no", taking("Warfarin", "anticoagulant", started=ago(-1))),
    ("anticoagulant", "unknown", taking("Zyxophan")),
    ("anticoagulant", "no", taking("Zyxophan", stopped=ago(1))),
    ("anticoagulant", "no", taking("Ramipril", NO_SCREENED_CLASS)),
    ("anticoagulant", "unknown", taking("Ramipril / Zyxophan", PART_UNKNOWN)),
    ("anticoagulant", "yes", taking("Zyxophan", base=taking("Warfarin", "anticoagulant"))),
    ("antiplatelet", "yes", aspirin("Aspirin 81 MG Oral Tablet")),
    ("antiplatelet", "no", taking("Naproxen", "nsaid")),
    ("low_dose_aspirin", "yes", aspirin("Aspirin 81 MG Oral Tablet")),
    ("low_dose_aspirin", "yes", aspirin("Aspirin")),  # the dose is not known; ask for it
    ("low_dose_aspirin", "no", aspirin("Aspirin 325 MG Oral Tablet")),
    ("low_dose_aspirin", "no", taking("Clopidogrel", "antiplatelet")),
    ("nsaid", "no", ANA),
    ("nsaid", "yes", taking("Naproxen 220 MG Oral Tablet", "nsaid")),
    ("nsaid", "yes", taking("Diclofenac gel", "nsaid", route="topical")),
    ("nsaid", "no", taking("Ketorolac eye drops", "nsaid", route="ophthalmic")),
    ("nsaid", "no", taking("Ibuprofen", "nsaid", stopped=ago(1))),
    ("nsaid", "no", aspirin("Aspirin 81 MG Oral Tablet")),
    ("nsaid", "no", aspirin("Aspirin", dose_mg_per_day=Decimal("100"))),
    ("nsaid", "yes", aspirin("Aspirin", dose_mg_per_day=Decimal("100.01"))),
    ("nsaid", "yes", aspirin("Aspirin 325 MG Oral Tablet")),
    ("nsaid", "unknown", aspirin("Aspirin")),
    ("nsaid", "unknown", aspirin("Aspirin 81 mg twice a day")),
    ("nsaid", "yes", taking("Aspirin", "antiplatelet", base=taking("Naproxen", "nsaid"))),
    ("systemic_steroid", "no", ANA),
    ("systemic_steroid", "yes", taking("Prednisone 20 MG Oral Tablet", STEROID)),
    ("systemic_steroid", "yes", taking("Methylprednisolone", STEROID, route="injected")),
    ("systemic_steroid", "no", taking("Hydrocortisone cream", STEROID, route="topical")),
    ("systemic_steroid", "no", taking("Budesonide inhaler", STEROID, route="inhaled")),
    ("systemic_steroid", "unknown", taking("Hydrocortisone", STEROID, route="unknown")),
    ("systemic_steroid", "unknown", taking("Zyxophan")),
    ("immunosuppressant", "yes", taking("Methotrexate", "immunosuppressant")),
    ("immunosuppressant", "yes", taking("Adalimumab", "biologic", route="injected")),
    ("immunosuppressant", "no", taking("Tacrolimus", "immunosuppressant", route="topical")),
    ("chemotherapy", "yes", taking("Oxaliplatin", "chemotherapy", route="injected")),
    ("chemotherapy", "no", taking("Fluorouracil cream", "chemotherapy", route="topical")),
    ("chemotherapy", "no", taking("Methotrexate", "immunosuppressant")),
    ("fluoroquinolone", "yes", taking("Ciprofloxacin", "fluoroquinolone")),
    ("fluoroquinolone", "no", taking("Ofloxacin drops", "fluoroquinolone", route="ophthalmic")),
    ("opioid", "yes", taking("Fentanyl patch", "opioid", route="topical")),
    ("opioid", "no", taking("Naltrexone", "opioid_antagonist")),
    ("pregnant", "no", ANA),
    ("pregnant", "yes", with_problem("Normal pregnancy", system="snomed", code="72892002")),
    ("pregnant", "unknown", with_problem("Possible pregnancy")),
    ("pregnant", "yes", answering(pregnant=Answer.YES)),
    ("active_cancer", "no", ANA),
    ("active_cancer", "yes", with_problem("Breast cancer", system="icd10cm", code="C50.9")),
    ("active_cancer", "unknown", with_problem("Suspected lung cancer")),
    ("active_cancer", "unknown", with_problem("", system="icd10cm", code="D05.1")),
    ("active_cancer", "no", with_problem("History of breast cancer")),
    ("active_cancer", "no", with_problem("Breast cancer", status="resolved")),
]


@pytest.mark.parametrize(("name", "answer", "facts"), CASES)
def test_the_chart_says(name, answer, facts):
    assert ask(facts, name) == answer


@pytest.mark.parametrize("name", STATEMENTS)
def test_each_statement_has_a_case_for_yes_and_for_no(name):
    assert {"yes", "no"} <= {answer for asked, answer, _ in CASES if asked == name}


@pytest.mark.parametrize(("name", "answer", "facts"), CASES)
def test_whatever_is_not_no_says_what_it_rests_on(name, answer, facts):
    evidence = getattr(derive(facts, POLICY), name).evidence

    assert bool(evidence) == (answer != "no") or name == "prediabetes"


def test_evidence_names_the_entry_and_its_day():
    facts = taking("Warfarin 5 MG", "anticoagulant", started=ago(10), base=PREDIABETES)
    derived = derive(with_result("hba1c", "6.23", ago(5), facts), POLICY)

    assert derived.prediabetes.evidence == ("Prediabetes, on the problem list since 2025-11-21",)
    assert derived.anticoagulant.evidence == ("Warfarin 5 MG, active since 2026-11-11",)
    assert derived.hba1c.evidence == ("HbA1c 6.23 %, 2026-11-16",)


def test_doubt_is_said_in_words():
    derived = derive(taking("Zyxophan", base=with_problem("Suspected lung cancer")), POLICY)

    assert derived.active_cancer.evidence == (
        "Suspected lung cancer, on the problem list, not confirmed",
    )
    assert derived.opioid.evidence == ("Zyxophan, active: class unknown",)
    assert derived.unclassified_medications == ("Zyxophan, active",)


def test_prediabetes_beside_diabetes_says_which_one_counts():
    derived = derive(diabetic(PREDIABETES), POLICY)

    assert derived.prediabetes.evidence == (
        "Prediabetes, on the problem list since 2025-11-21; diabetes counts instead",
    )


def test_allergies_are_listed_by_class_and_the_disproved_left_out():
    facts = allergic("Salmon", "fish", base=allergic("Penicillin"))
    facts = allergic("Latex", "latex", base=facts, disproved_on=TODAY)
    facts = allergic("Corn", "corn", base=facts, disproved_on=ago(-1))

    allergies = derive(facts, POLICY).allergies

    assert list(allergies) == [*ALLERGEN_CLASSES, "other"]
    assert {name: found for name, found in allergies.items() if found} == {
        "corn": ("Corn",),
        "fish": ("Salmon",),
        "other": ("Penicillin",),
    }


def test_json_is_plain_and_has_the_same_keys_for_every_patient():
    empty = derive(Facts(today=TODAY), POLICY).to_json()
    full = derive(with_result("hba1c", "7.10", base=diabetic()), POLICY).to_json()

    assert json.loads(json.dumps(full)) == full
    assert list(empty) == list(full) == [f.name for f in fields(Derived)]
    assert empty["hba1c"] == {"value": None, "date": None, "evidence": []}
    assert full["hba1c"]["value"] == "7.1"
    assert full["hba1c"]["date"] == "2026-11-21"
    assert full["diabetes"] == {
        "value": "yes",
        "evidence": ["Type 2 diabetes mellitus, on the problem list"],
    }


@pytest.mark.parametrize(
    ("name", "dose"),
    [
        ("Aspirin 81 MG Oral Tablet", "81"),
        ("aspirin EC 325mg", "325"),
        ("Oxycodone 5 MG / Aspirin 325 MG Oral Tablet", "325"),
        ("Aspirin / Caffeine 32 MG", None),
        ("Aspirin", None),
        ("Aspirin 81 mg BID", None),
        ("Aspirin 81 mg b.i.d.", None),
        ("Aspirin 81 mg, 2 tablets", None),
    ],
)
def test_strength_of_aspirin_is_read_from_its_name(name, dose):
    medicine = aspirin(name).medications[0]

    assert aspirin_per_day(medicine) == (None if dose is None else Decimal(dose))
    assert aspirin_per_day(replace(medicine, dose_mg_per_day=Decimal(75))) == Decimal(75)
