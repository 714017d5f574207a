from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from tests.built_once import parts
from tests.treatments.builders import TODAY, anna_with_ruth
from tests.treatments.days import agreed_plan, given, noon, pain, started
from treatments import outcomes
from treatments.actions import follow_ups, session_signing
from treatments.models import FollowUp, Plan, Score, Session

pytestmark = pytest.mark.django_db

SIX_WEEKS = TODAY + timedelta(days=42)


def build():
    there = anna_with_ruth()
    there.plan = agreed_plan(there.anna, there.ruth)
    return there


ruth, ben, anna, plan = parts("ruth", "ben", "anna", "plan")


@pytest.fixture
def visit(plan, ruth):
    """The 6-week visit after one session at pain 7; the other two were left out."""
    given(plan.sessions.get(number=1), ruth, scores=pain("7") | {"percent_normal": Decimal(40)})
    for number in (2, 3):
        session = plan.sessions.get(number=number)
        session_signing.drop_session(
            session=session, revision=session.revision, reason="Enough", by=ruth, today=TODAY
        )
    return plan.follow_ups.get(offset_days=42)


def record(visit, by, decision, values=None, note=""):
    return follow_ups.record_follow_up(
        follow_up=visit,
        revision=visit.revision,
        decision=decision,
        values=values or {},
        note=note,
        by=by,
        now=noon(SIX_WEEKS),
        today=SIX_WEEKS,
    )


# ---------------------------------------------------------------- scores


def test_pain_from_7_to_4_is_a_meaningful_improvement(visit, plan, ruth):
    record(visit, ruth, "continue", pain("4") | {"percent_normal": Decimal(70)})

    lines = {line.instrument.code: line for line in outcomes.lines(plan, plan.signed_version())}
    assert lines["nrs_pain"].latest.change_words == "−3 (43 % less)"
    assert lines["nrs_pain"].latest.verdict == ("ok", "Meaningful improvement")
    assert lines["percent_normal"].latest.change_words == "+30 (75 % more)"
    assert lines["percent_normal"].latest.verdict == ("info", "Better")


@pytest.mark.parametrize(
    ("value", "words"),
    [("6", "No meaningful change"), ("7", "No meaningful change"), ("9", "Worse")],
)
def test_too_small_a_change_is_not_called_meaningful(visit, plan, ruth, value, words):
    record(visit, ruth, "continue", pain(value))
    line = outcomes.lines(plan, None)[0]
    assert line.latest.verdict[1] == words


@pytest.mark.parametrize("value", ["-1", "11", "4.5", "NaN"])
def test_a_score_outside_its_range_is_refused_and_nothing_is_saved(visit, ruth, value):
    with pytest.raises(ValidationError) as refused:
        record(visit, ruth, "continue", {"percent_normal": Decimal(50)} | pain(value))
    assert list(refused.value.message_dict) == ["nrs_pain"]
    assert Score.objects.filter(moment="follow_up").count() == 0
    assert FollowUp.objects.get(pk=visit.pk).state == "due"


def test_a_score_that_nobody_knows_is_refused(visit, ruth):
    with pytest.raises(ValidationError, match="not in the catalogue"):
        record(visit, ruth, "continue", {"made_up": Decimal(1)})


def baseline(plan, by, values, on=TODAY):
    return follow_ups.record_baseline(plan=plan, values=values, taken_on=on, today=TODAY, by=by)


def test_a_baseline_is_kept_once(plan, ruth):
    baseline(plan, ruth, pain("7"))
    with pytest.raises(ValidationError) as refused:
        baseline(plan, ruth, pain("6"))
    assert refused.value.message_dict == {"nrs_pain": ["This score has its baseline already."]}
    assert Score.objects.get().value == 7


@pytest.mark.parametrize("days", [1, 400])
def test_a_baseline_in_the_future_is_refused(plan, ruth, days):
    with pytest.raises(ValidationError) as refused:
        baseline(plan, ruth, pain("7"), on=TODAY + timedelta(days=days))
    assert list(refused.value.message_dict) == ["taken_on"]


