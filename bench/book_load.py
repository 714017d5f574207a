"""A made-up book of any size: forty practitioners, sixty rooms, five sites, courses of five.

The larger book is the longer one: each day is as full in both, and both end on the same day, so
what is compared is the cost of everything that lies behind. Foreign keys and the triggers that
keep the history are off while it loads (the rows fit by construction); check, unique and
exclusion constraints all hold. The courses that run now are the same in both, with the sessions
that were given before the smaller book begins.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from bench.book_courses import add_charts, add_clinic, add_patients, add_plans
from bench.book_days import COURSE, FULL_DAY, NOW, SIDE_BY_SIDE, TODAY, Visit, visits
from bench.bulk import copy_rows, no_exclusion
from scheduling.actions.setup import ensure_visit_types
from scheduling.models import Appointment
from treatments.models import Session

CANCELLED = {
    "state": "cancelled",
    "cancelled_by": "patient",
    "cancelled_code": "ill",
    "cancelled_at": NOW,
}


def load(cursor: CursorWrapper, number: int) -> None:
    cursor.execute("SET session_replication_role = replica")
    kind = ensure_visit_types()["session"]
    book = visits(number)
    patients = (course_of(0, number)[0] // SIDE_BY_SIDE + 1) * SIDE_BY_SIDE
    add_clinic(cursor)
    add_patients(cursor, patients)
    add_charts(cursor)
    add_plans(cursor, patients)
    copy_rows(cursor, Session, sessions(book))
    copy_rows(cursor, Session, sessions_before(book))
    with no_exclusion(cursor, Appointment):
        copy_rows(cursor, Appointment, appointments(book, kind.pk))
    cursor.execute("SET session_replication_role = origin")
    cursor.execute("VACUUM ANALYZE")
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('scheduling_appointment', 'id'), %s)", [number + 1]
    )


def course_of(nth: int, number: int) -> tuple[int, int]:
    """Course and session number of the `nth` visit, counted from the end of the book on.

    So the courses that run now are the same ones in each size.
    """
    lap, lane = divmod(number - 1 - nth, SIDE_BY_SIDE)
    return lap // COURSE * SIDE_BY_SIDE + lane, COURSE - lap % COURSE


def sessions(book: list[Visit]) -> Iterator[dict[str, Any]]:
    """What was cancelled is left out; what is cancelled ahead waits to be booked again."""
    for nth, visit in enumerate(book):
        course, session = course_of(nth, len(book))
        past = visit.day < TODAY
        given = past and not is_off(nth, visit)
        state = "given" if given else "dropped" if past else "planned"
        yield session_of(nth, course, session, visit.day, state)


def sessions_before(book: list[Visit]) -> Iterator[dict[str, Any]]:
    """What the running courses were given before the book begins."""
    for nth in range(len(book) - COURSE * SIDE_BY_SIDE, 0):
        course, session = course_of(nth, len(book))
        laps = COURSE - session
        day = book[nth + laps * SIDE_BY_SIDE].day - laps * timedelta(days=21)
        yield session_of(len(book) - nth, course, session, day, "given")


def session_of(nth: int, course: int, number: int, day: date, state: str) -> dict[str, Any]:
    given = state == "given"
    return {
        "id": nth + 1,
        "plan": course + 1,
        "number": number,
        "state": state,
        "opens_on": day - timedelta(days=7),
        "target_on": day,
        "closes_on": day + timedelta(days=7),
        "given_on": day if given else None,
        "given_under": course + 1 if given else None,
    }


def is_off(nth: int, visit: Visit) -> bool:
    """Every twentieth visit was cancelled, none of the full day."""
    return nth % 20 == 7 and (visit.site, visit.day) != (1, FULL_DAY)


def appointments(book: list[Visit], kind: int) -> Iterator[dict[str, Any]]:
    for nth, visit in enumerate(book):
        held, start, treated, left, free = visit.times
        row = {
            "id": nth + 1,
            "patient": course_of(nth, len(book))[0] + 1,
            "practitioner": visit.practitioner,
            "site": visit.site,
            "room": visit.room,
            "visit_type": kind,
            "session": nth + 1,
            "starts_at": start,
            "ends_at": left,
            "practitioner_period": f"[{start},{treated})",
            "room_period": f"[{held},{free})",
            "state": "done" if visit.day < TODAY else "booked",
            "booked_by": visit.practitioner,
            "uid": UUID(int=nth),
        }
        yield row | CANCELLED if is_off(nth, visit) else row
