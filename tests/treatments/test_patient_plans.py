import pytest
from django.urls import reverse

from staff.models import AccessEvent
from tests import people
from tests.treatments import builders

pytestmark = pytest.mark.django_db


def url(patient):
    return reverse("patient-plans", args=[patient.pk])


def test_a_chart_without_plans_invites_to_write_one(anna, ruth, signed_in):
    text = signed_in(ruth).get(url(anna)).content.decode()
    assert "No plan yet" in text
    assert reverse("draft-plan", args=[anna.pk]) in text


@pytest.mark.parametrize(
    ("stage", "label"),
    [
        ("empty", "Write the plan"),
        ("drafted", "Screen for this plan"),
        ("open", "Decide the findings"),
        ("cleared", "Sign the plan"),
        ("signed", "Record consent"),
        ("consented", "Book session 1"),
    ],
)
def test_each_plan_says_what_comes_next(anna, ruth, signed_in, stage, label):
    if stage in ("signed", "consented"):
        plan = builders.signed_plan(anna, ruth)
    else:
        targets = () if stage == "empty" else (builders.KNEE_JOINT,)
        plan = builders.drafted_plan(anna, ruth, targets=targets)
    if stage in ("open", "cleared"):
        outcome = {"open": "needs_decision", "cleared": "cleared"}[stage]
        plan.versions.update(screening=builders.screening(anna, ruth, outcome=outcome))
    if stage == "consented":
        builders.consented(plan, ruth)

    response = signed_in(ruth).get(url(anna))
    assert response.context["views"][0].step.label == label
    assert label in response.content.decode()


def test_administrators_read_but_get_no_buttons(anna, ruth, ines, signed_in):
    builders.signed_plan(anna, ruth)
    text = signed_in(ines).get(url(anna)).content.decode()
    assert "Right knee: Knee osteoarthritis" in text
    assert "New plan" not in text
    assert reverse("record-consent", args=[1]) not in text


def test_the_front_desk_is_refused(anna, ben, signed_in):
    assert signed_in(ben).get(url(anna)).status_code == 403


def test_somebody_elses_plans_are_not_shown(anna, ruth, signed_in):
    builders.signed_plan(builders.healthy(people.patient("Clara Diaz"), ruth), ruth)
    assert signed_in(ruth).get(url(anna)).context["views"] == []


def test_reading_is_logged(anna, ruth, signed_in):
    signed_in(ruth).get(url(anna))
    event = AccessEvent.objects.get()
    assert (event.action, event.view, event.patient_id) == ("read", "patient-plans", anna.pk)


@pytest.mark.parametrize("plans", [1, 3])
def test_one_plan_and_three_plans_take_the_same_queries(
    anna, ruth, signed_in, plans, django_assert_num_queries
):
    for _ in range(plans):
        plan = builders.signed_plan(
            anna, ruth, targets=(builders.KNEE_JOINT, builders.KNEE_LIGAMENT)[: (plans + 1) // 2]
        )
        builders.consented(plan, ruth)
    client = signed_in(ruth)
    with django_assert_num_queries(12):
        client.get(url(anna))
