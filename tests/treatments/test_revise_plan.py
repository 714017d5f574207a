import pytest
from django.urls import reverse

from tests.treatments import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(anna, ruth):
    return builders.signed_plan(anna, ruth)


def revise(client, plan, reason):
    return client.post(reverse("revise-plan", args=[plan.pk]), {"reason": reason})


def test_a_revision_opens_as_a_draft(plan, ruth, signed_in):
    response = revise(signed_in(ruth), plan, "Two more sessions")
    assert response.url == reverse("edit-plan", args=[plan.pk])
    assert plan.versions.get(signed_at=None).change_reason == "Two more sessions"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "a\x00b"])
def test_a_reason_is_needed(plan, ruth, signed_in, reason):
    response = revise(signed_in(ruth), plan, reason)
    assert response.status_code == 200
    assert "Nothing was saved" in response.content.decode()
    assert plan.versions.count() == 1


def test_a_second_revision_waits_for_the_first(plan, ruth, signed_in):
    revise(signed_in(ruth), plan, "Two more sessions")
    response = revise(signed_in(ruth), plan, "Another thought")
    assert "A revision is already being written" in response.content.decode()


def test_only_physicians_revise(plan, ben, signed_in):
    assert revise(signed_in(ben), plan, "Two more").status_code == 403
    assert signed_in(ben).get(reverse("revise-plan", args=[plan.pk])).status_code == 403


def test_the_page_asks_why(plan, ruth, signed_in):
    text = signed_in(ruth).get(reverse("revise-plan", args=[plan.pk])).content.decode()
    assert "What changes, and why" in text
