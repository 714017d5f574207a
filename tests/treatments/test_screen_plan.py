from datetime import timedelta

import pytest
from django.urls import reverse

from staff import clock
from tests.treatments import builders

pytestmark = pytest.mark.django_db


def press(client, plan):
    return client.post(reverse("screen-plan", args=[plan.pk]))


def answered(patient, by, days_ago=0):
    return builders.screening(
        patient,
        by,
        run_on=clock.today() - timedelta(days=days_ago),
        run_at=clock.now() - timedelta(days=days_ago),
    )


def test_the_rules_look_at_what_the_draft_injects(anna, ruth, signed_in):
    answered(anna, ruth)
    plan = builders.drafted_plan(anna, ruth)
    response = press(signed_in(ruth), plan)

    screening = plan.versions.get().screening
    assert response.url == reverse("plan", args=[plan.pk])
    assert screening.outcome == "cleared"
    assert [(site["region"], site["side"]) for site in screening.facts["plan"]["sites"]] == [
        ("knee", "right")
    ]
    assert screening.facts["plan"]["components"] == ["dextrose"]


def test_an_open_finding_leads_to_the_findings(anna, ruth, signed_in):
    answered(anna, ruth)
    plan = builders.drafted_plan(anna, ruth)
    anna.medications.create(
        entered_by=ruth, name="Apixaban", classes=["anticoagulant"], classed_by="catalogue"
    )
    response = press(signed_in(ruth), plan)

    screening = plan.versions.get().screening
    assert screening.outcome != "cleared"
    assert response.url == reverse("screening", args=[screening.pk])


@pytest.mark.parametrize("days_ago", [None, 15])
def test_missing_or_old_answers_lead_to_the_questions(anna, ruth, signed_in, days_ago):
    if days_ago is not None:
        answered(anna, ruth, days_ago)
    plan = builders.drafted_plan(anna, ruth)
    response = press(signed_in(ruth), plan)

    assert response.url == reverse("screen-patient", args=[anna.pk])
    assert plan.versions.get().screening is None


def test_a_draft_without_targets_is_not_screened(anna, ruth, signed_in):
    answered(anna, ruth)
    plan = builders.drafted_plan(anna, ruth, targets=())
    response = press(signed_in(ruth), plan)
    assert "Add the targets first" in response.content.decode()
    assert plan.versions.get().screening is None


@pytest.mark.parametrize("who", ["ben", "ines"])
def test_only_physicians_screen(anna, ruth, request, signed_in, who):
    plan = builders.drafted_plan(anna, ruth)
    assert press(signed_in(request.getfixturevalue(who)), plan).status_code == 403


def test_looking_does_not_screen(anna, ruth, signed_in):
    plan = builders.drafted_plan(anna, ruth)
    assert signed_in(ruth).get(reverse("screen-plan", args=[plan.pk])).status_code == 405
