from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from staff.models import AccessEvent
from tests import people
from tests.treatments import builders
from tests.treatments.builders import KNEE, KNEE_JOINT, KNEE_LIGAMENT
from tests.treatments.days import agreed_plan, given
from treatments.actions import plans, signing

pytestmark = pytest.mark.django_db


def url(plan):
    return reverse("plan", args=[plan.pk])


def test_the_plan_is_shown_in_words(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    response = signed_in(ruth).get(url(plan))
    rows = response.context["targets"]

    assert "Right knee: Knee osteoarthritis, primary" in response.content.decode()
    assert [row.place for row in rows] == [
        "right knee, joint space",
        "right knee, medial collateral ligament",
    ]
    assert rows[1].solution.replace("\N{NO-BREAK SPACE}", " ") == "dextrose 15 %, lidocaine 0.2 %"
    assert rows[1].volume.replace("\N{NO-BREAK SPACE}", " ") == "2 mL over 4 points"


def test_the_body_map_shows_each_target_by_its_number(anna, ruth, signed_in):
    ligament = replace(
        KNEE_LIGAMENT, map_points=(("front", "0.44", "0.69"), ("back", "0.6", "0.7"))
    )
    plan = builders.signed_plan(anna, ruth, targets=(KNEE_JOINT, ligament))
    response = signed_in(ruth).get(url(plan))
    front, back = response.context["map"].pictures

    assert [(mark.sign, mark.x, mark.y) for mark in front.marks] == [("2", "105.6", "361.56")]
    assert [mark.words for mark in back.marks] == ["2: right knee, medial collateral ligament"]
    assert {shape.label for shape in front.used} == {"right knee, front"}
    assert [line.points for line in response.context["map"].legend] == ["No points", "2 points"]
    assert 'transform="translate(105.6 361.56)"' in response.content.decode()


def test_points_of_earlier_sessions_of_this_patient_alone_can_be_laid_over(
    anna, ruth, ben, signed_in
):
    point = replace(KNEE_JOINT, map_points=(("front", "0.4", "0.69"),))
    plan = agreed_plan(anna, ruth, targets=(point,))
    given(plan.sessions.get(number=1), ruth)
    clara = builders.healthy(people.patient("Clara Diaz", registered_by=ben), ruth)
    other = agreed_plan(clara, ruth, targets=(point,))
    given(other.sessions.get(number=1), ruth)

    (earlier,) = signed_in(ruth).get(url(plan)).context["map"].earlier
    assert (earlier.letter, earlier.label) == ("A", "Session 1, Mon 2 Nov 2026: right knee")
    assert [place for _, place in earlier.points] == ["right knee, joint space"]


def test_what_is_not_mixed_is_named_with_its_product(anna, ruth, signed_in):
    steroid = replace(
        KNEE_JOINT,
        dextrose_pct=None,
        procedure="corticosteroid",
        procedure_detail="<i>Triamcinolone</i> 40 mg",
    )
    plan = builders.signed_plan(anna, ruth, targets=(steroid,))
    response = signed_in(ruth).get(url(plan))
    assert response.context["targets"][0].solution == (
        "corticosteroid (<i>Triamcinolone</i> 40 mg)"
    )
    assert "&lt;i&gt;Triamcinolone&lt;/i&gt; 40 mg" in response.content.decode()


def test_deviations_are_listed_with_their_reasons(anna, ruth, signed_in):
    weaker = replace(KNEE_JOINT, dextrose_pct=Decimal(20))
    content = replace(KNEE, sessions_min=3, spacing_target_days=28)
    plan = builders.signed_plan(
        anna,
        ruth,
        protocol=builders.protocol(),
        content=content,
        targets=(weaker,),
        reasons={"dextrose-20": "Burned last time"},
    )
    text = signed_in(ruth).get(url(plan)).content.decode()
    assert "Where the plan leaves the protocol" in text
    assert "Burned last time" in text


def test_a_revision_shows_what_changes_and_what_consent_does_not_cover(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth)
    draft = signing.revise_plan(plan=plan, reason="The ligament hurts as well", by=ruth)
    plans.write_draft(
        version=draft,
        revision=draft.revision,
        by=ruth,
        content=replace(KNEE, sessions_target=4),
        targets=(KNEE_JOINT, KNEE_LIGAMENT),
    )
    response = signed_in(ruth).get(url(plan))
    gone, new = response.context["changes"]

    assert gone == ["Sessions: 3 (2 to 5)"]
    assert new[0] == "Sessions: 4 (2 to 5)"
    assert new[1].startswith("right knee, medial collateral ligament: dextrose 15")
    assert response.context["consent_gap"] == ["lidocaine"]


def test_a_consent_given_more_than_a_year_ago_is_said(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth, on=builders.TODAY - timedelta(days=400))
    view = signed_in(ruth).get(url(plan)).context["view"]
    assert (view.consent.tone, view.consent.word) == ("stop", "Consent expired")


def test_what_people_typed_is_shown_as_text(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth, content=replace(KNEE, goal="<script>alert(1)</script>"))
    text = signed_in(ruth).get(url(plan)).content.decode()
    assert "&lt;script&gt;alert(1)" in text


def test_reading_is_logged(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth)
    signed_in(ruth).get(url(plan))
    event = AccessEvent.objects.get()
    assert (event.action, event.view, event.patient_id) == ("read", "plan", anna.pk)


def test_the_front_desk_is_refused(anna, ruth, ben, signed_in):
    plan = builders.signed_plan(anna, ruth)
    assert signed_in(ben).get(url(plan)).status_code == 403


def test_an_unknown_plan_is_not_found(ruth, signed_in):
    assert signed_in(ruth).get(reverse("plan", args=[4711])).status_code == 404


@pytest.mark.parametrize("targets", [1, 3])
def test_one_target_and_three_targets_take_the_same_queries(
    anna, ruth, signed_in, targets, django_assert_num_queries
):
    plan = builders.signed_plan(
        anna,
        ruth,
        content=replace(KNEE, sessions_min=1, sessions_target=targets),
        targets=(KNEE_JOINT, KNEE_LIGAMENT, KNEE_LIGAMENT)[:targets],
    )
    builders.consented(plan, ruth)
    client = signed_in(ruth)
    with django_assert_num_queries(14):
        client.get(url(plan))
