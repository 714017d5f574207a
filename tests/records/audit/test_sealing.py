"""Seals cover everything that was written, also by a transaction that took its time."""

import sys
import threading

import psycopg
import pytest
from django.db import connection, transaction

from records.audit import sealing, tables
from records.audit.merkle import NOTHING
from records.audit.sealing import seal, seal_once
from records.audit.tables import sealed_tables
from records.audit.verifying import verify
from records.models import AuditSeal
from tests import people
from tests.records.audit.builders import LOG, NINE, events

INSERT = (
    f"INSERT INTO {LOG} (at, action, view, reason, details)"
    " VALUES (now(), 'read', 'chart', '', '') RETURNING id"
)


def tables_in(made):
    return [segment.table for segment in made.content.segments if segment.size]


def numbers_of(made, table=LOG):
    return [
        run for segment in made.content.segments if segment.table == table for run in segment.runs
    ]


def test_the_first_seal_stands_on_nothing_and_each_next_one_on_the_one_before(ruth):
    events(ruth, 3)
    first = seal_once(now=NINE)
    events(ruth, 2)
    second = seal_once(now=NINE)
    assert bytes(first.previous) == NOTHING
    assert bytes(second.previous) == bytes(first.digest) == first.content.digest
    assert (second.number, second.rows) == (first.number + 1, 2)


def test_nothing_new_makes_no_seal(ruth):
    events(ruth, 1)
    assert [made.number for made in seal(now=NINE)] == [1]
    assert seal(now=NINE) == []


def test_history_is_sealed_with_the_log(db):
    anna = people.patient("Anna Berg")
    made = seal_once(now=NINE)
    assert tables_in(made) == ["patients_patientevent", "staff_userevent"]
    assert numbers_of(made, "patients_patientevent") == [(anna.events.get().pgh_id, 1)]


def test_many_rows_make_several_seals_of_one_size(ruth, monkeypatch):
    monkeypatch.setattr(sealing, "ROWS_IN_A_SEAL", 10)
    numbers = events(ruth, 24)
    made = seal(now=NINE)
    assert [one.rows for one in made] == [10, 10, 5]  # one row of the history of Ruth's account
    assert made[-1].reached[LOG] == numbers[-1]
    assert made[-1].reached["staff_userevent"] == ruth.events.get().pgh_id
    assert verify().faults == []
    assert verify().rows == 25


def test_a_server_that_stops_in_the_middle_leaves_nothing_half_sealed(ruth, monkeypatch):
    """The number that was given out is said to be missing; no row is left out for that."""
    numbers = events(ruth, 3)
    seal_once(now=NINE)
    numbers = events(ruth, 2)
    with monkeypatch.context() as patch:
        patch.setattr(AuditSeal.objects, "create", lambda **made: sys.exit(137))
        with pytest.raises(SystemExit), transaction.atomic():
            seal_once(now=NINE)
    assert AuditSeal.objects.count() == 1
    made = seal_once(now=NINE)
    assert (made.number, numbers_of(made)) == (3, [(numbers[0], 2)])
    [fault] = verify().faults
    assert fault.text.startswith("Seal 2 is not there, and seal 3 was made without it")
    assert fault.text.endswith("or the server stopped in the middle of sealing.")


def test_rows_read_some_at_a_time_make_the_same_seals(ruth, monkeypatch):
    events(ruth, 24)
    seal(now=NINE)
    monkeypatch.setattr(tables, "ROWS_AT_A_TIME", 5)
    assert verify().faults == []
    monkeypatch.setattr(sealing, "ROWS_IN_A_SEAL", 7)
    events(ruth, 24)
    assert [one.rows for one in seal(now=NINE)] == [7, 7, 7, 3]
    assert verify().faults == []


def test_numbers_of_transactions_that_were_taken_back_are_left_out(ruth):
    numbers = events(ruth, 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [LOG])
    last = events(ruth, 1)[0]
    assert numbers_of(seal_once(now=NINE)) == [(numbers[0], 3), (last, 1)]
    assert verify().faults == []


def test_the_role_of_the_job_may_seal_and_verify(ruth):
    """`grant` gives the application what sealing asks for; see tests/clinic too."""
    events(ruth, 1)
    assert set(sealed_tables()) >= {LOG, "staff_userevent", "patients_document"}
    assert seal_once(now=NINE).rows == 2


@pytest.fixture
def other():
    """Somebody who writes at the same time."""
    database = connection.settings_dict
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        options="-c prolo.tests_empty_tables=on",
    ) as session:
        yield session
        session.rollback()


@pytest.mark.django_db(transaction=True)
def test_a_table_that_somebody_is_writing_to_waits_for_the_next_seal(other, monkeypatch):
    monkeypatch.setattr(sealing, "SECONDS_TO_WAIT_FOR_WRITERS", 0.1)
    ruth = people.physician()
    [(slow,)] = other.execute(INSERT).fetchall()
    [quick] = events(ruth, 1)
    assert quick == slow + 1

    made = seal_once(now=NINE)
    assert tables_in(made) == ["staff_userevent"]

    other.commit()
    made = seal_once(now=NINE)
    assert numbers_of(made) == [(slow, 2)]
    assert verify().faults == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_ends_soon_is_waited_for(other):
    ruth = people.physician()
    [(slow,)] = other.execute(INSERT).fetchall()
    events(ruth, 1)
    ending = threading.Timer(0.3, other.commit)
    ending.start()
    made = seal_once(now=NINE)
    ending.join()
    assert numbers_of(made) == [(slow, 2)]


@pytest.mark.django_db(transaction=True)
def test_two_who_seal_at_once_make_one_chain():
    ruth = people.physician()
    events(ruth, 50)

    def seal_too():
        seal(now=NINE)
        connection.close()

    together = [threading.Thread(target=seal_too) for _ in range(4)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert AuditSeal.objects.count() == 1
    assert verify().faults == []


@pytest.mark.django_db(transaction=True)
def test_writing_a_line_does_not_wait_for_a_seal_that_is_being_made(other):
    ruth = people.physician()
    events(ruth, 1)
    with transaction.atomic():
        seal_once(now=NINE)
        other.execute("SET lock_timeout = '200ms'")
        other.execute(INSERT)
        other.commit()
        transaction.set_rollback(True)
