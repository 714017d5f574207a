from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.actions import medicines
from patients.models import Allergy, Medication, Patient, PrescriberDecision
from tests import people
from tests.patients import builders
from tests.patients.builders import TODAY


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg")


def test_a_brand_name_gets_its_class_and_the_route_that_it_tells(anna, ruth):
    coumadin = builders.medication(anna, ruth, "Coumadin 5 mg tablet")

    assert coumadin.classes == ["anticoagulant"]
    assert coumadin.classed_by == Medication.ClassedBy.CATALOGUE
    assert coumadin.route == Medication.Route.ORAL


def test_an_unknown_medicine_has_no_class_and_nobody_classified_it(anna, ruth):
    unknown = builders.medication(anna, ruth, "Zyzzol")

    assert unknown.classes == []
    assert unknown.classed_by == Medication.ClassedBy.NOBODY


def test_a_new_name_is_looked_up_again(anna, ruth):
    medication = builders.medication(anna, ruth, "Zyzzol")
    changed = medicines.change_medication(
        medication=medication, revision=1, today=TODAY, name="Eliquis"
    )

    assert changed.classes == ["anticoagulant"]


def test_what_a_physician_classified_stays_while_the_name_stays(anna, ruth):
    medication = builders.medication(anna, ruth, "Zyzzol")
    builders.classified(medication, ruth, "nsaid")
    changed = medicines.change_medication(
        medication=medication, revision=2, today=TODAY, name="ZYZZOL", dose="5 mg"
    )

    changed.refresh_from_db()
    assert (changed.classes, changed.classed_by) == (["nsaid"], "physician")


def test_a_class_of_a_physician_does_not_follow_to_another_name(anna, ruth):
    medication = builders.medication(anna, ruth, "Zyzzol")
    builders.classified(medication, ruth, "none")
    warfarin = medicines.change_medication(
        medication=medication, revision=2, today=TODAY, name="Warfarin"
    )
    assert (warfarin.classes, warfarin.classed_by) == (["anticoagulant"], "catalogue")

    unknown = medicines.change_medication(
        medication=warfarin, revision=3, today=TODAY, name="Qwertyl"
    )
    assert (unknown.classes, unknown.classed_by) == ([], "nobody")


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {"started_on": TODAY + timedelta(days=1)},
            {"started_on": ["This date is in the future."]},
        ),
        (
            {"started_on": date(2026, 5, 2), "stopped_on": date(2026, 5, 1)},
            {"stopped_on": ["The stop date cannot be before the start date."]},
        ),
        (
            {"dose_mg_per_day": Decimal(0)},
            {"dose_mg_per_day": ["The daily dose must be more than 0 mg."]},
        ),
        ({"stopped_on": date(2031, 1, 1)}, {"stopped_on": ["This date is in the future."]}),
    ],
)
def test_dates_and_doses_that_cannot_be_are_refused(anna, ruth, fields, errors):
    with pytest.raises(ValidationError) as error:
        builders.medication(anna, ruth, **fields)

    assert error.value.message_dict == errors
    assert Medication.objects.count() == 0


def test_a_course_may_end_next_month(anna, ruth):
    stop = TODAY + timedelta(days=30)

    assert builders.medication(anna, ruth, stopped_on=stop).stopped_on == stop


def test_the_prescribers_decision_is_kept_with_its_day(anna, ruth):
    medication = builders.medication(anna, ruth)
    decision = medicines.record_prescriber_decision(
        medication=medication,
        decision="hold",
        prescriber=" Dr. Hale ",
        decided_on=TODAY,
        by=ruth,
        today=TODAY,
    )

    assert str(decision) == "Hold as the prescriber says, Dr. Hale, 2026-11-21"


def test_a_decision_of_tomorrow_is_refused(anna, ruth):
    with pytest.raises(ValidationError) as error:
        medicines.record_prescriber_decision(
            medication=builders.medication(anna, ruth),
            decision="hold",
            prescriber="Dr. Hale",
            decided_on=TODAY + timedelta(days=1),
            by=ruth,
            today=TODAY,
        )

    assert error.value.message_dict == {"decided_on": ["This date is in the future."]}
    assert PrescriberDecision.objects.count() == 0


def test_the_first_allergy_makes_the_list_listed(anna, ruth):
    allergy = builders.allergy(anna, ruth, "cod liver oil")

    anna.refresh_from_db()
    assert anna.allergies_status == Patient.Allergies.LISTED
    assert allergy.classes == ["fish", "morrhuate"]


def test_a_ticked_class_stands_beside_what_the_name_tells(anna, ruth):
    assert builders.allergy(anna, ruth, "Corn", classes=["latex"]).classes == ["corn", "latex"]


def test_none_known_is_refused_while_an_allergy_stands(anna, ruth):
    builders.allergy(anna, ruth)
    with pytest.raises(ValidationError) as error:
        medicines.set_allergies(patient=anna, status="none_known")

    assert error.value.message_dict == {
        "status": ["Allergies are listed. Take each back or disprove it first."]
    }


def test_listed_is_no_answer_without_a_list(anna, ruth):
    with pytest.raises(ValidationError):
        medicines.set_allergies(patient=anna, status="listed")


def test_disproving_the_only_allergy_makes_it_a_question_again(anna, ruth):
    allergy = builders.allergy(anna, ruth)
    medicines.change_allergy(
        allergy=allergy, revision=1, today=TODAY, substance="Corn", disproved_on=TODAY
    )

    anna.refresh_from_db()
    assert anna.allergies_status == Patient.Allergies.NOT_ASKED
    medicines.set_allergies(patient=anna, status="none_known")
    anna.refresh_from_db()
    assert anna.allergies_status == Patient.Allergies.NONE_KNOWN


def test_an_unknown_allergen_class_is_refused_and_nothing_is_listed(anna, ruth):
    with pytest.raises(ValidationError):
        builders.allergy(anna, ruth, classes=["sweets"])

    anna.refresh_from_db()
    assert anna.allergies_status == Patient.Allergies.NOT_ASKED
    assert Allergy.objects.count() == 0
