"""No finding without a way out: a page where its datum is entered, or the reason why there is none.

Every case of the rules' specification that is open is led through here.
"""

from dataclasses import replace

import pytest
from django.urls import resolve

from patients.rules import BY_ID, RULES, Policy, screen
from patients.rules.questions import QUESTIONS
from patients.ways_out import WAYS, Places, way_out
from tests.patients.rules.test_cases import CASES

ANNA, PLAN = 7, 9
QUESTIONS_PAGE = f"/patients/{ANNA}/screenings/new/"
BEFORE_PLAN = Places(ANNA, QUESTIONS_PAGE)
FOR_PLAN = Places(ANNA, QUESTIONS_PAGE, PLAN)
ON_THE_DAY = Places(ANNA, "/sessions/3/start/", PLAN)

# Rules whose datum is not entered anywhere, with what the page says instead.
NOTHING_TO_ENTER = {
    "R12": "Nothing to enter: acknowledge it",
    "R15": "Nothing to enter: the days have to pass",
    "R24": "Nothing to enter: the guardian is recorded with the override",
    "R21": "Nothing to enter: acknowledge it",
    "R23": "Nothing to enter: acknowledge it",
    "R36": "Nothing to enter: acknowledge it",
    "R37": "Nothing to enter: acknowledge it",
    "R40": "Nothing to enter: acknowledge it",
    "R41": "Nothing to enter: acknowledge it",
    "R44": "Nothing to enter: acknowledge it",
    "R45": "Nothing to enter: acknowledge it",
    "R47": "Nothing to enter: acknowledge it",
    "R35": "Consent is recorded in the plan",
}


def with_ids(facts):
    """The cases know no rows; a chart does."""
    return replace(
        facts,
        problems=tuple(replace(p, id=n) for n, p in enumerate(facts.problems, 1)),
        medications=tuple(replace(m, id=n) for n, m in enumerate(facts.medications, 1)),
        allergies=tuple(replace(a, id=n) for n, a in enumerate(facts.allergies, 1)),
    )


def ways(rule, at):
    """Way out and facts of each case in which the rule is open."""
    for rule_id, verdict, raw in CASES:
        if rule_id != rule.id or verdict == "clear":
            continue
        facts = with_ids(raw)
        (outcome,) = screen(facts, Policy(), [rule])
        yield way_out(outcome, facts, at), outcome


def test_every_rule_has_its_row():
    assert set(WAYS) == set(BY_ID)


@pytest.mark.parametrize("at", [BEFORE_PLAN, FOR_PLAN, ON_THE_DAY], ids=["before", "plan", "day"])
@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_every_open_finding_has_a_page_or_says_why_there_is_none(rule, at):
    found = list(ways(rule, at))
    assert found
    for way, outcome in found:
        if way.url:
            assert resolve(way.url.partition("#")[0].partition("?")[0])
        else:
            assert way.label == NOTHING_TO_ENTER.get(rule.id), (outcome.evidence, way)


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_question_that_was_not_answered_is_where_the_button_leads(rule):
    asked = [question for question in QUESTIONS if question.id in rule.looks_at]
    for way, outcome in ways(rule, BEFORE_PLAN):
        if outcome.verdict == "unknown" and way.question:
            assert way.question in {question.id for question in asked}
            assert way.url == f"{QUESTIONS_PAGE}?ask={way.question}#id_{way.question}"


def test_absolute_findings_always_lead_to_a_page():
    for rule in RULES:
        for way, outcome in ways(rule, FOR_PLAN):
            if outcome.tier == "absolute" and not outcome.can_be_decided:
                assert way.url, (rule.id, outcome.evidence)


def test_day_that_was_not_started_has_no_form_to_lead_to():
    (case,) = [facts for id_, verdict, facts in CASES if (id_, verdict) == ("R34", "unknown")][:1]
    (outcome,) = screen(case, Policy(), [BY_ID["R34"]])
    way = way_out(outcome, case, Places(ANNA, ""))
    assert (way.label, way.url) == ("It is asked when the session is started", "")


def test_rule_that_failed_leads_to_the_chart():
    (_, _, facts) = CASES[0]
    broken = replace(BY_ID["R01"], predicate=lambda facts, policy: 1 / 0)
    (outcome,) = screen(facts, Policy(), [broken])
    assert outcome.failed
    assert way_out(outcome, facts, BEFORE_PLAN).url == f"/patients/{ANNA}/chart/"
