from django.urls import reverse

from tests import people
from tests.patients import builders


def test_none_known_is_marked(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    url = reverse("set-allergies", args=[anna.pk])
    page = signed_in(ruth).post(url, {"seen": "not_asked", "status": "none_known"}, follow=True)

    assert "Allergies: No known allergies." in page.text
    anna.refresh_from_db()
    assert anna.allergies_status == "none_known"


def test_none_known_is_refused_while_one_is_listed(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    builders.allergy(anna, ruth)
    client = signed_in(ruth)
    url = reverse("set-allergies", args=[anna.pk])

    typed = {"seen": "listed", "status": "none_known"}
    assert "Allergies are listed." in client.post(url, typed).text
    assert "Nothing was saved" in client.post(url, {"seen": "listed", "status": "listed"}).text
    anna.refresh_from_db()
    assert anna.allergies_status == "listed"
