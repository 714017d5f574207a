"""A throw-away database, and in it what forty members of staff did in two years.

So many lines of the log and so many changes as are asked for, a million unless fewer are, about a
patient for each hundred of them, some far more often than others. The triggers that keep the
history are off while it loads; constraints hold.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from bench.book import drop, migrate

ROWS = 1_000_000
STAFF = 40
EACH_PATIENT = 100  # lines of the log for each patient, in the mean
EACH_SESSION = 20  # lines of the log for each session
MOMENT = "timestamptz '2025-01-01' + make_interval(secs => {n} * 63072000.0 / {rows})"

# What an index has to be good for: some act rarely, some patients are seen rarely, only one member
# of staff sets the clinic up, and whatever is exported is about nobody.
LOG = f"""
INSERT INTO staff_accessevent (at, user_id, action, view, patient_id, address, reason, details,
    request_id)
SELECT {MOMENT},
    CASE WHEN r >= 0.995 THEN 1 ELSE 1 + floor(random() * random() * {STAFF})::int END,
    CASE WHEN r < 0.80 THEN 'read' WHEN r < 0.88 THEN 'search' WHEN r < 0.95 THEN 'print'
        WHEN r < 0.97 THEN 'sign_in' WHEN r < 0.985 THEN 'sign_out' WHEN r < 0.99 THEN 'denied'
        WHEN r < 0.995 THEN 'export' WHEN r < 0.9995 THEN 'policy' ELSE 'glass' END,
    'chart', CASE WHEN r < 0.80 THEN 1 + floor(random() * random() * {{patients}})::int END,
    '10.0.0.1', '', '', gen_random_uuid()
FROM (SELECT n, random() r FROM generate_series(1, {{rows}}) n) given
"""
# In the last month somebody tried thousands of addresses and hundreds of passwords.
FAILURES = """
INSERT INTO staff_accessevent (at, user_id, action, view, address, reason, details, request_id)
SELECT now.at - n * interval '8 minutes', CASE WHEN n % 3 = 0 THEN 1 + n % 40 END,
    'sign_in_failed', 'account_login', ('10.' || n % 5 || '.' || n % 100 || '.7')::inet, '', '',
    gen_random_uuid()
FROM generate_series(1, 5000) n, (SELECT max(at) at FROM staff_accessevent) now
"""
CONTEXTS = f"""
INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
SELECT gen_random_uuid(), at, at, jsonb_build_object(
    'user', 1 + floor(random() * random() * {STAFF})::int, 'view', 'edit-patient',
    'address', '10.0.0.1', 'request', gen_random_uuid())
FROM (SELECT {MOMENT} AS at FROM generate_series(1, {{rows}}) n) given
"""
# Every second change is of the patient, the others of the list of problems.
CHANGES = """
INSERT INTO {history} ({columns}, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id)
SELECT {values}, context.created_at, 'update', row.id, context.id
FROM (SELECT *, row_number() OVER () AS n, 1 + floor(random() * random() * {patients})::int AS of
      FROM pghistory_context) context
JOIN {table} row ON row.id = context.of
WHERE context.n % 2 = {half}
"""
# All but the latest thirty of each were looked at.
REVIEWS = """
INSERT INTO records_review (queue, item_id, happened_at, reviewed_by_id, reviewed_at, comment)
SELECT '{queue}', id, at, 1, at + interval '1 day', 'Seen' FROM ({rows}) open
ORDER BY at DESC OFFSET 30
"""
REVIEWED = {
    "exports": "SELECT id, at FROM staff_accessevent WHERE action = 'export'",
    "glass": "SELECT id, at FROM staff_accessevent WHERE action = 'glass'",
    "overrides": "SELECT id, decided_at AS at FROM patients_finding WHERE state = 'overridden'",
    "late": "SELECT id, signed_at AS at FROM treatments_sessionrecord"
    " WHERE signed_at > started_at + interval '24 hours'",
}


@contextmanager
def throw_away_database(name: str, arguments: list[str]) -> Iterator[int]:
    """Made, and dropped afterwards unless `--keep` says otherwise; gives how many rows are asked
    for, and 0 where no server is known.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args(arguments[1:])
    url = os.environ.get("DATABASE_URL")
    if not url:
        print("DATABASE_URL is not set: this is measured with a database only.")
        yield 0
        return
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        drop(server, [name])
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield _set_up(url.rsplit("/", 1)[0] + f"/{name}", asked.rows)
        finally:
            if not asked.keep:
                drop(server, [name])


