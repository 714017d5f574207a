"""The waitlist's rows: put on, changed, closed, and closed by themselves once a time is found."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from scheduling.actions import waitlist
from scheduling.actions.visits import book_visit
from scheduling.actions.waitlist import Availability
from scheduling.models import VisitType, WaitlistEntry
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NOW, at

FROM_NOW_ON = Availability(from_day=date(2026, 12, 4))


@pytest.fixture
def waiting(open_clinic, ben):
    def put(patient=open_clinic.anna, suits=FROM_NOW_ON, **what):
        return waitlist.put_on_waitlist(patient=patient, suits=suits, by=ben, **what)

    return put


@pytest.fixture
def book(open_clinic, ruth, ben):
    def at_hour(hour, code="session", **what):
        return book_visit(
            patient=open_clinic.anna,
            practitioner=ruth,
            room=open_clinic.room,
            visit_type=VisitType.objects.get(code=code),
            starts_at=at(MONDAY, hour),
            by=ben,
            now=NOW,
            **what,
        )

    return at_hour


def refused(action, **fields):
    with pytest.raises(ValidationError) as error:
        action(**fields)
    return error.value.messages


def closed(entry):
    entry.refresh_from_db()
    return entry.closed_because


def test_a_session_waits_with_everything_that_was_said(waiting, open_clinic, ruth, ben):
    session = builders.session(open_clinic.anna, ruth)
    suits = Availability(
        from_day=MONDAY,
        until_day=MONDAY + timedelta(days=4),
        weekdays=(5, 1),
        part_of_day="morning",
        practitioner=ruth,
        site=open_clinic.site,
        urgency=3,
        note=" Needs a lift ",
    )
    entry = waiting(session=session, suits=suits)
    assert (entry.session, entry.visit_type.code, entry.added_by) == (session, "session", ben)
    assert (entry.weekdays, entry.part_of_day, entry.urgency) == ([1, 5], "morning", 3)
    assert (entry.practitioner, entry.site, entry.note) == (ruth, open_clinic.site, "Needs a lift")


def test_the_same_thing_waits_once(waiting, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    waiting(session=session)
    assert refused(waiting, session=session) == ["This session is on the waitlist already."]
    waiting()
    assert refused(waiting) == ["This patient is on the waitlist already."]
    assert WaitlistEntry.objects.count() == 2


def test_what_need_not_be_booked_cannot_wait(waiting, open_clinic, ruth):
    given = builders.session(open_clinic.anna, ruth)
    type(given).objects.filter(pk=given.pk).update(
        state="given", given_on=date(2026, 12, 1), given_under=given.plan.signed_version()
    )
    given.refresh_from_db()
    assert refused(waiting, session=given) == [
        "Session 1 is not to be booked any more, so it cannot wait for a time."
    ]
    assert refused(waiting, patient=open_clinic.boris, session=given) == [
        "This visit belongs to another patient."
    ]
    dead = people.patient("Clara Voss", deceased_on=date(2026, 12, 1))
    assert refused(waiting, patient=dead) == [
        "Nothing can be booked in this record, so it cannot wait for a time."
    ]


def test_days_that_make_no_sense_are_refused(waiting):
    backwards = Availability(from_day=MONDAY, until_day=MONDAY - timedelta(days=1))
    assert refused(waiting, suits=backwards) == ["The last day cannot be before the first."]
    assert WaitlistEntry.objects.count() == 0


def test_an_entry_is_changed_and_a_stale_form_is_told(waiting, ben):
    entry = waiting()
    soon = Availability(from_day=MONDAY, urgency=2)
    changed = waitlist.change_waiting(entry=entry, revision=1, suits=soon, by=ben)
    assert (changed.from_day, changed.urgency, changed.revision) == (MONDAY, 2, 2)
    (said,) = refused(waitlist.change_waiting, entry=entry, revision=1, suits=soon, by=ben)
    assert said.startswith("Somebody else changed this record")


def test_an_entry_is_closed_once_with_its_reason(waiting, ben):
    entry = waiting()
    why = {"because": "not_wanted", "by": ben, "now": NOW}
    waitlist.stop_waiting(entry=entry, revision=1, **why)
    entry.refresh_from_db()
    assert (entry.closed_because, entry.closed_by, entry.closed_at) == ("not_wanted", ben, NOW)
    assert refused(waitlist.stop_waiting, entry=entry, revision=2, **why) == [
        "Off the list already: Does not wait any more."
    ]


def test_booking_the_session_closes_its_entry_and_no_other(waiting, open_clinic, ruth, book):
    session = builders.session(open_clinic.anna, ruth)
    of_session, of_patient = waiting(session=session), waiting()
    of_other = waiting(patient=open_clinic.boris)
    book(9, session=session)
    assert [closed(entry) for entry in (of_session, of_patient, of_other)] == ["booked", "", ""]


def test_booking_a_first_visit_closes_the_patients_entry_for_one(waiting, book):
    entry = waiting()
    book(9, code="first_visit")
    assert closed(entry) == "booked"


def test_a_booking_that_fails_closes_nothing(waiting, open_clinic, ruth, book):
    session = builders.session(open_clinic.anna, ruth)
    entry = waiting(session=session)
    assert refused(book, hour=4, session=session)
    assert closed(entry) == ""


@pytest.mark.parametrize(("hour", "because"), [(9, "booked"), (11, "")])
def test_moving_to_a_sooner_time_closes_the_entry_moving_to_a_later_one_does_not(
    waiting, open_clinic, ruth, ben, book, hour, because
):
    session = builders.session(open_clinic.anna, ruth)
    visit = book(10, session=session)
    entry = waiting(session=session)
    builders.move(visit, at(MONDAY, hour), by=ben)
    assert closed(entry) == because
