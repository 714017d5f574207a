"""The move page: choose a time, see what becomes of the course, confirm."""

from datetime import date, time, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse

from scheduling.models import Appointment
from tests import people
from tests.scheduling import builders as book
from tests.scheduling.booked_courses import after, booked, days_of, wide
from tests.scheduling.builders import MONDAY, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(open_clinic, ruth):
    return wide(book.plan(open_clinic.anna, ruth))


@pytest.fixture
def course(plan, open_clinic):
    """Booked on 7 December, 28 December and 18 January, at nine."""
    return booked(plan, open_clinic.room, 0, 21, 42)


def page(visit):
    return reverse("move-appointment", args=[visit.pk])


def value(visit, day, hour=9, **fields):
    who, room = fields.get("practitioner", visit.practitioner), fields.get("room", visit.room)
    return f"{at(after(day), hour):%Y-%m-%dT%H:%M%z}_{who.pk}_{room.pk}"


def looked_at(client, visit, day, hour=9, **asked):
    to = {"to": value(visit, day, hour)} | asked
    return client.get(f"{page(visit)}?{urlencode(to, doseq=True)}")


def sent(shown, **changed):
    """The form of the confirmation page, as it is drawn."""
    fields = {
        "form_token": str(uuid4()),
        "offer": shown.context["value"],
        "revision": shown.context["visit"].revision,
        "also": [row.value for row in shown.context["rows"] if row.value],
    }
    return fields | changed


def test_a_time_that_moves_nothing_else_is_taken_at_once(course, plan, ben, signed_in):
    client = signed_in(ben)
    response = client.post(
        page(course[0]),
        {"form_token": str(uuid4()), "offer": value(course[0], 2), "revision": 1},
    )
    assert response.status_code == 302
    assert days_of(plan) == [2, 21, 42]
    said = client.get(response.url).content.decode()
    assert "Moved: session 1 to Wed 9 Dec 2026, 9:00 am EST." in said


def test_a_time_that_moves_others_is_shown_before_it_is_saved(course, plan, ben, signed_in):
    client = signed_in(ben)
    shown = client.post(
        page(course[0]),
        {"form_token": str(uuid4()), "offer": value(course[0], 8), "revision": 1},
    )
    assert shown.status_code == 200
    assert days_of(plan) == [0, 21, 42]
    text = shown.content.decode()
    assert "Move 2 visits?" in text
    assert [(row.name, row.was, row.becomes, row.shift) for row in shown.context["rows"]] == [
        (
            "Session 1",
            "Mon 7 Dec 2026, 9:00 am EST",
            "Tue 15 Dec 2026, 9:00 am EST",
            "8 days later",
        ),
        (
            "Session 2",
            "Mon 28 Dec 2026, 9:00 am EST",
            "Tue 29 Dec 2026, 9:00 am EST",
            "1 day later",
        ),
    ]
    assert [(dot.word, dot.when) for dot in shown.context["after"]] == [
        ("Moves", "Tue 15 Dec"),
        ("Moves", "Tue 29 Dec"),
        ("Booked", "Mon 18 Jan"),
    ]
    response = client.post(shown.context["action"], sent(shown))
    assert response.status_code == 302
    assert days_of(plan) == [8, 22, 42]


def test_the_offers_say_which_days_move_others(course, ben, signed_in):
    days = signed_in(ben).get(page(course[0])).context["days"]
    remarks = {(offered.day - MONDAY).days: offered.remark for offered in days}
    assert remarks[0] == "the best day"
    assert (remarks[7], remarks[8]) == ("", "later visits have to move too")


def test_a_step_leads_to_the_next_legal_time_and_the_rest_follows(
    course,
    plan,
    ben,
    signed_in,
):
    client = signed_in(ben)
    shown = looked_at(client, course[0], 14)
    assert [row.becomes[:15] for row in shown.context["rows"]] == [
        "Mon 21 Dec 2026",
        "Mon 4 Jan 2027,",
    ]
    later = client.get(shown.context["rows"][1].later)
    assert later.context["rows"][1].becomes == "Mon 4 Jan 2027, 9:15 am EST"
    assert client.get(later.context["rows"][1].earlier).context["rows"][1].becomes == (
        "Mon 4 Jan 2027, 9:00 am EST"
    )
    # A week on, session 3 has to follow as well.
    pin = f"{course[1].pk}_{value(course[1], 35)}"
    shown = looked_at(client, course[0], 14, pin=pin)
    assert [row.becomes for row in shown.context["rows"]] == [
        "Mon 21 Dec 2026, 9:00 am EST",
        "Mon 11 Jan 2027, 9:00 am EST",
        "Mon 25 Jan 2027, 9:00 am EST",
    ]
    client.post(shown.context["action"], sent(shown))
    assert days_of(plan) == [14, 35, 49]


