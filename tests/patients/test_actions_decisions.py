from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from patients.actions.decisions import (
    acknowledge_finding,
    second_finding,
    withdraw_decision,
)
from patients.models import Finding, Screening
from patients.rules import BY_ID
from tests import people
from tests.patients.screenings import (
    ALL_NO,
    DAY_NO,
    NOON,
    REASON,
    TODAY,
    decided,
    diabetic,
    finding,
    healthy,
    medicine,
    noted,
    open_rules,
    overridden,
    result,
    screened,
    two_signatures,
)

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def on_apixaban(ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    return anna


@pytest.fixture
def karl(db):
    return people.physician("Karl Lindqvist")


def test_absolute_finding_admits_no_override_and_nothing_is_saved(ruth):
    screening = screened(diabetic(ruth, "8.0"), ruth)

    with pytest.raises(ValidationError, match="no override is admitted"):
        overridden(finding(screening, "R01"), ruth)

    screening.refresh_from_db()
    assert (screening.outcome, screening.revision) == ("refused", 1)
    assert finding(screening, "R01").state == "open"


def test_override_is_kept_with_who_when_why_and_clears(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)

    overridden(finding(screening, "R08"), ruth, risk_discussed=False, reason=f"  {REASON}  ")

    found = finding(screening, "R08")
    assert (found.state, found.decided_by, found.decided_at, found.reason) == (
        "overridden", ruth, NOON, REASON,
    )  # fmt: skip
    assert (found.risk_discussed, found.valid_for) == (False, "plan")
    screening.refresh_from_db()
    assert screening.outcome == "cleared"


def test_one_override_of_two_leaves_the_verdict_open(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth, answers=ALL_NO | {"nsaid_last_7_days": "yes"})

    overridden(finding(screening, "R08"), ruth)

    screening.refresh_from_db()
    assert (screening.outcome, open_rules(screening)) == ("needs_decision", ["R13"])


@pytest.mark.parametrize("reason", ["", " " * 30, "x" * 19, f"   {'x' * 19}   "])
def test_short_reason_is_refused(ruth, on_apixaban, reason):
    screening = screened(on_apixaban, ruth)

    with pytest.raises(ValidationError) as refused:
        overridden(finding(screening, "R08"), ruth, reason=reason)

    assert list(refused.value.message_dict) == ["reason"]
    assert finding(screening, "R08").state == "open"


def test_only_physicians_decide(ben, ines, ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)

    for somebody in (ben, ines):
        with pytest.raises(ValidationError, match="Only a physician"):
            overridden(finding(screening, "R08"), somebody)


def test_caution_is_not_overridden_and_relative_not_acknowledged(ruth):
    anna = diabetic(ruth, "7.5")
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    screening = screened(anna, ruth)

    with pytest.raises(ValidationError, match="acknowledge it"):
        overridden(finding(screening, "R01b"), ruth)
    with pytest.raises(ValidationError, match="override it"):
        acknowledge_finding(finding=finding(screening, "R08"), by=ruth, now=NOON)


def test_second_decision_on_the_same_finding_is_refused(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)
    stale = finding(screening, "R08")
    overridden(stale, ruth)

    with pytest.raises(ValidationError, match="already decided: overridden"):
        overridden(stale, ruth, reason="Something else entirely, typed later.")

    assert finding(screening, "R08").reason == REASON


def test_stale_revision_is_refused(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth, answers=ALL_NO | {"nsaid_last_7_days": "yes"})
    overridden(finding(screening, "R13"), ruth, revision=1)

    with pytest.raises(ValidationError, match="Somebody else changed"):
        overridden(finding(screening, "R08"), ruth, revision=1)


def test_superseded_screening_takes_no_decision(ruth, on_apixaban):
    old = screened(on_apixaban, ruth)
    screened(on_apixaban, ruth, minutes=1)

    with pytest.raises(ValidationError, match="newer screening"):
        overridden(finding(old, "R08"), ruth)


def test_later_session_day_does_not_close_the_screening_before_the_plan(ruth, on_apixaban):
    plan = screened(on_apixaban, ruth)
    screened(on_apixaban, ruth, kind="day", minutes=1)

    overridden(finding(plan, "R08"), ruth)

    plan.refresh_from_db()
    assert plan.outcome == "cleared"


def test_screening_by_older_rules_takes_no_decision(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)
    Screening.objects.filter(pk=screening.pk).update(rules_version="2025.9")

    with pytest.raises(ValidationError, match="Screen again"):
        overridden(finding(screening, "R08"), ruth)


def test_deciding_on_the_missing_value_settles_the_rule_that_waits_for_it(ruth):
    screening = screened(diabetic(ruth), ruth)
    assert open_rules(screening) == ["R01", "R02"]

    overridden(finding(screening, "R02"), ruth)

    screening.refresh_from_db()
    assert screening.outcome == "cleared"


# what an override records


def test_override_keeps_the_code_of_the_reason_and_every_label_of_the_rule(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)

    overridden(finding(screening, "R08"), ruth, reason_code="advised")

    found = finding(screening, "R08")
    assert (found.reason_code, found.recorded) == ("advised", noted("R08"))
    assert [label for label, text in found.records] == list(BY_ID["R08"].records)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("", "This has to be in the record."),
        ("   ", "This has to be in the record."),
        ("x" * 201, "At most 200 characters; these are 201."),
    ],
)
def test_label_left_empty_or_too_long_is_refused_at_its_field(ruth, on_apixaban, change, problem):
    screening = screened(on_apixaban, ruth)
    second = BY_ID["R08"].records[1]

    with pytest.raises(ValidationError) as refused:
        overridden(finding(screening, "R08"), ruth, recorded=noted("R08") | {second: change})

    assert refused.value.message_dict == {"recorded_1": [problem]}
    assert finding(screening, "R08").state == "open"


