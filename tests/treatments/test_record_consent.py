import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from patients.models import Consent
from staff import clock
from tests import people
from tests.treatments import builders
from treatments import consent_text
from treatments.actions.signing import close_plan
from treatments.consent_state import consent_context

pytestmark = pytest.mark.django_db

DRAWN = [[[100, 600], [300, 200], [500, 700], [700, 300]]]
SIGNED = {
    "own_goal": "Walk to the market",
    "understanding_check": "answer",
    "understanding_words": "Sugar water into the knee; it may get infected",
    "signed_name": "Anna Berg",
    "signature": json.dumps(DRAWN),
}


@pytest.fixture
def plan(anna, ruth):
    return builders.signed_plan(anna, ruth, targets=(builders.KNEE_JOINT, builders.KNEE_LIGAMENT))


@pytest.fixture
def minors_plan(ruth):
    tim = people.patient("Tim Young", birth_date=clock.today() - timedelta(days=14 * 365))
    return builders.signed_plan(builders.healthy(tim, ruth), ruth)


def points(plan):
    told = consent_context(plan.versions.get(signed_at__isnull=False))
    risks, statements = consent_text.risks_for(told), consent_text.statements_for(told)
    return [point.code for point in (*risks, *statements)]


def record(client, plan, *, unticked=(), **changes):
    ticks = {code: "on" for code in points(plan) if code not in unticked}
    return client.post(reverse("record-consent", args=[plan.pk]), ticks | SIGNED | changes)


def test_nothing_is_ticked_beforehand(plan, ruth, signed_in):
    response = signed_in(ruth).get(reverse("record-consent", args=[plan.pk]))
    text = response.content.decode()
    assert text.count('type="checkbox"') == len(points(plan))
    assert "checked" not in text


def test_what_was_typed_into_the_consent_of_a_plan_closed_meanwhile_is_there_to_copy(
    plan, ruth, signed_in
):
    plan.refresh_from_db()
    close_plan(
        plan=plan,
        revision=plan.revision,
        state="cancelled",
        reason="Moved away",
        by=ruth,
        today=clock.today(),
    )
    answer = record(signed_in(ruth), plan)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Consent is given to a signed plan that is not closed." in text
    assert "Walk to the market" in text
    assert not Consent.objects.exists()


def test_consent_covers_places_and_substances_of_the_plan(plan, ruth, signed_in):
    response = record(signed_in(ruth), plan)
    plan.refresh_from_db()
    consent = plan.consent

    assert response.url == reverse("plan", args=[plan.pk])
    assert consent.sites == ["right knee"]
    assert consent.substances == ["dextrose", "lidocaine"]
    assert "anaesthetic_toxicity" in consent.risks
    assert "pneumothorax" not in consent.risks
    assert "understands" in consent.statements
    assert (consent.physician, consent.signed_on) == (ruth, clock.today())
    assert consent.text_version == consent_text.CONSENT_VERSION
    assert (consent.signature, consent.paper_reference) == (DRAWN, "")
    assert consent.understanding_check == "answer"
    assert consent.understanding_words == "Sugar water into the knee; it may get infected"


def test_a_sheet_of_paper_stands_in_for_the_drawing(plan, ruth, signed_in):
    record(signed_in(ruth), plan, signature="", paper_reference="Scan 2026-118")
    consent = Consent.objects.get()
    assert (consent.signature, consent.paper_reference) == ([], "Scan 2026-118")


