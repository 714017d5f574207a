from django.urls import reverse

from tests import people
from tests.patients import builders

URL = reverse("medication-lookup")


def test_a_known_name_shows_its_class(ruth, signed_in):
    text = " ".join(signed_in(ruth).post(URL, {"name": "coumadin"}).text.split())

    assert "<strong>Anticoagulants</strong>" in text
    assert "warfarin, found in the drug list." in text


def test_a_beginning_offers_names_that_fill_the_field(ruth, signed_in):
    page = signed_in(ruth).post(URL, {"name": "warf"})

    assert "{&quot;id_name&quot;: &quot;warfarin&quot;}" in page.text


def test_a_misspelt_name_is_asked_about(ruth, signed_in):
    page = signed_in(ruth).post(URL, {"name": "coumdin"})

    assert "Did you mean one of these?" in page.text
    assert "{&quot;id_name&quot;: &quot;Coumadin&quot;}" in page.text
    page = signed_in(ruth).post(URL, {"name": "coumdin 5 mg"})
    assert "{&quot;id_name&quot;: &quot;Coumadin 5 mg&quot;}" in page.text
    assert "Did you mean" not in signed_in(ruth).post(URL, {"name": "coumad"}).text


def test_what_the_clinic_classified_is_said(ruth, ben, signed_in):
    zyzzol = builders.medication(people.patient("Anna Berg"), ruth, "Zyzzol")
    builders.classified(zyzzol, ruth, "opioid")
    text = " ".join(signed_in(ruth).post(URL, {"name": "zyzzol"}).text.split())

    assert "<strong>Opioids</strong>" in text
    assert "classified by Ruth Adler, MD on Sat 21 Nov 2026" in text


def test_a_common_harmless_medicine_needs_nobody(ruth, signed_in):
    text = signed_in(ruth).post(URL, {"name": "Lisinopril 10 mg"}).text

    assert "No screened class" in text
    assert "has to classify" not in text


def test_an_unknown_name_is_said_to_be_unknown(ruth, signed_in):
    assert "a physician has to classify it" in signed_in(ruth).post(URL, {"name": "qqxxyy"}).text


def test_odd_text_is_answered_with_nothing(ruth, signed_in):
    for name in ("", "\0", "x" * 10_000):
        assert signed_in(ruth).post(URL, {"name": name}).text.strip() == ""


def test_others_ask_nothing(ben, signed_in):
    assert signed_in(ben).post(URL, {"name": "warf"}).status_code == 403
