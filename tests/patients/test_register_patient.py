from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from patients.models import Patient
from staff import clock
from tests import people

URL = reverse("register-patient")
ANNA = {
    "given_name": "Anna",
    "family_name": "Berg",
    "birth_date": "1968-04-12",
    "sex": "female",
    "phone": "(555) 010-1200",
    "preferred_language": "English",
    "preferred_contact": "phone",
    "referrer": "Dr. Hale",
    "complaint": "Right knee pain",
}


def test_a_patient_is_registered(ben, signed_in):
    page = signed_in(ben).post(URL, ANNA)

    anna = Patient.objects.get()
    assert page.url == reverse("patient", args=[anna.pk])
    assert (anna.full_name, anna.birth_date, anna.complaint) == (
        "Anna Berg",
        date(1968, 4, 12),
        "Right knee pain",
    )
    assert anna.registered_by == ben


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"given_name": ""}, "This field is required."),
        ({"family_name": "x" * 81}, "Ensure this value has at most 80 characters"),
        ({"family_name": "Be\0rg"}, "Null characters are not allowed."),
        ({"birth_date": "1968-02-30"}, "This is not a date."),
        ({"birth_date": "soon"}, "This is not a date."),
        ({"birth_date": "1889-12-31"}, "The birth date must be after 1 January 1890."),
        ({"sex": "banana"}, "Select a valid choice."),
        ({"email": "anna@"}, "Enter a valid email address."),
        ({"complaint": "x" * 301}, "Ensure this value has at most 300 characters"),
    ],
)
def test_bad_input_is_explained_kept_and_not_saved(ben, signed_in, change, message):
    page = signed_in(ben).post(URL, ANNA | change)

    assert message in page.text
    assert "Dr. Hale" in page.text
    assert Patient.objects.count() == 0


def test_a_birth_date_of_tomorrow_is_refused(ben, signed_in):
    tomorrow = clock.today() + timedelta(days=1)
    page = signed_in(ben).post(URL, ANNA | {"birth_date": tomorrow.isoformat()})

    assert "The birth date is in the future." in page.text
    assert Patient.objects.count() == 0


def test_a_probable_duplicate_has_to_be_confirmed(ben, signed_in):
    earlier = people.patient("Anna Berg")
    client = signed_in(ben)
    page = client.post(URL, ANNA)

    assert "A patient with this name and birth date exists" in page.text
    assert reverse("patient", args=[earlier.pk]) in page.text
    assert 'name="confirmed_new"' in page.text
    assert Patient.objects.count() == 1

    client.post(URL, ANNA | {"confirmed_new": "on"})
    assert Patient.objects.count() == 2


def test_the_same_form_sent_twice_registers_once(ben, signed_in):
    client = signed_in(ben)
    sent = ANNA | {"form_token": str(uuid4())}
    first = client.post(URL, sent)
    second = client.post(URL, sent)

    assert first.url == second.url
    assert Patient.objects.count() == 1


def test_an_administrator_does_not_register(ines, signed_in):
    assert signed_in(ines).get(URL).status_code == 403
    assert signed_in(ines).post(URL, ANNA).status_code == 403
    assert Patient.objects.count() == 0
