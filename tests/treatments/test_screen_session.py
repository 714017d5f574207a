import pytest

from patients.models import Screening
from tests.treatments import builders
from tests.treatments.builders import TODAY
from tests.treatments.days import agreed_plan, started, written
from tests.treatments.pages import record_form, url
from treatments.models import SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def session(anna, ruth):
    return agreed_plan(anna, ruth).sessions.get(number=1)


@pytest.fixture
def changed(session, anna, ruth):
    """Started and cleared; then a line came into the chart that changes nothing."""
    started(session, ruth)
    anna.problems.create(entered_by=ruth, display="Hay fever")
    return session


def page(client, name, session):
    return client.get(url(name, session.pk)).content.decode()


@pytest.mark.parametrize("name", ["session", "record-session"])
def test_one_button_screens_again_with_the_same_answers(changed, ruth, signed_in, name):
    client = signed_in(ruth)
    shown = page(client, name, changed)
    assert f'action="{url("screen-session", changed.pk)}"' in shown
    assert "Screen again with the same answers" in shown
    assert 'name="injections-0-volume_ml"' not in shown

    sent = client.post(url("screen-session", changed.pk))

    assert sent.url == url("prepare-mixes", changed.pk)
    assert Screening.objects.filter(kind="day").count() == 2
    assert 'name="injections-0-volume_ml"' in page(client, "record-session", changed)


def test_what_it_finds_comes_first(session, anna, ruth, signed_in):
    started(session, ruth)
    anna.medications.create(
        entered_by=ruth, name="Eliquis", classes=["anticoagulant"], classed_by="catalogue"
    )
    sent = signed_in(ruth).post(url("screen-session", session.pk))
    assert sent.url == url("screening", Screening.objects.filter(kind="day").latest("pk").pk)


def test_before_the_questions_were_answered_it_leads_to_them(session, ruth, signed_in):
    sent = signed_in(ruth).post(url("screen-session", session.pk))
    assert sent.url == url("start-session", session.pk)
    assert SessionRecord.objects.count() == 0


def test_the_form_that_was_open_is_saved_and_one_that_was_not_is_kept_on_the_screen(
    session, anna, ruth, signed_in
):
    record = started(session, ruth)
    client = signed_in(ruth)
    form = record_form(record)
    anna.problems.create(entered_by=ruth, display="Hay fever")

    sent = client.post(url("record-session", session.pk), form | {"opened_under": ""})
    shown = sent.content.decode()
    assert sent.status_code == 200
    assert "Screen again before anything is injected" in shown
    assert 'name="injections-0-volume_ml"' in shown

    assert client.post(url("record-session", session.pk), form).status_code == 302
    assert SessionRecord.objects.get().is_written


def test_what_is_written_stays_open_and_is_said(session, anna, ruth, signed_in):
    written(session, ruth)
    anna.problems.create(entered_by=ruth, display="Hay fever")
    client = signed_in(ruth)
    for name in ("session", "record-session"):
        shown = page(client, name, session)
        assert "What was injected is recorded and signed as it was" in shown
        assert url("screen-session", session.pk) not in shown
    assert 'name="injections-0-volume_ml"' in page(client, "record-session", session)


def test_without_consent_the_consent_comes_first(session, anna, ruth, signed_in):
    started(session, ruth)
    plan = session.plan
    plan.consent.withdrawn_at = builders.NOW.replace(hour=23)
    plan.consent.withdrawn_by = ruth
    plan.consent.withdrawn_reason = "Afraid"
    plan.consent.save()
    client = signed_in(ruth)
    for name in ("session", "record-session"):
        shown = page(client, name, session)
        assert "The patient withdrew the consent" in shown
        assert url("record-consent", plan.pk) in shown
        assert url("screen-session", session.pk) not in shown

    sent = client.post(url("screen-session", session.pk))
    assert sent.url == url("session", session.pk)
    assert Screening.objects.filter(kind="day").count() == 1


def test_only_physicians_screen(session, ben, ines, signed_in):
    for who in (ben, ines):
        assert signed_in(who).post(url("screen-session", session.pk)).status_code == 403
