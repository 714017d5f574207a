import pytest

from patients.rules.conditions import CONDITIONS, Sureness, find, recognise
from patients.rules.facts import ProblemFact
from tests.patients.rules.people import ago, with_problem

IS_DIABETES = [
    ("Diabetes mellitus type 2 (disorder)", "snomed", "44054006"),
    ("Disorder of kidney due to diabetes mellitus (disorder)", "snomed", "127013003"),
    ("Nonproliferative retinopathy", "snomed", "1551000119108"),
    ("Neuropathy due to T2DM", "snomed", "368581000119106"),
    ("Type 1 diabetes", "icd10cm", "E10.9"),
    ("Drug-induced diabetes", "icd10cm", "E09.65"),
    ("sugar disease", "icd10cm", "e1165"),
    ("Diabetes mellitus without complication", "", ""),
    ("No longer controlled diabetes", "", ""),
    ("DIABETES\u200b MELLITUS", "", ""),
    ("NIDDM", "", ""),
    ("DM type 2", "", ""),
    ("Mother's diabetes and own diabetes", "", ""),
    ("Type 2 diabetes, mistyped code", "icd10cm", "M17.11"),
]
IS_NOT_DIABETES = [
    ("Prediabetes", "snomed", "15777000"),
    ("Prediabetes", "snomed", "714628002"),
    ("Prediabetes", "icd10cm", "R73.03"),
    ("Pre-diabetic state", "", ""),
    ("Borderline diabetes", "", ""),
    ("Diabetes insipidus", "icd10cm", "E23.2"),
    ("Family history of diabetes mellitus", "icd10cm", "Z83.3"),
    ("FH: diabetes", "", ""),
    ("Mother has type 2 diabetes", "", ""),
    ("No diabetes", "", ""),
    ("Denies any history of diabetes", "", ""),
    ("Screening for diabetes", "icd10cm", "Z13.1"),
    ("History of gestational diabetes", "icd10cm", "Z86.32"),
    ("Osteoarthritis of knee", "snomed", "239873007"),
    ("", "", ""),
]


@pytest.mark.parametrize(("display", "system", "code"), IS_DIABETES)
def test_diabetes_is_recognised_by_code_and_by_name(display, system, code):
    problem = ProblemFact(display=display, system=system, code=code)

    assert recognise(problem, CONDITIONS["diabetes"]) is Sureness.CONFIRMED


@pytest.mark.parametrize(("display", "system", "code"), IS_NOT_DIABETES)
def test_what_only_sounds_like_diabetes_is_not(display, system, code):
    problem = ProblemFact(display=display, system=system, code=code)

    assert recognise(problem, CONDITIONS["diabetes"]) is None


@pytest.mark.parametrize(
    "problem",
    [
        ProblemFact(display="Type 2 diabetes", verified=False),
        ProblemFact(display="Suspected diabetes"),
        ProblemFact(display="Diabetes?"),
        ProblemFact(display="R/O diabetes"),
    ],
)
def test_doubt_makes_it_one_for_review(problem):
    assert recognise(problem, CONDITIONS["diabetes"]) is Sureness.REVIEW


OTHERS = [
    ("pregnancy", "Normal pregnancy (finding)", True),
    ("pregnancy", "Ectopic pregnancy, past", False),
    ("pregnancy", "Not pregnant", False),
    ("bleeding_disorder", "Haemophilia A", True),
    ("systemic_infection", "Septic arthritis of knee", False),
    ("local_infection", "Septic arthritis of knee", True),
    ("systemic_infection", "Aseptic necrosis of hip", False),
    ("immunosuppression", "Uses hearing aids", False),
    ("immunosuppression", "History of renal transplant", True),
    ("hypermobility", "Benign joint hypermobility syndrome", True),
    ("inflammatory_arthritis", "Osteoarthritis", False),
    ("organ_disease", "Chronic congestive heart failure (disorder)", True),
]


@pytest.mark.parametrize(("condition", "display", "expected"), OTHERS)
def test_other_conditions_by_name(condition, display, expected):
    found = recognise(ProblemFact(display=display), CONDITIONS[condition])

    assert (found is not None) == expected


@pytest.mark.parametrize("status", ["resolved", "inactive"])
def test_problem_that_ended_is_not_found(status):
    assert find(with_problem("Type 2 diabetes", status=status), "diabetes") == []


def test_problem_that_has_not_begun_is_not_found():
    assert find(with_problem("Type 2 diabetes", onset=ago(-1)), "diabetes") == []


def test_confirmed_comes_before_suspected():
    facts = with_problem("Type 2 diabetes", with_problem("Suspected diabetes"))

    assert [m.sureness for m in find(facts, "diabetes")] == ["confirmed", "review"]
