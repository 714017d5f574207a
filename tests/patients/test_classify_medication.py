from django.urls import reverse

from tests import people
from tests.patients import builders


def test_a_physician_classifies_an_unknown_medicine(ruth, ben, signed_in):
    zyzzol = builders.medication(people.patient("Anna Berg"), ruth, "Zyzzol")
    url = reverse("classify-medication", args=[zyzzol.pk])
    page = signed_in(ruth).post(url, {"classes": ["nsaid"], "revision": "1"}, follow=True)

    assert "classified by a physician" in page.text
    zyzzol.refresh_from_db()
    assert (zyzzol.classes, zyzzol.classed_by) == (["nsaid"], "physician")


def test_answers_that_make_no_sense_are_refused(ruth, ben, signed_in):
    zyzzol = builders.medication(people.patient("Anna Berg"), ruth, "Zyzzol")
    url = reverse("classify-medication", args=[zyzzol.pk])
    client = signed_in(ruth)
    for classes in ([], ["none", "nsaid"], ["sweets"], ["\0"]):
        page = client.post(url, {"classes": classes, "revision": "1"})
        assert "Nothing was saved" in page.text
    zyzzol.refresh_from_db()
    assert zyzzol.classes == []


def test_a_stale_answer_is_refused(ruth, ben, signed_in):
    zyzzol = builders.medication(people.patient("Anna Berg"), ruth, "Zyzzol")
    url = reverse("classify-medication", args=[zyzzol.pk])
    client = signed_in(ruth)
    client.post(url, {"classes": ["nsaid"], "revision": "1"})
    page = client.post(url, {"classes": ["none"], "revision": "1"})

    assert page.context["form"].present == [("Screened classes", "nsaid")]
    zyzzol.refresh_from_db()
    assert zyzzol.classes == ["nsaid"]
