from dataclasses import replace
from datetime import date

import pytest

from patients.rules import BY_ID as RULES_BY_ID
from patients.rules import Policy, screen
from patients.rules.facts import Moment
from patients.rules.questions import QUESTIONS, questions_for
from tests.patients.rules.cases_visit import on_plan
from tests.patients.rules.people import ANA, ana, answering


def ids(facts):
    return [question.id for question in questions_for(facts)]


def test_before_the_plan_and_on_the_day_ask_what_belongs_there():
    assert ids(ana(moment=Moment.PLAN)) == [
        "infection_at_site",
        "nsaid_last_7_days",
        "blood_thinner",
        "antibiotic_cover",
        "gout_flare",
        "fracture_at_target",
        "tear_at_target",
        "implant_at_target",
        "replacement_planned",
        "mass_at_target",
        "red_flags",
        "pregnant",
        "breastfeeding",
        "fainting",
        "smoker",
        "conservative_care_tried",
        "wants_treatment",
    ]
    assert ids(ANA) == [
        "infection_at_site",
        "fever_or_unwell",
        "antibiotic_last_7_days",
        "nsaid_last_7_days",
        "blood_thinner",
        "gout_flare",
        "red_flags",
        "reaction_last_time",
        "pregnant",
        "sedation_without_escort",
        "wants_treatment",
        "components_checked",
    ]


def test_questions_ask_within_the_windows_of_the_clinic():
    clinic = Policy(nsaid_days_before=14, antibiotic_free_days=0, fever_free_days=1)
    asked = {q.id: q for q in questions_for(ANA, clinic)}

    assert asked["nsaid_last_7_days"].physician == (
        "NSAID by mouth, gel, patch or injection in the last 2 weeks?"
    )
    assert asked["antibiotic_last_7_days"].physician == ("Antibiotic by mouth or injection today?")
    assert asked["fever_or_unwell"].patient == (
        "Have you had a fever or chills, or felt ill, since yesterday?"
    )
    assert asked["gout_flare"].patient.endswith("now or in the last 4 weeks?")


@pytest.mark.parametrize("moment", Moment)
def test_every_question_reads_as_a_question(moment):
    for question in questions_for(ana(moment=moment)):
        assert question.physician.rstrip(")").endswith(("?", "No."))
        assert not question.patient or question.patient.endswith("?")
        assert "{" not in question.physician + question.patient


def test_reaction_to_the_last_session_is_asked_after_a_first_one():
    assert "reaction_last_time" not in ids(on_plan(given=0))
    assert "reaction_last_time" in ids(on_plan(given=1))
    assert "reaction_last_time" in ids(ana(plan=None))


def test_pregnancy_is_not_asked_of_men_or_far_outside_the_age():
    assert {"pregnant", "breastfeeding"} & set(ids(ana(sex="male", moment=Moment.PLAN))) == set()
    assert "pregnant" not in ids(ana(birth_date=date(1950, 1, 1)))
    assert "pregnant" in ids(ana(sex="other"))
    assert "pregnant" in ids(ana(birth_date=None))


def test_questions_and_rules_know_each_other():
    for question in QUESTIONS:
        for rule_id in question.rules:
            rule = RULES_BY_ID[rule_id]
            assert question.id in rule.looks_at
            assert rule.moments & question.moments


@pytest.mark.parametrize("moment", Moment)
def test_a_question_that_is_not_put_now_is_not_missed(moment):
    patient = ana(moment=moment)
    for question in QUESTIONS:
        if moment in question.moments:
            continue
        outcomes = screen(answering(patient, **{question.id: None}))
        assert [o.id for o in outcomes if o.open] == [], question.id


@pytest.mark.parametrize("moment", Moment)
def test_a_question_that_was_not_answered_keeps_the_screening_open(moment):
    patient = ana(moment=moment, prior_treatments=())
    for question in questions_for(patient):
        if question.id == "blood_thinner":  # a reviewed medication list answers it as well
            continue
        facts = answering(patient, **{question.id: None})
        outcomes = {o.id: o for o in screen(facts)}
        assert {outcomes[r].verdict for r in question.rules} == {"unknown"}, question.id


def test_unanswered_screening_has_no_answer_preset():
    assert replace(ANA, answers={}).answer("pregnant") == "unknown"
