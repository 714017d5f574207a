from datetime import timedelta
from uuid import uuid4

import pytest

from tests.built_once import parts
from tests.treatments.builders import TODAY, anna_with_ruth
from tests.treatments.days import agreed_plan, given, pain
from tests.treatments.pages import url
from treatments.actions import follow_ups
from treatments.models import FollowUp, Score

pytestmark = pytest.mark.django_db

SIX_WEEKS = TODAY + timedelta(days=42)


def build():
    """Under treatment: one session given at pain 7, two to come."""
    there = anna_with_ruth()
    there.plan = agreed_plan(there.anna, there.ruth)
    given(there.plan.sessions.get(number=1), there.ruth, scores=pain("7"))
    return there


ruth, ben, anna, plan = parts("ruth", "ben", "anna", "plan")


@pytest.fixture
def visit(plan, ruth, at_noon):
    at_noon(SIX_WEEKS)
    return follow_ups.add_follow_up(plan=plan, target_on=SIX_WEEKS, today=TODAY, by=ruth)


def send(client, visit, **fields):
    form = {"revision": visit.revision, "form_token": str(uuid4()), "decision": "continue"}
    return client.post(url("record-follow-up", visit.pk), form | fields)


def test_a_visit_that_is_due_can_be_recorded_and_booked(visit, ruth, signed_in):
    page = signed_in(ruth).get(url("follow-up", visit.pk)).content.decode()
    assert url("record-follow-up", visit.pk) in page
    assert url("book-follow-up", visit.pk) in page
    assert "7 of 10" in page


def test_baseline_and_today_stand_side_by_side(visit, ruth, signed_in):
    client = signed_in(ruth)
    page = client.get(url("record-follow-up", visit.pk)).content.decode()
    assert "7 of 10" in page
    send(client, visit, **{"score-nrs_pain": "4", "score-pgic": "2"})
    page = client.get(url("follow-up", visit.pk)).content.decode()
    assert "−3 (43 % less)" in page
    assert page.count("Meaningful improvement") == 2
    assert "Much better" in page


@pytest.mark.parametrize(
    ("decision", "follows", "words"),
    [
        ("continue", "session", "Session 2 is next"),
        ("change", "revise-plan", "Revise the plan"),
        ("stop", "patient-visits", "The plan is closed"),
        ("refer", "patient-visits", "The plan is closed"),
        ("discharge", "patient-visits", "The plan is closed"),
    ],
)
def test_the_page_says_what_follows_from_the_decision(
    visit, plan, anna, ruth, signed_in, decision, follows, words
):
    client = signed_in(ruth)
    assert send(client, visit, decision=decision).url == url("follow-up", visit.pk)
    page = client.get(url("follow-up", visit.pk)).content.decode()
    target = {
        "session": plan.sessions.get(number=2).pk,
        "revise-plan": plan.pk,
        "patient-visits": anna.pk,
    }[follows]
    assert words in page
    assert url(follows, target) in page


@pytest.mark.parametrize(
    "fields",
    [
        {"decision": ""},
        {"decision": "perhaps"},
        {"score-nrs_pain": "11"},
        {"score-nrs_pain": "x"},
        {"score-pgic": "9"},
        {"note": "x" * 4001},
        {"note": "a\x00b"},
        {"revision": "0"},
        {"revision": ""},
    ],
)
def test_bad_input_signs_nothing_and_keeps_what_was_typed(visit, ruth, signed_in, fields):
    typed = {"note": "Walks to the market", "score-percent_normal": "70"} | fields
    sent = send(signed_in(ruth), visit, **typed)
    page = sent.content.decode()
    assert sent.status_code == 200
    assert "Nothing was saved" in page
    assert 'value="70"' in page
    assert FollowUp.objects.get().state == "due"
    assert Score.objects.filter(moment="follow_up").count() == 0


def test_sent_twice_it_is_signed_once(visit, ruth, signed_in):
    client, token = signed_in(ruth), str(uuid4())
    one = send(client, visit, form_token=token)
    two = send(client, visit, form_token=token)
    assert one.url == two.url


def test_after_a_decision_the_form_refuses_another(visit, ruth, signed_in):
    client = signed_in(ruth)
    send(client, visit)
    visit.refresh_from_db()
    sent = send(client, visit, decision="stop")
    assert sent.status_code == 200
    assert "done already" in sent.content.decode()


def test_the_front_desk_opens_no_visit(visit, plan, ben, signed_in):
    client = signed_in(ben)
    assert client.get(url("follow-up", visit.pk)).status_code == 403
    assert send(client, visit).status_code == 403
    assert client.get(url("add-follow-up", plan.pk)).status_code == 403


def test_what_was_typed_is_text_and_not_markup(visit, ruth, signed_in):
    client = signed_in(ruth)
    send(client, visit, note="<script>alert(1)</script>")
    page = client.get(url("follow-up", visit.pk)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_visit_is_added(plan, ruth, signed_in, at_noon):
    at_noon(TODAY)
    form = {"target_on": SIX_WEEKS.isoformat(), "form_token": str(uuid4())}
    sent = signed_in(ruth).post(url("add-follow-up", plan.pk), form)
    visit = FollowUp.objects.get()
    assert sent.url == url("follow-up", visit.pk)
    assert (visit.target_on, visit.opens_on) == (SIX_WEEKS, SIX_WEEKS - timedelta(days=3))


@pytest.mark.parametrize("day", ["", "2026-13-01", "2026-11-01", "9999-12-31", "soon"])
def test_an_impossible_day_adds_no_visit(plan, ruth, signed_in, at_noon, day):
    at_noon(TODAY)
    sent = signed_in(ruth).post(url("add-follow-up", plan.pk), {"target_on": day})
    assert sent.status_code == 200
    assert FollowUp.objects.count() == 0
