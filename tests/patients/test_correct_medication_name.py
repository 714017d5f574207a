from uuid import uuid4

import pytest
from django.urls import reverse

from patients.models import Medication
from tests import people
from tests.patients import builders


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg")


def chart(anna):
    return reverse("chart", args=[anna.pk])


def test_a_misspelt_name_is_saved_and_asked_about(anna, ruth, signed_in):
    url = reverse("add-medication", args=[anna.pk])
    page = signed_in(ruth).post(url, {"name": "Coumdin 5 mg", "route": "oral"}, follow=True)

    text = " ".join(page.text.split())
    assert "Class unknown: a physician has to classify it" in text
    assert "Did you mean Coumadin (warfarin)?" in text
    assert 'name="name" value="Coumadin 5 mg">Coumadin (warfarin)</button>' in text
    medication = Medication.objects.get()
    assert (medication.name, medication.classes) == ("Coumdin 5 mg", [])


def test_one_click_takes_the_name_that_was_meant(anna, ruth, signed_in):
    medication = builders.medication(anna, ruth, "Coumdin 5 mg")
    url = reverse("correct-medication-name", args=[medication.pk])
    sent = {"name": "Coumadin 5 mg", "revision": "1", "form_token": str(uuid4())}
    client = signed_in(ruth)
    page = client.post(url, sent, follow=True)

    assert page.redirect_chain == [(chart(anna), 302)]
    assert "Saved Coumadin 5 mg. Anticoagulants: found in the drug list." in page.text
    assert "Did you mean" not in page.text
    medication.refresh_from_db()
    assert (medication.name, medication.classes) == ("Coumadin 5 mg", ["anticoagulant"])


def test_the_question_stands_where_the_medicine_is_changed_or_classified(anna, ruth, signed_in):
    medication = builders.medication(anna, ruth, "Coumdin")
    for name in ("edit-medication", "classify-medication"):
        page = signed_in(ruth).get(reverse(name, args=[medication.pk]))
        assert "Coumadin (warfarin)</button>" in page.text


def test_who_cannot_change_the_chart_is_not_asked(anna, ruth, ines, signed_in):
    builders.medication(anna, ruth, "Coumdin")

    assert "Did you mean" not in signed_in(ines).get(chart(anna)).text


def test_a_stale_or_odd_click_changes_nothing_and_says_so(anna, ruth, signed_in):
    medication = builders.medication(anna, ruth, "Coumdin")
    url = reverse("correct-medication-name", args=[medication.pk])
    client = signed_in(ruth)
    stale = client.post(url, {"name": "Coumadin", "revision": "7"}, follow=True)
    assert "Somebody else changed this record" in stale.text
    for name in ("", "x" * 300, "\0"):
        page = client.post(url, {"name": name, "revision": "1"}, follow=True)
        assert "Nothing was saved" in page.text
    medication.refresh_from_db()
    assert (medication.name, medication.revision) == ("Coumdin", 1)
