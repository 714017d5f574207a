"""A made-up book of any size: forty practitioners, sixty rooms, five sites, courses of five.

The larger book is the longer one: each day is as full in both, and both end on the same day, so
what is compared is the cost of everything that lies behind. Foreign keys and the triggers that
keep the history are off while it loads (the rows fit by construction); check, unique and
exclusion constraints all hold.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from patients.models import Consent, Patient, Screening
from patients.rules import RULES_VERSION, Policy
from scheduling.actions.setup import ensure_visit_types
from scheduling.models import Appointment, Hours, Room, Site
from staff.models import User
from treatments.models import Plan, PlanVersion, Session, Target

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
LAST_DAY = date(2026, 12, 18)  # four weeks on
TODAY = NOW.date()
FULL_DAY = date(2026, 12, 2)  # on which the first site has 200 visits
ZONES = ("New_York", "Chicago", "Denver", "Phoenix", "Los_Angeles")
TEAM = 8  # practitioners at each site
ROOMS = (24, 9, 9, 9, 9)
OPENS, CLOSES = time(8), time(17)
SLOTS = 27  # of twenty minutes
A_DAY = 12  # visits of a practitioner
COURSE = 5
EACH = timedelta(minutes=20)
# Minutes from the start: room held, start, treated, left, room free.
PARTS = (-5, 0, 20, 35, 40)
# Courses that run side by side: three weeks of visits, so that nobody comes again sooner.
SIDE_BY_SIDE = 7_200
CANCELLED = {
    "state": "cancelled",
    "cancelled_by": "patient",
    "cancelled_code": "ill",
    "cancelled_at": NOW,
}


@dataclass(frozen=True, slots=True)
class Visit:
    site: int
    practitioner: int
    room: int
    day: date
    times: tuple[str, ...]  # PARTS, as instants


def load(cursor: CursorWrapper, number: int) -> None:
    cursor.execute("SET session_replication_role = replica")
    kind = ensure_visit_types()["session"]
    add_clinic(cursor)
    book = visits(number)
    add_courses(cursor, course_of(0, number)[0] // SIDE_BY_SIDE + 1)
    copy_rows(cursor, Session, sessions(book))
    with no_exclusion(cursor):
        copy_rows(cursor, Appointment, appointments(book, kind.pk))
    cursor.execute("SET session_replication_role = origin")
    cursor.execute("VACUUM ANALYZE")
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('scheduling_appointment', 'id'), %s)", [number + 1]
    )


@contextmanager
def no_exclusion(cursor: CursorWrapper) -> Iterator[None]:
    """The constraints that keep times apart are checked in one go afterwards, which is quicker."""
    cursor.execute(
        """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid = 'scheduling_appointment'::regclass AND contype = 'x'
        """
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"ALTER TABLE scheduling_appointment DROP CONSTRAINT {name}")
    yield
    for name, definition in found:
        cursor.execute(f"ALTER TABLE scheduling_appointment ADD CONSTRAINT {name} {definition}")


def add_clinic(cursor: CursorWrapper) -> None:
    add = partial(insert, cursor)
    names = "(ARRAY['Adler','Berg','Cole','Dahl','Engel','Frey','Gold','Hale'])[1 + n %% 8]"
    add(
        User,
        f"generate_series(1, {TEAM * len(ZONES)}) AS n",
        id="n",
        email="'p' || n || '@example.org'",
        full_name=f"{names} || ' ' || n",
        credentials="'MD'",
        roles="'{physician}'",
        password="''",
    )
    for site, zone in enumerate(ZONES, 1):
        add(Site, id=site, name=f"'{zone}'", time_zone=f"'America/{zone}'")
    first = 1
    for site, rooms in enumerate(ROOMS, 1):
        add(
            Room,
            f"generate_series({first}, {first + rooms - 1}) AS n",
            id="n",
            site=site,
            name="'Room ' || n",
            equipment="CASE WHEN n %% 2 = 0 THEN '{ultrasound}' ELSE '{}' END::varchar[]",
        )
        first += rooms
    add(
        Hours,
        f"generate_series(1, {TEAM * len(ZONES)}) AS n, generate_series(1, 5) AS weekday",
        practitioner="n",
        site=f"(n - 1) / {TEAM} + 1",
        weekday="weekday",
        starts=f"'{OPENS}'",
        ends=f"'{CLOSES}'",
    )


def visits(number: int) -> list[Visit]:
    """The last `number` visits up to LAST_DAY, in order of time as far as days go."""
    return list(islice(backwards(), number))[::-1]


def backwards() -> Iterator[Visit]:
    chance = Random(5)
    day = LAST_DAY
    while True:
        if day.isoweekday() <= 5:
            for site, zone in enumerate(ZONES, 1):
                full = site == 1 and day == FULL_DAY
                yield from day_of(site, zone, day, SLOTS - 2 if full else A_DAY, chance)
        day -= timedelta(days=1)


def day_of(site: int, zone: str, day: date, a_day: int, chance: Random) -> list[Visit]:
    """One day of one site; who finds no free room is not booked."""
    wall = datetime.combine(day, OPENS, ZoneInfo(f"America/{zone}")).astimezone(UTC)
    first_room = sum(ROOMS[: site - 1]) + 1
    free_at = dict.fromkeys(range(first_room, first_room + ROOMS[site - 1]), wall - EACH)
    found = []
    starts = [
        (slot, practitioner)
        for practitioner in range((site - 1) * TEAM + 1, site * TEAM + 1)
        for slot in chance.sample(range(SLOTS), a_day)
    ]
    for slot, practitioner in sorted(starts):
        start = wall + slot * EACH
        room = min(free_at, key=lambda room: free_at[room])
        if free_at[room] > start + timedelta(minutes=PARTS[0]):
            continue
        free_at[room] = start + timedelta(minutes=PARTS[-1])
        times = tuple(f"{start + timedelta(minutes=part)}" for part in PARTS)
        found.append(Visit(site, practitioner, room, day, times))
    return found


def add_courses(cursor: CursorWrapper, rounds: int) -> None:
    """One patient, screening, consent and signed plan for each course; the first are running."""
    add = partial(insert, cursor)
    every_course = f"generate_series(0, {rounds * SIDE_BY_SIDE - 1}) AS n"
    add(
        Patient,
        every_course,
        id="n + 1",
        record_number="'B' || n",
        given_name="'Anna' || n %% 1000",
        family_name="'Berg' || n / 1000",
        birth_date="date '1940-01-01' + n %% 20000",
        sex="'female'",
        registered_by=1,
    )
    add(
        Screening,
        every_course,
        id="n + 1",
        patient="n + 1",
        kind="'plan'",
        run_by=1,
        run_at=instant(NOW - timedelta(days=40)),
        run_on=f"date '{TODAY - timedelta(days=40)}'",
        stored_at=instant(NOW),
        rules_version=f"'{RULES_VERSION}'",
        policy=f"'{json.dumps(Policy().to_json())}'::jsonb",
        facts="'{}'",
        outcome="'cleared'",
    )
    signed = {"signed_at": instant(NOW - timedelta(days=30)), "signed_on": f"date '{TODAY}'"}
    add(
        Consent,
        every_course,
        id="n + 1",
        patient="n + 1",
        physician="n %% 40 + 1",
        text_version="'2026-1'",
        understood="true",
        **signed,
    )
    active = f"n < {SIDE_BY_SIDE}"
    add(
        Plan,
        every_course,
        id="n + 1",
        patient="n + 1",
        physician="n %% 40 + 1",
        consent="n + 1",
        state=f"CASE WHEN {active} THEN 'active' ELSE 'completed' END",
        closed_on=f"CASE WHEN {active} THEN NULL ELSE date '{TODAY}' END",
    )
    add(
        PlanVersion,
        every_course,
        id="n + 1",
        plan="n + 1",
        number=1,
        indication="'Knee osteoarthritis'",
        region="'knee'",
        side="'right'",
        sessions_min=1,
        sessions_target=COURSE,
        sessions_max=COURSE,
        spacing_min_days=14,
        spacing_target_days=21,
        spacing_max_days=28,
        screening="n + 1",
        signed_by="n %% 40 + 1",
        **signed,
    )
    add(
        Target,
        every_course,
        version="n + 1",
        position=1,
        dextrose_pct=25,
        volume_ml=6,
        route="'intra_articular'",
        guidance="CASE WHEN n %% 2 = 0 THEN 'ultrasound' ELSE 'palpation' END",
        structure="'knee joint'",
        side="'right'",
        region="'knee'",
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
        given = past and not is_off(nth)
        yield {
            "id": nth + 1,
            "plan": course + 1,
            "number": session,
            "state": "given" if given else "dropped" if past else "planned",
            "opens_on": visit.day - timedelta(days=7),
            "target_on": visit.day,
            "closes_on": visit.day + timedelta(days=7),
            "given_on": visit.day if given else None,
            "given_under": course + 1 if given else None,
        }


def is_off(nth: int) -> bool:
    """Every twentieth visit was cancelled."""
    return nth % 20 == 7


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
        yield row | CANCELLED if is_off(nth) else row


def instant(moment: datetime) -> str:
    return f"timestamptz '{moment}'"


def insert(
    cursor: CursorWrapper, model: type[models.Model], source: str = "", **columns: Any
) -> None:
    """INSERT ... SELECT these SQL expressions; what is not named has its default."""
    names, values, parameters = [], [], []
    for field in model._meta.concrete_fields:
        if field.name in columns:
            names.append(field.column)
            values.append(str(columns[field.name]))
        elif not (field.null or field.primary_key):
            names.append(field.column)
            values.append("%s")
            parameters.append(default_of(field))
    table = model._meta.db_table
    statement = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"
    cursor.execute(f"{statement} FROM {source}" if source else statement, parameters)


def copy_rows(
    cursor: CursorWrapper, model: type[models.Model], rows: Iterable[dict[str, Any]]
) -> None:
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name in MAY_BE_EMPTY or not (field.null or field.primary_key) or field.name == "id"
    ]
    defaults = {
        field.name: None if field.null or field.primary_key else default_of(field)
        for field in fields
    }
    columns = ", ".join(field.column for field in fields)
    with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            line = "\t".join(text(value) for value in (defaults | row).values())
            copy.write(f"{line}\n")


MAY_BE_EMPTY = {"given_on", "given_under", "session", "cancelled_at"}


def text(value: Any) -> str:
    return "\\N" if value is None else str(value)


def default_of(field: Any) -> Any:
    if isinstance(field, models.DateTimeField):
        return NOW
    value = field.get_default()
    if value is None:
        return [] if isinstance(field, ArrayField) else ""
    return field.get_db_prep_save(value, connection)
