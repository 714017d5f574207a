import pytest
from django.urls import reverse

from staff import clock
from tests.treatments import builders
from treatments.consent_state import consent_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth)
    return plan


def withdraw(client, plan, reason="She is afraid of the needle"):
    return client.post(reverse("withdraw-consent", args=[plan.pk]), {"reason": reason})


def test_a_withdrawn_consent_closes_the_sessions(plan, ruth, signed_in):
    assert consent_problem(plan, today=clock.today()) == ""
    assert withdraw(signed_in(ruth), plan).url == reverse("plan", args=[plan.pk])

    plan.consent.refresh_from_db()
    assert plan.consent.withdrawn_by == ruth
    assert plan.consent.withdrawn_reason == "She is afraid of the needle"
    assert consent_problem(plan, today=clock.today()).startswith("The patient withdrew")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_the_patients_words_are_needed(plan, ruth, signed_in, reason):
    response = withdraw(signed_in(ruth), plan, reason)
    assert response.status_code == 200
    plan.consent.refresh_from_db()
    assert plan.consent.withdrawn_at is None


def test_it_is_withdrawn_once(plan, ruth, signed_in):
    client = signed_in(ruth)
    withdraw(client, plan)
    assert "was withdrawn already" in withdraw(client, plan, "Again").content.decode()


def test_without_consent_there_is_nothing_to_withdraw(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth)
    assert withdraw(signed_in(ruth), plan).url == reverse("plan", args=[plan.pk])


def test_only_physicians_withdraw(plan, ben, signed_in):
    assert withdraw(signed_in(ben), plan).status_code == 403
