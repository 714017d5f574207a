"""Entry criterion, ages and conservative care: what gates the signature of a plan."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from patients.models import PriorTreatment
from staff import clock
from tests import people
from tests.treatments import builders
from tests.treatments.builders import KNEE, KNEE_LIGAMENT
from treatments.actions import plans, signing
from treatments.entry import Entry, age_problem, entry_of
from treatments.models import PlanVersion, ProtocolVersion

pytestmark = pytest.mark.django_db

ASKED = "translation > 2.7 mm"


@pytest.mark.parametrize(
    ("ages", "minors", "age", "problem"),
    [
        ((9, 17), True, 9, ""),
        ((9, 17), True, 17, ""),
        ((9, 17), True, 18, "from 9 to 17 years old"),
        ((40, None), False, 39, "from 40 years"),
        ((None, 60), False, 61, "up to 60 years old"),
        ((None, None), False, 18, ""),
        ((None, None), True, 12, ""),
    ],
)
def test_the_age_is_held_against_the_protocol(ages, minors, age, problem):
    protocol = ProtocolVersion(age_min=ages[0], age_max=ages[1], minors=minors)
    words = f"The protocol is for patients {problem}; this patient is {age}." if problem else ""
    assert age_problem(protocol, age, adult_age=18) == words


def test_a_protocol_that_says_nothing_of_minors_is_not_for_them():
    assert age_problem(ProtocolVersion(), 17, adult_age=18) == (
        "The protocol does not say that it is for patients under 18; this patient is 17."
    )


def test_a_blank_plan_asks_nothing(anna, ruth):
    version = builders.drafted_plan(anna, ruth).versions.get()
    assert entry_of(version, today=clock.today(), adult_age=18) == Entry()


def screened(plan, by):
    signing.screen_plan(
        plan=plan, by=by, now=clock.now(), today=clock.today(), answers=builders.FINE
    )
    return plan


@pytest.fixture
def plan(anna, ruth):
    """From a protocol with an entry criterion."""
    criterion = builders.protocol("knee_oa_whole_joint")
    draft = ProtocolVersion.objects.get(pk=criterion.pk)
    draft.pk, draft.number, draft.state = None, 2, ProtocolVersion.State.DRAFT
    draft.entry_criterion, draft.approved_at, draft.approved_by = ASKED, None, None
    draft.save()
    plan = builders.drafted_plan(anna, ruth)
    PlanVersion.objects.filter(plan=plan).update(protocol_version=draft)
    return screened(plan, ruth)


def sign(client, plan):
    draft = signing.draft_of(plan)
    return client.post(reverse("sign-plan", args=[plan.pk]), {"revision": draft.revision})


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (
            {"entry_met": None},
            f"Say whether the protocol's entry criterion is met: {ASKED}.",
        ),
        (
            {"entry_met": False},
            "Say why the protocol is used although its entry criterion is not met.",
        ),
        ({"entry_met": False, "entry_reason": "Both other criteria are met"}, None),
        ({"entry_met": True}, None),
    ],
)
def test_the_entry_criterion_is_met_or_overridden(plan, ruth, signed_in, entry, problem):
    PlanVersion.objects.filter(plan=plan).update(**entry)
    client = signed_in(ruth)
    page = client.get(reverse("plan", args=[plan.pk]))
    said = [gap.words for gap in page.context["gaps"]]
    assert said == ([problem] if problem else [])

    response = sign(client, plan)
    plan.refresh_from_db()
    assert (plan.state == "active") == (problem is None)
    if problem:
        assert response.context["problems"] == [problem]
        assert page.context["gaps"][0].url == reverse("edit-plan", args=[plan.pk])


def test_saying_no_needs_a_reason_at_once(plan, ruth):
    version = signing.draft_of(plan)
    with pytest.raises(ValidationError) as refused:
        plans.write_draft(
            version=version,
            revision=version.revision,
            by=ruth,
            content=replace(KNEE, entry_met=False),
            targets=(builders.KNEE_JOINT,),
        )
    assert refused.value.message_dict["entry_reason"] == [
        "Say why the protocol is used although it is not met."
    ]


def test_the_draft_asks_and_keeps_the_answer(plan, ruth, signed_in):
    page = signed_in(ruth).get(reverse("edit-plan", args=[plan.pk]))
    text = page.content.decode()
    assert "translation &gt; 2.7 mm" in text
    form = page.context["form"]
    assert form.fields["entry_met"].clean("no") is False
    assert form.fields["entry_met"].clean("yes") is True
    assert form.fields["entry_met"].clean("") is None


def test_an_adult_in_a_protocol_for_adolescents_needs_a_reason(anna, ruth, signed_in):
    tuberosity = replace(KNEE_LIGAMENT, structure="knee_tibial_tuberosity")
    plan = builders.drafted_plan(anna, ruth, targets=(tuberosity,))
    adolescents = builders.protocol("osgood_schlatter")
    PlanVersion.objects.filter(plan=plan).update(protocol_version=adolescents)
    screened(plan, ruth)
    response = sign(signed_in(ruth), plan)
    assert response.context["problems"] == [
        f"The protocol is for patients from 9 to 17 years old; this patient is "
        f"{anna.age_on(clock.today())}. Say why it is used all the same."
    ]


def test_conservative_care_is_recorded_or_decided_before_the_signature(ruth, ben, signed_in):
    otto = builders.healthy(people.patient("Otto Frey", registered_by=ben), ruth)
    PriorTreatment.objects.filter(patient=otto).update(
        voided_at=builders.NOW, voided_by=ruth, void_reason="Not his"
    )
    plan = builders.drafted_plan(otto, ruth)
    answers = builders.FINE | {"conservative_care_tried": "no"}
    signing.screen_plan(plan=plan, by=ruth, now=clock.now(), today=clock.today(), answers=answers)
    client = signed_in(ruth)
    page = client.get(reverse("plan", args=[plan.pk]))
    screening = plan.versions.get().screening
    assert [(gap.words, gap.url) for gap in page.context["gaps"]] == [
        ("Conservative care not tried (R33).", reverse("screening", args=[screening.pk]))
    ]
    response = sign(client, plan)
    assert "open: Conservative care not tried (R33)" in response.content.decode()
    assert not plan.versions.get().is_signed


def test_a_minor_needs_a_decision_before_the_signature(ruth, ben, signed_in):
    tim = people.patient("Tim Young", birth_date=date(2013, 5, 1), registered_by=ben)
    plan = screened(builders.drafted_plan(builders.healthy(tim, ruth), ruth), ruth)
    response = sign(signed_in(ruth), plan)
    assert "Minor (R24)" in response.content.decode()
    assert not plan.versions.get().is_signed
