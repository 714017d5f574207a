"""What is asked: whatever can change the verdict, and nothing that the chart has answered."""

from dataclasses import replace
from itertools import product

import pytest

from patients.questionnaire import sort_questions
from patients.rules import BY_ID, Answer, Moment, PlanContext, Policy, screen
from patients.rules.facts import MedicationFact, PriorTreatmentFact, SiteFact
from patients.rules.questions import BY_ID as QUESTIONS
from patients.rules.questions import questions_for
from tests.patients.rules.people import ANA, with_problem

SITES = (
    SiteFact(region="knee", side="right", kind="joint", route="intra_articular"),
    SiteFact(region="knee", side="left", kind="ligament", route="extra_articular"),
    SiteFact(region="lumbar", kind="ligament", route="extra_articular", guidance="fluoroscopy"),
    SiteFact(region="shoulder", side="right", kind="tendon", route="extra_articular"),
)
PLANS = [
    None,
    *(PlanContext(sites=(site,), components=frozenset({"dextrose"})) for site in SITES),
    PlanContext(sites=SITES, components=frozenset({"dextrose", "lidocaine"}), given=1),
]
UNASKED = replace(ANA, answers={}, answer_dates={})
ON_APIXABAN = replace(
    UNASKED, medications=(MedicationFact(name="Apixaban", classes=frozenset({"anticoagulant"})),)
)
TRIED = replace(UNASKED, prior_treatments=(PriorTreatmentFact(kind="physical_therapy"),))
CHARTS = [
    UNASKED,
    replace(UNASKED, sex="male"),
    with_problem("Breast cancer", UNASKED),
    with_problem("Right knee prosthesis", UNASKED),
    with_problem("Suspected pregnancy", UNASKED),
    with_problem("Type 2 diabetes mellitus", UNASKED),
    ON_APIXABAN,
    TRIED,
]


def at(chart, plan, moment):
    return replace(chart, plan=plan, moment=moment)


def asked(facts):
    return [question.id for question in sort_questions(facts, Policy())[0]]


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan and len(plan.sites)))
def test_whatever_can_change_the_verdict_is_asked(plan, moment):
    for chart in CHARTS:
        facts = at(chart, plan, moment)
        put = asked(facts)
        for question in questions_for(facts, Policy()):
            verdicts = {
                tuple(o.verdict for o in screen(answered(facts, question.id, answer)))
                for answer in Answer
            }
            assert len(verdicts) == 1 or question.id in put, (question.id, facts.problems)


def answered(facts, question, answer):
    """The other questions answered harmlessly, as on the page of a healthy patient."""
    others = {q.id: q.harmless for q in questions_for(facts, Policy())}
    return replace(
        facts,
        answers=others | {question: answer},
        medications_reviewed=True,
        allergies_reviewed=True,
    )


def test_every_question_is_put_to_somebody_at_each_of_its_moments():
    put = {
        (question, moment)
        for chart, plan, moment in product(CHARTS, PLANS, Moment)
        for question in asked(at(chart, plan, moment))
    }
    assert put == {(q.id, moment) for q in QUESTIONS.values() for moment in q.moments}


def test_every_question_names_rules_that_exist_and_look_at_it():
    for question in QUESTIONS.values():
        assert question.rules <= BY_ID.keys()
        for rule in question.rules:
            assert question.id in BY_ID[rule].looks_at, (rule, question.id)


@pytest.mark.parametrize("plan", PLANS[1:], ids=lambda plan: str(len(plan.sites)))
def test_what_the_plan_will_need_is_asked_before_there_is_one(plan):
    """A screening for the plan takes the answers of the one before it.

    Only what was tried before may be enough for one place and not for the other; the finding then
    leads to the form with that question on it.
    """
    for chart in CHARTS:
        before = asked(at(chart, None, Moment.PLAN))
        missing = set(asked(at(chart, replace(plan, given=0), Moment.PLAN))) - set(before)
        assert missing <= {"conservative_care_tried"}
    assert "conservative_care_tried" in [
        question.id
        for question in sort_questions(
            at(TRIED, None, Moment.PLAN), also=["conservative_care_tried"]
        )[0]
    ]


def test_what_the_chart_says_is_not_asked_again():
    settled = {
        known.question.id: known.evidence for known in sort_questions(ON_APIXABAN, Policy())[1]
    }
    assert "Takes Apixaban" in settled["blood_thinner"]
    assert "conservative_care_tried" not in asked(TRIED)
