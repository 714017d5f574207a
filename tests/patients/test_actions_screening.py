from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from patients.actions.decisions import acknowledge_finding
from patients.actions.screening import run_screening
from patients.facts import gather
from patients.models import Finding, Patient, Screening
from patients.rules import RULES, PlanContext, screen
from patients.rules.facts import SiteFact
from patients.verdicts import verdict
from tests import people
from tests.patients.screenings import (
    ALL_NO,
    DAY_NO,
    NOON,
    REASON,
    TODAY,
    allergy,
    decided,
    diabetic,
    finding,
    healthy,
    medicine,
    open_rules,
    overridden,
    result,
    screened,
)

KNEE = PlanContext(
    sites=(SiteFact(region="knee", side="right", route="intra_articular", guidance="palpation"),),
    components=frozenset({"dextrose"}),
)


@pytest.fixture
def on_apixaban(ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    return anna


def test_healthy_patient_with_everything_on_file_is_cleared(ruth):
    screening = screened(healthy(ruth), ruth)

    assert (screening.outcome, screening.findings.count()) == ("cleared", 0)
    assert (screening.answers, screening.previous) == (ALL_NO, None)


def test_hba1c_at_the_limit_refuses(ruth):
    screening = screened(diabetic(ruth, "8.0"), ruth)

    found = finding(screening, "R01")
    assert (screening.outcome, found.tier, found.verdict) == ("refused", "absolute", "fires")
    assert "HbA1c 8 % on Wed 11 Nov 2026" in found.evidence
    assert found.evidence_on == TODAY - timedelta(days=10)


def test_newer_hba1c_below_the_limit_leaves_a_caution_to_acknowledge(ruth):
    anna = diabetic(ruth, "8.0")
    first = screened(anna, ruth)
    result(anna, ruth, "hba1c", "7.9", TODAY)

    second = screened(anna, ruth, minutes=5)

    assert (second.outcome, open_rules(second), second.previous) == (
        "needs_decision", ["R01b"], first,
    )  # fmt: skip
    assert finding(first, "R01").state == "cleared"
    first.refresh_from_db()
    assert first.outcome == "refused"

    acknowledge_finding(finding=finding(second, "R01b"), by=ruth, now=NOON)
    second.refresh_from_db()
    assert (second.outcome, second.revision) == ("cleared", 2)


def test_unanswered_pregnancy_stays_unknown_and_cannot_be_decided(ruth):
    answers = {k: v for k, v in ALL_NO.items() if k != "pregnant"}
    screening = screened(healthy(ruth), ruth, answers=answers)

    assert (screening.outcome, finding(screening, "R22").verdict) == ("needs_decision", "unknown")
    with pytest.raises(ValidationError, match="Ask, and test before fluoroscopy"):
        overridden(finding(screening, "R22"), ruth)


def test_lists_not_reviewed_keep_the_screening_open(ruth):
    answers = {k: v for k, v in ALL_NO.items() if k != "lists_reviewed"}

    assert "R50" in open_rules(screened(healthy(ruth), ruth, answers=answers))


def test_review_stamp_of_the_day_counts_as_reviewed(ruth):
    answers = {k: v for k, v in ALL_NO.items() if k != "lists_reviewed"}
    anna = healthy(ruth, history_reviewed_on=TODAY)

    assert screened(anna, ruth, answers=answers).outcome == "cleared"


def test_blood_thinner_without_prescriber_decision_needs_one(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)

    assert (screening.outcome, open_rules(screening)) == ("needs_decision", ["R08"])


def test_prescriber_decision_clears_the_blood_thinner(ruth, on_apixaban):
    decided(on_apixaban.medications.get(), ruth)

    assert screened(on_apixaban, ruth).outcome == "cleared"


def test_override_for_the_plan_holds_while_the_data_stay(ruth, on_apixaban):
    overridden(finding(screened(on_apixaban, ruth), "R08"), ruth)

    later = screened(on_apixaban, ruth, on=TODAY + timedelta(days=20), plan=KNEE)

    found = finding(later, "R08")
    assert (later.outcome, found.state, found.decided_by, found.reason) == (
        "cleared", "overridden", ruth, REASON,
    )  # fmt: skip


def test_override_falls_when_the_data_change(ruth, on_apixaban):
    overridden(finding(screened(on_apixaban, ruth), "R08"), ruth)
    medicine(on_apixaban, ruth, "Warfarin", "anticoagulant")

    later = screened(on_apixaban, ruth, minutes=1)

    assert (later.outcome, open_rules(later)) == ("needs_decision", ["R08"])


def test_override_falls_when_the_drug_was_stopped_in_between(ruth, on_apixaban):
    overridden(finding(screened(on_apixaban, ruth), "R08"), ruth)
    apixaban = on_apixaban.medications
    apixaban.update(stopped_on=TODAY - timedelta(days=1))
    assert screened(on_apixaban, ruth, minutes=1).outcome == "cleared"
    apixaban.update(stopped_on=None)

    assert open_rules(screened(on_apixaban, ruth, minutes=2)) == ["R08"]


def test_override_for_the_plan_does_not_reach_another_place(ruth, on_apixaban):
    shoulder = PlanContext(
        sites=(SiteFact(region="shoulder", side="left"),), components=KNEE.components
    )
    overridden(finding(screened(on_apixaban, ruth, plan=KNEE), "R08"), ruth)

    assert open_rules(screened(on_apixaban, ruth, plan=shoulder, minutes=1)) == ["R08"]


def test_override_for_the_session_holds_for_a_repeat_on_the_day_only(ruth, on_apixaban):
    result(on_apixaban, ruth, "temperature", "36.6", TODAY)
    again = {"answers": DAY_NO, "kind": "day", "plan": KNEE}
    overridden(finding(screened(on_apixaban, ruth, **again), "R08"), ruth, valid_for="session")

    repeated = screened(on_apixaban, ruth, minutes=30, **again)
    next_time = screened(on_apixaban, ruth, on=TODAY + timedelta(days=21), **again)

    assert finding(repeated, "R08").state == "overridden"
    assert finding(next_time, "R08").state == "open"


def test_decision_survives_a_session_day_that_does_not_ask_the_rule(ruth):
    anna = people.patient("Anna Berg", allergies_status="none_known")
    answers = ALL_NO | {"conservative_care_tried": "no"}
    overridden(finding(screened(anna, ruth, answers=answers), "R33"), ruth)
    day = screened(anna, ruth, kind="day", minutes=1)
    assert not day.findings.filter(rule="R33").exists()

    assert finding(screened(anna, ruth, answers=answers, minutes=2), "R33").state == "overridden"


def test_session_day_does_not_mark_a_rule_cleared_that_it_did_not_ask(ruth):
    anna = people.patient("Anna Berg", allergies_status="none_known")
    before = screened(anna, ruth, answers=ALL_NO | {"conservative_care_tried": "no"})
    screened(anna, ruth, kind="day", answers=DAY_NO, minutes=1)

    assert finding(before, "R33").state == "open"


def test_corn_allergy_refuses_dextrose_by_its_name_alone(ruth):
    anna = healthy(ruth)
    allergy(anna, ruth, "Corn")

    assert finding(screened(anna, ruth), "R17").verdict == "fires"


def broken(facts, policy):
    raise ZeroDivisionError("Anna Berg weighs 0 kg")


def test_rule_that_fails_is_not_cleared_and_is_reported_without_patient_data(
    ruth, monkeypatch, caplog
):
    rules = [replace(r, predicate=broken) if r.id == "R45" else r for r in RULES]
    monkeypatch.setattr(
        "patients.actions.screening.screen", lambda facts, policy: screen(facts, policy, rules)
    )

    screening = screened(healthy(ruth), ruth)

    found = finding(screening, "R45")
    assert (found.failed, found.verdict, found.state) == (True, "unknown", "open")
    assert screening.outcome == "needs_decision"
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        ("ERROR", "Screening rule R45 raised ZeroDivisionError.")
    ]
    assert "Anna" not in caplog.text


