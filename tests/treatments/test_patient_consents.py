from datetime import timedelta

import pytest
from django.urls import reverse

from tests.treatments import builders

pytestmark = pytest.mark.django_db


def url(patient):
    return reverse("patient-consents", args=[patient.pk])


def test_all_consents_are_listed_the_newest_first(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth)
    old = builders.consented(plan, ruth, on=builders.TODAY - timedelta(days=400))
    new = builders.consented(plan, ruth, on=builders.TODAY)
    response = signed_in(ruth).get(url(anna))
    shown = response.context["shown"]
    assert [row.consent for row in shown] == [new, old]
    assert [row.state.word for row in shown] == ["Stands", "Expired"]
    assert "Replaced by a later one" in response.content.decode()


def test_nothing_signed_is_said(anna, ruth, signed_in):
    assert "No consent yet" in signed_in(ruth).get(url(anna)).content.decode()


def test_administrators_read_and_do_not_withdraw(anna, ruth, ines, signed_in):
    consent = builders.consented(builders.signed_plan(anna, ruth), ruth)
    text = signed_in(ines).get(url(anna)).content.decode()
    assert reverse("consent", args=[consent.pk]) in text
    assert reverse("withdraw-consent", args=[consent.pk]) not in text


@pytest.mark.parametrize("consents", [1, 3])
def test_one_consent_and_three_take_the_same_queries(
    anna, ruth, signed_in, consents, django_assert_num_queries
):
    plan = builders.signed_plan(anna, ruth)
    for _ in range(consents):
        builders.consented(plan, ruth)
    client = signed_in(ruth)
    with django_assert_num_queries(8):
        client.get(url(anna))
