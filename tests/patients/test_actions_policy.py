from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from patients.actions.policy import change_screening_policy
from patients.models import ScreeningPolicy
from patients.policy import clinic_policy, in_force
from patients.rules import Policy
from patients.rules.settings import SETTINGS
from patients.thresholds import GROUPS, differences
from patients.verdicts import facts_now, is_current, replay, verdict
from tests.patients.screenings import (
    NOON,
    TODAY,
    diabetic,
    finding,
    healthy,
    result,
    screened,
)


def changed(by, *, opened=0, reason="Endocrinology asks for more care", **values):
    return change_screening_policy(
        by=by, now=NOON, values=values, reason=reason, opened_number=opened
    )


def test_change_is_a_new_version_in_force_from_now_on(ines):
    version = changed(ines, hba1c_uncontrolled=Decimal("7.8"), nsaid_days_before=10)

    assert (version.number, version.changed_by, version.changed_at) == (1, ines, NOON)
    assert version.reason == "Endocrinology asks for more care"
    assert clinic_policy() == Policy(hba1c_uncontrolled=Decimal("7.8"), nsaid_days_before=10)


def test_second_change_stands_on_the_first(ines):
    changed(ines, nsaid_days_before=10)

    changed(ines, opened=1, nsaid_days_after=21)

    assert clinic_policy() == Policy(nsaid_days_before=10, nsaid_days_after=21)
    assert ScreeningPolicy.objects.count() == 2


def test_nobody_but_an_administrator_changes_thresholds(ruth, ben):
    for somebody in (ruth, ben):
        with pytest.raises(ValidationError, match="Only an administrator"):
            changed(somebody, nsaid_days_before=10)

    assert ScreeningPolicy.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"hba1c_uncontrolled": Decimal("6.4")}, "hba1c_uncontrolled"),
        ({"hba1c_uncontrolled": Decimal("12.1")}, "hba1c_uncontrolled"),
        ({"nsaid_days_before": -1}, "nsaid_days_before"),
        ({"nsaid_days_before": 31}, "nsaid_days_before"),
        ({"lidocaine_mg_per_kg": Decimal("4.6")}, "lidocaine_mg_per_kg"),
        ({"hba1c_caution": Decimal("8.1")}, "hba1c_caution"),
        ({"fever_celsius": Decimal("NaN")}, "fever_celsius"),
        ({"second_signature": ["R01"]}, "second_signature"),
        ({"second_signature": ["R12"]}, "second_signature"),
        ({"second_signature": ["R999"]}, "second_signature"),
    ],
)
def test_value_out_of_range_is_refused_at_its_field(ines, values, field):
    with pytest.raises(ValidationError) as refused:
        changed(ines, **values)

    assert list(refused.value.message_dict) == [field]
    assert ScreeningPolicy.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"hba1c_caution": Decimal("6.5"), "hba1c_uncontrolled": Decimal("6.5")},
        {"hba1c_uncontrolled": Decimal("12")},
        {"nsaid_days_before": 0},
        {"nsaid_days_before": 30},
        {"second_signature": ["R08"]},
    ],
)
def test_value_at_the_edge_of_its_range_is_kept(ines, values):
    changed(ines, **values)

    wanted = values | ({"second_signature": frozenset({"R08"})} if "R08" in str(values) else {})
    assert clinic_policy() == Policy(**wanted)


def test_threshold_that_does_not_exist_is_refused(ines):
    with pytest.raises(ValidationError, match="no threshold “courage”"):
        changed(ines, courage=3)


def test_same_values_are_no_change(ines):
    with pytest.raises(ValidationError, match="Nothing is changed"):
        changed(ines, hba1c_uncontrolled=Decimal("8.00"))


@pytest.mark.parametrize("reason", ["", "   "])
def test_change_without_a_reason_is_refused(ines, reason):
    with pytest.raises(ValidationError) as refused:
        changed(ines, reason=reason, nsaid_days_before=10)

    assert list(refused.value.message_dict) == ["reason"]


def test_reason_longer_than_the_record_takes_is_refused(ines):
    with pytest.raises(ValidationError) as refused:
        changed(ines, reason="x" * 501, nsaid_days_before=10)

    assert list(refused.value.message_dict) == ["reason"]