def test_a_chosen_time_that_cannot_be_had_is_let_go_and_said(course, ben, signed_in):
    pin = f"{course[1].pk}_{value(course[1], 80)}"
    shown = looked_at(signed_in(ben), course[0], 15, pin=pin)
    assert shown.context["lost_a_choice"]
    assert shown.context["rows"][1].becomes == "Tue 5 Jan 2027, 9:00 am EST"


def test_the_step_past_a_full_day_goes_to_the_next_free_one(
    course, open_clinic, ruth, ben, signed_in
):
    book.leave(ruth, after(22), after(24))
    shown = looked_at(signed_in(ben), course[0], 8)
    assert shown.context["rows"][1].becomes == "Fri 1 Jan 2027, 9:00 am EST"


def test_if_her_physician_has_no_time_anybody_takes_her(course, open_clinic, ruth, ben, signed_in):
    iris = people.physician("Iris Ito")
    book.hours(iris, open_clinic.site, time(9), time(12))
    book.leave(ruth, after(22), after(40))
    shown = looked_at(signed_in(ben), course[0], 8)
    row = shown.context["rows"][1]
    assert (row.becomes, row.elsewhere) == ("Tue 29 Dec 2026, 9:00 am EST", "Iris Ito, MD, Room 1")


def test_a_session_that_finds_no_time_is_named_and_a_physician_decides(
    course,
    plan,
    open_clinic,
    ruth,
    ben,
    signed_in,
):
    book.leave(ruth, after(22), after(40))
    client = signed_in(ben)
    shown = looked_at(client, course[0], 8)
    text = shown.content.decode()
    assert "Needs physician" in text
    assert (
        "Session 2, booked for Mon 28 Dec 2026, cannot follow: on none of the days that would "
        "then be inside its window is there a free time at Main Street, with anybody." in text
    )
    assert "Move this visit</button>" not in text
    refused = client.post(shown.context["action"], sent(shown))
    assert refused.status_code == 200
    assert "it has to move too" in refused.content.decode()
    assert days_of(plan) == [0, 21, 42]

    client = signed_in(ruth)
    shown = looked_at(client, course[0], 8)
    reason = {"outside_window_reason": "She is away in January"}
    assert client.post(shown.context["action"], sent(shown, **reason)).status_code == 200
    assert days_of(plan) == [0, 21, 42]
    client.post(shown.context["action"], sent(shown, leave_later="on", **reason))
    assert days_of(plan) == [8, 21, 42]


def test_outside_the_window_the_desk_is_told_who_can(course, ben, ruth, signed_in):
    shown = looked_at(signed_in(ben), course[0], 24)
    assert not shown.context["may_save"]
    assert "This time is outside the window, 1 day after it closes" in shown.content.decode()
    shown = looked_at(signed_in(ruth), course[0], 24)
    assert shown.context["may_save"]
    assert "Why outside the window" in shown.content.decode()


def test_a_reason_typed_on_the_page_before_is_kept(course, ruth, signed_in):
    shown = signed_in(ruth).post(
        page(course[0]) + "?outside=1",
        {
            "form_token": str(uuid4()),
            "offer": value(course[0], 24),
            "revision": 1,
            "outside_window_reason": "She travels",
        },
    )
    assert "She travels</textarea>" in shown.content.decode()


def test_a_time_that_is_taken_shows_what_is_near(course, open_clinic, ruth, ben, signed_in):
    book.appointment(open_clinic.boris, ruth, open_clinic.room, at(after(1), 9))
    shown = looked_at(signed_in(ben), course[0], 1)
    assert not shown.context["may_save"]
    assert [words for words, _ in shown.context["near"]] == [
        "Tue 8 Dec 2026, 9:45 am EST, Ruth Adler, MD, Room 1",
        "Tue 8 Dec 2026, 10:00 am EST, Ruth Adler, MD, Room 1",
        "Tue 8 Dec 2026, 10:15 am EST, Ruth Adler, MD, Room 1",
    ]


def test_if_only_the_room_is_taken_another_one_is(course, open_clinic, ruth, ben, signed_in):
    iris = people.physician("Iris Ito")
    book.appointment(open_clinic.boris, iris, open_clinic.room, at(after(1), 9))
    book.room(open_clinic.site, "Room 2")
    shown = looked_at(signed_in(ben), course[0], 1)
    assert shown.context["may_save"]
    assert "Room 1 is taken then; Room 2 is free." in shown.content.decode()