@pytest.mark.parametrize("code", ["infection", "death", "understands", "wants_it", "cost"])
def test_every_point_must_be_ticked(plan, ruth, signed_in, code):
    code = next(known for known in points(plan) if known.startswith(code.split("_")[0]))
    response = record(signed_in(ruth), plan, unticked=[code])
    assert response.status_code == 200
    assert "Talk this point through and tick it." in response.content.decode()
    assert code in response.context["form"].errors
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"own_goal": ""}, "This field is required."),
        ({"own_goal": "x" * 301}, "at most 300 characters"),
        ({"signed_name": ""}, "This field is required."),
        ({"signed_name": "a\x00b"}, "Null characters are not allowed."),
        ({"understanding_check": ""}, "This field is required."),
        ({"understanding_words": " "}, "This field is required."),
        ({"signature": ""}, "Sign here, or on paper and say below where the sheet is kept."),
        ({"signature": "[[[1, 1]]]"}, "This is too short for a signature."),
        ({"signature": "scribble"}, "The signature did not arrive whole."),
        ({"paper_reference": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_is_missing_is_said_and_ticks_stay(plan, ruth, signed_in, change, message):
    response = record(signed_in(ruth), plan, **change)
    form = response.context["form"]
    assert message in str(form.errors)
    assert form["infection"].value() is True
    assert response.content.decode().count("checked") >= len(points(plan))
    assert not Consent.objects.exists()


def test_a_drawing_comes_back_with_a_refused_form(plan, ruth, signed_in):
    response = record(signed_in(ruth), plan, own_goal="")
    field = response.context["form"]["signature"]
    assert field.value() == json.dumps(DRAWN)
    assert f'value="{json.dumps(DRAWN)}"' in response.content.decode()


def test_a_minor_needs_a_guardian_who_signs(minors_plan, ruth, signed_in):
    client = signed_in(ruth)
    refused = record(client, minors_plan, signed_name="Tim Young")
    assert refused.context["form"].errors == {
        "guardian_name": ["The patient is under 18: a parent or guardian signs too."],
        "guardian_signature": [
            "The parent or guardian signs here, or on paper: say below where the sheet is kept."
        ],
    }
    assert not Consent.objects.exists()

    record(
        client,
        minors_plan,
        signed_name="Tim Young",
        signature="",
        guardian_name="Rosa Young",
        guardian_signature=json.dumps(DRAWN),
    )
    consent = Consent.objects.get()
    assert (consent.guardian_name, consent.guardian_signature) == ("Rosa Young", DRAWN)
    assert consent.guardian_signed


def test_a_guardian_can_sign_on_paper(minors_plan, ruth, signed_in):
    record(
        signed_in(ruth),
        minors_plan,
        signed_name="Tim Young",
        signature="",
        guardian_name="Rosa Young",
        paper_reference="Folder 12",
    )
    assert Consent.objects.get().guardian_signed


def test_an_adult_is_not_asked_for_a_guardian(plan, ruth, signed_in):
    record(signed_in(ruth), plan, guardian_name="Rosa Young", guardian_signature="scribble")
    assert Consent.objects.get().guardian_name == ""


def test_a_trial_without_benefit_is_told(anna, ruth, signed_in):
    plan = builders.signed_plan(
        anna,
        ruth,
        protocol=builders.protocol("low_back_ligaments_20pct"),
        content=replace(
            builders.KNEE,
            region="low_back",
            side="midline",
            indication_code="M54.50",
            spacing_target_days=14,
        ),
        targets=(
            replace(
                builders.KNEE_LIGAMENT,
                structure="low_back_iliolumbar_ligament",
                region="low_back",
                side="midline",
                guidance="palpation",
                dextrose_pct=Decimal(20),
            ),
        ),
    )
    text = signed_in(ruth).get(reverse("record-consent", args=[plan.pk])).content.decode()
    assert "The trial of this protocol found no benefit over saline" in text


def test_a_draft_takes_no_consent(anna, ruth, signed_in):
    plan = builders.drafted_plan(anna, ruth)
    url = reverse("record-consent", args=[plan.pk])
    assert signed_in(ruth).get(url).url == reverse("plan", args=[plan.pk])
    assert signed_in(ruth).post(url, SIGNED).url == reverse("plan", args=[plan.pk])
    assert not Consent.objects.exists()


def test_sent_twice_it_is_one_consent(plan, ruth, signed_in):
    client = signed_in(ruth)
    for _ in range(2):
        record(client, plan, form_token="0d1e6e5c-7d5c-4f4e-9a0e-1f2a3b4c5d6e")
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("who", ["ben", "ines"])
def test_only_physicians_take_consent(plan, request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert record(client, plan).status_code == 403
    assert client.get(reverse("record-consent", args=[plan.pk])).status_code == 403