def test_second_of_two_administrators_is_told_and_nothing_is_lost(ines):
    changed(ines, nsaid_days_before=10)

    with pytest.raises(ValidationError, match="Another administrator changed"):
        changed(ines, opened=0, nsaid_days_before=14)

    assert clinic_policy().nsaid_days_before == 10


def test_version_that_somebody_else_takes_at_the_same_moment_is_told(ines, monkeypatch):
    changed(ines, nsaid_days_before=10)
    # As if the other one's version were not committed yet when this one looked.
    monkeypatch.setattr("patients.actions.policy.in_force", lambda: None)
    monkeypatch.setattr(ScreeningPolicy, "full_clean", lambda self: None)

    with pytest.raises(ValidationError, match="Another administrator changed"):
        changed(ines, opened=0, nsaid_days_before=14)

    assert ScreeningPolicy.objects.count() == 1


def test_version_is_never_altered_or_deleted(ines):
    version = changed(ines, nsaid_days_before=10)

    for sql in ("UPDATE {} SET reason = 'x'", "DELETE FROM {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format(version._meta.db_table))


def test_unreadable_version_falls_back_to_the_published_values(ines):
    ScreeningPolicy.objects.create(
        number=1,
        values={"hba1c_uncontrolled": "99"},
        reason="Imported",
        changed_by=ines,
        changed_at=NOON,
    )

    assert clinic_policy() == Policy()


def test_every_threshold_stands_in_exactly_one_group():
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(setting.name for setting in SETTINGS)


def test_differences_are_named_with_their_units():
    found = differences(
        Policy(), Policy(hba1c_uncontrolled=Decimal("7.50"), second_signature=frozenset({"R08"}))
    )

    assert [(d.before, d.after) for d in found] == [
        ("8 %", "7.5 %"),
        ("no rule", found[1].after),
    ]
    assert found[1].after.startswith("R08 ")


# what it does to screenings


def test_screening_runs_with_the_thresholds_in_force_and_keeps_them(ruth, ines):
    anna = diabetic(ruth, "7.8")
    before = screened(anna, ruth)
    changed(ines, hba1c_uncontrolled=Decimal("7.8"))

    after = screened(anna, ruth, minutes=1)

    assert (before.outcome, after.outcome) == ("needs_decision", "refused")
    assert (before.policy["hba1c_uncontrolled"], after.policy["hba1c_uncontrolled"]) == (
        "8.0", "7.8",
    )  # fmt: skip
    assert finding(after, "R01").verdict == "fires"


def test_stored_screening_is_repeated_with_its_own_thresholds(ruth, ines):
    anna = diabetic(ruth, "7.8")
    before = screened(anna, ruth)
    changed(ines, hba1c_uncontrolled=Decimal("7.8"))

    answered = {outcome.id: outcome.verdict for outcome in replay(before)}

    assert (answered["R01"], answered["R01b"]) == ("clear", "fires")


def test_verdict_reached_with_other_thresholds_is_not_current(ruth, ines):
    anna = healthy(ruth)
    screening = screened(anna, ruth)
    assert verdict(anna).cleared

    changed(ines, nsaid_days_before=10)

    assert not verdict(anna).current
    assert not is_current(screening, facts_now(screening))
    screened(anna, ruth, minutes=1)
    assert verdict(anna).cleared


def test_thresholds_set_back_make_the_old_verdict_current_again(ruth, ines):
    anna = healthy(ruth)
    screened(anna, ruth)
    changed(ines, nsaid_days_before=10)

    changed(ines, opened=1, nsaid_days_before=7)

    assert (in_force().number, verdict(anna).current) == (2, True)


def test_screening_with_thresholds_that_are_not_admitted_any_more_is_not_repeated(ruth):
    screening = screened(healthy(ruth), ruth)
    screening.policy["hba1c_uncontrolled"] = "99"

    assert replay(screening) is None


def test_newest_result_is_old_after_the_days_that_the_clinic_says(ruth, ines):
    anna = diabetic(ruth)
    result(anna, ruth, "hba1c", "6.9", TODAY - timedelta(days=31))
    assert not screened(anna, ruth).findings.filter(rule="R02").exists()

    changed(ines, hba1c_max_age_days=30)

    assert finding(screened(anna, ruth, minutes=1), "R02").state == "open"
