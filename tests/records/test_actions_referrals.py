import pytest
from django.core.exceptions import ValidationError

from patients.actions.referrals import (
    DECIDED_MEANWHILE,
    accept_entries,
    decline_entries,
    waiting_entries,
)
from patients.actions.screening import run_screening
from patients.models import Allergy, Medication, Patient, Problem, Referral
from patients.verdicts import verdict
from staff.models import User
from tests.records.fhir_builders import (
    NOON,
    TODAY,
    contents,
    hba1c,
    imported,
    knee_pain,
    latex,
    warfarin,
)

HOW = {"now": NOON, "today": TODAY}


@pytest.fixture
def anna(ines: User) -> Patient:
    imported(ines, contents(knee_pain(), warfarin(), latex()))
    return Patient.objects.get()


def test_accepted_entries_wait_no_more_and_the_referral_is_done(anna: Patient, ruth: User) -> None:
    knee = Problem.objects.get()
    decided = accept_entries(patient=anna, chosen={"problem": [knee.pk]}, by=ruth, **HOW)
    knee.refresh_from_db()
    assert (decided.accepted, knee.accepted_by, knee.accepted_at) == (1, ruth, NOON)
    assert knee.revision == 1
    assert Referral.objects.get().state == "waiting"

    accept_entries(patient=anna, chosen=waiting_entries(anna), by=ruth, **HOW)
    assert Referral.objects.get().state == "done"
    assert waiting_entries(anna) == {}


def test_acceptance_says_what_the_rules_say_because_of_it(anna: Patient, ruth: User) -> None:
    chosen = {"medication": list(Medication.objects.values_list("pk", flat=True))}
    decided = accept_entries(patient=anna, chosen=chosen, by=ruth, **HOW)
    changes = {c.after.id: (c.kind, c.before.verdict, c.after.verdict) for c in decided.changes}
    assert changes["R08"] == ("changed", "unknown", "fires")
    assert Medication.objects.get().voided_at is None


def test_declined_entries_are_taken_back_with_the_reason(anna: Patient, ruth: User) -> None:
    chosen = {"medication": [Medication.objects.get().pk], "allergy": [Allergy.objects.get().pk]}
    decided = decline_entries(patient=anna, chosen=chosen, reason=" Stopped ", by=ruth, **HOW)
    warfarin = Medication.objects.get()
    assert (decided.declined, warfarin.voided_by, warfarin.void_reason) == (2, ruth, "Stopped")
    assert warfarin.revision == 2
    changes = {c.after.id: (c.before.verdict, c.after.verdict) for c in decided.changes}
    assert changes["R08"] == ("fires", "unknown")
    anna.refresh_from_db()
    assert anna.allergies_status == "not_asked"
    assert Referral.objects.get().state == "waiting"


def test_reason_is_needed_to_decline(anna: Patient, ruth: User) -> None:
    with pytest.raises(ValidationError) as refused:
        decline_entries(patient=anna, chosen=waiting_entries(anna), reason=" ", by=ruth, **HOW)
    assert refused.value.message_dict == {"reason": ["Say why these entries are declined."]}
    assert Problem.objects.waiting().count() == 1


def test_what_somebody_decided_meanwhile_is_not_decided_again(anna: Patient, ruth: User) -> None:
    everything = waiting_entries(anna)
    decline_entries(
        patient=anna, chosen={"problem": everything["problem"]}, reason="No", by=ruth, **HOW
    )
    with pytest.raises(ValidationError) as refused:
        accept_entries(patient=anna, chosen=everything, by=ruth, **HOW)
    assert refused.value.messages == [DECIDED_MEANWHILE]
    assert Medication.objects.get().accepted_at is None


def test_entries_of_another_patient_are_not_touched(anna: Patient, ruth: User, ines: User) -> None:
    from tests.records.fhir_builders import person

    imported(ines, contents(person("urn:carl", "C3", given_name="Carl", family_name="Orr")), "two")
    carl = Patient.objects.get(family_name="Orr")
    with pytest.raises(ValidationError):
        accept_entries(patient=carl, chosen=waiting_entries(anna), by=ruth, **HOW)
    assert waiting_entries(anna)


def test_nothing_chosen_is_said(anna: Patient, ruth: User) -> None:
    with pytest.raises(ValidationError, match="Choose at least one entry"):
        accept_entries(patient=anna, chosen={"problem": []}, by=ruth, **HOW)


def test_screening_of_before_no_longer_stands(anna: Patient, ruth: User, ines: User) -> None:
    accept_entries(patient=anna, chosen=waiting_entries(anna), by=ruth, **HOW)
    stored = run_screening(patient=anna, kind="plan", by=ruth, answers={}, **HOW)
    assert verdict(anna).current

    imported(ines, contents(knee_pain(), warfarin(), latex(), hba1c(value="9.1")), "two")
    decided = accept_entries(patient=anna, chosen=waiting_entries(anna), by=ruth, **HOW)
    assert decided.outdated == stored


def test_acceptance_alone_leaves_a_screening_that_saw_the_entries(
    anna: Patient, ruth: User
) -> None:
    run_screening(patient=anna, kind="plan", by=ruth, answers={}, **HOW)
    decided = accept_entries(patient=anna, chosen=waiting_entries(anna), by=ruth, **HOW)
    assert decided.outdated is None
