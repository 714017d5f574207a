from dataclasses import replace
from datetime import date, timedelta

import pytest

from patients.rules import Policy
from tests import people
from tests.treatments import builders
from tests.treatments.builders import KNEE, KNEE_JOINT, TODAY
from treatments.consent_state import State, consent_state, sites_of

pytestmark = pytest.mark.django_db


def state(plan, today=TODAY, valid_months=12):
    policy = Policy(consent_valid_months=valid_months)
    return consent_state(plan, plan.versions.get(), today=today, policy=policy)


def test_without_consent_it_is_missing(anna, ruth):
    assert state(builders.signed_plan(anna, ruth)).state == State.MISSING


def test_it_holds_for_twelve_months_and_not_a_day_longer(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth, on=TODAY)
    assert state(plan, date(2027, 11, 2)).state == State.VALID
    assert state(plan, date(2027, 11, 3)).state == State.EXPIRED


def test_signed_on_a_leap_day_it_ends_on_the_last_of_february(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth, on=date(2028, 2, 29))
    assert state(plan, date(2029, 2, 28)).state == State.VALID
    assert state(plan, date(2029, 3, 1)).state == State.EXPIRED


def test_the_clinic_says_how_long_it_holds(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth, on=TODAY)
    assert state(plan, date(2026, 12, 2), valid_months=1).state == State.VALID
    assert state(plan, date(2026, 12, 3), valid_months=1).words == (
        "The consent of Mon 2 Nov 2026 is more than 1 month old. Record a new one."
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sites": ["left knee"]}, "The consent does not cover: right knee."),
        ({"substances": ["lidocaine"]}, "The consent does not cover: dextrose."),
    ],
)
def test_another_place_or_substance_is_named(anna, ruth, changes, words):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth, **changes)
    found = state(plan)
    assert found.state == State.NOT_COVERED
    assert found.problem.startswith(words)


def test_what_is_not_mixed_is_consented_to_by_its_own_name(anna, ruth):
    plasma = replace(
        KNEE_JOINT, dextrose_pct=None, procedure="prp", procedure_detail="4 mL, leukocyte-poor"
    )
    plan = builders.signed_plan(anna, ruth, targets=(plasma,))
    builders.consented(plan, ruth, substances=["dextrose"])
    assert state(plan).problem == (
        "The consent does not cover: platelet-rich plasma. Record a new one."
    )


def test_a_risk_that_came_with_a_new_route_is_named(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    known = ["pain_flare", "stiffness", "bruising", "bleeding", "infection", "nerve_injury"]
    known += ["allergic_reaction", "numbness", "headache", "dizziness", "no_benefit"]
    builders.consented(plan, ruth, risks=[*known, "death_from_allergy"])
    assert state(plan).words == (
        "The consent does not cover: the risk “Swelling of the joint”. Record a new one."
    )


def test_a_risk_that_only_a_later_text_names_asks_nobody_to_sign_again(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth, risks=[], text_version="before", paper_reference="7")
    assert state(plan).state == State.VALID


def test_both_knees_are_two_places(anna, ruth):
    plan = builders.signed_plan(
        anna,
        ruth,
        content=replace(KNEE, side="bilateral"),
        targets=(replace(KNEE_JOINT, side="bilateral"),),
    )
    assert sites_of(plan.versions.get()) == ["left knee", "right knee"]


def test_withdrawn_counts_more_than_expired(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(
        plan,
        ruth,
        withdrawn_at=builders.NOW + timedelta(days=1),
        withdrawn_by=ruth,
        withdrawn_reason="Afraid",
    )
    assert state(plan, TODAY + timedelta(days=800)).state == State.WITHDRAWN


@pytest.fixture
def minors_plan(ruth):
    tim = people.patient("Tim Young", birth_date=date(2010, 11, 3))  # 18 on 3 Nov 2028
    return builders.signed_plan(tim, ruth)


@pytest.mark.parametrize(
    "signed",
    [{"guardian_signature": [[[0, 0], [900, 0]]]}, {"paper_reference": "Scan 7"}],
)
def test_a_guardian_signs_on_the_screen_or_on_paper(minors_plan, ruth, signed):
    builders.consented(minors_plan, ruth, guardian_name="Rosa Young", **signed)
    assert state(minors_plan).state == State.VALID


@pytest.mark.parametrize(
    "unsigned", [{}, {"guardian_name": "Rosa Young"}, {"paper_reference": "Scan 7"}]
)
def test_a_minor_without_a_guardians_signature_is_not_treated(minors_plan, ruth, unsigned):
    builders.consented(minors_plan, ruth, **unsigned)
    found = state(minors_plan)
    assert found.state == State.NO_GUARDIAN
    assert found.problem == (
        "The patient is under 18 and no parent or guardian signed the consent. Record a new one."
    )


def test_once_grown_up_the_patient_needs_no_guardian(minors_plan, ruth):
    builders.consented(minors_plan, ruth, on=date(2028, 11, 1))
    assert state(minors_plan, date(2028, 11, 2)).state == State.NO_GUARDIAN
    assert state(minors_plan, date(2028, 11, 3)).state == State.VALID
