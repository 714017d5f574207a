from dataclasses import fields, replace

import pytest

from patients.models.history import ResultKind
from patients.rules import BY_ID, RULES, Overall, compare, overall, screen
from patients.rules.engine import ChangeKind
from patients.rules.facts import Facts, Moment
from patients.rules.questions import QUESTIONS
from patients.rules.rule import BOTH, DAY_ONLY, Basis, Override, Rule, Tier, Verdict
from tests.patients.rules.people import (
    ANA,
    NO,
    TODAY,
    YES,
    ago,
    allergic,
    ana,
    answering,
    diabetic,
    planned,
    taking,
    with_result,
)

LOOKED_AT = {
    *(field.name for field in fields(Facts)),
    *(kind.value for kind in ResultKind),
    *(question.id for question in QUESTIONS),
}
ELIQUIS = taking("Eliquis 5 mg", "anticoagulant")
PLAVIX = taking("Plavix 75 mg", "antiplatelet")


def one(rule_id, facts):
    return screen(facts, rules=(BY_ID[rule_id],))[0]


def test_healthy_patient_is_cleared():
    assert overall(screen(ANA)) is Overall.CLEARED


def test_open_absolute_refuses_and_no_decision_helps():
    outcomes = screen(answering(infection_at_site=YES))

    assert overall(outcomes) is Overall.REFUSED
    assert overall(outcomes, {"R04"}) is Overall.REFUSED


def test_pregnancy_may_be_decided_but_not_under_fluoroscopy():
    pregnant = screen(answering(pregnant=YES))
    in_the_beam = screen(answering(planned("dextrose", guidance=["fluoroscopy"]), pregnant=YES))

    assert overall(pregnant) is Overall.REFUSED
    assert overall(pregnant, {"R22"}) is Overall.CLEARED
    assert overall(in_the_beam, {"R22"}) is Overall.REFUSED


def test_absolute_that_is_unknown_waits_for_its_datum():
    outcomes = screen(answering(pregnant=None))

    assert overall(outcomes) is Overall.NEEDS_DECISION
    assert overall(outcomes, {"R22"}) is Overall.NEEDS_DECISION
    assert not next(o for o in outcomes if o.id == "R22").can_be_decided


def test_relative_needs_a_decision_and_a_caution_an_acknowledgement():
    assert overall(screen(ELIQUIS)) is Overall.NEEDS_DECISION
    assert overall(screen(ELIQUIS), ["R08"]) is Overall.CLEARED
    assert overall(screen(PLAVIX)) is Overall.NEEDS_DECISION
    assert overall(screen(PLAVIX), ["R12"]) is Overall.CLEARED


def test_deciding_on_a_missing_hba1c_once_settles_both_rules_that_miss_it():
    outcomes = screen(with_result("glucose", "120", base=diabetic()))

    assert [o.id for o in outcomes if o.open] == ["R01", "R02"]
    assert overall(outcomes) is Overall.NEEDS_DECISION
    assert overall(outcomes, {"R01"}) is Overall.NEEDS_DECISION
    assert overall(outcomes, {"R02"}) is Overall.CLEARED


def test_decision_on_another_rule_settles_nothing():
    assert overall(screen(ELIQUIS), {"R99"}) is Overall.NEEDS_DECISION


def broken(tier):
    def predicate(facts, policy):
        raise ZeroDivisionError

    return Rule(
        id="R99",
        tier=tier,
        title="Broken",
        looks_at=frozenset(),
        explain="",
        explain_patient="",
        clears="",
        override=Override.NONE,
        citation="",
        basis=Basis.CLINIC,
        predicate=predicate,
        moments=BOTH,
    )


@pytest.mark.parametrize("tier", list(Tier))
def test_rule_that_raises_is_never_clear(tier):
    (outcome,) = screen(ANA, rules=(broken(tier),))

    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.tier is tier
    assert outcome.evidence == "This rule could not be evaluated."
    assert outcome.resolve == (
        "Correct the entry it looks at, or report the fault to the administrator."
    )
    assert (outcome.failed, outcome.error) == (True, "ZeroDivisionError")
    assert overall([outcome], {"R99"}) is Overall.NEEDS_DECISION


