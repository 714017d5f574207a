from datetime import timedelta

from django.urls import reverse

from patients.models import Patient
from staff import clock
from staff.meanwhile import Difference
from staff.models import AccessEvent
from tests import people

FORM = {
    "given_name": "Anna",
    "family_name": "Berg",
    "birth_date": "1968-04-12",
    "sex": "female",
    "preferred_contact": "phone",
    "revision": "1",
}


def url_of(patient):
    return reverse("edit-patient", args=[patient.pk])


def test_the_phone_is_changed_and_the_look_is_logged(ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ben)
    client.get(url_of(anna))
    page = client.post(url_of(anna), FORM | {"phone": "555 010 9"})

    assert page.url == url_of(anna)
    anna.refresh_from_db()
    assert (anna.phone, anna.phone_key, anna.revision) == ("555 010 9", "5550109", 2)
    assert AccessEvent.objects.get(action="read").patient_id == anna.pk


def test_a_stale_form_keeps_what_was_typed_and_shows_what_is_on_record(ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ben)
    client.post(url_of(anna), FORM | {"phone": "555 1111"})
    page = client.post(url_of(anna), FORM | {"phone": "555 2222"})

    assert "Somebody else changed this record" in page.text
    meanwhile = page.context["form"].meanwhile
    assert meanwhile.by == "Ben Castillo"
    assert Difference("Phone", "555 1111", "555 2222") in meanwhile.differences
    assert 'value="555 2222"' in page.text
    assert 'name="revision" value="2"' in page.text
    anna.refresh_from_db()
    assert anna.phone == "555 1111"

    client.post(url_of(anna), FORM | {"phone": "555 2222", "revision": "2"})
    anna.refresh_from_db()
    assert anna.phone == "555 2222"


def test_the_day_of_death_is_recorded_and_shown(ben, signed_in):
    anna = people.patient("Anna Berg")
    day = clock.today() - timedelta(days=3)
    client = signed_in(ben)
    page = client.post(url_of(anna), FORM | {"deceased_on": day.isoformat()}, follow=True)

    assert "Died" in page.text
    assert Patient.objects.get().deceased_on == day


def test_bad_input_is_explained_and_not_saved(ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ben)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    assert "in the future" in client.post(url_of(anna), FORM | {"deceased_on": tomorrow}).text
    for revision in ("", "-1", "x", "9" * 40):
        assert client.post(url_of(anna), FORM | {"revision": revision}).status_code == 200
    anna.refresh_from_db()
    assert anna.revision == 1
