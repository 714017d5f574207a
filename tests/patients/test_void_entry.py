import pytest
from django.urls import reverse

from tests import people
from tests.patients import builders

MAKERS = {
    "problem": builders.problem,
    "medication": builders.medication,
    "allergy": builders.allergy,
    "result": builders.result,
    "prior-treatment": builders.prior_treatment,
    "specialist-note": builders.letter,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_an_entry_of_any_kind_is_taken_back_with_a_reason(kind, ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    entry = MAKERS[kind](anna, ruth)
    url = reverse("void-entry", args=[kind, entry.pk])
    client = signed_in(ruth)

    assert "Nothing was saved" in client.post(url, {"reason": " "}).text
    page = client.post(url, {"reason": "entered for the wrong patient"})

    assert page.url == reverse("chart", args=[anna.pk])
    entry.refresh_from_db()
    assert entry.void_reason == "entered for the wrong patient"
    assert client.get(url).status_code == 404


def test_what_was_typed_meanwhile_is_shown_and_not_saved(ruth, ben, signed_in):
    problem = builders.problem(people.patient("Anna Berg"), ruth)
    client = signed_in(ruth)
    edit = reverse("edit-problem", args=[problem.pk])
    typed = client.get(edit).context["form"].initial | {"note": "Worse at night", "onset": ""}
    client.post(reverse("void-entry", args=["problem", problem.pk]), {"reason": "not hers"})

    page = client.post(edit, {name: value or "" for name, value in typed.items()})

    assert f"{ruth} took this entry back: not hers" in page.text
    assert "Worse at night" in page.text
    problem.refresh_from_db()
    assert problem.note != "Worse at night"
    assert client.get(edit).status_code == 404


def test_the_last_allergy_taken_back_asks_to_ask_again(ruth, ben, signed_in):
    allergy = builders.allergy(people.patient("Anna Berg"), ruth)
    url = reverse("void-entry", args=["allergy", allergy.pk])
    page = signed_in(ruth).post(url, {"reason": "not hers"}, follow=True)

    assert "No allergy is listed any more." in page.text


def test_an_unknown_kind_is_not_found(ruth, ben, signed_in):
    problem = builders.problem(people.patient("Anna Berg"), ruth)

    for kind in ("screening", "medication", "x\0"):
        url = reverse("void-entry", args=[kind, problem.pk])
        assert signed_in(ruth).post(url, {"reason": "x"}).status_code == 404