def test_rule_that_raises_is_reported_even_when_it_is_not_asked_now():
    rule = replace(broken(Tier.CAUTION), moments=DAY_ONLY)
    (outcome,) = screen(ana(moment=Moment.PLAN), rules=(rule,))

    assert (outcome.verdict, outcome.failed) == (Verdict.UNKNOWN, True)


def test_one_rule_that_raises_leaves_the_others_their_answer():
    outcomes = screen(ANA, rules=(broken(Tier.RELATIVE), *RULES))

    assert [o.id for o in outcomes if o.open] == ["R99"]
    assert [o.id for o in outcomes if o.failed] == ["R99"]


def test_value_that_is_no_number_makes_its_rules_fail_and_no_other():
    outcomes = screen(with_result("bp_systolic", "NaN"))

    assert [o.id for o in outcomes if o.failed] == ["R38"]
    assert [o.id for o in outcomes if o.open] == ["R38"]


def test_trigger_stays_while_the_data_do_and_moves_when_they_change():
    first = one("R08", ELIQUIS)
    next_week = one("R08", replace(ELIQUIS, today=ago(-7)))
    second_drug = one("R08", taking("Warfarin", "anticoagulant", base=ELIQUIS))

    assert first.trigger == next_week.trigger
    assert first.trigger != second_drug.trigger


def test_trigger_of_an_old_hba1c_does_not_move_with_the_day():
    facts = with_result("hba1c", "7.0", ago(100), diabetic())

    assert one("R02", facts).trigger == one("R02", replace(facts, today=ago(-1))).trigger


def test_decision_on_one_tier_does_not_hold_for_a_stricter_one():
    before_plan = one("R18", allergic("Lidocaine", "amide_anaesthetic"))
    with_plan = one("R18", allergic("Lidocaine", "amide_anaesthetic", base=planned("lidocaine")))

    assert before_plan.trigger != with_plan.trigger


def test_compare_names_what_appeared_what_cleared_and_what_changed():
    before = screen(taking("Advil", "nsaid", base=ELIQUIS, stopped=ago(1)))
    now = taking("Warfarin", "anticoagulant", base=ELIQUIS, prescriber_decision="")
    after = screen(allergic("Latex", "latex", base=now))

    assert [(c.kind, c.after.id) for c in compare(before, after)] == [
        (ChangeKind.CHANGED, "R08"),
        (ChangeKind.APPEARED, "R09"),
        (ChangeKind.CLEARED, "R13"),
        (ChangeKind.APPEARED, "R21"),
    ]


def test_compare_of_the_same_screening_is_empty():
    assert compare(screen(ELIQUIS), screen(ELIQUIS)) == ()


def test_first_screening_shows_open_findings_as_appeared():
    assert [c.after.id for c in compare([], screen(answering(infection_at_site=YES)))] == ["R04"]


def test_rule_ids_are_unique_and_ordered():
    ids = [rule.id for rule in RULES]

    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids, key=lambda i: (int(i[1:].rstrip("bm")), i))
    assert all(len(rule_id) <= 10 for rule_id in ids)


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_every_row_of_the_table_is_complete(rule):
    for text in (rule.title, rule.explain, rule.explain_patient, rule.clears, rule.citation):
        assert text.strip() == text
        assert text
    assert rule.looks_at
    assert rule.moments
    assert (rule.override is Override.ACKNOWLEDGE) == (rule.tier is Tier.CAUTION)
    assert all(0 < len(label) <= 40 for label in rule.records)
    assert len(set(rule.records)) == len(rule.records)


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_what_people_read_is_in_american_spelling(rule):
    words = " ".join((rule.title, rule.explain, rule.explain_patient, rule.clears, *rule.records))

    assert [bad for bad in ("anaesth", "haem", "labelled") if bad in words.casefold()] == []


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_rule_looks_only_at_data_that_exist(rule):
    assert rule.looks_at <= LOOKED_AT


def test_evidence_fits_its_column_even_for_absurd_names():
    facts = taking("x" * 5000 + "\x00", "anticoagulant", base=answering(infection_at_site=NO))
    outcome = one("R08", replace(facts, today=TODAY))

    assert len(outcome.evidence) <= 500
    assert len(outcome.trigger) == 32
    assert "\x00" not in outcome.evidence


def test_shellfish_does_not_stop_anybody():
    assert overall(screen(allergic("Shellfish", base=ana()))) is Overall.CLEARED
