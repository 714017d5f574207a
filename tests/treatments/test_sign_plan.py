import pytest
from django.urls import reverse

from patients.models import Screening
from staff import clock
from tests.treatments import builders
from treatments.actions import signing

pytestmark = pytest.mark.django_db


def press(client, plan, revision=None, **data):
    draft = signing.draft_of(plan)
    revision = revision if revision is not None else draft.revision if draft else 1
    return client.post(reverse("sign-plan", args=[plan.pk]), {"revision": revision} | data)


@pytest.fixture
def ready(anna, ruth):
    plan = builders.drafted_plan(anna, ruth)
    signing.screen_plan(
        plan=plan, by=ruth, now=clock.now(), today=clock.today(), answers=builders.FINE
    )
    return plan


def test_a_signed_plan_has_its_sessions_and_asks_for_consent(ready, ruth, signed_in):
    response = press(signed_in(ruth), ready)
    assert response.url == reverse("plan", args=[ready.pk])

    ready.refresh_from_db()
    version = ready.versions.get()
    assert (ready.state, version.signed_by, version.signed_on) == ("active", ruth, clock.today())
    assert ready.sessions.count() == 3
    text = signed_in(ruth).get(response.url).content.decode()
    assert "Record consent" in text


def test_an_open_screening_refuses_the_signature_and_nothing_is_saved(ready, anna, ruth, signed_in):
    anna.medications.create(
        entered_by=ruth, name="Apixaban", classes=["anticoagulant"], classed_by="catalogue"
    )
    runs = Screening.objects.count()
    response = press(signed_in(ruth), ready)
    text = response.content.decode()

    assert "The plan was not signed" in text
    assert "R08" in text
    assert reverse("screening", args=[ready.versions.get().screening_id]) in text
    assert not ready.versions.get().is_signed
    assert ready.sessions.count() == 0
    assert Screening.objects.count() == runs


def test_a_plan_that_was_not_screened_is_not_signed(anna, ruth, signed_in):
    plan = builders.drafted_plan(anna, ruth)
    response = press(signed_in(ruth), plan)
    assert "Screen the patient for this plan first." in response.content.decode()


def test_sent_twice_it_is_signed_once(ready, ruth, signed_in):
    client = signed_in(ruth)
    token = {"form_token": "0d1e6e5c-7d5c-4f4e-9a0e-1f2a3b4c5d6e"}
    first, second = press(client, ready, **token), press(client, ready, **token)
    assert first.url == second.url
    assert ready.sessions.count() == 3


def test_signing_again_is_refused(ready, ruth, signed_in):
    client = signed_in(ruth)
    press(client, ready)
    assert "There is no draft" in press(client, ready).content.decode()
    assert ready.sessions.count() == 3


@pytest.mark.parametrize("revision", ["", "soon", "1", "99999999999999999999"])
def test_a_stale_or_broken_form_does_not_sign(ready, ruth, signed_in, revision):
    response = press(signed_in(ruth), ready, revision=revision)
    assert response.status_code == 200
    assert "Nothing was changed" in response.content.decode()
    assert not ready.versions.get().is_signed


@pytest.mark.parametrize("who", ["ben", "ines"])
def test_only_physicians_sign(ready, request, signed_in, who):
    assert press(signed_in(request.getfixturevalue(who)), ready).status_code == 403
    assert not ready.versions.get().is_signed


def test_looking_does_not_sign(ready, ruth, signed_in):
    assert signed_in(ruth).get(reverse("sign-plan", args=[ready.pk])).status_code == 405