def test_a_physician_may_put_it_over_what_is_taken(course, plan, open_clinic, ruth, signed_in):
    book.appointment(open_clinic.boris, ruth, open_clinic.room, at(after(1), 9))
    client = signed_in(ruth)
    shown = looked_at(client, course[0], 1)
    assert client.post(shown.context["action"], sent(shown)).status_code == 200
    client.post(shown.context["action"], sent(shown, overbooked_reason="Only day she can"))
    course[0].refresh_from_db()
    assert (days_of(plan)[0], course[0].overbooked_reason) == (1, "Only day she can")


def test_of_two_desks_the_second_is_told_and_sees_the_course_as_it_is(
    course,
    plan,
    ben,
    signed_in,
):
    client = signed_in(ben)
    shown = looked_at(client, course[0], 8)
    Appointment.objects.filter(pk=course[1].pk).update(revision=2)
    told = client.post(shown.context["action"], sent(shown))
    assert "Somebody else changed this record" in told.content.decode()
    assert days_of(plan) == [0, 21, 42]
    assert client.post(told.context["action"], sent(told)).status_code == 302
    assert days_of(plan) == [8, 22, 42]


@pytest.mark.parametrize(
    "also", ["", "x", "1_1", "0_0_0", "9" * 40, "\0", "7_1_2026-12-29T14:00+0000_1_1"]
)
def test_what_is_no_visit_of_hers_moves_nothing(course, plan, ben, signed_in, also):
    client = signed_in(ben)
    shown = looked_at(client, course[0], 8)
    response = client.post(shown.context["action"], sent(shown, also=[also]))
    assert response.status_code == 200
    assert days_of(plan) == [0, 21, 42]


@pytest.mark.parametrize("to", ["", "x", "2026-12-07", "2026-12-08T14:00 0000_9_9", "\0"])
def test_a_time_that_cannot_be_read_leads_back_to_the_choice(course, ben, signed_in, to):
    response = signed_in(ben).get(page(course[0]), {"to": to})
    assert (response.status_code, response.url) == (302, page(course[0]))


def test_a_plus_that_was_not_written_as_one_is_understood(course, ben, signed_in):
    response = signed_in(ben).get(f"{page(course[0])}?to={value(course[0], 2)}")
    assert response.context["rows"][0].becomes == "Wed 9 Dec 2026, 9:00 am EST"


def test_from_the_board_it_goes_back_to_the_board(course, ben, signed_in):
    client = signed_in(ben)
    shown = looked_at(client, course[0], 2, back="rooms")
    response = client.post(shown.context["action"], sent(shown))
    site = course[0].site_id
    assert response.url == f"{reverse('day-board')}?site={site}&day=2026-12-09&by=room"


def test_a_visit_of_no_course_moves_by_itself(open_clinic, ruth, ben, signed_in):
    visit = book.appointment(open_clinic.anna, ruth, open_clinic.room, at(MONDAY, 9))
    client = signed_in(ben)
    shown = looked_at(client, visit, 1)
    assert [row.name for row in shown.context["rows"]] == ["Session"]
    assert client.post(shown.context["action"], sent(shown)).status_code == 302


def test_across_the_clock_change_the_day_counts_and_the_hour_stays(
    open_clinic, ruth, ben, signed_in
):
    spring = date(2027, 3, 12)
    start = (spring - MONDAY).days
    its_plan = book.plan(open_clinic.anna, ruth, opens=spring - timedelta(days=7))
    visits = booked(its_plan, open_clinic.room, start, start + 14)
    shown = looked_at(signed_in(ben), visits[0], start + 3)
    assert [(row.was, row.becomes) for row in shown.context["rows"]] == [
        ("Fri 12 Mar 2027, 9:00 am EST", "Mon 15 Mar 2027, 9:00 am EDT"),
        ("Fri 26 Mar 2027, 9:00 am EDT", "Mon 29 Mar 2027, 9:00 am EDT"),
    ]


@pytest.mark.parametrize("sessions", [2, 4])
def test_one_later_visit_and_three_take_the_same_queries(
    open_clinic, ruth, ben, signed_in, sessions, django_assert_num_queries
):
    its_plan = wide(book.plan(open_clinic.anna, ruth, sessions=sessions))
    visits = booked(its_plan, open_clinic.room, *(14 * number for number in range(sessions)))
    client = signed_in(ben)
    with django_assert_num_queries(18):
        shown = looked_at(client, visits[0], 1)
    assert len(shown.context["rows"]) == sessions
