from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from patients.rules import BY_ID, Policy, PolicyError, screen
from patients.rules.settings import SETTINGS
from tests.patients.rules.cases_visit import (
    OLD,
    before,
    consented,
    numbed,
    pressure,
    tall_and_heavy,
    weighing,
)
from tests.patients.rules.people import ago, ana, answering, diabetic, with_result

OLDER = ana(birth_date=date(1960, 11, 20))  # 66


def test_every_threshold_has_a_setting_in_the_same_order():
    thresholds = [f.name for f in fields(Policy) if f.name != "second_signature"]

    assert thresholds == [s.name for s in SETTINGS]


def test_every_threshold_names_rules_that_exist():
    assert {rule for s in SETTINGS for rule in s.rules} <= set(BY_ID)


def test_labels_are_in_american_spelling_and_no_two_are_alike():
    words = " ".join(f"{s.label} {s.source}" for s in SETTINGS)

    assert len({s.label for s in SETTINGS}) == len(SETTINGS)
    assert [bad for bad in ("aesth", "haem") if bad in words.casefold()] == []


def test_rules_that_need_a_second_signature_survive_storage():
    policy = Policy(second_signature=frozenset({"R22", "R08"}))

    assert policy.to_json()["second_signature"] == ["R08", "R22"]
    assert Policy.from_json(policy.to_json()) == policy


def test_policy_survives_storage():
    policy = Policy(hba1c_uncontrolled=Decimal("8.50"), nsaid_days_before=10)

    assert Policy.from_json(policy.to_json()) == policy
    assert policy.to_json()["hba1c_uncontrolled"] == "8.50"


def test_threshold_that_was_added_later_takes_its_default():
    assert Policy.from_json({"nsaid_days_before": 10}) == Policy(nsaid_days_before=10)


@pytest.mark.parametrize("setting", SETTINGS, ids=[s.name for s in SETTINGS])
def test_value_outside_its_range_is_refused_by_name(setting):
    kind = type(getattr(Policy(), setting.name))
    for value in (kind(Decimal(setting.highest)) + 1, kind(-1)):
        with pytest.raises(PolicyError) as caught:
            replace(Policy(), **{setting.name: value})
        assert list(caught.value.errors) == [setting.name]
        assert setting.lowest in caught.value.errors[setting.name]


def test_nan_is_refused():
    with pytest.raises(PolicyError):
        Policy(fever_celsius=Decimal("NaN"))


def test_caution_limit_above_the_hard_limit_is_refused():
    with pytest.raises(PolicyError) as caught:
        Policy(hba1c_caution=Decimal("8.5"))

    sentence = "This must not be above “HbA1c from which diabetes counts as uncontrolled”."
    assert caught.value.errors == {"hba1c_caution": sentence}


CLINICS = [  # threshold, its value here, rule, about whom the default clinic says "clear"
    ("bp_systolic_limit", 170, "R38", pressure("170", "80")),
    ("bp_diastolic_limit", 100, "R38", pressure("140", "100")),
    ("bp_max_age_days", 30, "R38", before(pressure("120", "80", 31))),
    ("bmi_limit", Decimal(39), "R44", tall_and_heavy("160", "102")),
    ("weight_max_age_days", 60, "R46", weighing("68", 61)),
    ("consent_valid_months", 6, "R35", consented(on=date(2026, 5, 20))),
    ("lidocaine_mg_per_kg", Decimal(3), "R39", numbed(("lidocaine", "205"))),
    ("lidocaine_max_mg", Decimal(200), "R39", numbed(("lidocaine", "201"))),
    ("bupivacaine_mg_per_kg", Decimal(1), "R39", numbed(("bupivacaine", "69"))),
    ("bupivacaine_max_mg", Decimal(100), "R39", numbed(("bupivacaine", "101"))),
    ("ropivacaine_mg_per_kg", Decimal(1), "R39", numbed(("ropivacaine", "69"))),
    ("ropivacaine_max_mg", Decimal(100), "R39", numbed(("ropivacaine", "101"))),
    ("mepivacaine_mg_per_kg", Decimal(3), "R39", numbed(("mepivacaine", "205"))),
    ("procaine_mg_per_kg", Decimal(3), "R39", numbed(("procaine", "205"))),
    ("reduced_dose_factor", Decimal("0.5"), "R39", numbed(("lidocaine", "160"), base=OLD)),
    ("elderly_age", 65, "R40", ana(birth_date=date(1960, 11, 20))),
    ("low_weight_kg", Decimal(60), "R40", weighing("59")),
    ("pregnancy_age_to", 70, "R23", answering(before(OLDER), breastfeeding=None)),
]


@pytest.mark.parametrize(("name", "value", "rule_id", "facts"), CLINICS)
def test_each_threshold_moves_its_rule(name, value, rule_id, facts):
    rules = (BY_ID[rule_id],)

    assert screen(facts, rules=rules)[0].verdict == "clear"
    assert screen(facts, replace(Policy(), **{name: value}), rules=rules)[0].verdict != "clear"


def test_stricter_clinic_refuses_what_the_default_allows():
    facts = with_result("hba1c", "7.8", ago(10), diabetic())
    strict = Policy(hba1c_uncontrolled=Decimal("7.5"))
    rules = (BY_ID["R01"],)

    assert screen(facts, rules=rules)[0].verdict == "clear"
    assert screen(facts, strict, rules=rules)[0].verdict == "fires"
