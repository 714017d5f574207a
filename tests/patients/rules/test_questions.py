from dataclasses import replace
from datetime import date

from patients.rules import BY_ID as RULES_BY_ID
from patients.rules import screen
from patients.rules.facts import Moment
from patients.rules.questions import QUESTIONS, questions_for
from tests.patients.rules.people import ANA, ana, answering


def ids(facts):
    return [question.id for question in questions_for(facts)]


def test_before_the_plan_and_on_the_day_ask_what_belongs_there():
    assert ids(ana(moment=Moment.PLAN)) == [
        "infection_at_site",
        "nsaid_last_7_days",
        "blood_thinner",
        "pregnant",
        "conservative_care_tried",
    ]
    assert ids(ANA) == [
        "infection_at_site",
        "fever_or_unwell",
        "antibiotic_last_7_days",
        "nsaid_last_7_days",
        "blood_thinner",
        "pregnant",
    ]


def test_pregnancy_is_not_asked_of_men_or_far_outside_the_age():
    assert "pregnant" not in ids(ana(sex="male"))
    assert "pregnant" not in ids(ana(birth_date=date(1950, 1, 1)))
    assert "pregnant" in ids(ana(sex="other"))
    assert "pregnant" in ids(ana(birth_date=None))


def test_questions_and_rules_know_each_other():
    for question in QUESTIONS:
        for rule_id in question.rules:
            rule = RULES_BY_ID[rule_id]
            assert question.id in rule.looks_at
            assert rule.moments <= question.moments


def test_a_question_that_was_not_answered_keeps_the_screening_open():
    for question in questions_for(ANA):
        if question.id == "blood_thinner":  # a reviewed medication list answers it as well
            continue
        outcomes = {o.id: o for o in screen(answering(**{question.id: None}))}
        assert {outcomes[r].verdict for r in question.rules} == {"unknown"}, question.id


def test_unanswered_screening_has_no_answer_preset():
    assert replace(ANA, answers={}).answer("pregnant") == "unknown"
