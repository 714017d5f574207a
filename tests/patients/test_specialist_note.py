import re
from datetime import timedelta

from django.urls import reverse

from staff import clock
from tests import people
from tests.patients import builders

LETTER = {"kind": "bleeding", "specialist": "Dr. Okafor", "dated": "2026-05-01", "agrees": "True"}


def test_a_finding_can_ask_for_the_kind_of_letter_that_it_waits_for(ruth, ben, signed_in):
    url = reverse("add-specialist-note", args=[people.patient("Anna Berg").pk])
    client = signed_in(ruth)

    assert client.get(url + "?kind=bleeding").context["form"].initial == {"kind": "bleeding"}
    for kind in ("", "poetry", "\0"):
        assert client.get(url, {"kind": kind}).context["form"].initial == {"kind": ""}


def test_the_chart_shows_the_letter_and_what_it_says(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ruth)
    assert "No letters" in client.get(reverse("chart", args=[anna.pk])).text
    url = reverse("add-specialist-note", args=[anna.pk])
    page = client.post(url, LETTER | {"agrees": "False", "note": "Factor VIII first"}, follow=True)

    text = " ".join(page.text.split())
    assert "Letter added: Hematology: plan for the bleeding disorder, Dr. Okafor" in text
    assert "Dr. Okafor · Fri 1 May 2026" in text
    assert "Factor VIII first" in text
    assert "Advises against" in text


def test_whether_the_specialist_agrees_has_to_be_said(ruth, ben, signed_in):
    url = reverse("add-specialist-note", args=[people.patient("Anna Berg").pk])
    page = signed_in(ruth).post(url, LETTER | {"agrees": ""})

    assert "agrees" in page.context["form"].errors


def test_a_letter_of_tomorrow_is_refused(ruth, ben, signed_in):
    url = reverse("add-specialist-note", args=[people.patient("Anna Berg").pk])
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    page = signed_in(ruth).post(url, LETTER | {"dated": tomorrow})

    assert page.context["form"].errors["dated"] == ["This date is in the future."]


def test_a_letter_that_agrees_is_changed_to_one_that_does_not(ruth, ben, signed_in):
    letter = builders.letter(people.patient("Anna Berg"), ruth)
    url = reverse("edit-specialist-note", args=[letter.pk])
    client = signed_in(ruth)
    agrees = re.findall(r"<input[^>]*checked[^>]*>", client.get(url).text)
    assert ['value="True"' in tag for tag in agrees] == [True]
    client.post(url, LETTER | {"agrees": "False", "revision": "1"})

    letter.refresh_from_db()
    assert letter.agrees is False