def test_a_baseline_after_the_first_session_is_refused(plan, ruth):
    given(plan.sessions.get(number=1), ruth)
    with pytest.raises(ValidationError, match="before the first session"):
        follow_ups.record_baseline(
            plan=plan,
            values=pain("7"),
            taken_on=TODAY + timedelta(days=1),
            today=TODAY + timedelta(days=1),
            by=ruth,
        )


def test_an_empty_baseline_is_refused(plan, ruth):
    with pytest.raises(ValidationError, match="at least one"):
        baseline(plan, ruth, {})


# ---------------------------------------------------------------- decisions


@pytest.mark.parametrize(
    ("decision", "state", "later_visits"),
    [
        ("continue", "active", "due"),
        ("change", "active", "due"),
        ("stop", "stopped", "dropped"),
        ("refer", "stopped", "dropped"),
        ("discharge", "completed", "due"),
    ],
)
def test_the_decision_closes_the_plan_or_leaves_it(
    visit, plan, ruth, decision, state, later_visits
):
    done = record(visit, ruth, decision, note=" As agreed ")
    plan.refresh_from_db()
    assert (done.state, done.decision, done.note) == ("done", decision, "As agreed")
    assert (done.signed_by, done.done_on) == (ruth, SIX_WEEKS)
    assert plan.state == state
    assert plan.follow_ups.get(offset_days=180).state == later_visits


def test_discharge_leaves_the_planned_sessions_out(plan, ruth):
    given(plan.sessions.get(number=1), ruth, scores=pain("7"))
    visit = follow_ups.add_follow_up(plan=plan, target_on=SIX_WEEKS, today=TODAY, by=ruth)
    record(visit, ruth, "discharge", pain("1"))
    plan.refresh_from_db()
    assert (plan.state, plan.closed_on) == ("completed", SIX_WEEKS)
    assert list(plan.sessions.values_list("state", flat=True)) == ["given", "dropped", "dropped"]
    assert Session.objects.get(plan=plan, number=2).dropped_reason == (
        "Decided at the follow-up visit: Discharge, goal reached"
    )


def test_a_plan_is_not_closed_over_a_started_session(plan, ruth):
    given(plan.sessions.get(number=1), ruth)
    started(plan.sessions.get(number=2), ruth, on=TODAY + timedelta(days=21))
    visit = follow_ups.add_follow_up(plan=plan, target_on=SIX_WEEKS, today=TODAY, by=ruth)
    with pytest.raises(ValidationError, match="Session 2 was started"):
        record(visit, ruth, "stop", pain("4"))
    assert Plan.objects.get(pk=plan.pk).state == "active"
    assert Score.objects.filter(moment="follow_up").count() == 0


@pytest.mark.parametrize("decision", ["", "perhaps"])
def test_a_visit_needs_a_decision(visit, ruth, decision):
    with pytest.raises(ValidationError) as refused:
        record(visit, ruth, decision, pain("4"))
    assert list(refused.value.message_dict) == ["decision"]


def test_a_visit_is_recorded_once(visit, ruth):
    done = record(visit, ruth, "continue")
    with pytest.raises(ValidationError, match="done already"):
        record(done, ruth, "stop")


def test_a_stale_visit_form_is_refused(visit, ruth):
    FollowUp.objects.filter(pk=visit.pk).update(revision=9)
    with pytest.raises(ValidationError) as refused:
        record(visit, ruth, "stop")
    assert refused.value.code == "stale"


def test_a_signed_visit_never_changes(visit, ruth):
    record(visit, ruth, "continue")
    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUp.objects.filter(pk=visit.pk).update(note="Other")


def test_after_discharge_a_late_visit_can_still_be_recorded_but_changes_no_plan(visit, plan, ruth):
    record(visit, ruth, "discharge")
    late = plan.follow_ups.get(offset_days=180)
    with pytest.raises(ValidationError, match="make a new plan"):
        record(late, ruth, "change")
    assert record(late, ruth, "continue", pain("1")).state == "done"


@pytest.mark.parametrize("days", [-1, 6 * 365])
def test_an_added_visit_lies_ahead_and_not_too_far(plan, ruth, days):
    with pytest.raises(ValidationError) as refused:
        follow_ups.add_follow_up(
            plan=plan, target_on=TODAY + timedelta(days=days), today=TODAY, by=ruth
        )
    assert list(refused.value.message_dict) == ["target_on"]
