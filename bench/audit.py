"""What it costs to write the log of who did what, to seal it and to verify it.

    DATABASE_URL=postgres://... python -m bench.audit [--rows 1000000] [--keep]

Makes a throw-away database on that server with so many lines in the log (`bench/log_fill.py`), and
drops it again. Prints what one more line costs, with all indexes of the log, without each of them
and without any, and how many rows are sealed and verified in a second.
"""

import json
import sys
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from bench.log_fill import fill_log, throw_away_database

NAME = "prolo_bench_audit"
LINES = 2000
ONE_MORE = f"""
EXPLAIN (ANALYZE, BUFFERS, WAL, FORMAT JSON)
INSERT INTO staff_accessevent (at, user_id, action, view, patient_id, address, reason, details,
    request_id)
SELECT now(), 1 + n % 40, 'read', 'chart', 1 + n % 1000, '10.0.0.1', '', '', gen_random_uuid()
FROM generate_series(1, {LINES}) n
"""


def main() -> int:
    with throw_away_database(NAME, sys.argv) as rows:
        if rows:
            run(rows)
    return 0


def run(rows: int) -> None:
    print(f"{rows:,} lines written in {timed(lambda: fill_log(rows)):.0f} s")
    writing()
    seal_and_verify(rows)


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def writing() -> None:
    """One line more, in transactions that are rolled back; in them, indexes are dropped."""
    from staff.models import AccessEvent

    indexes = [index.name for index in AccessEvent._meta.indexes]
    print("one line more:")
    cost_of_one(())  # Postgres writes whole blocks when they are changed first
    print_cost("with all indexes", ())
    for index in indexes:
        print_cost(f"without {index}", (index,))
    print_cost("without any but its key", indexes)


def print_cost(said: str, dropped: Iterable[str]) -> None:
    blocks, wal, took = cost_of_one(dropped)
    print(f"  {said:<36} {blocks:6.1f} blocks {wal:7.0f} bytes of WAL {took:7.1f} µs")


def cost_of_one(dropped: Iterable[str]) -> tuple[float, float, float]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for index in dropped:
            cursor.execute(f"DROP INDEX {index}")
        cursor.execute(ONE_MORE)
        (answer,) = cursor.fetchone()
        transaction.set_rollback(True)
    plan: dict[str, Any] = (json.loads(answer) if isinstance(answer, str) else answer)[0]
    run = plan["Plan"]
    blocks = run["Shared Hit Blocks"] + run["Shared Read Blocks"]
    return blocks / LINES, run["WAL Bytes"] / LINES, plan["Execution Time"] / LINES * 1e3


def seal_and_verify(rows: int) -> None:
    from records.audit.sealing import seal
    from records.audit.verifying import verify
    from records.models import AuditSeal
    from staff import clock

    took = timed(lambda: seal(now=clock.now()))
    print(f"sealed in {took:.0f} s: {rows / took:,.0f} rows a second")
    print(f"{AuditSeal.objects.count()} seals")
    found = []
    took = timed(lambda: found.append(verify()))
    assert not found[0].faults, found[0].faults[:3]
    print(f"verified in {took:.0f} s: {rows / took:,.0f} rows a second")


if __name__ == "__main__":
    sys.exit(main())
