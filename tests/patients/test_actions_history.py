from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.actions import history
from patients.models import Icd10Code, Patient, Problem, Result
from tests import people
from tests.patients import builders
from tests.patients.builders import NOON, TODAY


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg")


def refused(action, **arguments):
    with pytest.raises(ValidationError) as error:
        action(**arguments)
    return error.value.message_dict


def test_a_code_is_written_as_the_list_writes_it(anna, ruth):
    problem = builders.problem(anna, ruth, system="icd10cm", code="m1711")

    assert problem.code == "M17.11"


def test_a_code_alone_takes_its_title_from_the_list(anna, ruth):
    Icd10Code.objects.create(
        code="M17.11",
        title="Unilateral primary osteoarthritis, right knee",
        search_key="",
        billable=True,
    )
    problem = builders.problem(anna, ruth, "", system="icd10cm", code="M17.11")

    assert problem.display == "Unilateral primary osteoarthritis, right knee"


@pytest.mark.parametrize("code", ["knee", "M", "1M7", "M17.11111", "M17-11", "U", "🙂"])
def test_what_is_no_code_is_refused(anna, ruth, code):
    with pytest.raises(ValidationError) as error:
        builders.problem(anna, ruth, system="icd10cm", code=code)

    assert error.value.message_dict == {
        "code": ["This is not an ICD-10-CM code. A code looks like M17.11."]
    }
    assert Problem.objects.count() == 0


def test_a_code_that_the_loaded_list_does_not_hold_is_refused(anna, ruth):
    Icd10Code.objects.create(code="M17.11", title="Knee", search_key="", billable=True)
    with pytest.raises(ValidationError) as error:
        builders.problem(anna, ruth, system="icd10cm", code="M17.99")

    assert list(error.value.message_dict) == ["code"]


@pytest.mark.parametrize(
    ("onset", "message"),
    [
        (TODAY + timedelta(days=1), "This date is in the future."),
        (date(1968, 4, 11), "This date is before the patient was born."),
    ],
)
def test_an_onset_that_cannot_be_is_refused(anna, ruth, onset, message):
    with pytest.raises(ValidationError) as error:
        builders.problem(anna, ruth, onset=onset)

    assert error.value.message_dict == {"onset": [message]}


def test_a_problem_without_words_and_code_is_refused(anna, ruth):
    with pytest.raises(ValidationError) as error:
        builders.problem(anna, ruth, "")

    assert error.value.message_dict == {"display": ["Say the problem in words, or pick a code."]}


def test_a_stale_change_of_a_problem_is_refused(anna, ruth):
    problem = builders.problem(anna, ruth)
    history.change_problem(problem=problem, revision=1, today=TODAY, status="resolved")
    with pytest.raises(ValidationError) as error:
        history.change_problem(problem=problem, revision=1, today=TODAY, status="inactive")

    assert error.value.code == "stale"
    problem.refresh_from_db()
    assert (problem.status, problem.revision) == ("resolved", 2)


@pytest.mark.parametrize(
    ("kind", "typed", "unit", "stored"),
    [
        ("hba1c", "7.9", "", "7.9"),
        ("hba1c", "63", "mmol_mol", "7.9"),
        ("glucose", "13.9", "mmol_l", "250"),
        ("weight", "180", "lb", "81.6"),
        ("height", "70", "in", "177.8"),
        ("temperature", "100.4", "f", "38.0"),
    ],
)
def test_values_are_kept_in_one_unit(anna, ruth, kind, typed, unit, stored):
    result = builders.result(anna, ruth, kind, typed, unit=unit)

    assert result.value == Decimal(stored)


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        (
            {"value": Decimal(63)},
            {
                "value": [
                    "HbA1c must be between 2 and 25 %. Check the figure. If it is in mmol/mol, "
                    "choose that unit."
                ]
            },
        ),
        ({"value": Decimal("-1")}, None),
        (
            {"unit": "lb"},
            {"unit": ["This unit does not belong to this kind of result."]},
        ),
        ({"unit": "stone"}, {"unit": ["This unit does not belong to this kind of result."]}),
        ({"kind": "mood"}, {"kind": ["Choose what was measured."]}),
        (
            {"taken_on": TODAY + timedelta(days=1)},
            {"taken_on": ["This date is in the future."]},
        ),
        (
            {"taken_at": NOON + timedelta(minutes=1)},
            {"taken_at": ["This time is in the future."]},
        ),
    ],
)
def test_values_that_cannot_be_are_refused(anna, ruth, change, errors):
    arguments = {"kind": "hba1c", "value": Decimal("7.9"), "taken_on": TODAY} | change
    found = refused(history.add_result, patient=anna, by=ruth, now=NOON, today=TODAY, **arguments)

    assert found == (errors or {"value": ["HbA1c must be between 2 and 25 %. Check the figure."]})
    assert Result.objects.count() == 0


def test_a_treatment_cannot_end_before_it_began(anna, ruth):
    with pytest.raises(ValidationError) as error:
        builders.prior_treatment(anna, ruth, started_on=date(2026, 5, 2), ended_on=date(2026, 5, 1))

    assert error.value.message_dict == {"ended_on": ["The end cannot be before the start."]}


def test_a_voided_entry_stays_with_its_reason_and_takes_no_changes(anna, ruth):
    problem = builders.problem(anna, ruth)
    history.void_entry(entry=problem, reason=" wrong patient ", by=ruth, now=NOON)

    problem.refresh_from_db()
    assert (problem.voided_by, problem.voided_at) == (ruth, NOON)
    assert problem.void_reason == "wrong patient"
    with pytest.raises(ValidationError, match="taken back"):
        history.change_problem(problem=problem, revision=2, today=TODAY, note="x")
    with pytest.raises(ValidationError, match="already"):
        history.void_entry(entry=problem, reason="again", by=ruth, now=NOON)


def test_an_entry_is_not_voided_without_a_reason(anna, ruth):
    problem = builders.problem(anna, ruth)

    assert refused(history.void_entry, entry=problem, reason="  ", by=ruth, now=NOON) == {
        "reason": ["Say why this entry is taken back."]
    }


def test_voiding_the_last_allergy_makes_it_a_question_again(anna, ruth):
    allergy = builders.allergy(anna, ruth)
    history.void_entry(entry=allergy, reason="not hers", by=ruth, now=NOON)

    anna.refresh_from_db()
    assert anna.allergies_status == Patient.Allergies.NOT_ASKED


def test_voiding_one_of_two_allergies_leaves_the_list(anna, ruth):
    builders.allergy(anna, ruth, "Latex")
    allergy = builders.allergy(anna, ruth)
    history.void_entry(entry=allergy, reason="not hers", by=ruth, now=NOON)

    anna.refresh_from_db()
    assert anna.allergies_status == Patient.Allergies.LISTED


def test_the_review_is_stamped_with_who_and_when(anna, ruth):
    Patient.objects.filter(pk=anna.pk).update(allergies_status="none_known")
    reviewed = history.review_history(patient=anna, by=ruth, today=TODAY)

    reviewed.refresh_from_db()
    assert (reviewed.history_reviewed_on, reviewed.history_reviewed_by) == (TODAY, ruth)


def test_a_review_without_the_question_after_allergies_is_refused(anna, ruth):
    with pytest.raises(ValidationError, match="Allergies were not asked yet"):
        history.review_history(patient=anna, by=ruth, today=TODAY)

    anna.refresh_from_db()
    assert anna.history_reviewed_on is None
