from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from patients.actions import classes
from patients.models import ClinicMedicine, Medication
from tests import people
from tests.patients import builders
from tests.patients.builders import NOON


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg")


@pytest.fixture
def otto(ben):
    return people.patient("Otto Lang", birth_date="1950-02-03")


def now_on(medication):
    medication.refresh_from_db()
    return medication.classes, medication.classed_by


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        ([], "Choose at least one class, or “none of these”."),
        (["none", "nsaid"], "“None of these” cannot stand beside a class."),
        (["sweets"], "This class does not exist."),
        (["part_unknown"], "This class does not exist."),
    ],
)
def test_an_answer_that_is_no_class_is_refused(anna, ruth, classes, message):
    medication = builders.medication(anna, ruth, "Zyzzol")
    with pytest.raises(ValidationError) as error:
        builders.classified(medication, ruth, *classes)

    assert error.value.message_dict == {"classes": [message]}
    assert ClinicMedicine.objects.count() == 0


def test_a_class_is_remembered_for_the_clinic_whatever_the_strength(anna, otto, ruth):
    builders.classified(builders.medication(anna, ruth, "Zyzzol 20 mg tablet"), ruth, "nsaid")
    later = builders.medication(otto, ruth, "zyzzol 40 MG Oral Capsule")
    cream = builders.medication(otto, ruth, "Zyzzol cream")

    assert (later.classes, later.classed_by) == (["nsaid"], "physician")
    assert (cream.classes, cream.classed_by) == ([], "nobody")
    memory = ClinicMedicine.objects.get()
    assert (memory.folded, memory.name, memory.classes) == (
        "zyzzol",
        "Zyzzol 20 mg tablet",
        ["nsaid"],
    )
    assert (memory.classed_by, memory.classed_at) == (ruth, NOON)


def test_a_medicine_of_no_class_is_remembered_as_looked_at(anna, otto, ruth):
    builders.classified(builders.medication(anna, ruth, "Zyzzol"), ruth, "none")
    later = builders.medication(otto, ruth, "Zyzzol")

    assert (later.classes, later.classed_by) == (["none"], "physician")


def test_other_charts_that_wait_for_the_class_get_it_at_once(anna, otto, ruth):
    waiting = builders.medication(otto, ruth, "ZYZZOL 5 mg")
    another = builders.medication(otto, ruth, "Qwertyl")
    done = builders.classified(builders.medication(anna, ruth, "Zyzzol"), ruth, "anticoagulant")

    assert done.others == 1
    assert now_on(waiting) == (["anticoagulant"], "physician")
    assert waiting.revision == 2
    assert now_on(another) == ([], "nobody")


def test_an_entry_taken_back_is_left_alone(anna, otto, ruth):
    gone = builders.medication(otto, ruth, "Zyzzol")
    Medication.objects.filter(pk=gone.pk).update(
        voided_at=NOON, voided_by=ruth, void_reason="wrong patient"
    )
    done = builders.classified(builders.medication(anna, ruth, "Zyzzol"), ruth, "nsaid")

    assert done.others == 0
    assert now_on(gone) == ([], "nobody")


def test_the_newest_answer_wins_in_every_chart_that_had_the_earlier_one(anna, otto, ruth):
    first = builders.medication(anna, ruth, "Zyzzol")
    builders.classified(first, ruth, "none")
    second = builders.medication(otto, ruth, "Zyzzol")
    done = builders.classified(second, ruth, "anticoagulant", now=NOON + timedelta(hours=1))

    assert done.others == 1
    assert now_on(first) == (["anticoagulant"], "physician")
    assert ClinicMedicine.objects.get().classes == ["anticoagulant"]


def test_what_the_drug_list_knows_is_changed_in_one_chart_only(anna, otto, ruth):
    builders.classified(builders.medication(anna, ruth, "Warfarin"), ruth, "none")
    later = builders.medication(otto, ruth, "Warfarin")

    assert (later.classes, later.classed_by) == (["anticoagulant"], "catalogue")
    assert ClinicMedicine.objects.count() == 0


def test_of_a_combination_both_the_list_and_the_clinic_count(anna, otto, ruth):
    waiting = builders.medication(otto, ruth, "Aspirin / Zyzzol")
    assert waiting.classes == ["antiplatelet", "aspirin", "part_unknown"]
    done = builders.classified(
        builders.medication(anna, ruth, "Aspirin / Zyzzol"), ruth, "sedative"
    )

    assert done.others == 1
    assert now_on(waiting) == (["antiplatelet", "aspirin", "sedative"], "physician")


def test_a_stale_answer_leaves_nothing_behind(anna, ruth):
    medication = builders.medication(anna, ruth, "Zyzzol")
    with pytest.raises(ValidationError):
        builders.classified(medication, ruth, "nsaid", revision=7)

    assert now_on(medication) == ([], "nobody")
    assert ClinicMedicine.objects.count() == 0


def test_names_that_cannot_be_remembered_are_classified_in_their_chart(anna, ruth):
    for name in ("阿司匹林", "㎎" * 200):
        medication = builders.medication(anna, ruth, name)
        builders.classified(medication, ruth, "nsaid")
        assert now_on(medication) == (["nsaid"], "physician")


def test_the_clinics_class_is_corrected_in_every_chart(anna, otto, ruth):
    medication = builders.medication(anna, ruth, "Zyzzol")
    builders.classified(medication, ruth, "none")
    memory = ClinicMedicine.objects.get()
    charts = classes.classify_clinic_medicine(
        medicine=memory,
        seen=memory.as_seen,
        classes=["opioid"],
        by=ruth,
        now=NOON + timedelta(days=1),
    )

    assert charts == 1
    assert now_on(medication) == (["opioid"], "physician")


def test_a_correction_of_what_somebody_else_just_corrected_is_refused(anna, ruth):
    builders.classified(builders.medication(anna, ruth, "Zyzzol"), ruth, "none")
    memory = ClinicMedicine.objects.get()
    with pytest.raises(ValidationError, match="meanwhile"):
        classes.classify_clinic_medicine(
            medicine=memory, seen="2026-01-01", classes=["opioid"], by=ruth, now=NOON
        )

    memory.refresh_from_db()
    assert memory.classes == []


def test_entries_from_before_the_list_knew_them_are_looked_up_again(anna, otto, ruth):
    old = builders.medication(anna, ruth, "Lisinopril")
    Medication.objects.filter(pk=old.pk).update(classes=[], classed_by="nobody")
    own = builders.medication(otto, ruth, "Warfarin")
    builders.classified(own, ruth, "none")

    assert classes.look_up_again() == 1
    assert now_on(old) == (["none"], "catalogue")
    assert now_on(own) == (["none"], "physician")
    assert classes.look_up_again() == 0
