"""The constraints of a row are asked together; a broken one says its own message."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.models import Medication, Result
from staff.broken_constraints import questions_of
from staff.models import User
from tests import people

pytestmark = pytest.mark.django_db


def medication(ruth, **fields):
    return Medication(patient=people.patient("Anna Berg"), entered_by=ruth, name="Tea", **fields)


def test_many_constraints_cost_one_question(ruth, django_assert_num_queries):
    tea = medication(ruth)
    assert len(Medication._meta.constraints) == 7
    with django_assert_num_queries(1):
        tea.full_clean()


def test_a_row_that_was_fetched_is_not_asked_for_again(ruth, django_assert_num_queries):
    tea = medication(ruth)
    with django_assert_num_queries(0):
        tea.clean_fields()
    tea = Medication(patient_id=tea.patient_id, entered_by=ruth, name="Tea")
    with django_assert_num_queries(1):
        tea.clean_fields()


def test_a_saved_row_is_not_asked_for_what_it_points_at(ruth, django_assert_num_queries):
    tea = medication(ruth)
    tea.save()
    tea = Medication.objects.get(pk=tea.pk)
    with django_assert_num_queries(0):
        tea.clean_fields()
    tea.patient_id = None
    with pytest.raises(ValidationError, match="This field cannot be null"):
        tea.clean_fields()


def test_a_row_that_is_not_there_is_refused(ruth):
    tea = medication(ruth)
    tea.patient_id = 987_654_321
    with pytest.raises(ValidationError, match="id 987654321 is not a valid choice"):
        tea.clean_fields()


def test_each_broken_constraint_says_its_own_message(ruth):
    tea = medication(
        ruth,
        dose_mg_per_day=Decimal(-1),
        started_on=date(2026, 11, 2),
        stopped_on=date(2026, 11, 1),
    )
    with pytest.raises(ValidationError) as refused:
        tea.full_clean()

    assert set(refused.value.messages) == {
        "The stop date cannot be before the start date.",
        "The daily dose must be more than 0 mg.",
    }


def test_what_is_not_known_breaks_nothing(ruth):
    medication(ruth, dose_mg_per_day=None, started_on=None).full_clean()


def test_a_field_that_is_left_out_leaves_the_other_constraints_in_force(ruth):
    tea = medication(ruth, dose_mg_per_day=Decimal(-1), classed_by="nobody", classes=["opioid"])
    with pytest.raises(ValidationError) as refused:
        tea.validate_constraints(exclude={"dose_mg_per_day"})

    assert refused.value.messages == ["Constraint “medication_unclassified_is_said” is violated."]


def test_a_value_no_living_person_has_is_refused(ruth):
    hot = Result(
        patient=people.patient("Anna Berg"),
        entered_by=ruth,
        kind="temperature",
        value=Decimal(99),
        taken_on=date(2026, 11, 2),
    )
    with pytest.raises(ValidationError, match="outside what is possible"):
        hot.full_clean()


def test_unique_fields_and_constraints_are_asked_in_the_same_statement(
    ruth, django_assert_num_queries
):
    twin = User(email="RUTH.ADLER@clinic.example", full_name="Ruth Adler", roles=["nobody"])
    with django_assert_num_queries(5), pytest.raises(ValidationError) as refused:
        twin.full_clean(exclude={"password"})

    # One question about everything, and Django's for each that is broken (one has a savepoint).
    assert set(refused.value.messages) == {
        "Somebody already signs in with this e-mail address.",
        "This role does not exist.",
    }


def test_a_row_does_not_stand_in_its_own_way(ruth, django_assert_num_queries):
    with django_assert_num_queries(1):
        ruth.full_clean(exclude={"password"})


def test_what_cannot_be_computed_does_not_end_the_transaction(ruth):
    tea = medication(ruth, dose_mg_per_day=Decimal("1e20"))

    assert questions_of(Medication, "default").broken(tea, set(), "default") is None
    assert User.objects.filter(pk=ruth.pk).exists()