def test_voided_entries_do_not_count(ruth, on_apixaban):
    on_apixaban.medications.update(voided_at=NOON, voided_by=ruth, void_reason="Wrong patient")

    assert screened(on_apixaban, ruth).outcome == "cleared"


@pytest.mark.parametrize(
    "answers",
    [
        {"pregnant": "maybe"},
        {"made_up": "no"},
        {"nsaid_last_7_days_on": "yesterday"},
        {"made_up_on": "2026-11-01"},
    ],
)
def test_answer_that_does_not_exist_is_refused(ruth, answers):
    with pytest.raises(ValidationError, match="This answer cannot be used"):
        screened(healthy(ruth), ruth, answers=answers)

    assert Screening.objects.count() == 0


@pytest.mark.parametrize("fields", [{"deceased_on": TODAY}, {"merged_into": "other"}])
def test_closed_record_takes_no_screening(ruth, fields):
    if "merged_into" in fields:
        fields = {"merged_into": people.patient("Anne Berg")}
    anna = healthy(ruth, **fields)

    with pytest.raises(ValidationError):
        screened(anna, ruth)

    assert Screening.objects.count() == 0


def test_verdict_goes_stale_when_the_chart_changes_and_not_with_the_days(ruth):
    anna = healthy(ruth)
    assert (verdict(anna).screening, verdict(anna).cleared) == (None, False)
    screening = screened(anna, ruth, on=TODAY - timedelta(days=30))
    assert (verdict(anna).screening, verdict(anna).cleared) == (screening, True)

    medicine(anna, ruth, "Ibuprofen", "nsaid")

    assert (verdict(anna).current, verdict(anna).cleared) == (False, False)


