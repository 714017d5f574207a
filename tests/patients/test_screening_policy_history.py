import pytest
from django.urls import reverse

from patients.actions.policy import change_screening_policy
from tests.patients.screenings import NOON


def change(by, opened, **values):
    return change_screening_policy(
        by=by, now=NOON, values=values, reason=f"Reason {opened + 1}", opened_number=opened
    )


def content(client, **query):
    return client.get(reverse("screening-policy-history"), query).content.decode()


def test_versions_are_listed_with_who_when_why_and_what(signed_in, ines, ruth):
    change(ines, 0, nsaid_days_before=10)
    change(ines, 1, nsaid_days_before=14, second_signature=["R08"])

    shown = content(signed_in(ruth))

    assert shown.index("Version 2") < shown.index("Version 1")
    newest, first = shown.split("Version 1</h2>")
    assert "Reason 2" in newest
    assert "Ines Okafor" in newest
    assert "Sat 21 Nov 2026" in newest
    assert [word in newest for word in ("10 days", "14 days", "no rule", "R08 ")] == [True] * 4
    assert [word in first for word in ("7 days", "10 days", "14 days")] == [True, True, False]


def test_clinic_without_changes_says_so(signed_in, ines):
    assert "No version yet" in content(signed_in(ines))


def test_last_version_of_a_page_is_compared_with_the_one_on_the_next(signed_in, ines):
    for number in range(22):
        change(ines, number, nsaid_days_before=8 + number % 2)

    first, second = content(signed_in(ines)), content(signed_in(ines), page="2")

    assert "Version 3<" in first
    assert "Version 2<" not in first
    assert first.count("Since then</th>") == 20
    assert "8 days" in first.split("Version 3</h2>")[1]
    assert second.count("Since then</th>") == 2


def test_front_desk_is_refused(signed_in, ben):
    assert signed_in(ben).get(reverse("screening-policy-history")).status_code == 403


@pytest.mark.parametrize("versions", [1, 3])
def test_page_costs_the_same_number_of_queries(
    signed_in, ines, django_assert_num_queries, versions
):
    for number in range(versions):
        change(ines, number, nsaid_days_before=10 + number)
    client = signed_in(ines)

    with django_assert_num_queries(4):
        assert content(client).count("Since then</th>") == versions
