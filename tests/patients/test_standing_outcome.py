"""What lists and the desk are told of the last screening once something changed after it."""

from datetime import timedelta

import pytest

from patients.models import Patient
from patients.verdicts import standing_outcome
from tests import people
from tests.patients import builders
from tests.patients.screenings import (
    NOON,
    TODAY,
    decided,
    diabetic,
    healthy,
    medicine,
    result,
    screened,
    two_signatures,
)

pytestmark = pytest.mark.django_db


def told(patient):
    rows = Patient.objects.annotate(standing=standing_outcome("pk"))
    return rows.get(pk=patient.pk).standing


def test_without_a_screening_there_is_no_verdict(ruth):
    assert told(healthy(ruth)) is None


def test_a_cleared_patient_is_allowed_while_nothing_changes(ruth):
    anna = healthy(ruth)
    screened(anna, ruth)
    assert told(anna) == "cleared"


@pytest.mark.parametrize(
    "change",
    [
        lambda anna, ruth: builders.problem(anna, ruth, "Cellulitis"),
        lambda anna, ruth: builders.medication(anna, ruth, "Warfarin"),
        lambda anna, ruth: builders.allergy(anna, ruth, "Corn"),
        lambda anna, ruth: result(anna, ruth, "hba1c", "9.0", TODAY),
        lambda anna, ruth: builders.prior_treatment(anna, ruth),
        lambda anna, ruth: builders.letter(anna, ruth),
        lambda anna, ruth: two_signatures(people.administrator(), "R02"),
    ],
    ids=["problem", "medicine", "allergy", "result", "prior treatment", "letter", "threshold"],
)
def test_whatever_is_entered_later_asks_for_a_physician(ruth, change):
    anna = healthy(ruth)
    screened(anna, ruth)
    change(anna, ruth)
    assert told(anna) == "needs_decision"


def test_a_change_or_a_taking_back_counts_like_a_new_entry(ruth):
    anna = healthy(ruth)
    statin = medicine(anna, ruth, "Atorvastatin", "none")
    screened(anna, ruth)
    assert told(anna) == "cleared"

    statin.indication = "Cholesterol"
    statin.save(update_fields=["indication", "changed_at"])
    assert told(anna) == "needs_decision"


def test_a_later_decision_of_the_prescriber_counts(ruth):
    anna = healthy(ruth)
    apixaban = medicine(anna, ruth, "Apixaban", "anticoagulant")
    decided(apixaban, ruth)
    screened(anna, ruth)
    assert told(anna) == "cleared"

    decided(apixaban, ruth, "hold")
    assert told(anna) == "needs_decision"


def test_screening_again_allows_again(ruth):
    anna = healthy(ruth)
    screened(anna, ruth)
    result(anna, ruth, "hba1c", "5.4", TODAY)
    screened(anna, ruth, minutes=5)
    assert told(anna) == "cleared"


def test_a_refusal_stays_one_until_the_next_screening(ruth):
    sofia = diabetic(ruth, hba1c="9.4")
    screened(sofia, ruth)
    assert told(sofia) == "refused"
    result(sofia, ruth, "hba1c", "7.0", TODAY)
    assert told(sofia) == "refused"


def test_another_patients_entries_do_not_matter(ruth):
    anna, boris = healthy(ruth), healthy(ruth, "Boris Lind")
    screened(anna, ruth)
    builders.medication(boris, ruth, "Warfarin")
    assert told(anna) == "cleared"


def test_older_rules_ask_for_a_physician(ruth, monkeypatch):
    anna = healthy(ruth)
    screened(anna, ruth)
    monkeypatch.setattr("patients.verdicts.RULES_VERSION", "2027.1")
    assert told(anna) == "needs_decision"


def test_the_newest_screening_counts_of_either_kind(ruth):
    anna = healthy(ruth)
    screened(anna, ruth)
    later = screened(anna, ruth, kind="day", answers={}, minutes=10)
    assert (later.run_at - NOON, later.outcome) == (timedelta(minutes=10), "needs_decision")
    assert told(anna) == "needs_decision"
