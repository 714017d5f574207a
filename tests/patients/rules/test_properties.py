"""What holds for every patient that can be thought of."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.rules import BY_ID, RULES, Verdict, screen
from patients.rules.conditions import CONDITIONS, recognise
from patients.rules.facts import Facts, Moment, ProblemFact, ResultFact
from patients.rules.questions import QUESTIONS, questions_for
from patients.rules.rule import Tier
from tests.patients.rules.cases_visit import numbed, tall_and_heavy, weighing
from tests.patients.rules.people import ANA, ana, diabetic, taking, with_result, without_result
from tests.patients.rules.strategies import people

KINDS = frozenset(
    {
        *("hba1c", "inr", "platelets", "glucose", "weight", "height"),
        *("temperature", "bp_systolic", "bp_diastolic", "pulse"),
    }
)
QUESTION_IDS = frozenset(question.id for question in QUESTIONS)


@given(people())
@settings(max_examples=70, deadline=None)
def test_every_rule_answers_for_everybody(facts):
    outcomes = screen(facts)

    assert [o.rule for o in outcomes] == list(RULES)
    for outcome in outcomes:
        assert outcome.evidence
        assert len(outcome.evidence) <= 500
        assert len(outcome.resolve) <= 300
        assert "\x00" not in outcome.evidence


@given(people(sane=True))
@settings(max_examples=60, deadline=None)
def test_no_rule_fails_on_values_that_are_numbers(facts):
    assert [o.id for o in screen(facts) if o.failed] == []


@given(people())
@settings(max_examples=50, deadline=None)
def test_facts_survive_storage_and_give_the_same_verdicts(facts):
    back = Facts.from_json(json.loads(json.dumps(facts.to_json())))

    assert back.to_json() == facts.to_json()
    assert [(o.verdict, o.tier, o.evidence, o.trigger) for o in screen(back)] == [
        (o.verdict, o.tier, o.evidence, o.trigger) for o in screen(facts)
    ]


def all_but(looks_at, facts, other):
    """`facts` with everything that a rule does not look at taken from somebody else."""

    def entries(name):
        return getattr(facts if name in looks_at else other, name)

    def answers(name):
        return {
            **{q: v for q, v in getattr(other, name).items() if q not in looks_at},
            **{q: v for q, v in getattr(facts, name).items() if q in looks_at},
        }

    allergic = facts if "allergies" in looks_at else other
    return Facts(
        today=facts.today,
        moment=facts.moment,
        birth_date=entries("birth_date"),
        sex=entries("sex"),
        allergies_status=allergic.allergies_status,
        allergies=allergic.allergies,
        medications_reviewed=entries("medications_reviewed"),
        allergies_reviewed=entries("allergies_reviewed"),
        problems=entries("problems"),
        medications=entries("medications"),
        prior_treatments=entries("prior_treatments"),
        notes=entries("notes"),
        plan=entries("plan"),
        results=(
            *(r for r in facts.results if r.kind in looks_at),
            *(r for r in other.results if r.kind not in looks_at),
        ),
        answers=answers("answers"),
        answer_dates=answers("answer_dates"),
        answer_notes=answers("answer_notes"),
    )


@given(people(), people())
@settings(max_examples=35, deadline=None)
def test_rule_turns_on_nothing_but_what_it_looks_at(facts, other):
    """So neither an unknown becomes clear, nor a decision falls, by data that it does not name."""
    before = screen(facts)

    for rule, outcome in zip(RULES, before, strict=True):
        mixed = all_but(rule.looks_at, facts, other)
        assert screen(mixed, rules=(rule,)) == (outcome,)


# (rule, datum): without the datum the rule may say "clear", and why that is right.
SILENT_WITHOUT = {
    ("R01", "hba1c"): "nobody is asked for an HbA1c without diabetes",
    ("R01b", "hba1c"): "R02 asks for the missing one",
    ("R02", "hba1c"): "nobody is asked for an HbA1c without diabetes",
    ("R10", "platelets"): "a count is not asked for without a reason",
    ("R20", "hba1c"): "nobody is asked for an HbA1c without diabetes",
    ("R39", "birth_date"): "R24 is open without one",
    ("R40", "birth_date"): "R24 is open without one",
    ("R40", "weight"): "R46 is open without one",
    ("R08", "blood_thinner"): "a reviewed medication list answers it",
}


def without(datum, facts):
    if datum in KINDS:
        return replace(facts, results=tuple(r for r in facts.results if r.kind != datum))
    if datum in QUESTION_IDS:
        return replace(facts, answers={q: a for q, a in facts.answers.items() if q != datum})
    empty = {"sex": "unknown", "birth_date": None, "allergies_status": "not_asked"}
    return replace(facts, **{datum: empty.get(datum, False)})


@given(people(sane=True))
@settings(max_examples=35, deadline=None)
def test_knowing_less_never_clears_anybody(facts):
    asked = {question.id for question in questions_for(facts)}
    named = {"birth_date", "sex", "allergies_status", "medications_reviewed", "allergies_reviewed"}
    # A rule that is not asked now still hears what happens to be on file.
    rules = [rule for rule in RULES if facts.moment in rule.moments]
    before = {o.id: o for o in screen(facts)}

    for datum in sorted(asked | named | KINDS):
        fewer = without(datum, facts)
        for outcome in screen(fewer, rules=rules):
            if (outcome.id, datum) not in SILENT_WITHOUT and before[outcome.id].open:
                assert outcome.open, (outcome.id, datum, outcome.evidence)


def severity(facts, *rule_ids):
    """How far the worst of these rules is from "clear"."""
    rank = {Tier.CAUTION: 1, Tier.RELATIVE: 3, Tier.ABSOLUTE: 4}
    worst = 0
    for outcome in screen(facts, rules=[BY_ID[rule_id] for rule_id in rule_ids]):
        if outcome.verdict is Verdict.FIRES:
            worst = max(worst, rank[outcome.tier])
        elif outcome.verdict is Verdict.UNKNOWN:
            worst = max(worst, 2)
    return worst


WARFARIN = taking("Warfarin 5 mg", "anticoagulant")
# What grows, how low and how high it can be, who has it, and the rules that look at it.
GROWING = {
    "hba1c of a diabetic": (
        ("2", "25"),
        lambda v: with_result("hba1c", v, base=diabetic()),
        ("R01", "R01b", "R02"),
    ),
    "hba1c": (("2", "25"), lambda v: with_result("hba1c", v), ("R01", "R01b", "R02")),
    "inr": (("0.5", "20"), lambda v: with_result("inr", v, base=WARFARIN), ("R09",)),
    "glucose": (("10", "2000"), lambda v: with_result("glucose", v, base=diabetic()), ("R03",)),
    "temperature": (("30", "45"), lambda v: with_result("temperature", v), ("R05",)),
    "systolic": (
        ("40", "300"),
        lambda v: with_result("bp_systolic", v, base=without_result("bp_systolic")),
        ("R38",),
    ),
    "diastolic": (
        ("20", "200"),
        lambda v: with_result("bp_diastolic", v, base=without_result("bp_diastolic")),
        ("R38",),
    ),
    "dose": (("0", "900"), lambda v: numbed(("lidocaine", v)), ("R39",)),
    "second agent": (
        ("0", "900"),
        lambda v: numbed(("lidocaine", "200"), ("procaine", v)),
        ("R39",),
    ),
    "weight for the height": (("1", "300"), lambda v: tall_and_heavy("165", v), ("R44",)),
}
FALLING = {
    "platelets": (("1", "3000"), lambda v: with_result("platelets", v), ("R10",)),
    "weight for the dose": (
        ("1", "300"),
        lambda v: numbed(("lidocaine", "150"), base=weighing(v)),
        ("R39",),
    ),
    "weight": (("1", "300"), lambda v: weighing(v), ("R40",)),
}


@pytest.mark.parametrize("name", [*GROWING, *FALLING])
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_worse_value_never_makes_a_verdict_milder(name, data):
    (low, high), person, rules = {**GROWING, **FALLING}[name]
    values = st.decimals(low, high, places=1)
    lesser, greater = sorted([data.draw(values), data.draw(values)])
    better, worse = (lesser, greater) if name in GROWING else (greater, lesser)

    assert severity(person(str(better)), *rules) <= severity(person(str(worse)), *rules)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_older_data_never_make_a_verdict_milder(data):
    aged = {
        "hba1c": ("7.0", diabetic(), ("R01", "R02")),
        "inr": ("2.5", WARFARIN, ("R09",)),
        "weight": ("68", numbed(("lidocaine", "20"), base=without_result("weight")), ("R46",)),
        "bp_systolic": (
            "120",
            without_result("bp_systolic", base=ana(moment=Moment.PLAN)),
            ("R38",),
        ),
    }
    kind = data.draw(st.sampled_from(sorted(aged)))
    value, base, rules = aged[kind]
    newer, older = sorted(data.draw(st.tuples(st.integers(0, 200), st.integers(0, 200))))
    fresh, stale = (
        with_result(kind, value, date.fromordinal(ANA.today.toordinal() - days), base)
        for days in (newer, older)
    )

    assert severity(fresh, *rules) <= severity(stale, *rules)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_name_breaks_the_recognition_of_a_condition(text):
    for condition in CONDITIONS.values():
        recognise(ProblemFact(display=text, code=text, system="icd10cm"), condition)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"today": "2026-11-21", "mood": "good"}, "unknown field mood"),
        ({"today": "yesterday"}, "Facts.today"),
        ({}, "today"),
        ({"today": "2026-11-21", "sex": 3}, "Facts.sex"),
        ({"today": "2026-11-21", "results": [{"kind": "inr", "value": 2.5}]}, "Facts.results"),
        ({"today": "2026-11-21", "answers": {"pregnant": "maybe"}}, "Facts.answers"),
        ({"today": "2026-11-21", "plan": {"given": True}}, "PlanContext.given"),
        ({"today": "2026-11-21", "notes": [{"kind": "immune"}]}, "SpecialistNoteFact"),
    ],
)
def test_stored_facts_that_do_not_fit_are_refused_by_name(raw, message):
    with pytest.raises(ValueError, match=message):
        Facts.from_json(raw)


def test_decimals_keep_their_digits_in_storage():
    result = ResultFact(kind="hba1c", value=Decimal("7.10"), taken_on=date(2026, 11, 21))
    facts = Facts(today=date(2026, 11, 21), results=(result,))

    assert str(Facts.from_json(facts.to_json()).results[0].value) == "7.10"


def test_result_that_was_stored_without_its_place_in_the_day_is_read_as_untimed():
    raw = {"today": "2026-11-21"}
    raw["results"] = [{"kind": "glucose", "value": "120", "taken_on": "2026-11-21"}]

    assert Facts.from_json(raw).results[0].order == 0
