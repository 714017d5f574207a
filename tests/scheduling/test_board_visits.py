"""The part of the board that is asked for again and again."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.urls import reverse

from patients.models import Patient
from scheduling import freshness
from scheduling.actions.states import change_state
from staff.models import AccessEvent
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, TEN, at

PART = reverse("board-visits")


@pytest.fixture
def visit(open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    return builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=session)


@pytest.fixture
def poll(visit, open_clinic, ben, signed_in, friday):
    friday(NINE)
    client = signed_in(ben)

    def ask(etag="", **asked):
        headers = {"hx-request": "true"} | ({"if-none-match": etag} if etag else {})
        where = {"site": open_clinic.site.pk, "day": "2026-12-07"}
        return client.get(PART, where | asked, headers=headers)

    ask.client = client
    return ask


def test_an_unchanged_board_is_not_sent_again_and_costs_two_queries(
    poll, django_assert_num_queries
):
    etag = poll()["ETag"]
    with django_assert_num_queries(4):  # two of them ask who it is
        answer = poll(etag)
    assert (answer.status_code, answer.content) == (304, b"")


def test_the_page_hands_out_the_same_mark(poll, open_clinic):
    page = poll.client.get(reverse("day-board"), {"site": open_clinic.site.pk, "day": "2026-12-07"})
    assert poll(page.context["etag"]).status_code == 304


def step(visit, open_clinic, ben, ruth):
    change_state(appointment=visit, revision=1, state="arrived", by=ben, now=NINE)


def another_visit(visit, open_clinic, ben, ruth):
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, TEN)


def moved_away(visit, open_clinic, ben, ruth):
    later = timedelta(days=1)
    type(visit).objects.filter(pk=visit.pk).update(
        starts_at=NINE + later, ends_at=visit.ends_at + later
    )


def screened(visit, open_clinic, ben, ruth):
    builders.screening(open_clinic.anna, ruth, outcome="refused", run_at=NINE)


def consent_withdrawn(visit, open_clinic, ben, ruth):
    consents = type(visit.session.plan.consent).objects
    consents.update(withdrawn_at=NINE, withdrawn_by=ruth, withdrawn_reason="Thought again")


def renamed(visit, open_clinic, ben, ruth):
    Patient.objects.filter(pk=visit.patient_id).update(family_name="Bergman")


def leave(visit, open_clinic, ben, ruth):
    builders.leave(ruth, MONDAY)


def hours(visit, open_clinic, ben, ruth):
    builders.hours(people.physician("Iris Ito"), open_clinic.site)


@pytest.mark.parametrize(
    "change",
    [step, another_visit, moved_away, screened, consent_withdrawn, renamed, leave, hours],
)
def test_what_a_board_shows_changes_its_mark(poll, visit, open_clinic, ben, ruth, change):
    etag = poll()["ETag"]
    change(visit, open_clinic, ben, ruth)
    answer = poll(etag)
    assert answer.status_code == 200
    assert answer["ETag"] != etag


def test_time_alone_draws_it_anew_now_and_then(poll, friday):
    etag = poll()["ETag"]
    friday(NINE + timedelta(seconds=freshness.AT_LEAST_EVERY))
    assert poll(etag).status_code == 200


@pytest.mark.parametrize("other", [{"by": "room"}, {"view": "list"}, {"day": "2026-12-08"}])
def test_another_board_has_another_mark(poll, other):
    assert poll(poll()["ETag"], **other).status_code == 200


def test_the_mark_of_somebody_else_is_not_taken(poll, ines, open_clinic, signed_in):
    answer = signed_in(ines).get(
        PART,
        {"site": open_clinic.site.pk, "day": "2026-12-07"},
        headers={"if-none-match": poll()["ETag"]},
    )
    assert answer.status_code == 200


def test_asking_prolongs_no_sign_in_and_writes_no_log(poll, ben):
    before = list(SignIn.objects.values())
    for etag in ("", poll()["ETag"]):
        answer = poll(etag)
        assert "sessionid" not in answer.cookies
    assert list(SignIn.objects.values()) == before
    assert not AccessEvent.objects.exists()


def test_who_is_signed_out_gets_no_sign_in_page_into_the_board(poll, open_clinic):
    poll.client.logout()
    answer = poll()
    assert (answer.status_code, answer.content) == (
        401,
        b"You are signed out. Reload the page to sign in.",
    )


def test_it_is_not_kept_by_any_cache(poll):
    assert "no-store" in poll()["Cache-Control"]


@pytest.mark.parametrize("site", ["", "0", "999999", "abc", "9" * 30])
def test_a_site_that_is_not_there_is_not_found(poll, site):
    assert poll(site=site).status_code == 404


def test_waiting_is_counted_from_the_arrival_and_a_correction_does_not_begin_anew(
    poll, visit, ben, friday
):
    arrived = change_state(appointment=visit, revision=1, state="arrived", by=ben, now=NINE)
    inside = change_state(
        appointment=arrived, revision=2, state="in_room", by=ben, now=at(MONDAY, 9, 5)
    )
    change_state(
        appointment=inside,
        revision=3,
        state="arrived",
        by=ben,
        now=at(MONDAY, 9, 6),
        reason="Pressed by mistake",
    )
    friday(at(MONDAY, 9, 12))
    assert "waits 12 min" in poll().content.decode()
