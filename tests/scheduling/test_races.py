"""Two people, one slot: real connections in threads, against the real constraints."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction

from scheduling.actions.closures import add_closure, add_holidays
from scheduling.actions.locking import booking, lock_resources
from scheduling.actions.visits import book_visit
from scheduling.models import Appointment, Closure
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, NOW, at

CLERKS = 8


def all_at_once(action, arguments):
    """Run `action` with each set of arguments at the same moment; "ok" or what it said."""
    start = Barrier(len(arguments), timeout=20)

    def one(fields):
        try:
            start.wait()
            action(**fields)
        except ValidationError as error:
            return error.messages[0]
        else:
            return "ok"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return sorted(pool.map(one, arguments, timeout=60))


@pytest.fixture
def clinic(transactional_db):
    ruth = people.physician()
    site = builders.site()
    builders.hours(ruth, site)
    return ruth, site


def wishes(ruth, rooms, patients, starts_at):
    return [
        {
            "patient": patient,
            "practitioner": ruth,
            "room": room,
            "visit_type": builders.visit_type(),
            "starts_at": starts_at,
            "by": ruth,
            "now": NOW,
        }
        for patient, room in zip(patients, rooms, strict=True)
    ]


def test_of_eight_who_want_one_slot_exactly_one_gets_it_and_seven_are_told(clinic):
    ruth, site = clinic
    rooms = [builders.room(site, f"Room {number}") for number in range(CLERKS)]
    patients = [people.patient(f"Anna {number}") for number in range(CLERKS)]
    for hour in (9, 10, 11):
        starts_at = at(MONDAY, hour)
        said = all_at_once(book_visit, wishes(ruth, rooms, patients, starts_at))
        assert said.count("ok") == 1
        treated = f"{hour}:00 am to {hour}:20 am EST"
        assert set(said) == {"ok", f"Ruth Adler is taken from {treated}."}
        assert Appointment.objects.filter(starts_at=starts_at).count() == 1


def test_of_two_desks_that_move_one_visit_one_is_told(clinic):
    ruth, site = clinic
    room = builders.room(site)
    visit = builders.appointment(people.patient(), ruth, room, NINE)
    moves = [{"visit": visit, "starts_at": at(MONDAY, hour), "by": ruth} for hour in (11, 13)]
    said = all_at_once(builders.move, moves)
    assert said[1] == "ok"
    assert said[0].startswith("Somebody else changed this record")


def test_visits_that_swap_their_times_at_once_do_not_deadlock(clinic):
    ruth, site = clinic
    rooms = [builders.room(site, "Room 1"), builders.room(site, "Room 2")]
    iris = people.physician("Iris Ito")
    builders.hours(iris, site)
    first = builders.appointment(people.patient("Anna Berg"), ruth, rooms[0], NINE)
    second = builders.appointment(people.patient("Boris Lind"), iris, rooms[1], NINE)
    moves = [
        {"visit": first, "practitioner": iris, "room": rooms[1]},
        {"visit": second, "practitioner": ruth, "room": rooms[0]},
    ]
    rest = {"starts_at": NINE, "by": ruth}
    said = all_at_once(builders.move, [move | rest for move in moves])
    assert said == [
        "Iris Ito is taken from 9:00 am to 9:20 am EST.",
        "Ruth Adler is taken from 9:00 am to 9:20 am EST.",
    ]


def test_time_is_not_taken_out_while_a_booking_is_half_done(clinic):
    """Else neither would see the other: the visit not the closure, its list not the visit."""
    ruth, site = clinic
    room, anna = builders.room(site), people.patient()
    day = {"first_day": MONDAY, "last_day": MONDAY, "by": people.administrator()}
    closings = [
        lambda: add_closure(practitioner=ruth, reason="Ill", **day),
        lambda: add_closure(site=site, reason="Painters", **day),
        lambda: add_holidays(site=site, days={MONDAY: "Day of rest"}, by=day["by"]),
    ]
    locked, done = Event(), Event()

    def book_halfway():
        try:
            with transaction.atomic():
                lock_resources({ruth.pk}, {room.pk}, anna.pk)
                locked.set()
                done.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(book_halfway)
        try:
            assert locked.wait(20)
            for close in closings:
                with transaction.atomic():
                    connection.cursor().execute("SET LOCAL lock_timeout = '50ms'")
                    with pytest.raises(OperationalError, match="lock timeout"):
                        transaction.atomic(close)()
        finally:
            done.set()
    assert not Closure.objects.exists()


class Cause(Exception):  # noqa: N818 - stands in for psycopg's error, which carries an sqlstate
    def __init__(self, sqlstate):
        self.sqlstate = sqlstate


def failing(*states):
    """A booking on which the database fails with these SQLSTATEs, one after the other."""
    left = list(states)

    @booking
    def action():
        if left:
            raise OperationalError from Cause(left.pop(0))
        return "booked"

    return action


def test_a_deadlock_is_tried_again(db):
    assert failing("40P01", "40001")() == "booked"


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["23P01"], "Somebody else has just taken this time. Choose another one."),
        (["40P01"] * 4, "Many people are booking at this moment, so nothing was saved."),
    ],
)
def test_a_lost_race_is_a_polite_refusal(db, states, said):
    with pytest.raises(ValidationError) as error:
        failing(*states)()
    assert error.value.messages[0].startswith(said)


def test_any_other_database_error_is_not_hidden(db):
    with pytest.raises(OperationalError):
        failing("53100")()