def test_stored_screening_is_repeatable(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)
    stored = Screening.objects.get(pk=screening.pk)

    assert stored.facts["medications"][0]["name"] == "Apixaban"
    assert stored.policy["hba1c_uncontrolled"] == "8.0"
    assert stored.rules_version == screening.rules_version


@pytest.mark.parametrize("rows", [1, 3])
def test_screening_costs_the_same_number_of_queries_whatever_the_chart_holds(
    ruth, django_assert_num_queries, rows
):
    anna = healthy(ruth)
    for number in range(rows):
        decided(medicine(anna, ruth, f"Apixaban {number}", "anticoagulant"), ruth)
        medicine(anna, ruth, f"Ibuprofen {number}", "nsaid")
        result(anna, ruth, "hba1c", "5.4", TODAY)
        allergy(anna, ruth, "Latex")

    with django_assert_num_queries(14):
        run_screening(patient=anna, kind="plan", by=ruth, now=NOON, today=TODAY, answers=ALL_NO)

    assert Patient.objects.get().screenings.count() == 1
    assert Finding.objects.count() == 2


@pytest.mark.parametrize("rows", [0, 3])
def test_gathering_the_facts_takes_six_queries(ruth, django_assert_num_queries, rows):
    anna = healthy(ruth)
    medicine(anna, ruth, "Ramipril", "none")
    for number in range(rows):
        decided(medicine(anna, ruth, f"Apixaban {number}", "anticoagulant"), ruth)

    with django_assert_num_queries(6):
        facts = gather(anna, today=TODAY, answers=ALL_NO)

    assert len(facts.medications) == rows + 1


def test_only_the_newest_values_of_a_kind_are_looked_at(ruth):
    anna = people.patient()
    for age in range(12):
        result(anna, ruth, "hba1c", f"5.{age}", TODAY - timedelta(days=age))
    result(anna, ruth, "weight", "71", TODAY)

    facts = gather(anna, today=TODAY, answers={})

    assert [r.kind for r in facts.results] == ["hba1c"] * 10 + ["weight"]
    assert facts.latest("hba1c").taken_on == TODAY


def test_prescriber_decision_dated_ahead_does_not_count_yet(ruth, on_apixaban):
    decision = decided(on_apixaban.medications.get(), ruth)
    type(decision).objects.update(decided_on=TODAY + timedelta(days=1))

    assert gather(on_apixaban, today=TODAY, answers={}).medications[0].prescriber_decision == ""
