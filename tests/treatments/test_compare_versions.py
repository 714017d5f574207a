from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.treatments import builders
from tests.treatments.builders import KNEE, KNEE_JOINT, KNEE_LIGAMENT
from treatments.actions import plans, signing

pytestmark = pytest.mark.django_db

PATELLA = replace(KNEE_LIGAMENT, structure="knee_patellar_tendon")


@pytest.fixture
def plan(anna, ruth):
    return builders.signed_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))


def revised(plan, by, content=KNEE, targets=(KNEE_JOINT, KNEE_LIGAMENT)):
    draft = signing.revise_plan(plan=plan, reason="It helps too little", by=by)
    return plans.write_draft(
        version=draft, revision=draft.revision, by=by, content=content, targets=targets
    )


def compare(client, plan, **choice):
    return client.get(reverse("compare-versions", args=[plan.pk]), choice)


def plain(words):
    return words.replace("\N{NO-BREAK SPACE}", " ")


def changed(response):
    return {
        block.title: [
            (line.what, plain(line.before), plain(line.after))
            for line in block.lines
            if line.is_changed
        ]
        for block in response.context["blocks"]
        if block.is_changed
    }


def test_every_change_is_named_and_the_targets_are_matched(plan, ruth, signed_in):
    weaker = replace(KNEE_JOINT, dextrose_pct=Decimal(20), volume_ml=Decimal(8))
    revised(
        plan,
        ruth,
        content=replace(KNEE, sessions_target=4, spacing_target_days=28),
        targets=(PATELLA, weaker),
    )
    response = compare(signed_in(ruth), plan)
    assert changed(response) == {
        "Plan": [
            ("Sessions", "3 (2 to 5)", "4 (2 to 5)"),
            (
                "Between sessions",
                "3 weeks (21 days), from 14 to 28 days",
                "4 weeks (28 days), from 14 to 28 days",
            ),
        ],
        "Right knee, joint space": [
            ("Solution", "dextrose 25 %", "dextrose 20 %"),
            ("Volume", "6 mL", "8 mL"),
        ],
        "Right knee, patellar tendon": [
            ("Solution", "", "dextrose 15 %, lidocaine 0.2 %"),
            ("Volume", "", "2 mL"),
            ("Needle points", "", "4"),
            ("Route", "", "Outside the joint, at a ligament or tendon"),
            ("Guidance", "", "Ultrasound"),
        ],
        "Right knee, medial collateral ligament": [
            ("Solution", "dextrose 15 %, lidocaine 0.2 %", ""),
            ("Volume", "2 mL", ""),
            ("Needle points", "4", ""),
            ("Route", "Outside the joint, at a ligament or tendon", ""),
            ("Guidance", "Ultrasound", ""),
        ],
    }
    assert [block.change for block in response.context["blocks"]] == ["", "Added", "", "Left out"]


def test_the_same_says_so(plan, ruth, signed_in):
    revised(plan, ruth)
    response = compare(signed_in(ruth), plan)
    assert changed(response) == {}
    assert "The same" in response.content.decode()


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ({}, (1, 3)),
        ({"after": "2"}, (1, 2)),
        ({"before": "2", "after": "1"}, (2, 1)),
        ({"before": "9", "after": "soon"}, (1, 3)),
        ({"before": "\x00", "after": "9" * 400}, (1, 3)),
    ],
)
def test_any_two_versions_can_be_chosen(plan, ruth, signed_in, choice, shown):
    draft = revised(plan, ruth)
    signing.discard_revision(
        version=draft, revision=draft.revision, reason="Thought again", by=ruth, now=builders.NOW
    )
    revised(plan, ruth)
    context = compare(signed_in(ruth), plan, **choice).context
    assert (context["before"].number, context["after"].number) == shown


def test_a_plan_with_one_version_is_compared_with_itself(plan, ruth, signed_in):
    context = compare(signed_in(ruth), plan).context
    assert context["before"] == context["after"]


@pytest.mark.parametrize("targets", [1, 3])
def test_one_target_and_three_targets_take_the_same_queries(
    anna, ruth, signed_in, targets, django_assert_num_queries
):
    chosen = (KNEE_JOINT, KNEE_LIGAMENT, PATELLA)[:targets]
    plan = builders.signed_plan(anna, ruth, targets=chosen)
    revised(plan, ruth, targets=chosen)
    client = signed_in(ruth)
    with django_assert_num_queries(7):
        compare(client, plan)
