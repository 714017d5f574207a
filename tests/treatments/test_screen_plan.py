from datetime import timedelta
from decimal import Decimal

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


def stale(patient, days=91):
    patient.results.update(taken_on=clock.today() - timedelta(days=days))


def page_of(client, plan):
    return client.get(reverse("plan", args=[plan.pk])).content.decode()


def test_what_is_old_is_measured_beside_the_button(anna, ruth, signed_in):
    answered(anna, ruth)
    stale(anna)
    plan = builders.drafted_plan(anna, ruth, targets=(builders.KNEE_LIGAMENT,))
    client = signed_in(ruth)
    shown = page_of(client, plan)
    assert [kind for kind in builders.MEASURED if f'name="{kind}"' in shown] == [
        "weight", "bp_systolic", "bp_diastolic",
    ]  # fmt: skip

    measured = {"weight": "154", "weight_unit": "lb", "bp_systolic": "128", "bp_diastolic": "82"}
    client.post(reverse("screen-plan", args=[plan.pk]), measured)

    assert plan.versions.get().screening.outcome == "cleared"
    assert anna.results.filter(kind="weight").latest("pk").value == Decimal("69.9")
    assert 'name="weight"' not in page_of(client, plan)


def test_left_out_it_stays_an_open_finding(anna, ruth, signed_in):
    answered(anna, ruth)
    stale(anna)
    plan = builders.drafted_plan(anna, ruth, targets=(builders.KNEE_LIGAMENT,))
    press(signed_in(ruth), plan)

    rules = plan.versions.get().screening.findings.values_list("rule", flat=True)
    assert sorted(rules) == ["R38", "R39", "R46"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weight": "900", "weight_unit": "lb"}, "Weight must be between 1 and 300 kg"),
        ({"weight": "heavy"}, "Enter a number"),
        ({"bp_systolic": "128"}, "Enter the lower figure as well"),
    ],
)
def test_an_impossible_figure_is_said_beside_it_and_nothing_is_kept(
    anna, ruth, signed_in, typed, said
):
    answered(anna, ruth)
    stale(anna)
    plan = builders.drafted_plan(anna, ruth)
    before = anna.results.count()
    response = signed_in(ruth).post(reverse("screen-plan", args=[plan.pk]), typed)

    assert response.status_code == 200
    shown = response.content.decode()
    assert said in shown
    assert f'value="{next(iter(typed.values()))}"' in shown
    assert anna.results.count() == before
    assert plan.versions.get().screening is None


def test_who_only_reads_is_asked_nothing(anna, ruth, ines, signed_in):
    stale(anna)
    plan = builders.drafted_plan(anna, ruth)
    assert 'name="weight"' not in page_of(signed_in(ines), plan)
