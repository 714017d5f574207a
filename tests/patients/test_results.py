from datetime import date

from django.urls import reverse

from patients.actions.history import void_entry
from tests import people
from tests.patients import builders


def url_of(patient):
    return reverse("results", args=[patient.pk])


def test_every_value_is_listed_newest_first(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    builders.result(anna, ruth, value="8.4", taken_on=date(2026, 1, 1))
    builders.result(anna, ruth, value="7.9", taken_on=date(2026, 5, 1))
    builders.result(anna, ruth, "inr", "2.4")
    page = signed_in(ruth).get(url_of(anna), {"kind": "hba1c"})

    assert [str(result) for result in page.context["page"]] == ["HbA1c 7.9 %", "HbA1c 8.4 %"]


def test_a_value_taken_back_stays_in_the_list_with_the_reason(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    void_entry(
        entry=builders.result(anna, ruth), reason="other patient", by=ruth, now=builders.NOON
    )
    page = signed_in(ruth).get(url_of(anna))

    assert "Taken back: other patient" in page.text


def test_the_list_is_paginated_and_bad_pages_show_the_first(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    for number in range(26):
        builders.result(anna, ruth, value=str(5 + number / 10))
    client = signed_in(ruth)

    assert len(client.get(url_of(anna)).context["page"]) == 25
    assert len(client.get(url_of(anna), {"page": "2"}).context["page"]) == 1
    assert client.get(url_of(anna), {"page": "x", "kind": "\0"}).context["page"].number == 1


def test_the_number_of_queries_does_not_grow(ruth, ben, signed_in, django_assert_num_queries):
    anna = people.patient("Anna Berg")
    client = signed_in(ruth)
    builders.result(anna, ruth)
    with django_assert_num_queries(6):
        client.get(url_of(anna))
    builders.result(anna, ruth)
    builders.result(anna, ruth)
    with django_assert_num_queries(6):
        client.get(url_of(anna))


def test_the_front_desk_sees_no_results(ben, signed_in):
    assert signed_in(ben).get(url_of(people.patient("Anna Berg"))).status_code == 403
