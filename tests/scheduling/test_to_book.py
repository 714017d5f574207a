"""The work lists: what is on which, for how long, and what the next step is."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from scheduling.models import Appointment, Site
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, NOW, at

TO_BOOK = reverse("to-book")
TODAY = date(2026, 12, 4)
YESTERDAY = date(2026, 12, 3)


def closes(day):
    """When a plan opens whose first window closes on that day."""
    return {"opens": day - timedelta(days=14)}


def names(rows):
    return [row.due.row.plan.patient.given_name for row in rows]


def test_the_first_session_of_each_course_is_listed_soonest_closing_first(
    listed, open_clinic, ruth
):
    builders.plan(open_clinic.anna, ruth)
    builders.plan(open_clinic.boris, ruth, opens=date(2026, 11, 21))
    rows = listed().context["rows"]
    assert [(row.due.what, row.due.days_left) for row in rows] == [
        ("Session 1 of 3, right knee", "1 day left"),
        ("Session 1 of 3, right knee", "10 days left"),
    ]
    assert names(rows) == ["Boris", "Anna"]
    assert rows[1].due.window == "Mon 30 Nov to Mon 14 Dec 2026"
    assert [(dot.number, dot.tone, dot.word) for dot in rows[1].dots] == [
        (1, "warn", "To book"),
        (2, "muted", "Later"),
        (3, "muted", "Later"),
    ]


@pytest.mark.parametrize(
    ("days", "which", "left"),
    [
        (-1, "overdue", "Closed 1 day ago"),
        (0, "closing", "Closes today"),
        (1, "closing", "1 day left"),
        (14, "closing", "14 days left"),
        (15, "later", "Opens in 1 day"),
    ],
)
def test_each_window_is_on_one_list(listed, counts, open_clinic, ruth, days, which, left):
    builders.plan(open_clinic.anna, ruth, **closes(TODAY + timedelta(days=days)))
    assert counts() == {which: 1}
    (row,) = listed(which=which).context["rows"]
    assert row.due.days_left == left


def test_a_window_that_has_shut_is_for_the_physician(listed, open_clinic, ruth, signed_in):
    builders.plan(open_clinic.anna, ruth, **closes(YESTERDAY))
    shown = listed(which="overdue")
    assert [row.needs_physician for row in shown.context["rows"]] == [True]
    assert "Needs physician" in shown.content.decode()
    assert "?outside=1" not in shown.content.decode()
    mine = signed_in(ruth).get(TO_BOOK, {"which": "overdue"})
    assert "?outside=1" in mine.content.decode()


def test_the_first_free_time_of_each_window_is_shown(listed, open_clinic, ruth):
    builders.plan(open_clinic.anna, ruth)
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, at(TODAY, 9))
    (row,) = listed().context["rows"]
    assert (row.soonest, row.site) == (at(TODAY, 9, 45), open_clinic.site)


def test_a_window_without_a_free_time_is_for_the_physician(listed, open_clinic, ruth):
    builders.plan(open_clinic.anna, ruth, **closes(MONDAY))
    builders.closed(open_clinic.site, TODAY, MONDAY)
    (row,) = listed().context["rows"]
    assert (row.soonest, row.is_full, row.needs_physician) == (None, True, True)
    assert (row.dots[0].word, row.dots[0].tone) == ("Needs physician", "stop")
    assert "None in its window" in listed().content.decode()


def test_a_time_at_another_site_is_better_than_none(listed, open_clinic, ruth):
    builders.plan(open_clinic.anna, ruth, **closes(MONDAY))
    builders.closed(open_clinic.site, TODAY, MONDAY)
    harbor = builders.site("Harbor", "America/Los_Angeles")
    builders.room(harbor)
    builders.hours(people.physician("Iris Ito"), harbor)
    (row,) = listed().context["rows"]
    assert (row.soonest, row.site) == (at(TODAY, 9, zone="America/Los_Angeles"), harbor)
    assert not row.needs_physician


def test_imaging_that_no_room_has_leaves_no_time(listed, open_clinic, ruth):
    builders.plan(open_clinic.anna, ruth, guidance="fluoroscopy")
    assert [row.is_full for row in listed().context["rows"]] == [True]


def test_a_booked_session_leaves_the_list_and_the_next_one_comes(counts, listed, open_clinic, ruth):
    plan = builders.plan(open_clinic.anna, ruth)
    first, second = plan.sessions.order_by("number")[:2]
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=first)
    assert counts() == {"later": 1}
    (row,) = listed(which="later").context["rows"]
    # 14 to 28 days after Monday 7 December, where the visit is booked
    assert (row.due.row, row.due.window) == (second, "Mon 21 Dec 2026 to Mon 4 Jan 2027")
    type(plan.versions.get()).objects.filter(plan=plan)


def test_a_window_that_counts_from_a_booked_visit_closes_soon_too(counts, open_clinic, ruth):
    plan = builders.plan(open_clinic.anna, ruth, opens=date(2026, 11, 8))
    first = plan.sessions.get(number=1)
    fields = {"session": first, "state": "arrived"}
    day = at(date(2026, 11, 20), 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, **fields)
    assert counts() == {"closing": 1, "unmarked": 1}  # 28 days after 20 November is 18 December


def test_a_cancelled_visit_puts_its_session_back_on_the_list(listed, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    cancelled = builders.CANCELLED | {"session": session}
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, **cancelled)
    assert [row.due.row for row in listed().context["rows"]] == [session]


def test_plans_that_do_not_run_and_the_dead_are_not_listed(counts, open_clinic, ruth):
    stopped = builders.plan(open_clinic.anna, ruth)
    type(stopped).objects.filter(pk=stopped.pk).update(state="stopped", closed_on=date(2026, 12, 1))
    dead = people.patient("Clara Voss", deceased_on=date(2026, 12, 1))
    builders.plan(dead, ruth)
    builders.appointment(dead, ruth, open_clinic.room, at(YESTERDAY, 9), state="no_show")
    assert counts() == {}


def test_follow_up_visits_have_their_own_list(counts, listed, open_clinic, ruth):
    follow_up = builders.follow_up(builders.plan(open_clinic.anna, ruth))
    (row,) = listed(which="follow-ups").context["rows"]
    assert (row.due.row, row.due.days_left, row.dots) == (follow_up, "17 days left", ())
    assert counts() == {"closing": 1, "follow-ups": 1}


def test_who_did_not_come_is_listed_until_the_session_is_booked_again(listed, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    fields = {"state": "no_show", "session": session}
    day = at(date(2026, 12, 1), 9)
    missed = builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, **fields)
    (row,) = listed(which="missed").context["rows"]
    assert (row.card.visit, row.last_day, row.days_left) == (
        missed,
        date(2026, 12, 14),
        "10 days left",
    )
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=session)
    assert listed(which="missed").context["rows"] == []


def test_the_last_legal_day_counts_from_the_visit_before_while_that_is_only_booked(
    listed, open_clinic, ruth
):
    """Both lists say the same: 28 days after Monday 7 December, not what was planned at first."""
    plan = builders.plan(open_clinic.anna, ruth)
    first, second = plan.sessions.filter(number__lt=3).order_by("number")
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=first)
    day = at(date(2026, 12, 28), 9)
    fields = builders.CANCELLED | {"cancelled_at": day - timedelta(hours=2), "session": second}
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, **fields)
    assert second.closes_on == date(2027, 1, 4)
    type(second).objects.filter(pk=second.pk).update(closes_on=date(2027, 1, 20))
    (to_call,) = listed(which="missed").context["rows"]
    (to_book,) = listed(which="later").context["rows"]
    assert (to_call.last_day, to_call.days_left) == (date(2027, 1, 4), "Opens in 17 days")
    assert to_book.due.days.closes == to_call.last_day


@pytest.mark.parametrize(
    ("by", "hours_before", "found"),
    [("patient", 24, 0), ("patient", 23, 1), ("patient", -1, 1), ("clinic", 1, 0)],
)
def test_who_cancelled_late_is_called_too(listed, open_clinic, ruth, by, hours_before, found):
    session = builders.session(open_clinic.anna, ruth)
    fields = builders.CANCELLED | {
        "cancelled_by": by,
        "cancelled_at": NINE - timedelta(hours=hours_before),
        "session": session,
    }
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, **fields)
    rows = listed(which="missed").context["rows"]
    assert len(rows) == found
    assert ("Cancelled late" in listed(which="missed").content.decode()) == bool(found)


@pytest.mark.parametrize(("days", "found"), [(60, 1), (61, 0)])
def test_patients_are_called_about_a_visit_for_two_months(listed, open_clinic, ruth, days, found):
    day = at(TODAY - timedelta(days=days), 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, state="no_show")
    assert len(listed(which="missed").context["rows"]) == found


def test_one_patient_is_called_once_about_a_session(listed, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    room = open_clinic.room
    late = builders.CANCELLED | {"cancelled_at": at(YESTERDAY, 8), "session": session}
    missed = {"state": "no_show", "session": session}
    builders.appointment(open_clinic.anna, ruth, room, at(date(2026, 12, 1), 9), **missed)
    last = builders.appointment(open_clinic.anna, ruth, room, at(YESTERDAY, 9), **late)
    assert [row.card.visit for row in listed(which="missed").context["rows"]] == [last]


def test_a_missed_first_visit_is_listed_until_the_patient_has_a_later_one(
    listed, open_clinic, ruth
):
    day = at(date(2026, 12, 1), 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, state="no_show")
    (row,) = listed(which="missed").context["rows"]
    assert row.card.book_url == reverse("book-visit", args=[open_clinic.anna.pk])
    assert (row.last_day, row.is_shut) == (None, False)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    assert listed(which="missed").context["rows"] == []


def test_a_requested_time_is_agreed_with_one_button(
    counts, listed, open_clinic, ruth, ben, signed_in
):
    visit = builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, state="requested")
    assert counts() == {"requested": 1}
    page = listed(which="requested")
    assert [card.visit for card in page.context["rows"]] == [visit]
    ((name, value),) = re.findall(r'name="(\w+)"\s+value="([^"]+)">Agreed', page.content.decode())
    form = {"form_token": str(uuid4()), name: value, "back": "requested"}
    url = reverse("change-appointment-state", args=[visit.pk])
    assert signed_in(ben).post(url, form).url == f"{TO_BOOK}?which=requested"
    assert Appointment.objects.get().state == "booked"
    assert counts() == {}


def test_a_requested_time_that_is_over_awaits_no_answer(counts, open_clinic, ruth):
    day = at(date(2026, 12, 1), 9)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, day, state="requested")
    assert counts() == {"unmarked": 1}


def test_stranded_visits_and_the_waitlist_are_counted(counts, open_clinic, ruth, ben):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    builders.leave(ruth, MONDAY)
    assert counts() == {"stranded": 1}


def test_only_of_one_physician_or_one_site(listed, open_clinic, ruth):
    iris = people.physician("Iris Ito")
    harbor = builders.site("Harbor")
    builders.hours(iris, harbor)
    builders.plan(open_clinic.anna, ruth)
    builders.plan(open_clinic.boris, iris)
    assert names(listed(physician=iris.pk).context["rows"]) == ["Boris"]
    assert names(listed(site=harbor.pk).context["rows"]) == ["Boris"]
    # Who came somewhere belongs there.
    past = at(date(2026, 12, 1), 9)
    builders.appointment(open_clinic.boris, iris, open_clinic.room, past, state="done")
    assert names(listed(site=harbor.pk).context["rows"]) == []
    assert names(listed(site=open_clinic.site.pk).context["rows"]) == ["Anna", "Boris"]


@pytest.mark.parametrize(
    "asked",
    [{"which": "all"}, {"site": "x"}, {"physician": "9" * 25}, {"page": "-3"}, {"page": "\0"}],
)
def test_what_cannot_be_understood_is_left_out(listed, asked):
    assert listed(**asked).status_code == 200


def test_the_page_opens_before_the_first_site(ben, signed_in, friday):
    assert not Site.objects.exists()
    assert signed_in(ben).get(TO_BOOK).status_code == 200


@pytest.mark.parametrize(
    ("which", "queries"),
    [("closing", 26), ("overdue", 25), ("later", 23), ("follow-ups", 17), ("missed", 17),
     ("requested", 17)],
)  # fmt: skip
@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    listed, open_clinic, ruth, number, which, queries, django_assert_num_queries
):
    for n in range(number):
        patient = people.patient(f"Clara {n}")
        for days in (-1, 3, 20):
            plan = builders.plan(patient, ruth, **closes(TODAY + timedelta(days=days)))
        builders.follow_up(plan)
        room, day = open_clinic.room, date(2026, 12, 1)
        builders.appointment(patient, ruth, room, at(day, 9 + n), state="no_show")
        builders.appointment(patient, ruth, room, at(MONDAY, 9 + n), state="requested")
    assert at(TODAY, 8) == NOW
    with django_assert_num_queries(queries):
        listed(which=which)
