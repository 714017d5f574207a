"""Says what was changed behind the product's back: every row against its seal, every seal against
the chain, and, where one is given, the chain against what was noted elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from records.audit import tables
from records.audit.anchors import Anchor
from records.audit.merkle import NOTHING, Segment, leaf, numbers_in, root, runs_of, split
from records.audit.sealing import last_numbers
from records.audit.tables import SealedTable
from records.models import AuditSeal

# So many rows beyond the last number that was given out are named one by one.
MOST_ROWS_NAMED = 1_000


CUT_OR_STOPPED = "the end was cut off, or the server stopped in the middle of sealing"


class Kind(StrEnum):
    ALTERED = "row altered"
    MISSING = "row missing"
    ADDED = "row added"
    UNREADABLE = "row unreadable"
    SEAL_ALTERED = "seal altered"
    SEAL_MISSING = "seal missing"
    CHAIN_CUT = "chain cut off"
    CHAIN_REBUILT = "chain rebuilt"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was sealed. `table` and `number` name a row, `seal` a seal."""

    kind: Kind
    text: str
    table: str = ""
    number: int | None = None
    seal: int | None = None


@dataclass(slots=True)
class Verdict:
    """What `verify` found. `not_sealed`: rows that were written since the last seal."""

    faults: list[Fault]
    seals: int = 0
    rows: int = 0
    not_sealed: int = 0
    head: Anchor | None = None


@transaction.atomic
def verify(anchors: Iterable[Anchor] = ()) -> Verdict:
    """Compare every sealed row with its seal, the seals with each other and with `anchors`."""
    verdict = Verdict(faults=[])
    with connection.cursor() as cursor:
        # One state of the database, however long it takes.
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tables.fix_text_settings(cursor)
        types = tables.column_types(cursor)
        previous: AuditSeal | None = None
        for seal in AuditSeal.objects.order_by("number").iterator(chunk_size=5):
            if _can_be_read(seal):
                verdict.faults += _faults_of_seal(seal, previous)
                verdict.faults += _faults_of_rows(cursor, seal, types)
            else:
                verdict.faults.append(_seal_altered(seal, "it cannot be read"))
            verdict.seals += 1
            verdict.rows += seal.rows
            previous = seal
        verdict.faults += _faults_at_the_end(cursor, previous)
        there = {name: one for name, one in tables.sealed_tables().items() if name in types}
        verdict.faults += _added_outside(cursor, there)
        verdict.not_sealed = _not_sealed(cursor, there, previous)
    if previous:
        digest = bytes(previous.digest).hex()
        verdict.head = Anchor(previous.number, digest, previous.sealed_at)
    verdict.faults += _faults_against(sorted(anchors, key=lambda one: one.number))
    return verdict


def _can_be_read(seal: AuditSeal) -> bool:
    try:
        split(bytes(seal.leaves))
        return seal.content.digest is not None
    except (ValueError, TypeError, KeyError, AttributeError):
        return False


def _faults_of_seal(seal: AuditSeal, before: AuditSeal | None) -> Iterator[Fault]:
    """What is wrong with the seal itself and with its place in the chain."""
    skipped = bytes(seal.previous) == (bytes(before.digest) if before else NOTHING)
    for number in range(before.number + 1 if before else 1, seal.number):
        how = f", and seal {seal.number} was made without it: {CUT_OR_STOPPED}" if skipped else ""
        yield Fault(
            Kind.SEAL_MISSING,
            f"Seal {number} is not there{how}.{_left_without(seal, before)}",
            seal=number,
        )
    leaves = split(bytes(seal.leaves))
    if root(leaves) != bytes(seal.root) or not len(leaves) == _size(seal) == seal.rows:
        yield _seal_altered(seal, "its list of rows was changed")
    elif seal.content.digest != bytes(seal.digest):
        yield _seal_altered(seal, "it does not have the digest that is written on it")
    elif bytes(seal.previous) != (bytes(before.digest) if before else NOTHING) and (
        before is None or before.number == seal.number - 1
    ):
        if before:
            yield _seal_altered(before, f"seal {seal.number} was chained to another one")
        elif seal.number == 1:
            yield _seal_altered(seal, "it is chained to a seal before the first")


def _size(seal: AuditSeal) -> int:
    return sum(segment.size for segment in seal.content.segments)


def _seal_altered(seal: AuditSeal, how: str) -> Fault:
    return Fault(Kind.SEAL_ALTERED, f"Seal {seal.number} was altered: {how}.", seal=seal.number)


def _left_without(seal: AuditSeal, before: AuditSeal | None) -> str:
    """Which rows no seal speaks for any more, because seals before this one are gone."""
    reached = before.reached if before else {}
    rows = [
        f"{one.table} {_span(reached.get(one.table, 0) + 1, one.first - 1)}"
        for one in seal.content.segments
        if one.first > reached.get(one.table, 0) + 1
    ]
    others = [
        f"{table} {_span(reached.get(table, 0) + 1, last)}"
        for table, last in seal.reached.items()
        if last > reached.get(table, 0) and table not in {s.table for s in seal.content.segments}
    ]
    found = ", ".join([*rows, *others])
    return f" Nothing vouches for the rows it covered: {found}." if found else ""


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _faults_of_rows(
    cursor: CursorWrapper, seal: AuditSeal, types: dict[str, dict[str, str]]
) -> Iterator[Fault]:
    """What is wrong with the rows that the seal covers."""
    leaves = split(bytes(seal.leaves))
    at = 0
    for segment in seal.content.segments:
        sealed = dict(zip(numbers_in(segment.runs), leaves[at : at + segment.size], strict=False))
        at += segment.size
        yield from _faults_of_segment(cursor, seal.number, segment, sealed, types)


