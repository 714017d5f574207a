from django.urls import reverse

from staff.models import AccessEvent
from tests import people

URL = reverse("patients")


def test_the_newest_patients_are_shown_before_anybody_searches(ben, signed_in):
    people.patient("Anna Berg")
    people.patient("Wei Li")
    page = signed_in(ben).get(URL)

    assert [p.full_name for p in page.context["found"]] == ["Wei Li", "Anna Berg"]
    assert "Registered last" in page.text
    assert not AccessEvent.objects.filter(action="search").exists()


def test_a_search_finds_and_is_logged_without_its_words(ben, signed_in):
    people.patient("Anna Berg")
    people.patient("Wei Li")
    page = signed_in(ben).post(URL, {"q": "anna"})

    assert [p.full_name for p in page.context["found"]] == ["Anna Berg"]
    event = AccessEvent.objects.get(action="search")
    assert (event.user, event.view, event.patient_id, event.reason) == (ben, "patients", None, "")


def test_while_typing_only_the_list_comes_back(ben, signed_in):
    people.patient("Anna Berg")
    page = signed_in(ben).post(URL, {"q": "ann"}, headers={"HX-Request": "true"})

    assert page.templates[0].name == "patients/_found.html"
    assert "<html" not in page.text
    assert "Berg, Anna" in page.text


def test_nothing_is_searched_for_by_address(ben, signed_in):
    people.patient("Anna Berg")
    people.patient("Wei Li")

    assert len(signed_in(ben).get(URL, {"q": "anna"}).context["found"]) == 2


def test_nobody_found_says_what_to_try(ben, signed_in):
    page = signed_in(ben).post(URL, {"q": "xyzxyz"})

    assert "Nobody found" in page.text


def test_text_that_cannot_be_searched_for_is_answered_calmly(ben, signed_in):
    client = signed_in(ben)

    assert "Type at most 100 characters" in client.post(URL, {"q": "a" * 10_000}).text
    assert "Null characters are not allowed." in client.post(URL, {"q": "a\0b"}).text
    assert "Nobody found" in client.post(URL, {"q": "🙂🙂🙂🙂"}).text
    assert "Nobody found" in client.post(URL, {"q": "'; DROP TABLE x; --"}).text
    assert client.post(URL, {}).status_code == 200


def test_a_name_with_markup_is_shown_as_text(ben, signed_in):
    people.patient("Anna <script>alert(1)</script>")
    page = signed_in(ben).post(URL, {"q": "anna"})

    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;" in page.text


def test_the_number_of_queries_does_not_grow(ben, signed_in, django_assert_num_queries):
    client = signed_in(ben)
    people.patient("Anna Berg")
    with django_assert_num_queries(3):
        client.get(URL)
    people.patient("Wei Li")
    people.patient("Karl Weiss")
    with django_assert_num_queries(3):
        client.get(URL)


def test_an_administrator_finds_but_does_not_register(ines, signed_in):
    page = signed_in(ines).get(URL)

    assert page.status_code == 200
    assert "Register a patient" not in page.text
