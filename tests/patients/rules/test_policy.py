from dataclasses import fields, replace
from decimal import Decimal

import pytest

from patients.rules import BY_ID, Policy, PolicyError, screen
from patients.rules.policy import SETTINGS
from tests.patients.rules.people import ago, diabetic, with_result


def test_every_threshold_has_a_setting_in_the_same_order():
    assert [f.name for f in fields(Policy)] == [s.name for s in SETTINGS]


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


def test_stricter_clinic_refuses_what_the_default_allows():
    facts = with_result("hba1c", "7.8", ago(10), diabetic())
    strict = Policy(hba1c_uncontrolled=Decimal("7.5"))
    rules = (BY_ID["R01"],)

    assert screen(facts, rules=rules)[0].verdict == "clear"
    assert screen(facts, strict, rules=rules)[0].verdict == "fires"
