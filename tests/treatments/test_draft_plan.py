import pytest
from django.urls import reverse

from tests.treatments.builders import protocol
from treatments.models import Plan

pytestmark = pytest.mark.django_db

BLANK = {"protocol": "", "region": "knee", "side": "right", "indication": "Knee pain"}


@pytest.fixture
def draft(anna, ruth, signed_in):
    client = signed_in(ruth)
    return lambda data: client.post(reverse("draft-plan", args=[anna.pk]), data)


def test_protocols_are_offered_by_region_with_their_evidence(anna, ruth, signed_in):
    protocol()
    text = signed_in(ruth).get(reverse("draft-plan", args=[anna.pk])).content.decode()
    assert 'value="knee_oa_whole_joint"' in text
    assert "Randomized trial: no benefit" in text


def test_a_blank_plan_opens_as_a_draft(draft, anna, ruth):
    response = draft(BLANK)
    plan = Plan.objects.get()
    assert response.url == reverse("edit-plan", args=[plan.pk])
    assert (plan.patient, plan.physician, plan.state) == (anna, ruth, "draft")


def test_a_plan_from_a_protocol_takes_its_region_and_condition(draft):
    protocol()
    draft({"protocol": "knee_oa_whole_joint", "side": "left"})
    version = Plan.objects.get().versions.get()
    assert (version.place, version.indication_code) == ("left knee", "M17.12")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"side": ""}, "Choose the side of the knee."),
        ({"side": "midline"}, "the side must be one of"),
        ({"side": "upside down"}, "Select a valid choice"),
        ({"region": ""}, "Choose the region."),
        ({"region": "tail"}, "Select a valid choice"),
        ({"indication": ""}, "This field cannot be blank."),
        ({"indication": "x" * 301}, "at most 300 characters"),
        ({"indication": "a\x00b"}, "Null characters are not allowed."),
        ({"indication_code": "knee"}, "An ICD-10-CM code looks like M17.11."),
        ({"protocol": "no_such"}, "Choose a protocol of the library"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(draft, change, message):
    response = draft(BLANK | change)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Plan.objects.exists()


def test_what_was_typed_stays(draft):
    text = draft(BLANK | {"side": "", "indication": "Knee pain on stairs"}).content.decode()
    assert 'value="Knee pain on stairs"' in text
    assert '<option value="knee" selected>' in text


def test_sent_twice_it_is_one_plan(draft):
    token = {"form_token": "0d1e6e5c-7d5c-4f4e-9a0e-1f2a3b4c5d6e"}
    first, second = draft(BLANK | token), draft(BLANK | token)
    assert first.url == second.url
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("who", ["ben", "ines"])
def test_only_physicians_plan(anna, request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse("draft-plan", args=[anna.pk])).status_code == 403
    assert client.post(reverse("draft-plan", args=[anna.pk]), BLANK).status_code == 403
    assert not Plan.objects.exists()


def test_an_unknown_patient_is_not_found(ruth, signed_in):
    assert signed_in(ruth).get(reverse("draft-plan", args=[4711])).status_code == 404
