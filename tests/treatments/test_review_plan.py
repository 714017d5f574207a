"""Stop or go on: after so many sessions without a change that matters, a physician decides."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from patients.models import ScreeningPolicy
from patients.policy import clinic_policy
from patients.rules import Policy
from scheduling.worklists import due_rows, sessions_to_book, shown_due
from tests.treatments.builders import NOW, TODAY, protocol
from tests.treatments.days import agreed_plan, given, noon, pain, started
from tests.treatments.pages import url
from treatments import outcomes
from treatments.actions import follow_ups
from treatments.actions.session_signing import drop_session
from treatments.models import FollowUp, Plan, PlanVersion, SessionRecord
from treatments.reviews import due_reviews, prompt_for

pytestmark = pytest.mark.django_db

SECOND = TODAY + timedelta(days=21)
THIRD = TODAY + timedelta(days=42)


@pytest.fixture
def plan(anna, ruth):
    return agreed_plan(anna, ruth)


def treated(plan, by, *values, first=1):
    """So many sessions three weeks apart, with pain at the start of each; None for not asked."""
    for number, value in enumerate(values, first):
        given(
            plan.sessions.get(number=number),
            by,
            on=TODAY + timedelta(days=21 * (number - 1)),
            scores={} if value is None else pain(value),
        )


def prompt(plan):
    version = plan.signed_version()
    return prompt_for(plan, version, outcomes.lines(plan, version), policy=clinic_policy())


def review(plan, by, decision, note="The scan shows a tear", on=SECOND, **values):
    return follow_ups.review_plan(
        plan=plan,
        decision=decision,
        values=values.get("values", {}),
        note=note,
        by=by,
        now=noon(on) + timedelta(hours=1),
        today=on,
    )


# ------------------------------------------------------------------ when it is due


def test_before_the_first_session_nothing_is_asked(plan):
    assert prompt(plan) is None
    assert due_reviews({plan.pk}) == frozenset()


def test_after_each_session_it_is_asked_and_from_the_second_it_is_compulsory(plan, ruth):
    treated(plan, ruth, "7")
    assert (prompt(plan).due, prompt(plan).title) == (
        False,
        "1 session given and no score to compare",
    )
    treated(plan, ruth, "6", first=2)
    assert (prompt(plan).due, prompt(plan).title) == (
        True,
        "2 sessions given and no meaningful improvement",
    )
    assert due_reviews({plan.pk}) == {plan.pk}


@pytest.mark.parametrize(
    ("second", "due"),
    [("6", True), ("7", True), ("9", True), ("5", True), ("4", False), ("2", False)],
)
def test_only_a_change_that_matters_makes_it_needless(plan, ruth, second, due):
    treated(plan, ruth, "7", second)
    assert (prompt(plan).due, bool(due_reviews({plan.pk}))) == (due, due)


def test_without_a_score_nobody_can_say_that_it_helps(plan, ruth):
    treated(plan, ruth, None, None)
    assert (prompt(plan).due, prompt(plan).title) == (
        True,
        "2 sessions given and no score to compare",
    )


@pytest.mark.parametrize(("after", "due"), [(1, True), (2, True), (3, False)])
def test_the_clinic_says_after_which_session(plan, ruth, ines, after, due):
    treated(plan, ruth, "7", "7")
    ScreeningPolicy.objects.create(
        number=1,
        values=Policy(review_after_session=after).to_json(),
        changed_by=ines,
        changed_at=NOW,
        reason="Ours",
    )
    assert (prompt(plan).due, bool(due_reviews({plan.pk}))) == (due, due)


def test_nothing_is_due_when_no_session_is_left(plan, ruth):
    treated(plan, ruth, "7", "7")
    left = plan.sessions.get(number=3)
    drop_session(session=left, revision=left.revision, reason="Enough", by=ruth, today=SECOND)
    assert not prompt(plan).due
    assert due_reviews({plan.pk}) == frozenset()


def test_the_stop_rule_of_the_protocol_is_shown_as_it_is_written(plan, ruth):
    treated(plan, ruth, "7")
    assert prompt(plan).stop_rule == ""
    source = protocol("hip_oa_dysplasia")
    version = plan.signed_version()
    version.protocol_version = source
    found = prompt_for(plan, version, [], policy=clinic_policy())
    assert found.stop_rule == source.stop_rule == "pain down by 75 % or 6 sessions"


# ------------------------------------------------------------------ the gate


def test_the_next_session_waits_for_the_decision(plan, ruth):
    treated(plan, ruth, "7", "7")
    third = plan.sessions.get(number=3)
    with pytest.raises(ValidationError) as refused:
        started(third, ruth, on=THIRD)
    assert refused.value.code == "review"
    assert not SessionRecord.objects.filter(session=third).exists()

    review(plan, ruth, "continue")

    assert (prompt(plan).due, prompt(plan).title) == (
        False,
        "Reviewed Mon 23 Nov 2026: continue as planned",
    )
    assert started(third, ruth, on=THIRD).session == third


def test_scores_of_the_day_that_show_an_improvement_open_the_session(plan, ruth):
    treated(plan, ruth, "7", "7")
    third = plan.sessions.get(number=3)
    with pytest.raises(ValidationError):
        started(third, ruth, on=THIRD, scores=pain("6"))
    assert plan.scores.filter(taken_on=THIRD).count() == 0
    assert started(third, ruth, on=THIRD, scores=pain("4")).session == third


def test_a_review_before_the_last_session_does_not_count_for_the_next(anna, ruth):
    plan = agreed_plan(anna, ruth)
    treated(plan, ruth, "7", "7")
    review(plan, ruth, "continue")
    given(plan.sessions.get(number=3), ruth, on=THIRD)
    plan.sessions.filter(number=3).update(state="given")
    assert prompt(plan).title == "3 sessions given and no meaningful improvement"


def test_change_the_plan_opens_the_session_once_the_new_version_is_signed(plan, ruth):
    treated(plan, ruth, "7", "7")
    review(plan, ruth, "change")
    assert prompt(plan).due
    assert "Sign the new version" in prompt(plan).text

    version = plan.versions.get()
    signed_later = noon(SECOND) + timedelta(hours=2)
    version.pk, version.number, version.signed_at = None, 2, signed_later
    version._state.adding = True
    PlanVersion.objects.bulk_create([version])

    assert not prompt(plan).due
    assert due_reviews({plan.pk}) == frozenset()


@pytest.mark.parametrize(
    ("decision", "state"), [("stop", "stopped"), ("refer", "stopped"), ("discharge", "completed")]
)
def test_a_decision_to_end_closes_the_plan(plan, ruth, decision, state):
    treated(plan, ruth, "7", "7")
    review(plan, ruth, decision)
    plan.refresh_from_db()
    assert plan.state == state
    assert due_reviews({plan.pk}) == frozenset()


@pytest.mark.parametrize(
    ("decision", "note", "field"), [("", "Why not", "decision"), ("continue", " ", "note")]
)
def test_a_review_needs_a_decision_and_a_reason(plan, ruth, decision, note, field):
    treated(plan, ruth, "7", "7")
    with pytest.raises(ValidationError) as refused:
        review(plan, ruth, decision, note)
    assert list(refused.value.message_dict) == [field]
    assert FollowUp.objects.count() == 0


def test_there_is_nothing_to_review_before_a_session_or_after_the_end(plan, ruth):
    with pytest.raises(ValidationError, match="No session was given yet"):
        review(plan, ruth, "continue")
    Plan.objects.filter(pk=plan.pk).update(state="stopped", closed_on=TODAY)
    plan.refresh_from_db()
    with pytest.raises(ValidationError, match="not running"):
        review(plan, ruth, "continue")


# ------------------------------------------------------------------ pages


def test_the_page_takes_the_decision_with_the_scores(plan, ruth, signed_in, at_noon):
    treated(plan, ruth, "7", "7")
    at_noon(SECOND + timedelta(days=2))
    client = signed_in(ruth)
    page = client.get(url("review-plan", plan.pk)).content.decode()
    assert "Review before the next session" in page
    answer = client.post(
        url("review-plan", plan.pk),
        {
            "form_token": str(uuid4()),
            "decision": "continue",
            "note": "Sleeps better",
            "score-nrs_pain": "6",
        },
    )
    assert answer.url == url("plan", plan.pk)
    visit = FollowUp.objects.get()
    assert (visit.decision, visit.note, visit.offset_days) == ("continue", "Sleeps better", 0)
    assert visit.scores.get().value == 6


def test_the_session_page_asks_and_its_start_says_why_it_waits(plan, ruth, signed_in, at_noon):
    treated(plan, ruth, "7", "7")
    at_noon(THIRD)
    third = plan.sessions.get(number=3)
    client = signed_in(ruth)
    page = client.get(url("session", third.pk)).content.decode()
    assert url("review-plan", plan.pk) in page


def test_the_desk_sees_that_a_physician_is_needed_and_not_why(plan, ruth, ben, signed_in, at_noon):
    treated(plan, ruth, "7", "7")
    at_noon(SECOND + timedelta(days=20))  # the window closes within two weeks
    (row,) = due_rows(shown_due(sessions_to_book(ben)), SECOND)
    assert [(light.about, light.word) for light in row.lights][2:] == [
        ("Session", "Needs physician")
    ]
    client = signed_in(ben)
    for page in (url("to-book"), url("patient-visits", plan.patient_id)):
        words = client.get(page).content.decode()
        assert "Session: Needs physician" in words
        assert "improvement" not in words
