"""A session after its window: up to 14 days it goes on, up to 56 with a physician's look again,
later only under a plan that was thought over."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from patients.policy import clinic_policy
from scheduling.worklists import due_rows, sessions_to_book, shown_due
from tests.treatments.days import agreed_plan, given, going_on, started
from tests.treatments.pages import url
from treatments.late_sessions import plans_to_re_evaluate, to_re_evaluate, waits_for_review
from treatments.models import SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(anna, ruth):
    return agreed_plan(anna, ruth)


@pytest.fixture
def second(plan, ruth):
    given(plan.sessions.get(number=1), ruth)
    return plan.sessions.get(number=2)


def after(session, days):
    return session.closes_on + timedelta(days=days)


def test_a_session_up_to_two_weeks_late_goes_on_without_a_word(second, ruth):
    record = started(second, ruth, on=after(second, 14))
    assert record.outside_window_reason == ""


def test_a_later_session_starts_once_the_physician_says_what_was_found(second, ruth):
    for days in (15, 56):
        with pytest.raises(ValidationError) as refused:
            started(second, ruth, on=after(second, days))
        assert refused.value.message_dict == {
            "outside_window_reason": [
                "The window of session 2 closed on Mon 30 Nov 2026. Check the patient again and "
                "say what you found."
            ]
        }
    assert SessionRecord.objects.filter(session=second).count() == 0

    record = started(
        second, ruth, on=after(second, 56), outside_window_reason="Same findings as on 2 November"
    )
    assert record.outside_window_reason == "Same findings as on 2 November"


def test_still_later_nothing_starts_before_the_plan_was_reviewed(second, ruth):
    late = after(second, 57)
    with pytest.raises(
        ValidationError, match="Review the plan before anything is given"
    ) as refused:
        started(second, ruth, on=late, outside_window_reason="She was abroad")
    assert refused.value.code == "review"
    assert SessionRecord.objects.filter(session=second).count() == 0

    going_on(second.plan, ruth, on=late)
    record = started(second, ruth, on=late, outside_window_reason="No change")
    assert record.treated_on == late


def test_a_review_before_the_window_closed_does_not_count(second, ruth):
    going_on(second.plan, ruth, on=second.closes_on)
    assert waits_for_review(second, after(second, 57), clinic_policy())


def test_a_review_holds_for_as_many_days_as_the_window_did(second, ruth):
    going_on(second.plan, ruth, on=after(second, 10))
    policy = clinic_policy()
    assert not waits_for_review(second, after(second, 66), policy)
    assert waits_for_review(second, after(second, 67), policy)


def test_a_first_session_that_comes_too_late_waits_for_a_new_version_of_the_plan(plan, ruth):
    first = plan.sessions.get(number=1)
    with pytest.raises(ValidationError, match="Revise the plan and sign it before"):
        started(first, ruth, on=after(first, 57), outside_window_reason="She was abroad")


def test_only_the_next_session_of_a_running_plan_is_too_late(plan, second, ruth):
    third = plan.sessions.get(number=3)
    late = after(third, 57)
    assert to_re_evaluate([(second, late), (third, late)]) == {second.pk}
    assert plans_to_re_evaluate(ruth, today=late) == {plan.pk}
    plan.state, plan.closed_on, plan.closing_reason = "stopped", late, "Moved away"
    plan.save(update_fields=["state", "closed_on", "closing_reason"])
    assert to_re_evaluate([(second, late)]) == frozenset()
    assert plans_to_re_evaluate(ruth, today=late) == frozenset()


def test_sessions_in_time_cost_no_query(second, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert to_re_evaluate([(second, second.closes_on)]) == frozenset()
    with django_assert_num_queries(2):
        assert to_re_evaluate([(second, after(second, 57))]) == {second.pk}


def test_the_desk_sees_that_it_needs_the_physician_and_never_why(second, ben):
    sessions = shown_due(sessions_to_book(ben))
    (row,) = due_rows(sessions, after(second, 57))
    assert [light.word for light in row.lights if light.about == "Session"] == ["Needs physician"]
    (row,) = due_rows(sessions, after(second, 56))
    assert [light.word for light in row.lights if light.about == "Session"] == []


def test_the_page_of_the_day_says_what_is_asked(second, ruth, signed_in, at_noon):
    client = signed_in(ruth)
    start = url("start-session", second.pk)

    at_noon(after(second, 14))
    assert "Outside the window" not in client.get(start).content.decode()

    at_noon(after(second, 15))
    assert "What you found when you checked the patient again" in client.get(start).content.decode()

    at_noon(after(second, 57))
    page = client.get(start).content.decode()
    assert "The window closed 57 days ago, on Mon 30 Nov 2026." in page
    assert f'href="{reverse("review-plan", args=[second.plan_id])}"' in page
    assert "The window closed 57 days ago" in client.get(url("session", second.pk)).content.decode()


def test_the_physician_finds_the_late_plan_on_the_home_page(second, ruth, signed_in, at_noon):
    review = reverse("review-plan", args=[second.plan_id])
    at_noon(after(second, 56))
    assert review not in signed_in(ruth).get(reverse("home")).content.decode()
    at_noon(after(second, 57))
    assert review in signed_in(ruth).get(reverse("home")).content.decode()
