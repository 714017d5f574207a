import re
from datetime import timedelta

import pytest

from patients.models import Problem, Result, Screening, ScreeningPolicy
from patients.rules import Policy
from tests.treatments import builders
from tests.treatments.builders import TODAY
from tests.treatments.days import agreed_plan, given, typed
from tests.treatments.pages import start_form, url
from treatments.models import Score, SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def plan(anna, ruth):
    return agreed_plan(anna, ruth)


@pytest.fixture
def session(plan):
    return plan.sessions.get(number=1)


def test_a_cleared_patient_goes_on_to_the_mixes(session, ruth, signed_in):
    sent = signed_in(ruth).post(url("start-session", session.pk), start_form())
    assert sent.url == url("prepare-mixes", session.pk)
    assert Score.objects.get().moment == "baseline"


def test_open_findings_come_first(session, ruth, signed_in):
    sent = signed_in(ruth).post(url("start-session", session.pk), start_form(fever_or_unwell="yes"))
    assert sent.url == url("screening", Screening.objects.get(kind="day").pk)


def test_glucose_is_asked_of_diabetics_only(session, anna, ruth, signed_in):
    client = signed_in(ruth)
    assert 'name="glucose"' not in client.get(url("start-session", session.pk)).content.decode()
    Problem.objects.create(
        patient=anna, entered_by=ruth, display="Type 2 diabetes", system="icd10cm", code="E11.9"
    )
    assert 'name="glucose"' in client.get(url("start-session", session.pk)).content.decode()


def test_weight_is_asked_when_it_is_older_than_90_days(session, anna, ruth, signed_in):
    client = signed_in(ruth)
    weights = Result.objects.filter(kind="weight")
    weights.update(taken_on=TODAY - timedelta(days=91))
    assert 'name="weight"' in client.get(url("start-session", session.pk)).content.decode()
    weights.update(taken_on=TODAY - timedelta(days=90))
    assert 'name="weight"' not in client.get(url("start-session", session.pk)).content.decode()


def test_the_clinic_decides_when_a_weight_is_old(session, anna, ruth, ines, signed_in):
    client = signed_in(ruth)
    assert 'name="weight"' not in client.get(url("start-session", session.pk)).content.decode()
    Result.objects.filter(kind="weight").update(taken_on=TODAY - timedelta(days=31))
    ScreeningPolicy.objects.create(
        number=1,
        values=Policy(weight_max_age_days=30).to_json(),
        reason="Weights change with the season.",
        changed_by=ines,
        changed_at=builders.NOW,
    )
    assert 'name="weight"' in client.get(url("start-session", session.pk)).content.decode()


def test_an_inr_is_asked_on_warfarin(session, anna, ruth, signed_in):
    client = signed_in(ruth)
    assert 'name="inr"' not in client.get(url("start-session", session.pk)).content.decode()
    anna.medications.create(
        entered_by=ruth, name="warfarin", classes=["anticoagulant"], classed_by="catalogue"
    )
    assert 'name="inr"' in client.get(url("start-session", session.pk)).content.decode()


def test_the_reaction_to_the_last_session_is_asked_after_a_first_one(
    plan, session, ruth, signed_in, at_noon
):
    client = signed_in(ruth)
    name = 'name="reaction_last_time"'
    assert name not in client.get(url("start-session", session.pk)).content.decode()
    given(session, ruth)
    at_noon(TODAY + timedelta(days=21))
    second = plan.sessions.get(number=2)
    assert name in client.get(url("start-session", second.pk)).content.decode()


def test_nothing_is_preset(session, ruth, signed_in):
    page = signed_in(ruth).get(url("start-session", session.pk)).content.decode()
    assert "checked=" not in page
    assert not re.search(r"<input[^>]* checked", page)


def test_outside_the_window_a_reason_is_asked_and_what_was_typed_stays(
    session, ruth, signed_in, at_noon
):
    at_noon(session.closes_on + timedelta(days=15))
    client = signed_in(ruth)
    sent = client.post(url("start-session", session.pk), start_form(pulse="71"))
    page = sent.content.decode()
    assert sent.status_code == 200
    assert "Check the patient again and say what you found." in page
    assert 'value="71"' in page
    assert SessionRecord.objects.count() == 0

    sent = client.post(
        url("start-session", session.pk), start_form(outside_window_reason="Was ill")
    )
    assert sent.status_code == 302
    assert SessionRecord.objects.get().outside_window_reason == "Was ill"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pulse", "900"),
        ("pulse", "quick"),
        ("temperature", "-5"),
        ("temperature", "1e400"),
        ("bp_systolic", "12\x000"),
        ("score-nrs_pain", "11"),
        ("score-nrs_pain", "9" * 400),
        ("fever_or_unwell", "maybe"),
        ("antibiotic_last_7_days_on", "2026-02-30"),
        ("temperature_unit", "kelvin"),
    ],
)
def test_bad_input_is_said_and_saves_nothing(session, anna, ruth, signed_in, field, value):
    sent = signed_in(ruth).post(url("start-session", session.pk), start_form(**{field: value}))
    assert sent.status_code == 200
    assert "Nothing was saved" in sent.content.decode()
    assert (SessionRecord.objects.count(), typed(anna), Score.objects.count()) == (0, [], 0)


def test_a_form_sent_twice_screens_once(session, anna, ruth, signed_in):
    client, form = signed_in(ruth), start_form()
    first = client.post(url("start-session", session.pk), form)
    second = client.post(url("start-session", session.pk), form)
    assert first.url == second.url
    assert Screening.objects.filter(kind="day").count() == 1
    assert typed(anna) == ["bp_diastolic", "bp_systolic", "temperature"]


def test_a_given_session_does_not_start_again(session, ruth, signed_in):
    given(session, ruth)
    sent = signed_in(ruth).post(url("start-session", session.pk), start_form())
    assert sent.status_code == 200
    assert "is given already" in sent.content.decode()
