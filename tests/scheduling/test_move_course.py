"""A visit moves and draws others of its course with it: all of them, or none."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from scheduling.actions.move_course import move_course
from scheduling.actions.waitlist import Availability, put_on_waitlist
from scheduling.models import Appointment, Hours, Reminder, StateChange, WaitlistEntry
from scheduling.windows import local_day
from tests import people
from tests.scheduling import builders as book
from tests.scheduling.booked_courses import after, booked, days_of, wide
from tests.scheduling.builders import MONDAY, NOW, at
from tests.scheduling.test_races import all_at_once
from treatments.models import Plan, PlanVersion, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(open_clinic, ruth):
    """Three sessions, 14 to 28 days apart; the first may be as late as Wednesday 30 December."""
    return wide(book.plan(open_clinic.anna, ruth))


def to(visit, day, hour=9, **fields):
    return book.step(visit, at(after(day), hour), **fields)


def refusal(**arguments):
    with pytest.raises(ValidationError) as error:
        move_course(now=NOW, **arguments)
    return getattr(error.value, "code", None), " ".join(error.value.messages)


def test_a_visit_is_not_moved_to_where_it_is(open_clinic, ruth, ben):
    nine, room = at(MONDAY, 9), open_clinic.room
    visit = book.appointment(open_clinic.anna, ruth, room, nine, state="confirmed")
    with pytest.raises(ValidationError, match="The visit is there already"):
        book.move(visit, nine, by=ben)
    visit.refresh_from_db()
    assert (visit.state, visit.sequence, visit.revision) == ("confirmed", 0, 1)


def test_a_move_inside_its_window_moves_one_visit(plan, open_clinic, ben):
    first, *_ = booked(plan, open_clinic.room, 0, 21, 42)
    (moved,) = move_course(moves=[to(first, 2, 10)], by=ben, now=NOW)
    assert (moved.revision, moved.sequence) == (2, 1)
    assert days_of(plan) == [2, 21, 42]


@pytest.mark.parametrize(("day", "fits"), [(7, True), (8, False)])
def test_at_the_edge_the_next_visit_stays_and_one_day_further_it_has_to_move(
    plan, open_clinic, ben, day, fits
):
    first, *_ = booked(plan, open_clinic.room, 0, 21)
    if fits:
        move_course(moves=[to(first, day)], by=ben, now=NOW)
        assert days_of(plan) == [7, 21]
    else:
        assert refusal(moves=[to(first, day)], by=ben) == (
            "later_visits",
            "Session 2 is booked for Mon 28 Dec 2026 and would then be outside its window; "
            "it has to move too.",
        )
        assert days_of(plan) == [0, 21]


def test_both_move_together(plan, open_clinic, ben):
    first, second, _ = booked(plan, open_clinic.room, 0, 21, 42)
    moved = move_course(moves=[to(first, 8), to(second, 22, 10)], by=ben, now=NOW)
    assert [visit.pk for visit in moved] == [first.pk, second.pk]
    assert days_of(plan) == [8, 22, 42]
    assert Appointment.objects.get(pk=second.pk).starts_at == at(after(22), 10)


def test_if_one_cannot_move_none_does_and_it_is_named(plan, open_clinic, ben, ruth):
    first, second, _ = booked(plan, open_clinic.room, 0, 21, 42)
    book.appointment(open_clinic.boris, ruth, open_clinic.room, at(after(22), 10))
    _, said = refusal(moves=[to(first, 8), to(second, 22, 10)], by=ben)
    assert said.startswith("Session 2, Tue 29 Dec 2026: Ruth Adler is taken from 10:00 am")
    assert days_of(plan) == [0, 21, 42]


def test_if_a_later_visit_changed_meanwhile_none_moves(plan, open_clinic, ben):
    first, second, _ = booked(plan, open_clinic.room, 0, 21, 42)
    code, _ = refusal(moves=[to(first, 8), to(second, 22, revision=2)], by=ben)
    assert code == "stale"
    assert days_of(plan) == [0, 21, 42]


def test_a_later_visit_outside_its_new_window_is_refused(plan, open_clinic, ben, ruth):
    first, second, _ = booked(plan, open_clinic.room, 0, 21, 42)
    for by in (ben, ruth):  # a reason is for the visit that was asked for, not for the others
        code, said = refusal(
            moves=[to(first, 8), to(second, 37)], by=by, outside_window_reason="Travels"
        )
        assert code == "later_visits"
        assert said == (
            "Session 2: Wed 13 Jan 2027 is outside the window (due Tue 5 Jan 2027, from "
            "Tue 29 Dec 2026 to Tue 12 Jan 2027): 1 day after it closes."
        )


def test_only_a_physician_goes_outside_the_window_and_says_why(plan, open_clinic, ben, ruth):
    first, *_ = booked(plan, open_clinic.room, 0)
    outside = (
        "Thu 31 Dec 2026 is outside the window (due Mon 7 Dec 2026, from Mon 30 Nov to "
        "Wed 30 Dec 2026): 1 day after it closes."
    )
    move = {"moves": [to(first, 24)]}
    assert refusal(by=ben, outside_window_reason="Travels", **move) == (
        "outside_window",
        f"{outside} Only a physician can book it there.",
    )
    assert refusal(by=ruth, **move)[1] == f"{outside} Say why it should be there all the same."
    (moved,) = move_course(by=ruth, now=NOW, outside_window_reason=" She travels ", **move)
    assert moved.outside_window_reason == "She travels"
    # Back inside, the reason is no longer true.
    (moved,) = move_course(
        moves=[to(moved, 1)], by=ruth, now=NOW, outside_window_reason="She travels"
    )
    assert moved.outside_window_reason == ""


def test_a_physician_may_leave_the_later_visits_where_they_are(plan, open_clinic, ruth, ben):
    first, *_ = booked(plan, open_clinic.room, 0, 21, 42)
    why = {"outside_window_reason": "No other way"}
    assert refusal(moves=[to(first, 8)], by=ruth, **why)[0] == "later_visits"
    assert refusal(moves=[to(first, 8)], by=ben, leave_later=True, **why)[0] == "later_visits"
    assert "Say why" in refusal(moves=[to(first, 8)], by=ruth, leave_later=True)[1]
    move_course(moves=[to(first, 8)], by=ruth, now=NOW, leave_later=True, **why)
    assert days_of(plan) == [8, 21, 42]


def test_nobody_turns_the_course_round(plan, open_clinic, ruth):
    first, *_ = booked(plan, open_clinic.room, 0, 21, 42)
    _, said = refusal(moves=[to(first, 22)], by=ruth, outside_window_reason="Because")
    assert said == "Session 2 would come before session 1."


def weekly(plan):
    """Sessions 7 days apart, 3 to 10; written to the table, where a signed version is frozen."""
    old = plan.signed_version()
    new = {field.attname: getattr(old, field.attname) for field in old._meta.concrete_fields}
    signed = {name: new.pop(name) for name in ("signed_at", "signed_by_id", "signed_on")}
    del new["id"]
    gaps = {"spacing_min_days": 3, "spacing_target_days": 7, "spacing_max_days": 10}
    version = PlanVersion.objects.create(**new | {"number": 2} | gaps)
    PlanVersion.objects.filter(pk=version.pk).update(**signed)


@pytest.mark.parametrize("by_days", [7, -7])
def test_each_may_take_the_place_that_the_next_one_leaves(open_clinic, ruth, ben, by_days):
    plan = wide(book.plan(open_clinic.anna, ruth))
    weekly(plan)
    visits = booked(plan, open_clinic.room, 7, 14, 21)
    moves = [to(visit, day + by_days) for visit, day in zip(visits, (7, 14, 21), strict=True)]
    move_course(moves=moves, by=ben, now=NOW)
    assert days_of(plan) == [7 + by_days, 14 + by_days, 21 + by_days]


def test_a_confirmed_visit_has_to_be_confirmed_again(plan, open_clinic, ben):
    (first,) = booked(plan, open_clinic.room, 0, state="confirmed")
    (moved,) = move_course(moves=[to(first, 1)], by=ben, now=NOW)
    assert moved.state == "booked"
    step = StateChange.objects.get()
    assert (step.from_state, step.to_state, step.reason, step.changed_by) == (
        "confirmed",
        "booked",
        "Moved to another time",
        ben,
    )


def test_each_patient_is_told_of_each_visit_that_moved(plan, open_clinic, ben):
    plan.patient.preferred_contact, plan.patient.email = "email", "anna@example.org"
    plan.patient.save()
    first, second, _ = booked(plan, open_clinic.room, 0, 21, 42)
    move_course(moves=[to(first, 8), to(second, 22)], by=ben, now=NOW)
    told = Reminder.objects.filter(kind="moved").order_by("appointment__starts_at")
    assert [(word.appointment, word.sequence) for word in told] == [(first, 1), (second, 1)]


def test_who_waited_for_a_sooner_time_waits_no_longer_for_the_visits_that_got_one(
    plan, open_clinic, ben
):
    first, second, third = booked(plan, open_clinic.room, 2, 23, 44)
    entries = [
        put_on_waitlist(
            patient=plan.patient,
            session=visit.session,
            suits=Availability(from_day=MONDAY),
            by=ben,
        )
        for visit in (first, second, third)
    ]
    move_course(moves=[to(first, 3), to(second, 22)], by=ben, now=NOW)
    assert list(WaitlistEntry.objects.waiting().order_by("pk")) == [entries[0], entries[2]]
    assert WaitlistEntry.objects.get(pk=entries[1].pk).closed_because == "booked"


@pytest.mark.parametrize("state", ["arrived", "done", "no_show"])
def test_what_is_no_longer_ahead_stays(plan, open_clinic, ben, state):
    (first,) = booked(plan, open_clinic.room, 0, state=state)
    assert "cannot be moved any more" in refusal(moves=[to(first, 1)], by=ben)[1]


def test_visits_of_two_courses_do_not_move_together(plan, open_clinic, ben, ruth):
    (first,) = booked(plan, open_clinic.room, 0)
    other = book.plan(open_clinic.anna, ruth)
    (foreign,) = booked(other, open_clinic.room, 1)
    loose = book.appointment(open_clinic.anna, ruth, open_clinic.room, at(after(2), 9))
    for visit in (foreign, loose):
        _, said = refusal(moves=[to(first, 2, 11), to(visit, 3, 11)], by=ben)
        assert said == "Only visits of one course can be moved together."
    _, said = refusal(moves=[to(loose, 2, 11), to(first, 3, 11)], by=ben)
    assert said == "Only visits of one course can be moved together."


def test_a_closed_plan_and_a_given_session_are_not_moved(plan, open_clinic, ben):
    first, second = booked(plan, open_clinic.room, 0, 21)
    plan.sessions.filter(number=2).update(state=Session.State.DROPPED)
    assert refusal(moves=[to(second, 22)], by=ben)[1] == "Session 2 is already left out."
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.STOPPED, closed_on=MONDAY)
    assert "nothing can be booked for it" in refusal(moves=[to(first, 1)], by=ben)[1]


def test_across_the_clock_change_the_wall_time_and_the_days_count(open_clinic, ruth, ben):
    spring = date(2027, 3, 14)
    plan = book.plan(open_clinic.anna, ruth, sessions=2, opens=spring - timedelta(days=6))
    first, second = booked(plan, open_clinic.room, 96, 110)  # Sat 13 March, 27 March
    # To Sunday 14 March, the day with 23 hours: the 27th is then a day too early.
    book.hours(ruth, open_clinic.site, time(9), time(12), weekdays=(6, 7))
    assert refusal(moves=[to(first, 97)], by=ben)[0] == "later_visits"
    move_course(moves=[to(first, 97), to(second, 111)], by=ben, now=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert [f"{visit.local_start:%d %H:%M %Z}" for visit in (first, second)] == [
        "14 09:00 EDT",
        "28 09:00 EDT",
    ]
    assert (second.starts_at - first.starts_at).days == 14


@pytest.mark.django_db(transaction=True)
def test_of_two_desks_that_move_one_course_one_is_told():
    ruth = people.physician()
    room = book.room(book.site())
    book.hours(ruth, room.site)
    plan = wide(book.plan(people.patient(), ruth))
    first, second = booked(plan, room, 0, 21)
    moves = [
        {"moves": [to(first, day), to(second, 22 + day)], "by": ruth, "now": NOW} for day in (8, 9)
    ]
    said = all_at_once(move_course, moves)
    assert said[1] == "ok"
    assert said[0].startswith("Somebody else changed this record")
    assert days_of(plan) in ([8, 30], [9, 31])


MISSING, DOUBLED = date(2026, 3, 8), date(2026, 11, 1)


def wall(moment):
    return f"{moment.astimezone(ZoneInfo(book.EASTERN)):%d %H:%M %Z}"


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg")


@pytest.fixture
def sundays(ruth):
    """A site open on Sundays from one to noon: the hour that is skipped, or comes twice, too."""
    room = book.room(book.site("Night Street"))
    book.hours(ruth, room.site, time(9), time(12))
    book.hours(ruth, room.site, time(1), time(12), weekdays=(6, 7))
    return room


def test_a_visit_moves_over_8_march_2026_and_keeps_its_wall_time(sundays, anna, ruth, ben):
    plan = book.plan(anna, ruth, sessions=2, opens=date(2026, 3, 1))
    saturday, now = at(date(2026, 3, 7), 9), at(date(2026, 3, 2), 8)
    first, second = (
        book.appointment(anna, ruth, sundays, start, session=session)
        for start, session in zip(
            (saturday, at(date(2026, 3, 21), 9)), plan.sessions.all(), strict=True
        )
    )
    # The 21st is 14 days after the 7th, to the hour 13 days and 23 hours after the 8th.
    with pytest.raises(ValidationError, match="outside its window; it has to move too"):
        book.move(first, at(MISSING, 9), by=ben, now=now)
    moves = [book.step(first, at(MISSING, 9)), book.step(second, at(date(2026, 3, 22), 9))]
    first, second = move_course(moves=moves, by=ben, now=now)
    assert first.starts_at == datetime(2026, 3, 8, 13, tzinfo=UTC)
    assert first.starts_at - saturday == timedelta(hours=23)
    assert [wall(visit.starts_at) for visit in (first, second)] == ["08 09:00 EDT", "22 09:00 EDT"]


def test_a_visit_begins_before_the_missing_hour_and_ends_after_it(sundays, anna, ruth, ben):
    visit = book.appointment(anna, ruth, sundays, at(date(2026, 3, 7), 9))
    now = at(date(2026, 3, 2), 8)
    visit = book.move(visit, at(MISSING, 1, 45), by=ben, now=now)
    assert [wall(visit.starts_at), wall(visit.ends_at)] == ["08 01:45 EST", "08 03:20 EDT"]
    assert visit.ends_at - visit.starts_at == timedelta(minutes=35)
    # Who works only while the clock shows a quarter past two does not work on this day.
    Hours.objects.filter(weekday=7).update(starts=time(2), ends=time(3))
    for moment in (datetime(2026, 3, 8, 6, 59, tzinfo=UTC), datetime(2026, 3, 8, 7, tzinfo=UTC)):
        with pytest.raises(ValidationError, match="does not work at Night Street at that time"):
            book.move(visit, moment, by=ben, now=now)


def test_a_visit_moves_from_the_first_to_the_second_half_past_one(sundays, anna, ruth, ben):
    half_past = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    visit = book.appointment(anna, ruth, sundays, half_past)
    now = at(date(2026, 10, 30), 8)
    moved = book.move(visit, half_past + timedelta(hours=1), by=ben, now=now)
    assert [wall(half_past), wall(moved.starts_at)] == ["01 01:30 EDT", "01 01:30 EST"]
    assert local_day(moved) == DOUBLED


@pytest.mark.parametrize(
    ("zone", "last", "after"),
    [
        ("Pacific/Tongatapu", "2026-12-14T03:00", "2026-12-14T20:00"),  # UTC+13
        ("America/Los_Angeles", "2026-12-15T00:00", "2026-12-15T17:00"),  # UTC-8
    ],
)
def test_the_last_day_of_a_window_is_that_of_the_site(anna, ruth, ben, zone, last, after):
    """Four in the afternoon of the 14th is inside, nine in the morning of the 15th is not."""
    room = book.room(book.site("Harbor", zone))
    book.hours(ruth, room.site)
    session = book.session(anna, ruth)
    visit = book.appointment(anna, ruth, room, at(MONDAY, 9, zone=zone), session=session)
    with pytest.raises(ValidationError, match="Tue 15 Dec 2026 is outside the window"):
        book.move(visit, datetime.fromisoformat(f"{after}Z"), by=ben)
    moved = book.move(visit, datetime.fromisoformat(f"{last}Z"), by=ben)
    assert f"{moved.local_start:%d %H:%M}" == "14 16:00"