def _faults_of_segment(
    cursor: CursorWrapper,
    seal: int,
    segment: Segment,
    sealed: dict[int, bytes],
    types: dict[str, dict[str, str]],
) -> Iterator[Fault]:
    table = tables.sealed_tables().get(segment.table)
    now = types.get(segment.table, {})
    known = {*now, *tables.CONTEXT_COLUMNS}
    gone = [column for column in segment.columns if column not in known]
    if table is None or not now or gone:
        what = f"column {', '.join(gone)} is" if gone and now else "table is"
        yield Fault(
            Kind.UNREADABLE,
            f"{segment.table}: {segment.size} rows of seal {seal} cannot be compared, "
            f"their {what} not there any more.",
            segment.table,
            seal=seal,
        )
        return
    faults = []
    for number, values in tables.read_rows(
        cursor, table, segment.columns, now, first=segment.first, last=segment.last
    ):
        expected = sealed.pop(number, None)
        if expected is None:
            faults.append(_row(Kind.ADDED, segment.table, number, seal))
        elif leaf(segment.table, segment.columns, values) != expected:
            faults.append(_row(Kind.ALTERED, segment.table, number, seal))
    faults += [_row(Kind.MISSING, segment.table, number, seal) for number in sealed]
    yield from sorted(faults, key=lambda fault: fault.number or 0)


SAID = {
    Kind.ALTERED: "is not what it was when it was sealed",
    Kind.MISSING: "was there when it was sealed, and is gone",
    Kind.ADDED: "was put in after its place was sealed",
}


def _row(kind: Kind, table: str, number: int, seal: int) -> Fault:
    return Fault(kind, f"{table} {number} {SAID[kind]} (seal {seal}).", table, number, seal)


def _faults_at_the_end(cursor: CursorWrapper, newest: AuditSeal | None) -> Iterator[Fault]:
    """Seals whose number was given out and that are not there."""
    cursor.execute(
        "SELECT last_value FROM pg_sequences WHERE schemaname = 'public' AND to_regclass("
        "format('%%I.%%I', schemaname, sequencename)) ="
        " pg_get_serial_sequence('public.records_auditseal', 'number')::regclass",
        [],
    )
    given_out = (cursor.fetchone() or (None,))[0] or 0
    there = newest.number if newest else 0
    for number in range(there + 1, given_out + 1):
        yield Fault(
            Kind.SEAL_MISSING,
            f"Seal {number} is not there, and no seal comes after it: {CUT_OR_STOPPED}.",
            seal=number,
        )


def _added_outside(cursor: CursorWrapper, there: dict[str, SealedTable]) -> Iterator[Fault]:
    """Rows with numbers that were never given out: below the first, or above the last."""
    quote = connection.ops.quote_name
    given_out = last_numbers(cursor)
    for name, table in there.items():
        key = quote(table.key)
        cursor.execute(
            f"SELECT {key} FROM {quote(name)} WHERE {key} < 1 OR {key} > %s ORDER BY 1 LIMIT %s",
            [given_out.get(name, 0), MOST_ROWS_NAMED],
        )
        for (number,) in cursor.fetchall():
            yield Fault(
                Kind.ADDED,
                f"{name} {number} has a number that was never given out.",
                name,
                number,
            )


def _not_sealed(
    cursor: CursorWrapper, there: dict[str, SealedTable], newest: AuditSeal | None
) -> int:
    reached: dict[str, Any] = newest.reached if newest else {}
    quote = connection.ops.quote_name
    counts = [
        f"(SELECT count(*) FROM {quote(name)} WHERE {quote(table.key)} > {reached.get(name, 0):d})"
        for name, table in there.items()
    ]
    cursor.execute(f"SELECT {' + '.join(counts)}")
    return int(cursor.fetchone()[0])


def _faults_against(anchors: list[Anchor]) -> Iterator[Fault]:
    """Where the chain is not the one that was noted; the first such place only."""
    last_right = 0
    for anchor in anchors:
        seal = AuditSeal.objects.filter(pk=anchor.number).defer("leaves", "segments").first()
        if seal is None:
            yield Fault(
                Kind.CHAIN_CUT,
                f"Seal {anchor.number}, noted on {anchor.sealed_at:%d %b %Y %H:%M} UTC, "
                "is not in the chain.",
                seal=anchor.number,
            )
        elif bytes(seal.digest).hex() != anchor.digest:
            yield Fault(
                Kind.CHAIN_REBUILT,
                f"Seal {anchor.number} is not the one that was noted: the chain was rebuilt "
                f"somewhere after seal {last_right}.",
                seal=anchor.number,
            )
            return
        else:
            last_right = anchor.number


def summary(faults: Iterable[Fault]) -> Iterator[str]:
    """The faults as lines; rows of one kind, table and seal without a gap are one line."""

    def group(fault: Fault) -> tuple[Kind, str, int | None, bool]:
        return fault.kind, fault.table, fault.seal, fault.number is None

    for (kind, table, seal, _), found in groupby(faults, key=group):
        together = list(found)
        numbers = sorted(fault.number for fault in together if fault.number is not None)
        if len(numbers) < 2 or seal is None:
            yield from (fault.text for fault in together)
            continue
        for first, count in runs_of(numbers):
            said = SAID[kind] if count == 1 else _plural(SAID[kind])
            yield f"{table} {_span(first, first + count - 1)} {said} (seal {seal})."


def _plural(said: str) -> str:
    return {
        SAID[Kind.ALTERED]: "are not what they were when they were sealed",
        SAID[Kind.MISSING]: "were there when they were sealed, and are gone",
        SAID[Kind.ADDED]: "were put in after their places were sealed",
    }[said]
