"""Check constraints of a row are asked together; a broken one says its own message."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.models import Medication, Result
from tests import people

pytestmark = pytest.mark.django_db


def medication(ruth, **fields):
    return Medication(patient=people.patient("Anna Berg"), entered_by=ruth, name="Tea", **fields)


def test_many_constraints_cost_one_question(ruth, django_assert_num_queries):
    tea = medication(ruth)
    assert len(Medication._meta.constraints) == 4
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