def test_label_of_200_characters_is_kept(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)
    first = BY_ID["R08"].records[0]

    overridden(finding(screening, "R08"), ruth, recorded=noted("R08") | {first: "x" * 200})

    assert finding(screening, "R08").recorded[first] == "x" * 200


def test_everything_missing_is_told_at_once(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)

    with pytest.raises(ValidationError) as refused:
        overridden(finding(screening, "R08"), ruth, reason="short", reason_code="whim", recorded={})

    labels = {f"recorded_{place}" for place in range(len(BY_ID["R08"].records))}
    assert set(refused.value.message_dict) == {"reason", "reason_code"} | labels


def test_label_that_the_rule_does_not_ask_for_is_refused(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)

    with pytest.raises(ValidationError, match="does not ask for “Favourite color”"):
        overridden(
            finding(screening, "R08"), ruth, recorded=noted("R08") | {"Favourite color": "blue"}
        )


def test_reason_of_exactly_20_characters_is_enough(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)

    overridden(finding(screening, "R08"), ruth, reason="x" * 20)

    assert finding(screening, "R08").state == "overridden"


def test_caution_with_something_to_record_is_acknowledged_only_with_it(ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Oxycodone", "opioid")
    caution = finding(screened(anna, ruth), "R36")

    with pytest.raises(ValidationError) as refused:
        acknowledge_finding(finding=caution, by=ruth, now=NOON)
    assert refused.value.message_dict == {"recorded_0": ["This has to be in the record."]}

    acknowledge_finding(finding=caution, by=ruth, now=NOON, recorded=noted("R36"))
    caution.refresh_from_db()
    assert (caution.state, caution.recorded) == ("acknowledged", noted("R36"))


# the second signature


def test_override_waits_for_the_second_signature_and_does_not_count_before(
    ruth, ines, karl, on_apixaban
):
    two_signatures(ines, "R08")
    screening = screened(on_apixaban, ruth)

    overridden(finding(screening, "R08"), ruth)

    found = finding(screening, "R08")
    screening.refresh_from_db()
    assert (found.state, found.seconded_by, screening.outcome) == (
        "awaiting", None, "needs_decision",
    )  # fmt: skip

    second_finding(finding=found, by=karl, now=LATER)

    found = finding(screening, "R08")
    screening.refresh_from_db()
    assert (found.state, found.decided_by, found.seconded_by, found.seconded_at) == (
        "overridden", ruth, karl, LATER,
    )  # fmt: skip
    assert screening.outcome == "cleared"


def test_nobody_signs_the_own_override_as_second(ruth, ines, on_apixaban):
    two_signatures(ines, "R08")
    screening = screened(on_apixaban, ruth)
    overridden(finding(screening, "R08"), ruth)

    with pytest.raises(ValidationError, match="You made this override yourself"):
        second_finding(finding=finding(screening, "R08"), by=ruth, now=LATER)

    assert finding(screening, "R08").state == "awaiting"


def test_front_desk_and_administrator_sign_nothing(ruth, ben, ines, on_apixaban):
    two_signatures(ines, "R08")
    screening = screened(on_apixaban, ruth)
    overridden(finding(screening, "R08"), ruth)

    for somebody in (ben, ines):
        with pytest.raises(ValidationError, match="Only a physician"):
            second_finding(finding=finding(screening, "R08"), by=somebody, now=LATER)


def test_finding_that_waits_for_nothing_is_not_signed(ruth, karl, on_apixaban):
    screening = screened(on_apixaban, ruth)

    with pytest.raises(ValidationError, match="waits for no second signature: open"):
        second_finding(finding=finding(screening, "R08"), by=karl, now=LATER)
    overridden(finding(screening, "R08"), ruth)
    with pytest.raises(ValidationError, match="waits for no second signature: overridden"):
        second_finding(finding=finding(screening, "R08"), by=karl, now=LATER)


def test_waiting_override_is_not_decided_again(ruth, ines, karl, on_apixaban):
    two_signatures(ines, "R08")
    screening = screened(on_apixaban, ruth)
    overridden(finding(screening, "R08"), ruth)

    with pytest.raises(ValidationError, match="already decided: overridden, waits"):
        overridden(finding(screening, "R08"), karl)


def test_waiting_override_of_a_replaced_screening_is_not_signed(ruth, ines, karl, on_apixaban):
    two_signatures(ines, "R08")
    old = screened(on_apixaban, ruth)
    overridden(finding(old, "R08"), ruth)
    screened(on_apixaban, ruth, minutes=1)

    with pytest.raises(ValidationError, match="newer screening"):
        second_finding(finding=finding(old, "R08"), by=karl, now=LATER)


def test_waiting_override_carries_over_waiting_and_signed_carries_over_signed(
    ruth, ines, karl, on_apixaban
):
    two_signatures(ines, "R08")
    overridden(finding(screened(on_apixaban, ruth), "R08"), ruth)

    second = screened(on_apixaban, ruth, minutes=1)
    assert (finding(second, "R08").state, second.outcome) == ("awaiting", "needs_decision")

    second_finding(finding=finding(second, "R08"), by=karl, now=LATER)
    third = screened(on_apixaban, ruth, minutes=90)
    carried = finding(third, "R08")
    assert (carried.state, carried.seconded_by, carried.seconded_at, third.outcome) == (
        "overridden", karl, LATER, "cleared",
    )  # fmt: skip
    assert (carried.reason_code, carried.recorded) == ("advised", noted("R08"))


def test_override_with_one_signature_waits_once_the_clinic_asks_for_two(ruth, ines, on_apixaban):
    overridden(finding(screened(on_apixaban, ruth), "R08"), ruth)
    two_signatures(ines, "R08")

    later = screened(on_apixaban, ruth, minutes=1)

    assert (finding(later, "R08").state, later.outcome) == ("awaiting", "needs_decision")


def test_waiting_override_counts_once_the_clinic_asks_for_one_signature(ruth, ines, on_apixaban):
    two_signatures(ines, "R08")
    overridden(finding(screened(on_apixaban, ruth), "R08"), ruth)
    two_signatures(ines)

    later = screened(on_apixaban, ruth, minutes=1)

    assert (finding(later, "R08").state, later.outcome) == ("overridden", "cleared")


def test_policy_of_the_moment_of_the_override_says_whether_two_sign(ruth, ines, on_apixaban):
    screening = screened(on_apixaban, ruth)
    two_signatures(ines, "R08")

    overridden(finding(screening, "R08"), ruth)

    assert finding(screening, "R08").state == "awaiting"


# taking back


def test_decision_taken_back_is_open_again_and_says_who_and_why(ruth, karl, on_apixaban):
    screening = screened(on_apixaban, ruth)
    overridden(finding(screening, "R08"), ruth)

    withdraw_decision(
        finding=finding(screening, "R08"), by=karl, now=LATER, reason="  Wrong drug. "
    )

    found = finding(screening, "R08")
    screening.refresh_from_db()
    assert (found.state, found.decided_by, found.decided_at, found.reason) == (
        "open", karl, LATER, "Wrong drug.",
    )  # fmt: skip
    assert (found.reason_code, found.recorded, found.risk_discussed) == ("", {}, False)
    assert (found.is_withdrawn, screening.outcome) == (True, "needs_decision")


def test_history_keeps_the_decision_that_was_taken_back(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)
    overridden(finding(screening, "R08"), ruth)
    withdraw_decision(finding=finding(screening, "R08"), by=ruth, now=LATER, reason="Wrong drug")

    events = Finding.pgh_event_model.objects.filter(rule="R08").order_by("pgh_id")

    assert [(e.state, e.reason) for e in events] == [
        ("open", ""), ("overridden", REASON), ("open", "Wrong drug"),
    ]  # fmt: skip


def test_signed_override_is_taken_back_with_both_signatures(ruth, ines, karl, on_apixaban):
    two_signatures(ines, "R08")
    screening = screened(on_apixaban, ruth)
    overridden(finding(screening, "R08"), ruth)
    second_finding(finding=finding(screening, "R08"), by=karl, now=LATER)

    withdraw_decision(finding=finding(screening, "R08"), by=ruth, now=LATER, reason="Wrong drug")

    found = finding(screening, "R08")
    assert (found.state, found.seconded_by, found.seconded_at) == ("open", None, None)


def test_acknowledgement_is_taken_back_and_given_again(ruth):
    screening = screened(diabetic(ruth, "7.5"), ruth)
    acknowledge_finding(finding=finding(screening, "R01b"), by=ruth, now=NOON)
    withdraw_decision(finding=finding(screening, "R01b"), by=ruth, now=NOON, reason="Too soon")
    screening.refresh_from_db()
    assert screening.outcome == "needs_decision"

    acknowledge_finding(finding=finding(screening, "R01b"), by=ruth, now=LATER)

    found = finding(screening, "R01b")
    assert (found.state, found.reason, found.is_withdrawn) == ("acknowledged", "", False)


def test_nothing_is_taken_back_where_nothing_was_decided(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)

    with pytest.raises(ValidationError, match="no decision to take back: open"):
        withdraw_decision(finding=finding(screening, "R08"), by=ruth, now=LATER, reason="Wrong")


def test_taking_back_needs_a_reason_and_a_physician(ruth, ben, ines, on_apixaban):
    screening = screened(on_apixaban, ruth)
    overridden(finding(screening, "R08"), ruth)

    with pytest.raises(ValidationError) as refused:
        withdraw_decision(finding=finding(screening, "R08"), by=ruth, now=LATER, reason="  ")
    assert refused.value.message_dict == {"reason": ["Say why the decision is taken back."]}
    for somebody in (ben, ines):
        with pytest.raises(ValidationError, match="Only a physician"):
            withdraw_decision(
                finding=finding(screening, "R08"), by=somebody, now=LATER, reason="Wrong"
            )
    assert finding(screening, "R08").state == "overridden"


def test_decision_taken_back_does_not_carry_over(ruth, on_apixaban):
    screening = screened(on_apixaban, ruth)
    overridden(finding(screening, "R08"), ruth)
    withdraw_decision(finding=finding(screening, "R08"), by=ruth, now=LATER, reason="Wrong drug")

    later = screened(on_apixaban, ruth, minutes=90)

    assert (finding(later, "R08").state, finding(later, "R08").decided_by) == ("open", None)


def test_decision_that_the_session_day_took_over_is_taken_back_there(ruth, on_apixaban):
    plan = screened(on_apixaban, ruth)
    overridden(finding(plan, "R08"), ruth)
    day = screened(on_apixaban, ruth, kind="day", answers=DAY_NO, minutes=1)
    assert finding(day, "R08").state == "overridden"

    with pytest.raises(ValidationError, match="on the session day, Nov 21"):
        withdraw_decision(finding=finding(plan, "R08"), by=ruth, now=LATER, reason="Wrong drug")

    withdraw_decision(finding=finding(day, "R08"), by=ruth, now=LATER, reason="Wrong drug")
    withdraw_decision(finding=finding(plan, "R08"), by=ruth, now=LATER, reason="Wrong drug")
    assert finding(plan, "R08").state == "open"


# cleared by newer data


def test_cleared_finding_says_what_cleared_it_and_where(ruth):
    anna = diabetic(ruth, "8.0")
    first = screened(anna, ruth)
    result(anna, ruth, "hba1c", "7.1", TODAY)
    second = screened(anna, ruth, minutes=1)

    found = finding(first, "R01")
    assert (found.state, found.cleared_in) == ("cleared", second)
    assert "HbA1c 7.1 % on Sat 21 Nov 2026" in found.cleared_with


def test_override_that_waits_is_cleared_by_newer_data_too(ruth, ines, on_apixaban):
    two_signatures(ines, "R08")
    first = screened(on_apixaban, ruth)
    overridden(finding(first, "R08"), ruth)
    decided(on_apixaban.medications.get(), ruth)

    screened(on_apixaban, ruth, minutes=1)

    assert finding(first, "R08").state == "cleared"


def test_finding_is_cleared_across_a_session_day_that_did_not_ask(ruth):
    untried = ALL_NO | {"conservative_care_tried": "no"}
    bea = people.patient("Bea Cole", allergies_status="none_known")
    plan = screened(bea, ruth, answers=untried)
    screened(bea, ruth, kind="day", answers=DAY_NO, minutes=1)
    later = screened(bea, ruth, minutes=2)

    found = finding(plan, "R33")
    assert (found.state, found.cleared_in) == ("cleared", later)


def test_decision_stays_on_the_old_screening_when_the_data_clear_it(ruth, on_apixaban):
    first = screened(on_apixaban, ruth)
    overridden(finding(first, "R08"), ruth)
    decided(on_apixaban.medications.get(), ruth)

    screened(on_apixaban, ruth, minutes=1)

    assert (finding(first, "R08").state, finding(first, "R08").cleared_in) == ("overridden", None)
