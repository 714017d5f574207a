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
    return client.post(reverse("withdraw-consent", args=[plan.consent_id]), {"reason": reason})


@pytest.mark.parametrize("reason", ["She is afraid of the needle", ""])
def test_a_withdrawn_consent_closes_the_sessions(plan, ruth, signed_in, reason):
    assert consent_problem(plan, today=clock.today()) == ""
    assert withdraw(signed_in(ruth), plan, reason).url == reverse("plan", args=[plan.pk])

    plan.consent.refresh_from_db()
    assert plan.consent.withdrawn_by == ruth
    assert plan.consent.withdrawn_reason == reason
    assert consent_problem(plan, today=clock.today()).startswith("The patient withdrew")


def test_a_reason_that_is_too_long_is_refused(plan, ruth, signed_in):
    response = withdraw(signed_in(ruth), plan, "x" * 301)
    assert response.status_code == 200
    plan.consent.refresh_from_db()
    assert plan.consent.withdrawn_at is None


def test_it_is_withdrawn_once(plan, ruth, signed_in):
    client = signed_in(ruth)
    withdraw(client, plan)
    assert "is withdrawn already" in withdraw(client, plan, "Again").content.decode()


def test_a_consent_that_another_one_replaced_can_be_withdrawn(plan, ruth, signed_in):
    old = plan.consent
    builders.consented(plan, ruth)
    sent = signed_in(ruth).post(reverse("withdraw-consent", args=[old.pk]), {"reason": ""})
    assert sent.url == reverse("consent", args=[old.pk])
    assert consent_problem(plan, today=clock.today()) == ""


def test_only_physicians_withdraw(plan, ben, signed_in):
    assert withdraw(signed_in(ben), plan).status_code == 403
