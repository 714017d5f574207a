import pytest
from django.urls import reverse

from staff import clock
from tests.treatments import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(anna, ruth):
    return builders.signed_plan(anna, ruth)


def close(client, plan, **data):
    plan.refresh_from_db()
    sent = {"revision": plan.revision, "state": "cancelled", "reason": "She moves away"}
    return client.post(reverse("close-plan", args=[plan.pk]), sent | data)


def test_closing_leaves_the_planned_sessions_out(plan, ruth, signed_in):
    assert close(signed_in(ruth), plan).url == reverse("plan", args=[plan.pk])
    plan.refresh_from_db()
    assert (plan.state, plan.closed_on) == ("cancelled", clock.today())
    assert set(plan.sessions.values_list("state", flat=True)) == {"dropped"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"state": "completed"}, "No session was given: the plan is cancelled."),
        ({"state": "paused"}, "Select a valid choice."),
        ({"state": ""}, "This field is required."),
        ({"reason": ""}, "This field is required."),
        ({"reason": "x" * 301}, "at most 300 characters"),
        ({"revision": "7"}, "Somebody else changed this record"),
        ({"revision": "soon"}, "Enter a whole number."),
    ],
)
def test_what_does_not_fit_is_said_and_the_plan_goes_on(plan, ruth, signed_in, change, message):
    response = close(signed_in(ruth), plan, **change)
    assert response.status_code == 200
    assert message in response.content.decode()
    plan.refresh_from_db()
    assert plan.state == "active"


def test_only_physicians_close(plan, ben, signed_in):
    assert close(signed_in(ben), plan).status_code == 403


def test_a_closed_plan_shows_its_end_and_no_buttons(plan, ruth, signed_in):
    client = signed_in(ruth)
    close(client, plan)
    text = client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "She moves away" in text
    assert reverse("close-plan", args=[plan.pk]) not in text
