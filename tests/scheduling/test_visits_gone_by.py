"""Visits of days gone by of which something is missing: what became of them, or what was done."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from scheduling import worklists
from scheduling.actions.states import cancel_visit, change_state
from scheduling.models import UNFINISHED, Appointment, Reminder
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import NOW, at
from treatments.models import FollowUp, Session, SessionRecord

TODAY = date(2026, 12, 4)
YESTERDAY = date(2026, 12, 3)
# Of what was done no light asks any more whether the patient may be treated.
QUERIES = {"unmarked": 20, "unrecorded": 18}


@pytest.fixture
def done(open_clinic, ruth):
    """Anna's first session, whose visit of yesterday at nine is marked as done."""
    session = builders.session(open_clinic.anna, ruth)
    fields = {"session": session, "state": "done"}
    return builders.appointment(
        open_clinic.anna, ruth, open_clinic.room, at(YESTERDAY, 9), **fields
    )


def record(session, by, **fields):
    started = {"physician": by, "treated_on": YESTERDAY, "started_at": at(YESTERDAY, 9)}
    return SessionRecord.objects.create(session=session, **started | fields)


@pytest.mark.parametrize("state", UNFINISHED)
def test_a_visit_that_nobody_marked_is_listed_from_the_next_day_on(
    listed, counts, open_clinic, ruth, friday, state
):
    """Its session stands as booked, so nobody else would look for it."""
    session = builders.session(open_clinic.anna, ruth)
    visit = builders.appointment(
        open_clinic.anna, ruth, open_clinic.room, at(TODAY, 9), session=session, state=state
    )
    friday(at(TODAY, 23, 59))
    assert "unmarked" not in counts()
    friday(at(TODAY + timedelta(days=1), 0))
    assert counts()["unmarked"] == 1
    response = listed(which="unmarked")
    assert [card.visit for card in response.context["rows"]] == [visit]
    assert reverse("appointment", args=[visit.pk]) in response.content.decode()


@pytest.mark.parametrize(
    ("visit", "session"),
    [
        ({"state": "done"}, {}),
        ({"state": "no_show"}, {}),
        (builders.CANCELLED, {}),
        ({"state": "in_room"}, {"state": "dropped"}),
    ],
)
def test_what_is_settled_needs_no_mark(counts, open_clinic, ruth, visit, session):
    made = builders.session(open_clinic.anna, ruth)
    type(made).objects.filter(pk=made.pk).update(**session)
    day = at(YESTERDAY, 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, session=made, **visit)
    assert "unmarked" not in counts()


def test_what_is_done_and_not_recorded_is_listed_from_the_next_day_on(
    listed, counts, done, open_clinic, friday
):
    """Its session stands as booked, and the course does not go on."""
    friday(at(YESTERDAY, 23, 59))
    assert "unrecorded" not in counts()
    friday(at(TODAY, 0))
    # Session 2 waits to be booked meanwhile, as after any visit that is booked.
    assert counts() == {"unrecorded": 1, "later": 1}
    response = listed(which="unrecorded")
    (card,) = response.context["rows"]
    assert (card.visit, card.what) == (done, "Session 1 of 3, right knee")
    page = response.content.decode()
    assert "No session record" in page
    assert reverse("correct-appointment", args=[done.pk]) in page


def test_the_physician_is_led_to_the_record_and_the_desk_to_the_correction(
    listed, done, ruth, signed_in
):
    session_page = f'href="{reverse("session", args=[done.session_id])}"'
    correction = f'href="{reverse("correct-appointment", args=[done.pk])}"'
    desk = listed(which="unrecorded").content.decode()
    assert (session_page in desk, correction in desk) == (False, True)
    physician = signed_in(ruth).get(reverse("to-book"), {"which": "unrecorded"}).content.decode()
    assert session_page in physician


def test_a_record_that_is_begun_waits_for_its_signature_and_is_not_listed(
    counts, done, ruth, signed_in
):
    begun = record(done.session, ruth)
    assert "unrecorded" not in counts()
    home = signed_in(ruth).get(reverse("home")).context["physician"]
    assert (home.unsigned, home.unrecorded) == ([begun], [])


@pytest.mark.parametrize("state", ["dropped", "given", "voided"])
def test_a_session_that_is_not_open_any_more_misses_no_record(counts, done, state):
    plan = done.session.plan
    given = {"given_on": YESTERDAY, "given_under": plan.signed_version()}
    fields = {"state": state} | ({} if state == "dropped" else given)
    window = {"opens_on": YESTERDAY, "target_on": YESTERDAY, "closes_on": YESTERDAY}
    other = Session.objects.create(plan=plan, number=4, **window, **fields)
    Appointment.objects.filter(pk=done.pk).update(session=other)
    assert "unrecorded" not in counts()


