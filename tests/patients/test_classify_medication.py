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


def test_the_class_is_set_in_other_charts_and_said(ruth, ben, signed_in):
    zyzzol = builders.medication(people.patient("Anna Berg"), ruth, "Zyzzol")
    otto = people.patient("Otto Lang")
    for strength in (5, 10):
        builders.medication(otto, ruth, f"Zyzzol {strength} mg")
    url = reverse("classify-medication", args=[zyzzol.pk])
    assert "holds for this name in every chart" in signed_in(ruth).get(url).text
    page = signed_in(ruth).post(url, {"classes": ["none"], "revision": "1"}, follow=True)

    text = " ".join(page.text.split())
    assert "Zyzzol: No screened class, classified by a physician." in text
    assert "Also set for 2 entries in other charts" in text
    assert list(otto.medications.values_list("classes", flat=True)) == [["none"], ["none"]]


def test_the_entry_says_who_classified_it_and_when(ruth, ben, signed_in):
    zyzzol = builders.medication(people.patient("Anna Berg"), ruth, "Zyzzol")
    builders.classified(zyzzol, ruth, "nsaid")
    page = signed_in(ruth).get(reverse("edit-medication", args=[zyzzol.pk]))

    text = " ".join(page.text.split())
    assert "Classified by Ruth Adler, MD on Sat 21 Nov 2026" in text
    assert "for the clinic" in text


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

    (difference,) = page.context["form"].meanwhile.differences
    assert difference.label == "Screened classes"
    zyzzol.refresh_from_db()
    assert zyzzol.classes == ["nsaid"]
