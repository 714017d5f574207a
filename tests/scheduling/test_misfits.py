"""What in the book does not fit a plan, on the page of the plan."""

from datetime import timedelta

import pytest
from django.urls import reverse

from scheduling.misfits import misfits
from tests.scheduling import builders as book
from tests.scheduling.builders import MONDAY, at
from treatments.models import FollowUp, Plan, PlanVersion, Session

pytestmark = pytest.mark.django_db

TODAY = book.NOW.date()


@pytest.fixture
def plan(open_clinic, ruth):
    return book.plan(open_clinic.anna, ruth)


def booked(plan, room, day, number=1, hour=9, **fields):
    session = plan.sessions.get(number=number)
    return book.appointment(
        plan.patient, plan.physician, room, at(day, hour), session=session, **fields
    )


def found(plan):
    plan = Plan.objects.get(pk=plan.pk)
    return misfits(plan, plan.signed_version(), today=TODAY)


def reasons(plan):
    return [(misfit.what, *misfit.why) for misfit in found(plan)]


def test_visits_inside_their_windows_fit(plan, open_clinic):
    booked(plan, open_clinic.room, MONDAY)
    booked(plan, open_clinic.room, MONDAY + timedelta(days=21), number=2)
    assert found(plan) == []


def test_a_visit_outside_the_new_window_is_named_with_both(plan, open_clinic):
    booked(plan, open_clinic.room, MONDAY)
    visit = booked(plan, open_clinic.room, MONDAY + timedelta(days=21), number=2)
    # Written to the table: a signed version is frozen, so another one is put in force.
    old = plan.signed_version()
    new = {field.attname: getattr(old, field.attname) for field in old._meta.concrete_fields}
    signed = {name: new.pop(name) for name in ("signed_at", "signed_by_id", "signed_on")}
    del new["id"]
    version = PlanVersion.objects.create(
        **new | {"number": 2, "spacing_min_days": 28, "spacing_target_days": 28}
    )
    PlanVersion.objects.filter(pk=version.pk).update(**signed)

    (misfit,) = found(plan)
    assert (misfit.visit, misfit.what, misfit.has_purpose) == (visit, "Session 2", True)
    assert misfit.when == "Mon 28 Dec 2026, 9:00 am EST"
    assert misfit.why == (
        "It lies outside the window (due Mon 4 Jan 2027, from Mon 4 Jan to Mon 4 Jan 2027): "
        "7 days before it opens.",
    )


def test_a_visit_that_was_put_outside_knowingly_fits(plan, open_clinic):
    day = MONDAY + timedelta(days=28)
    booked(plan, open_clinic.room, day, outside_window_reason="She travels")
    assert found(plan) == []


def test_a_room_without_the_imaging_does_not_fit(open_clinic, ruth):
    plan = book.plan(open_clinic.anna, ruth, guidance="ultrasound")
    booked(plan, open_clinic.room, MONDAY)
    assert reasons(plan) == [
        ("Session 1", "The session needs ultrasound, which Room 1 does not have.")
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": Session.State.DROPPED}, "Session 1 is left out."),
        ({"state": Session.State.GIVEN, "given_on": TODAY}, "Session 1 is given."),
    ],
)
def test_a_session_that_is_not_to_come_needs_no_visit(plan, open_clinic, change, words):
    booked(plan, open_clinic.room, MONDAY)
    if "given_on" in change:
        change = change | {"given_under": plan.signed_version()}
    plan.sessions.filter(number=1).update(**change)
    assert reasons(plan) == [("Session 1", words)]
    assert not found(plan)[0].has_purpose


def test_a_closed_plan_needs_no_visits_but_those_that_follow_it_up(plan, open_clinic, ruth):
    booked(plan, open_clinic.room, MONDAY)
    after = book.follow_up(plan)
    book.appointment(plan.patient, ruth, open_clinic.room, at(MONDAY, 11), follow_up=after)
    plan.state, plan.closed_on = Plan.State.COMPLETED, TODAY
    plan.save(update_fields=["state", "closed_on"])
    assert reasons(plan) == [("Session 1", "The plan is “completed”.")]

    plan.state = Plan.State.STOPPED
    plan.save(update_fields=["state"])
    FollowUp.objects.filter(pk=after.pk).update(state=FollowUp.State.DROPPED)
    assert reasons(plan)[1] == ("Follow-up visit", "This follow-up visit is not needed any more.")


def test_what_is_past_or_cancelled_is_nobodys_business(plan, open_clinic):
    plan.sessions.update(state=Session.State.DROPPED)
    booked(plan, open_clinic.room, TODAY - timedelta(days=1))
    booked(plan, open_clinic.room, MONDAY, number=2, **book.CANCELLED)
    assert found(plan) == []


def test_the_page_of_the_plan_says_what_to_do(plan, open_clinic, ruth, ines, signed_in):
    visit = booked(plan, open_clinic.room, MONDAY)
    plan.sessions.filter(number=1).update(state=Session.State.DROPPED)
    page = reverse("plan", args=[plan.pk])
    text = signed_in(ruth).get(page).content.decode()
    assert "What no longer fits" in text
    assert reverse("cancel-appointment", args=[visit.pk]) in text
    # An administrator sees it and cancels nothing.
    text = signed_in(ines).get(page).content.decode()
    assert reverse("appointment", args=[visit.pk]) in text
    assert reverse("cancel-appointment", args=[visit.pk]) not in text


@pytest.mark.parametrize("visits", [1, 3])
def test_one_visit_and_three_take_the_same_queries(
    plan, open_clinic, visits, django_assert_num_queries
):
    for place in range(visits):
        booked(plan, open_clinic.room, MONDAY + timedelta(days=21 * place), number=place + 1)
    plan = Plan.objects.prefetch_related("sessions").get(pk=plan.pk)
    version = plan.signed_version()
    with django_assert_num_queries(2):
        assert misfits(plan, version, today=TODAY) == []
