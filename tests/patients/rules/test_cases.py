"""The specification is the tables of cases; these tests hold the rules to it, and it to the rules.

A rule without a case for what it can answer fails, and so does a threshold whose cases would not
notice that it moved.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from patients.rules import BY_ID, RULES, Overall, Policy, overall, screen
from patients.rules.facts import Moment
from patients.rules.policy import PolicyError
from patients.rules.rule import Override, Tier
from patients.rules.settings import SETTINGS
from tests.patients.rules import cases_chart, cases_place, cases_visit
from tests.patients.rules.cases_chart import hba1c
from tests.patients.rules.people import ANA, YES, ago, allergic, ana, answering

_TABLES = (cases_chart, cases_place, cases_visit)
CASES = [case for table in _TABLES for case in table.CASES]
NEVER = {answer: why for table in _TABLES for answer, why in table.NEVER.items()}
MILDER_OR_STRICTER = [case for table in _TABLES for case in table.MILDER_OR_STRICTER]


def outcome(rule_id, facts, policy=None):
    return screen(facts, policy or Policy(), rules=(BY_ID[rule_id],))[0]


@pytest.mark.parametrize(
    ("rule_id", "verdict", "facts"),
    CASES,
    ids=[f"{number}-{rule_id}-{verdict}" for number, (rule_id, verdict, _) in enumerate(CASES)],
)
def test_the_rule_answers_as_the_table_says(rule_id, verdict, facts):
    result = outcome(rule_id, facts)

    assert result.verdict == verdict, result.evidence
    assert result.evidence.endswith(".")
    assert bool(result.resolve) == (verdict != "clear")
    assert "could not be evaluated" not in result.evidence


def test_every_rule_has_a_case_for_each_answer():
    covered = {(rule_id, verdict) for rule_id, verdict, _ in CASES}
    wanted = {(rule.id, verdict) for rule in RULES for verdict in ("fires", "clear", "unknown")}

    assert covered | set(NEVER) == wanted
    assert covered & set(NEVER) == set()
    assert all(NEVER.values())


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_what_fires_may_be_decided_where_the_rule_admits_it_and_never_elsewhere(rule):
    fired = [outcome(rule.id, facts) for id_, verdict, facts in CASES if id_ == rule.id]

    for result in (o for o in fired if o.verdict == "fires"):
        admitted = result.override is not Override.NONE
        assert result.can_be_decided == admitted
        assert (overall([result], {rule.id}) is Overall.CLEARED) == admitted
        assert overall([result]) is (
            Overall.REFUSED if result.tier is Tier.ABSOLUTE else Overall.NEEDS_DECISION
        )


WORDS_ONLY = {  # the rule answers the same and only says it differently
    ("aspirin_low_dose_mg", "R12"): "whether it may go on",
    ("reduced_dose_factor", "R40"): "how much less is given",
}
_THRESHOLDS = [(setting.name, rule_id) for setting in SETTINGS for rule_id in setting.rules]


@pytest.mark.parametrize("step", [-1, 1], ids=["down", "up"])
@pytest.mark.parametrize(("name", "rule_id"), _THRESHOLDS)
def test_a_threshold_moved_by_one_step_changes_the_answer_to_a_case(name, rule_id, step):
    if (name, rule_id) in WORDS_ONLY:
        return
    value = getattr(Policy(), name)
    moved = value + step if isinstance(value, int) else value + step * Decimal("0.1")
    try:
        policy = replace(Policy(), **{name: moved})
    except PolicyError:
        return  # the published value is the end of its range

    cases = [facts for id_, _, facts in CASES if id_ == rule_id]
    assert any(answer(rule_id, facts, policy) != answer(rule_id, facts) for facts in cases)


def answer(rule_id, facts, policy=None):
    result = outcome(rule_id, facts, policy)
    return result.verdict, result.tier


def test_nothing_is_held_against_ana():
    assert [o.id for o in screen(ANA) if o.open] == []
    assert [o.id for o in screen(ana(moment=Moment.PLAN)) if o.open] == []


@pytest.mark.parametrize(("rule_id", "facts", "tier", "override"), MILDER_OR_STRICTER)
def test_tier_and_override_follow_the_situation(rule_id, facts, tier, override):
    result = outcome(rule_id, facts)

    assert (result.verdict, result.tier, result.override) == (
        "fires",
        Tier(tier),
        Override(override),
    )


def test_evidence_tells_value_and_date():
    result = outcome("R01", hba1c("8.4", 20))

    assert result.evidence == (
        "Diabetes on the problem list (Type 2 diabetes mellitus); "
        "HbA1c 8.4 % on Sun 1 Nov 2026 (20 days ago), the limit is 8 %."
    )
    assert result.evidence_on == ago(20)


def test_screening_without_a_plan_says_what_it_assumes():
    assert "dextrose 12.5–25 % assumed" in outcome("R17", allergic("Corn", "corn")).evidence


def test_day_questions_are_not_missed_before_the_plan():
    facts = answering(ana(moment=Moment.PLAN), fever_or_unwell=None)

    assert outcome("R05", facts).verdict == "clear"
    assert outcome("R05", facts).evidence == "Not asked now; asked on each session day."
    assert outcome("R05", answering(facts, fever_or_unwell=YES)).verdict == "fires"