def test_only_what_is_marked_as_done_misses_a_record(counts, done):
    Appointment.objects.filter(pk=done.pk).update(state="observing")
    assert counts() == {"unmarked": 1, "later": 1}


def test_a_follow_up_visit_that_is_done_and_not_recorded_is_listed(
    listed, counts, open_clinic, ruth
):
    plan = builders.plan(open_clinic.anna, ruth)
    plan.sessions.update(state="dropped")
    due = builders.follow_up(plan, YESTERDAY)
    visit = builders.appointment(
        open_clinic.anna, ruth, open_clinic.room, at(YESTERDAY, 9), follow_up=due, state="done"
    )
    assert counts() == {"unrecorded": 1}
    response = listed(which="unrecorded")
    assert [card.visit for card in response.context["rows"]] == [visit]
    assert "Follow-up not recorded" in response.content.decode()
    FollowUp.objects.filter(pk=due.pk).update(state="dropped")
    assert counts() == {}


def test_a_first_visit_has_nothing_to_record(counts, open_clinic, ruth):
    day = at(YESTERDAY, 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, state="done")
    assert counts() == {}


def test_the_longest_ago_comes_first_and_each_physician_has_the_own_at_home(
    listed, done, open_clinic, ruth, signed_in
):
    iris = people.physician("Iris Ito")
    session = builders.session(open_clinic.boris, iris)
    older = builders.appointment(
        open_clinic.boris, iris, open_clinic.room, at(date(2026, 12, 1), 9), session=session,
        state="done",
    )  # fmt: skip
    assert [card.visit for card in listed(which="unrecorded").context["rows"]] == [older, done]
    rows = listed(which="unrecorded", physician=iris.pk).context["rows"]
    assert [card.visit for card in rows] == [older]
    response = signed_in(ruth).get(reverse("home"))
    assert response.context["physician"].unrecorded == [done]
    assert response.context["physician"].nothing_waits is False
    assert "Nothing recorded" in response.content.decode()


def test_who_came_and_was_not_treated_is_corrected_cancelled_and_booked_again(
    counts, done, ben, signed_in
):
    client = signed_in(ben)
    typed = {"form_token": str(uuid4()), "state": "arrived", "why": "The patient was not treated"}
    url = reverse("correct-appointment", args=[done.pk])
    client.post(url, typed | {"words": "", "revision": "1"})
    assert counts() == {"unmarked": 1, "later": 1}
    client.post(
        reverse("cancel-appointment", args=[done.pk]),
        {"form_token": str(uuid4()), "cancelled_by": "clinic", "code": "not_today",
         "reason": "", "revision": "2"},
    )  # fmt: skip
    assert counts() == {"closing": 1}


def test_nobody_is_told_that_a_visit_of_days_gone_by_is_cancelled(done, ben):
    anna = done.patient
    anna.email, anna.preferred_contact = "anna@example.test", "email"
    anna.save(update_fields=["email", "preferred_contact"])
    back = change_state(
        appointment=done, revision=1, state="arrived", by=ben, now=NOW, reason="Not treated"
    )
    why = {"cancelled_by": "clinic", "code": "not_today"}
    cancel_visit(appointment=back, revision=2, by=ben, now=NOW, **why)
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("zone", "moment", "listed_then"),
    [
        # 11 pm on Thursday in Los Angeles, Friday in New York already
        ("America/Los_Angeles", at(TODAY, 2), 0),
        ("America/Los_Angeles", at(TODAY, 3), 1),
        # midnight of Friday in Auckland is six in the morning of Thursday in New York
        ("Pacific/Auckland", at(YESTERDAY, 5, 59), 0),
        ("Pacific/Auckland", at(YESTERDAY, 6), 1),
    ],
)
@pytest.mark.parametrize(
    ("worklist", "state"),
    [(worklists.unmarked_visits, "arrived"), (worklists.unrecorded_visits, "done")],
)
def test_a_day_is_gone_by_when_it_is_over_at_the_site(
    open_clinic, ruth, ben, zone, moment, listed_then, worklist, state
):
    room = builders.room(builders.site("Harbor", zone))
    session = builders.session(open_clinic.anna, ruth)
    fields = {"session": session, "state": state}
    builders.appointment(open_clinic.anna, ruth, room, at(YESTERDAY, 9, zone=zone), **fields)
    assert worklist(ben, moment).count() == listed_then


@pytest.mark.parametrize(("which", "state"), [("unmarked", "arrived"), ("unrecorded", "done")])
@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    listed, open_clinic, ruth, which, state, number, django_assert_num_queries
):
    for n in range(number):
        session = builders.session(people.patient(f"Clara {n}"), ruth)
        fields = {"session": session, "state": state}
        day = at(YESTERDAY, 9 + n)
        builders.appointment(session.plan.patient, ruth, open_clinic.room, day, **fields)
    with django_assert_num_queries(QUERIES[which]):
        listed(which=which)
