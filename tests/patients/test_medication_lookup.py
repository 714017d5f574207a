from django.urls import reverse

URL = reverse("medication-lookup")


def test_a_known_name_shows_its_class(ruth, signed_in):
    text = " ".join(signed_in(ruth).post(URL, {"name": "coumadin"}).text.split())

    assert "<strong>Anticoagulants</strong>" in text
    assert "warfarin, found in the drug list." in text


def test_a_beginning_offers_names_that_fill_the_field(ruth, signed_in):
    page = signed_in(ruth).post(URL, {"name": "warf"})

    assert "{&quot;id_name&quot;: &quot;warfarin&quot;}" in page.text


def test_an_unknown_name_is_said_to_be_unknown(ruth, signed_in):
    assert "a physician has to classify it" in signed_in(ruth).post(URL, {"name": "qqxxyy"}).text


def test_odd_text_is_answered_with_nothing(ruth, signed_in):
    for name in ("", "\0", "x" * 10_000):
        assert signed_in(ruth).post(URL, {"name": name}).text.strip() == ""


def test_others_ask_nothing(ben, signed_in):
    assert signed_in(ben).post(URL, {"name": "warf"}).status_code == 403
