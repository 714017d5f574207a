"""What a page of "who saw or changed this patient" and "what this user did" costs.

    DATABASE_URL=postgres://... python -m bench.history [--keep]

Makes a throw-away database on that server with 1,000,000 lines in the log and 1,000,000 changes in
the history, of 40 members of staff to 2,000 patients over two years, and drops it again. Every page
is really asked for; its statements are then run again one by one, and their time in Postgres,
planned and run, is added up: the longest of all and the shortest of several runs of each.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

from bench.audit import LIMIT_MS, ROWS, RUNS, fill, timed
from bench.book import drop, migrate

NAME = "prolo_bench_history"
PATIENTS = 2000
CONTEXTS = """
INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
SELECT gen_random_uuid(), at, at, jsonb_build_object('user', users.ids[1 + floor(random() * random()
    * array_length(users.ids, 1))::int], 'view', 'edit-patient', 'address', '10.0.0.1',
    'request', gen_random_uuid())
FROM (SELECT timestamptz '2025-01-01' + n * interval '63 seconds' at
      FROM generate_series(1, {rows}) n) given,
    (SELECT array_agg(id ORDER BY id) ids FROM staff_user) users
"""
# Every second change is of the patient, the others of the list of problems.
EVENTS = """
INSERT INTO {table}_event_name ({columns}, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id)
SELECT {values}, context.created_at, 'update', row.id, context.id
FROM (SELECT *, row_number() OVER () AS n, 1 + floor(random() * random() * {rows})::int AS of
      FROM pghistory_context) context
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place FROM {table}) row ON row.place = context.of
WHERE context.n % 2 = {half}
"""


def main() -> int:
    url = os.environ.get("DATABASE_URL")
    if not url:
        print("DATABASE_URL is not set: the history is measured with a database only.")
        return 0
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        drop(server, [NAME])
        server.execute(f"CREATE DATABASE {NAME}")
        try:
            run(url.rsplit("/", 1)[0] + f"/{NAME}")
        finally:
            if "--keep" not in sys.argv:
                drop(server, [NAME])
    return 0


def run(url: str) -> None:
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "clinic.settings"}
    migrate(url)
    import django

    django.setup()
    from django.db import connection

    print(f"{ROWS:,} lines of the log written in {timed(fill):.0f} s")
    print(f"{ROWS:,} changes written in {timed(fill_history):.0f} s")
    measure()
    connection.close()


def fill_history() -> None:
    from datetime import date

    from django.db import connection

    from patients.models import Patient, Problem
    from staff.models import User

    user = User.objects.earliest("id")
    Patient.objects.bulk_create(
        Patient(
            record_number=f"B{n:06d}", given_name="Anna", family_name=f"Berg{n}", sex="female",
            birth_date=date(1968, 4, 12), registered_by=user, given_key="anna",
            family_key=f"berg{n}", name_key=f"anna berg{n}",
        )
        for n in range(PATIENTS)
    )  # fmt: skip
    Problem.objects.bulk_create(
        Problem(patient=patient, entered_by=user, display="Knee pain")
        for patient in Patient.objects.all()
    )
    with connection.cursor() as cursor:
        cursor.execute(CONTEXTS.format(rows=ROWS))
        for half, model in enumerate((Patient, Problem)):
            cursor.execute(_events(model, half))
            cursor.execute(f"VACUUM ANALYZE {_history(model)}")
        cursor.execute("VACUUM ANALYZE pghistory_context")


def _history(model: Any) -> str:
    return str(model._meta.get_field("events").related_model._meta.db_table)


def _events(model: Any, half: int) -> str:
    kept = model._meta.get_field("events").related_model._meta.concrete_fields
    columns = [field.column for field in kept if not field.name.startswith("pgh_")]
    statement = EVENTS.format(
        table=model._meta.db_table,
        columns=", ".join(columns),
        values=", ".join(f"row.{column}" for column in columns),
        rows=PATIENTS,
        half=half,
    )
    return statement.replace(f"{model._meta.db_table}_event_name", _history(model))


def pages() -> Iterator[tuple[str, Any, str, Any]]:
    """(what is asked for in words, filter, sort, place): frequent and rare users and patients."""
    from patients.models import Patient
    from records.review.timeline import CHANGED, Place, Wanted
    from staff.models import AccessEvent, User

    users = list(User.objects.order_by("id").values_list("id", flat=True))
    patients = list(Patient.objects.order_by("id").values_list("id", flat=True))
    newest = AccessEvent.objects.latest("at").at
    middle = Place(newest - timedelta(days=365), 0, "500000")
    quarter = {"since": newest - timedelta(days=600), "until": newest - timedelta(days=510)}
    whose = [
        {"user_id": users[0]},
        {"user_id": users[-1]},
        {"patient_id": patients[0]},
        {"patient_id": patients[-1]},
        {"patient_id": patients[0], "user_id": users[0]},
        {"patient_id": patients[0], "user_id": users[-1]},
    ]
    for of, action, days, sort, place in product(
        whose, ("", CHANGED, "read", "glass"), ({}, quarter), ("newest", "oldest"), (None, middle)
    ):
        asked = of | {"action": action} | days
        yield f"{asked}, {sort}, {'middle' if place else 'first'}", Wanted(**asked), sort, place


def measure() -> None:
    found = sorted((page_ms(*page), said) for said, *page in pages())
    over = [one for one in found if one[0] > LIMIT_MS]
    print(f"{len(found)} pages: half of them within {found[len(found) // 2][0]:.2f} ms")
    print(f"{len(over)} took more than {LIMIT_MS:.0f} ms; the longest:")
    for took, said in found[-8:]:
        print(f"  {took:8.2f} ms  {said}")


def page_ms(wanted: Any, sort: str, place: Any) -> float:
    """Milliseconds in Postgres of all statements of the page, planned and run, the shortest run."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from records.review.timeline import _written, timeline

    with CaptureQueriesContext(
        connection,
    ) as caught:
        timeline(wanted, sort=sort, after=_written(place, sort) if place else "")
    statements = [query["sql"] for query in caught.captured_queries]
    return min(sum(map(explained, statements)) for _ in range(RUNS))


def explained(statement: str) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.replace('%', '%%')}", [])
        (answer,) = cursor.fetchone()
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]
    return float(plan["Planning Time"] + plan["Execution Time"])


if __name__ == "__main__":
    sys.exit(main())
