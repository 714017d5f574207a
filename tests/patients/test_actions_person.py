from datetime import date

import pytest
from django.core.exceptions import ValidationError

from patients.actions.person import change_person, register_patient
from patients.models import Patient
from staff.models import User
from tests import people

TODAY = date(2026, 11, 21)
ANNA = {
    "given_name": "Anna",
    "family_name": "Berg",
    "birth_date": date(1968, 4, 12),
    "sex": "female",
}


def register(ben: User, **changes: object) -> Patient:
    return register_patient(**ANNA | changes, by=ben, today=TODAY)


def test_registered_patients_get_record_numbers_one_after_the_other(ben):
    anna = register(ben)
    karl = register(ben, given_name="Karl", family_name="Weiss", sex="male")

    assert int(karl.record_number[1:]) == int(anna.record_number[1:]) + 1
    assert len(anna.record_number) == 7
    assert anna.registered_by == ben


def test_a_number_that_an_imported_record_holds_is_passed_over(ben):
    first = register(ben)
    taken = f"P{int(first.record_number[1:]) + 1:06d}"
    people.patient("Olga Petrova", record_number=taken)

    second = register(ben, given_name="Karl")

    assert int(second.record_number[1:]) == int(first.record_number[1:]) + 2


def test_names_and_phone_are_folded_for_search(ben):
    maria = register(ben, given_name="María-Luisa", family_name="O'Connell", phone="(555) 010-1200")

    assert maria.family_key == "o connell"
    assert maria.given_key == "maria luisa"
    assert maria.name_key == "maria luisa o connell"
    assert maria.phone_key == "5550101200"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"birth_date": date(2026, 11, 22)}, "birth_date", "The birth date is in the future."),
        (
            {"birth_date": date(1889, 12, 31)},
            "birth_date",
            "The birth date must be after 1 January 1890. Check the year.",
        ),
        ({"given_name": "🙂"}, "given_name", "Enter a name with at least one letter."),
        ({"family_name": "--"}, "family_name", "Enter a name with at least one letter."),
        ({"sex": "yes"}, "sex", "Value 'yes' is not a valid choice."),
        ({"email": "nobody"}, "email", "Enter a valid email address."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(ben, changes, field, message):
    with pytest.raises(ValidationError) as refused:
        register(ben, **changes)

    assert refused.value.message_dict[field] == [message]
    assert Patient.objects.count() == 0


def test_a_name_that_folding_lengthens_is_still_saved(ben):
    long = register(ben, given_name="ﷺ" * 80)

    assert len(long.given_key) == 160


def test_the_same_person_is_not_registered_twice_without_a_word(ben):
    register(ben)
    with pytest.raises(ValidationError) as refused:
        register(ben, given_name="ANNA")

    assert refused.value.error_dict["confirmed_new"][0].code == "duplicate"
    assert Patient.objects.count() == 1


def test_a_namesake_is_registered_once_somebody_confirmed_it(ben):
    register(ben)
    register_patient(**ANNA, confirmed_new=True, by=ben, today=TODAY)

    assert Patient.objects.count() == 2


def test_a_changed_name_is_found_under_the_new_one(ben):
    anna = register(ben)
    changed = change_person(
        patient=anna, revision=anna.revision, today=TODAY, **ANNA | {"family_name": "Müller"}
    )

    changed.refresh_from_db()
    assert changed.family_key == "muller"
    assert changed.revision == 2


def test_a_change_from_an_old_screen_is_refused(ben):
    anna = register(ben)
    change_person(patient=anna, revision=1, today=TODAY, **ANNA | {"phone": "555 1"})
    with pytest.raises(ValidationError) as refused:
        change_person(patient=anna, revision=1, today=TODAY, **ANNA | {"phone": "555 2"})

    assert refused.value.code == "stale"
    anna.refresh_from_db()
    assert anna.phone == "555 1"


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2026, 11, 22), "The date of death is in the future."),
        (date(1968, 4, 11), "The date of death cannot be before the birth date."),
    ],
)
def test_an_impossible_date_of_death_is_refused(ben, day, message):
    anna = register(ben)
    with pytest.raises(ValidationError) as refused:
        change_person(patient=anna, revision=1, today=TODAY, deceased_on=day, **ANNA)

    assert refused.value.message_dict["deceased_on"] == [message]


def test_a_merged_record_takes_no_changes(ben):
    anna = register(ben)
    Patient.objects.filter(pk=anna.pk).update(merged_into=register(ben, given_name="Karl"))
    with pytest.raises(ValidationError) as refused:
        change_person(patient=anna, revision=1, today=TODAY, **ANNA)

    assert refused.value.messages == [
        "This record was merged into another one. Write into that one."
    ]
