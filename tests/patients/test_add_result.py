from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from patients.models import Result
from staff import clock
from tests import people


def url_of(patient):
    return reverse("add-result", args=[patient.pk])


def test_a_value_in_another_unit_is_converted(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    form = {"kind": "hba1c", "value": "63", "unit": "mmol_mol", "taken_on": "2026-05-01"}
    page = signed_in(ruth).post(url_of(anna), form, follow=True)

    assert "Added: HbA1c 7.9 %." in page.text
    assert Result.objects.get().value == Decimal("7.9")


def test_the_time_of_day_is_kept_in_the_clinics_zone(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    form = {"kind": "glucose", "value": "110", "taken_on": "2026-05-01", "taken_at": "14:30"}
    signed_in(ruth).post(url_of(anna), form)

    result = Result.objects.get()
    assert result.taken_on == date(2026, 5, 1)
    assert result.taken_at.isoformat() == "2026-05-01T18:30:00+00:00"


def test_a_link_presets_what_is_missing(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ruth)

    assert client.get(url_of(anna), {"kind": "inr"}).context["form"]["kind"].value() == "inr"
    assert client.get(url_of(anna), {"kind": "\0"}).context["form"]["kind"].value() == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "63"}, "If it is in mmol/mol, choose that unit."),
        ({"value": "-7"}, "HbA1c must be between 2 and 25 %."),
        ({"value": "abc"}, "Enter a number."),
        ({"value": "NaN"}, "Enter a number."),
        ({"value": "7.912"}, "no more than 2 decimal places"),
        ({"unit": "lb"}, "This unit does not belong to this kind of result."),
        ({"taken_on": "2026-02-30"}, "This is not a date."),
        ({"taken_on": (clock.today() + timedelta(days=1)).isoformat()}, "in the future"),
        ({"taken_on": "1950-01-01"}, "before the patient was born"),
        ({"taken_at": "25:00"}, "Enter a valid time."),
    ],
)
def test_values_that_cannot_be_are_explained_and_not_saved(ruth, ben, signed_in, change, message):
    anna = people.patient("Anna Berg")
    form = {"kind": "hba1c", "value": "7.9", "taken_on": "2026-05-01"} | change
    page = signed_in(ruth).post(url_of(anna), form)

    assert message in page.text
    assert Result.objects.count() == 0