def _set_up(url: str, rows: int) -> int:
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "clinic.settings"}
    migrate(url)
    import django

    django.setup()
    return rows


def fill_log(rows: int) -> None:
    from staff.models import User

    User.objects.bulk_create(
        User(id=n, email=f"u{n}@clinic.example", full_name=f"User {n}", roles=["physician"])
        for n in range(1, STAFF + 1)
    )
    with _loading() as cursor:
        cursor.execute(LOG.format(n="n", rows=rows, patients=rows // EACH_PATIENT))
        cursor.execute(FAILURES)


def fill_history(rows: int) -> None:
    from bench.book_courses import add_patients, add_plans
    from bench.bulk import insert
    from patients.models import Patient, Problem

    patients = rows // EACH_PATIENT
    with _loading() as cursor:
        add_patients(cursor, patients)
        add_plans(cursor, patients)
        each = f"generate_series(1, {patients}) AS n"
        insert(cursor, Problem, each, id="n", patient="n", entered_by=1, display="'Knee pain'")
        cursor.execute(CONTEXTS.format(n="n", rows=rows))
        for half, model in enumerate((Patient, Problem)):
            cursor.execute(_changes(model, half, patients))


def _changes(model: Any, half: int, patients: int) -> str:
    history = model._meta.get_field("events").related_model._meta
    kept = [field for field in history.concrete_fields if not field.name.startswith("pgh_")]
    return CHANGES.format(
        history=history.db_table,
        table=model._meta.db_table,
        columns=", ".join(field.column for field in kept),
        values=", ".join(f"row.{field.column}" for field in kept),
        patients=patients,
        half=half,
    )


def fill_work(rows: int) -> None:
    """Sessions of five for each plan, one in ten under an overridden finding, one in twenty signed
    late, the latest twenty not signed; and what was reviewed of it all.
    """
    from bench.bulk import insert
    from patients.models import Finding, Screening
    from treatments.models import Injection, Session, SessionRecord

    sessions = rows // EACH_SESSION
    each = f"generate_series(1, {sessions}) AS n"
    began = MOMENT.format(n="n", rows=sessions)
    given = f"({began})::date"
    plan = f"(1 + (n - 1) / 5 %% {rows // EACH_PATIENT})"
    physician = f"(1 + n %% {STAFF})"
    signed = f"n <= {sessions} - 20"
    with _loading() as cursor:
        add = partial(insert, cursor)
        add(
            Screening, each, id=f"n + {rows}", patient=plan, kind="'day'", run_by=physician,
            run_at=began, run_on=given, rules_version="'1'", policy="'{}'", facts="'{}'",
            outcome="'cleared'",
        )  # fmt: skip
        add(
            Finding, f"{each}, (VALUES ('R08'), ('R14')) rule (name)", screening=f"n + {rows}",
            rule="rule.name", tier="'relative'", verdict="'fires'", evidence="'…'", trigger="'…'",
            state="CASE WHEN n %% 10 = 0 THEN 'overridden' ELSE 'cleared' END",
            decided_by="CASE WHEN n %% 10 = 0 THEN 1 END",
            decided_at=f"CASE WHEN n %% 10 = 0 THEN {began} END",
            reason="CASE WHEN n %% 10 = 0 THEN 'The cardiologist agrees.' ELSE '' END",
        )  # fmt: skip
        add(
            Session, each, id="n", plan=plan, number="n %% 30000",
            state=f"CASE WHEN {signed} THEN 'given' ELSE 'planned' END", opens_on=given,
            target_on=given, closes_on=f"{given} + 7",
            given_on=f"CASE WHEN {signed} THEN {given} END",
            given_under=f"CASE WHEN {signed} THEN {plan} END",
        )  # fmt: skip
        add(
            SessionRecord, each, id="n", session="n", physician=physician, screening=f"n + {rows}",
            treated_on=given, started_at=began, reaction="'none'",
            signed_by=f"CASE WHEN {signed} THEN {physician} END",
            signed_at=f"CASE WHEN {signed} THEN {began} + CASE WHEN n %% 20 = 0"
            " THEN interval '30 hours' ELSE interval '1 hour' END END",
        )  # fmt: skip
        add(
            Injection, each, record="n", target=plan, position=1, dextrose_pct=25, volume_ml=6,
            route="'intra_articular'", guidance="'ultrasound'", structure="'knee joint'",
            side="'right'", region="'knee'",
        )  # fmt: skip
        for queue, found in REVIEWED.items():
            cursor.execute(REVIEWS.format(queue=queue, rows=found))


@contextmanager
def _loading() -> Iterator[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
