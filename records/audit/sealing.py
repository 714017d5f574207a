"""Seals what was written since the last seal. Whoever writes a row does nothing for it.

A seal must cover every row up to a number, also one whose transaction is still open while others
with higher numbers are committed already. Postgres gives out a number only to a statement that
holds a lock on the table, and keeps the lock until the transaction has ended. So: read the last
number that was given out; then look who holds such a lock; when those have ended, every number up
to that one has its row, or will never have one.
"""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from records.audit import tables
from records.audit.merkle import NOTHING, Seal, Segment, leaf, root, runs_of
from records.audit.tables import SealedTable
from records.models import AuditSeal

ROWS_IN_A_SEAL = 10_000
# Any number that nobody else uses: two who seal at once do so one after the other.
SEALING_LOCK = 7_010_213
SECONDS_TO_WAIT_FOR_WRITERS = 5.0
SECONDS_BETWEEN_LOOKS = 0.02


@dataclass(slots=True)
class Batch:
    """What goes into the seal that is being made."""

    segments: list[Segment] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    reached: dict[str, int] = field(default_factory=dict)


def seal(*, now: datetime) -> list[AuditSeal]:
    """Seal all rows that are decided, in as many seals as it takes; none when nothing is new.

    A table that somebody writes to for longer than a few seconds is left for the next time.
    """
    made = []
    while one := seal_once(now=now):
        made.append(one)
        if one.rows < ROWS_IN_A_SEAL:
            break
    return made


@transaction.atomic
def seal_once(*, now: datetime) -> AuditSeal | None:
    """One seal of at most ROWS_IN_A_SEAL rows, or None when there is nothing to seal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING_LOCK])
        newest = AuditSeal.objects.order_by("-number").defer("leaves").first()
        before = dict(newest.reached) if newest else {}
        ends = {
            name: last
            for name, last in decided_numbers(cursor).items()
            if last > before.get(name, 0)
        }
        if not ends:
            return None
        tables.fix_text_settings(cursor)
        batch = _gather(cursor, before, ends)
        if not batch.leaves:
            return None  # numbers that were given out for nothing
        return _save(cursor, batch, newest, now)


def last_numbers(cursor: CursorWrapper) -> dict[str, int]:
    """The last number that each sealed table has given out, without the tables that never did."""
    names = list(tables.column_types(cursor))  # of tables that are there
    cursor.execute(
        "SELECT t.name, s.last_value FROM unnest(%s::text[], %s::text[]) AS t (name, key)"
        " JOIN pg_sequences s ON s.schemaname = 'public'"
        " AND to_regclass(format('%%I.%%I', s.schemaname, s.sequencename))"
        " = pg_get_serial_sequence(format('public.%%I', t.name), t.key)::regclass"
        ' WHERE s.last_value IS NOT NULL ORDER BY t.name COLLATE "C"',
        [names, [tables.sealed_tables()[name].key for name in names]],
    )
    return dict(cursor.fetchall())


def decided_numbers(cursor: CursorWrapper) -> dict[str, int]:
    """Up to which number each table is decided: no row with such a number can still appear."""
    given_out = last_numbers(cursor)  # before the look at the locks, see above
    writing = _writers(cursor)
    deadline = time.monotonic() + SECONDS_TO_WAIT_FOR_WRITERS
    while writing and time.monotonic() < deadline:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        writing &= _writers(cursor)
    held = {table for table, _ in writing}
    return {name: last for name, last in given_out.items() if name not in held}


def _writers(cursor: CursorWrapper) -> set[tuple[str, str]]:
    """(table, transaction) of everybody else who may be adding rows, prepared ones included."""
    cursor.execute(
        "SELECT c.relname, l.virtualtransaction FROM pg_locks l"
        " JOIN pg_class c ON c.oid = l.relation AND c.relname = ANY(%s)"
        " WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted"
        " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND l.pid IS DISTINCT FROM pg_backend_pid()",
        [list(tables.sealed_tables())],
    )
    return set(cursor.fetchall())


def _gather(cursor: CursorWrapper, before: dict[str, int], ends: dict[str, int]) -> Batch:
    """The rows after `before` up to `ends`, as many as fit."""
    batch = Batch(reached=dict(before))
    types = tables.column_types(cursor)
    for name, last in ends.items():
        room = ROWS_IN_A_SEAL - len(batch.leaves)
        if room <= 0:
            break
        table = tables.sealed_tables()[name]
        first = before.get(name, 0) + 1
        columns = tables.sealed_columns(table, types[name])
        numbers = []
        for number, one in _leaves(
            cursor, table, columns, types[name], first=first, last=last, limit=room
        ):
            numbers.append(number)
            batch.leaves.append(one)
        if len(numbers) == room:
            last = numbers[-1]
        batch.segments.append(Segment(name, columns, first, last, tuple(runs_of(numbers))))
        batch.reached[name] = last
    return batch


def _leaves(
    cursor: CursorWrapper,
    table: SealedTable,
    columns: tuple[str, ...],
    types: dict[str, str],
    *,
    first: int,
    last: int,
    limit: int,
) -> Iterator[tuple[int, bytes]]:
    rows = tables.read_rows(cursor, table, columns, types, first=first, last=last, limit=limit)
    for number, values in rows:
        yield number, leaf(table.name, columns, values)


def _save(
    cursor: CursorWrapper, batch: Batch, newest: AuditSeal | None, now: datetime
) -> AuditSeal:
    cursor.execute("SELECT nextval(pg_get_serial_sequence('records_auditseal', 'number'))")
    made = Seal(
        number=cursor.fetchone()[0],
        sealed_at=now,
        previous=bytes(newest.digest) if newest else NOTHING,
        root=root(batch.leaves),
        segments=tuple(batch.segments),
        reached=batch.reached,
    )
    return AuditSeal.objects.create(
        number=made.number,
        sealed_at=made.sealed_at,
        previous=made.previous,
        root=made.root,
        digest=made.digest,
        segments=[asdict(segment) for segment in made.segments],
        reached=made.reached,
        rows=len(batch.leaves),
        leaves=b"".join(batch.leaves),
    )
