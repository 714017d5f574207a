"""What it costs to seal, to verify and to look through the log of who did what.

    DATABASE_URL=postgres://... python -m bench.audit [--keep]

Makes a throw-away database on that server with 1,000,000 lines in the log, of 40 members of staff
about 2,000 patients over two years, and drops it again. The first tells how many rows are sealed
and verified in a second; the second, how long the statement of one page takes in Postgres with
each filter and sort, on the first page and on one in the middle: the longest of all and the
shortest of several runs of each, planned and run.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from time import perf_counter
from typing import Any

from bench.book import drop, migrate

ROWS = 1_000_000
NAME = "prolo_bench_audit"
RUNS = 3
LIMIT_MS = 20.0

# What an index has to be good for: some act rarely, some patients are seen rarely, only one member
# of staff sets the clinic up, and whatever is exported is about nobody.
FILL = """
INSERT INTO staff_accessevent (at, user_id, action, view, patient_id, address, reason, details,
    request_id)
SELECT timestamptz '2025-01-01' + n * interval '63 seconds',
    CASE WHEN r >= 0.995 THEN users.ids[1]
        ELSE users.ids[1 + floor(random() * random() * array_length(users.ids, 1))::int] END,
    CASE WHEN r < 0.80 THEN 'read' WHEN r < 0.88 THEN 'search' WHEN r < 0.95 THEN 'print'
        WHEN r < 0.97 THEN 'sign_in' WHEN r < 0.985 THEN 'sign_out' WHEN r < 0.99 THEN 'denied'
        WHEN r < 0.995 THEN 'export' WHEN r < 0.9995 THEN 'policy' ELSE 'glass' END,
    'chart', CASE WHEN r < 0.80 THEN 1 + (random() * random() * 2000)::int END,
    '10.0.0.1', '', '', gen_random_uuid()
FROM (SELECT n, random() r FROM generate_series(1, {rows}) n) given,
    (SELECT array_agg(id ORDER BY id) ids FROM staff_user) users
"""


def main() -> int:
    url = os.environ.get("DATABASE_URL")
    if not url:
        print("DATABASE_URL is not set: the log is measured with a database only.")
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

    print(f"{ROWS:,} lines written in {timed(fill):.0f} s")
    seal_and_verify()
    measure_pages()
    connection.close()


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def fill() -> None:
    from django.db import connection

    from staff.models import User

    User.objects.bulk_create(
        User(email=f"u{n}@clinic.example", full_name=f"User {n}", roles=["physician"])
        for n in range(40)
    )
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(rows=ROWS))
        cursor.execute("VACUUM ANALYZE staff_accessevent")


def seal_and_verify() -> None:
    from records.audit.sealing import seal
    from records.audit.verifying import verify
    from records.models import AuditSeal
    from staff import clock

    took = timed(lambda: seal(now=clock.now()))
    print(f"sealed in {took:.0f} s: {ROWS / took:,.0f} rows a second")
    print(f"{AuditSeal.objects.count()} seals")
    found = []
    took = timed(lambda: found.append(verify()))
    assert not found[0].faults, found[0].faults[:3]
    print(f"verified in {took:.0f} s: {ROWS / took:,.0f} rows a second")


def filters() -> Iterator[dict[str, Any]]:
    """Every combination of a frequent or rare user, patient, action, and some dates."""
    from django.db.models import Count

    from staff.models import AccessEvent

    def by_count(column: str) -> list[Any]:
        counted = AccessEvent.objects.exclude(**{column: None}).values(column)
        return [row[column] for row in counted.annotate(n=Count("id")).order_by("-n", column)]

    users, patients, actions = map(by_count, ("user_id", "patient_id", "action"))
    newest = AccessEvent.objects.latest("at").at
    day = {"since": newest - timedelta(days=301), "until": newest - timedelta(days=300)}
    quarter = {"since": newest - timedelta(days=600), "until": newest - timedelta(days=510)}
    for user, patient, action, days in product(
        ({}, {"user_id": users[0]}, {"user_id": users[-1]}),
        ({}, {"patient_id": patients[0]}, {"patient_id": patients[-1]}),
        ({}, {"action": actions[0]}, {"action": "export"}, {"action": "glass"}),
        ({}, day, quarter),
    ):
        yield user | patient | action | days


def measure_pages() -> None:
    from records.audit.queries import SORTS, EventFilter

    found = []
    for wanted in filters():
        for sort in SORTS:
            for place in ("first", "middle"):
                found.append((page_ms(EventFilter(**wanted), sort, place), sort, place, wanted))
    found.sort(key=lambda one: one[0])
    over = [one for one in found if one[0] > LIMIT_MS]
    print(f"{len(found)} pages: half of them within {found[len(found) // 2][0]:.2f} ms")
    print(f"{len(over)} took more than {LIMIT_MS:.0f} ms; the longest:")
    for took, sort, place, wanted in found[-8:]:
        print(f"  {took:8.2f} ms  by {sort}, {place} page, {describe(wanted)}")


def describe(wanted: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in wanted.items()) or "everything"


def page_ms(wanted: Any, sort: str, place: str) -> float:
    """Milliseconds in Postgres, planned and run, of the shortest run."""
    from records.audit.queries import _beyond, _filtered, _in_order, order_of

    order = order_of(wanted, sort)
    rows = _in_order(_filtered(wanted, sort), wanted, order)
    if place == "middle":
        middle = middle_of(rows, order)
        if middle is None:
            return 0.0
        rows = rows.filter(_beyond(order, middle))
    return min(explained(rows[:51]) for _ in range(RUNS))


def middle_of(rows: Any, order: tuple[str, ...]) -> list[Any] | None:
    """A place some thousand lines on; None where there are not so many."""
    names = [column.lstrip("-") for column in order]
    found = rows.select_related(None).values_list(*names)[20_000:20_001]
    return list(found[0]) if found else None


def explained(rows: Any) -> float:
    plan = json.loads(rows.explain(format="json", analyze=True))[0]
    return float(plan["Planning Time"] + plan["Execution Time"])


if __name__ == "__main__":
    sys.exit(main())
