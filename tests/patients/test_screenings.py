import pytest
from django.urls import reverse

from tests.patients.screenings import diabetic, healthy, screened


def url(patient):
    return reverse("screenings", args=[patient.pk])


def test_patient_who_was_never_screened_gets_the_button(signed_in, ruth):
    anna = healthy(ruth)
    content = signed_in(ruth).get(url(anna)).content.decode()

    assert "Not screened yet" in content
    assert reverse("screen-patient", args=[anna.pk]) in content


def test_administrator_sees_that_nothing_was_screened_and_no_button(signed_in, ruth, ines):
    anna = healthy(ruth)
    content = signed_in(ines).get(url(anna)).content.decode()

    assert "A physician screens the patient." in content
    assert reverse("screen-patient", args=[anna.pk]) not in content


def test_latest_verdict_stands_on_top_of_the_history(signed_in, ruth):
    anna = diabetic(ruth, "8.4")
    first = screened(anna, ruth)
    second = screened(anna, ruth, minutes=1)

    content = signed_in(ruth).get(url(anna)).content.decode()

    assert content.index("Uncontrolled diabetes") < content.index("All screenings")
    for screening in (first, second):
        assert reverse("screening", args=[screening.pk]) in content


def test_history_is_paginated(signed_in, ruth):
    anna = healthy(ruth)
    rows = [screened(anna, ruth, minutes=number) for number in range(16)]
    client = signed_in(ruth)
    oldest = f'href="{reverse("screening", args=[rows[0].pk])}"'

    assert oldest not in client.get(url(anna)).content.decode()
    assert oldest in client.get(url(anna), {"page": "2"}).content.decode()
    assert client.get(url(anna), {"page": "x"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_number_of_queries_whatever_the_history(
    signed_in, ruth, django_assert_num_queries, rows
):
    anna = diabetic(ruth, "8.4")
    screened(anna, ruth)
    for number in range(rows):
        screened(anna, ruth, minutes=number + 1)
    client = signed_in(ruth)

    with django_assert_num_queries(20):
        client.get(url(anna))
