"""A signed record that was made in error: it stays to be read and counts for nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from patients.rules.facts import PlanContext
from tests import people
from tests.treatments.builders import KNEE, KNEE_JOINT, TODAY, replace
from tests.treatments.days import agreed_plan, given, noon, pain, started, written
from tests.treatments.pages import url
from treatments import outcomes
from treatments.actions import after_signing, session_signing
from treatments.actions.signing import revise_plan
from treatments.context import plan_context
from treatments.models import CheckCall, RecordVoid, Session
from treatments.session_day import scores_asked

pytestmark = pytest.mark.django_db

THREE_WEEKS = timedelta(days=21)


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def plan(anna, ruth):
    return agreed_plan(anna, ruth)


def void(record, by, on=TODAY, reason="Recorded for the wrong patient"):
    return after_signing.void_record(record=record, reason=reason, by=by, now=noon(on), today=on)


def standing(plan, number):
    return plan.sessions.numbered().get(number=number)


def form(**more):
    return {"reason": "Recorded for the wrong patient", "password": people.PASSWORD} | more


# ------------------------------------------------------------------ the page


def test_it_is_declared_void_with_a_reason_and_the_password(plan, ruth, signed_in):
    session = given(plan.sessions.get(number=1), ruth).session
    client = signed_in(ruth)
    assert client.post(url("void-record", session.pk), form()).url == url("session", session.pk)

    page = client.get(url("session", session.pk)).content.decode()
    for words in (
        "This record is void",
        "Recorded for the wrong patient",
        "Declared void by Ruth Adler, MD, Mon 2 Nov 2026, 12:00 pm",
        "6 mL of dextrose 25 %",
        url("session", standing(plan, 1).pk),
    ):
        assert words in page
    assert url("void-record", session.pk) not in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"password": "wrong"}, "password"),
        ({"password": ""}, "password"),
    ],
)
def test_a_refused_void_keeps_the_reason_and_changes_nothing(plan, ruth, signed_in, change, field):
    session = given(plan.sessions.get(number=1), ruth).session
    sent = signed_in(ruth).post(url("void-record", session.pk), form(**change))
    assert list(sent.context["form"].errors) == [field]
    assert change.get("reason", "Recorded for the wrong patient") in sent.content.decode()
    session.refresh_from_db()
    assert (session.state, RecordVoid.objects.count()) == ("given", 0)


@pytest.mark.parametrize("make", [started, written])
def test_a_draft_is_changed_and_not_declared_void(plan, ruth, signed_in, make):
    record = make(plan.sessions.get(number=1), ruth)
    assert signed_in(ruth).get(url("void-record", record.session_id)).status_code == 302
    with pytest.raises(ValidationError, match="not signed yet"):
        void(record, ruth)


def test_it_is_declared_void_once(plan, ruth, signed_in):
    record = given(plan.sessions.get(number=1), ruth)
    void(record, ruth)
    assert signed_in(ruth).get(url("void-record", record.session_id)).status_code == 302
    with pytest.raises(ValidationError, match="void already"):
        void(record, ruth)


# ------------------------------------------------------------------ what counts


def test_a_new_session_takes_the_number_and_the_windows_are_counted_anew(plan, ruth):
    record = given(plan.sessions.get(number=1), ruth)
    assert standing(plan, 2).opens_on == TODAY + timedelta(days=14)

    void(record, ruth)

    assert list(plan.sessions.order_by("number", "pk").values_list("number", "state")) == [
        (1, "voided"),
        (1, "planned"),
        (2, "planned"),
        (3, "planned"),
    ]
    assert standing(plan, 1).opens_on == TODAY
    assert given(standing(plan, 1), ruth).session.number == 1


def test_after_the_last_session_the_follow_up_visits_wait_for_it_again(anna, ruth):
    content = replace(KNEE, sessions_min=1, sessions_target=1, sessions_max=1)
    plan = agreed_plan(anna, ruth, content=content)
    record = given(plan.sessions.get(number=1), ruth)
    assert plan.follow_ups.filter(state="due").count() == 2

    void(record, ruth)
    assert plan.follow_ups.filter(state="due").count() == 0

    given(standing(plan, 1), ruth, on=TODAY + timedelta(days=7))
    assert list(plan.follow_ups.filter(state="due").values_list("target_on", flat=True)) == [
        TODAY + timedelta(days=49),
        TODAY + timedelta(days=187),
    ]


def test_a_plan_that_is_over_gets_no_new_session(plan, ruth):
    record = given(plan.sessions.get(number=1), ruth)
    for number in (2, 3):
        session = standing(plan, number)
        session_signing.drop_session(
            session=session, revision=session.revision, reason="Enough", by=ruth, today=TODAY
        )
    plan.refresh_from_db()
    plan.state, plan.closed_on = "completed", TODAY
    plan.save(update_fields=["state", "closed_on"])
    void(record, ruth)
    assert [session.state for session in plan.sessions.order_by("number")] == [
        "voided",
        "dropped",
        "dropped",
    ]


def test_rules_know_nothing_of_it(plan, ruth):
    record = given(plan.sessions.get(number=1), ruth)
    void(record, ruth)
    context: PlanContext = plan_context(plan.signed_version())
    assert (context.given, context.earliest_on) == (0, None)


def test_another_plan_for_the_same_knee_does_not_wait_for_it(anna, plan, ruth):
    record = given(plan.sessions.get(number=1), ruth)
    other = agreed_plan(anna, ruth, targets=(replace(KNEE_JOINT),))
    assert plan_context(other.signed_version()).earliest_on == TODAY + timedelta(days=14)
    void(record, ruth)
    assert plan_context(other.signed_version()).earliest_on is None


def test_its_scores_are_not_compared_and_are_asked_for_again(plan, ruth):
    given(plan.sessions.get(number=1), ruth, scores=pain("7"))
    later = TODAY + THREE_WEEKS
    record = given(standing(plan, 2), ruth, on=later, scores=pain("2"))
    assert [row.code for row in scores_asked(standing(plan, 3), later)] == ["percent_normal"]

    void(record, ruth, on=later)

    lines = outcomes.lines(plan, plan.signed_version())
    assert [line.latest for line in lines if line.instrument.code == "nrs_pain"] == [None]
    assert [row.code for row in scores_asked(standing(plan, 2), later)] == [
        "nrs_pain",
        "percent_normal",
    ]


def test_nobody_is_called_about_it(plan, ruth, ben, signed_in, at_noon):
    record = given(plan.sessions.get(number=1), ruth)
    at_noon(TODAY + timedelta(days=3))
    client = signed_in(ben)
    assert "Check after session 1" in client.get(url("home")).content.decode()

    void(record, ruth)

    assert "Check after session 1" not in client.get(url("home")).content.decode()
    assert "Anna Berg" not in client.get(url("check-calls")).content.decode()
    assert CheckCall.objects.to_make().count() == 0


def test_the_course_of_the_desk_and_of_a_revision_leaves_it_out(plan, anna, ruth, ben, signed_in):
    void(given(plan.sessions.get(number=1), ruth), ruth)
    page = signed_in(ben).get(url("patient-visits", anna.pk)).content.decode()
    assert page.count(", session 1<") <= 1
    assert "void" not in page.lower()
    assert revise_plan(plan=plan, reason="Again", by=ruth).sessions_target == 3


def test_the_plan_shows_it_as_void(plan, ruth, signed_in):
    session = given(plan.sessions.get(number=1), ruth).session
    void(session.record, ruth)
    page = signed_in(ruth).get(url("plan", plan.pk)).content.decode()
    assert ">Void<" in page
    assert url("session", session.pk) in page


def test_a_session_given_under_it_keeps_its_record_and_the_state_is_final(plan, ruth):
    session = given(plan.sessions.get(number=1), ruth).session
    void(session.record, ruth)
    again = Session.objects.get(pk=session.pk)
    assert (again.state, again.given_on, again.record.note[:10]) == ("voided", TODAY, "Session 1.")
