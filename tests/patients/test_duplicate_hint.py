from django.urls import reverse

from tests import people

URL = reverse("duplicate-hint")


def test_somebody_of_this_name_and_birth_date_is_shown(ben, signed_in):
    anna = people.patient("Anna Berg")
    typed = {"given_name": "Ana", "family_name": "Berg", "birth_date": "1968-04-12"}
    page = signed_in(ben).post(URL, typed)

    assert reverse("patient", args=[anna.pk]) in page.text
    assert "This is another person" in page.text


def test_nothing_is_said_while_a_field_is_missing_or_wrong(ben, signed_in):
    people.patient("Anna Berg")
    client = signed_in(ben)

    for birth in ("", "1968", "1968-04-12\0", "9" * 9000):
        typed = {"given_name": "Anna", "family_name": "Berg", "birth_date": birth}
        assert client.post(URL, typed).text.strip() == ""
    assert client.post(URL, {"given_name": "\0"}).text.strip() == ""


def test_the_hint_is_asked_for_by_post_only(ben, signed_in):
    assert signed_in(ben).get(URL).status_code == 405
