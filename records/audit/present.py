"""Compares the rows as they are with the last that their history says of them.

The seals speak for the history. A row that was changed past its history, with the triggers off,
is found here; so are bytes that are not those of which the history has the hash, and triggers that
are off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from pghistory.models import Event

MOST_ROWS_NAMED = 1_000


@dataclass(frozen=True, slots=True)
class Stray:
    """A row that is not what its history says; `pk` is its number, 0: the table itself."""

    table: str
    pk: int
    text: str


def tracked_models() -> list[tuple[type[models.Model], type[models.Model]]]:
    """(model, model of its history) of everything that has a history."""
    events: list[Any] = [
        model
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed and not model._meta.proxy
    ]
    return [(event.pgh_tracked_model, event) for event in events]


def strays() -> Iterator[Stray]:
    with connection.cursor() as cursor:
        there = {*connection.introspection.table_names(cursor)}
        for model, event in tracked_models():
            gone = {model._meta.db_table, event._meta.db_table} - there
            if gone:
                yield from (Stray(one, 0, f"{one} is not there.") for one in sorted(gone))
                continue
            yield from _strays_of(cursor, model, event)
            yield from _exchanged_bytes(cursor, model)
        yield from _triggers_off(cursor)


def _strays_of(
    cursor: CursorWrapper, model: type[models.Model], event: type[models.Model]
) -> Iterator[Stray]:
    """One statement: the last entry for each row beside the row, where they differ."""
    quote = connection.ops.quote_name
    table, history = model._meta.db_table, event._meta.db_table
    kept = {field.column for field in event._meta.concrete_fields}
    columns = [
        quote(str(field.column)) for field in model._meta.concrete_fields if field.column in kept
    ]
    pk = quote(str(model._meta.pk.column))
    now, then = (", ".join(f"{side}.{column}" for column in columns) for side in ("t", "h"))
    cursor.execute(
        "WITH latest AS (SELECT DISTINCT ON (pgh_obj_id) * "
        f"FROM {quote(history)} ORDER BY pgh_obj_id, pgh_id DESC)"
        f" SELECT coalesce(t.{pk}, h.pgh_obj_id), t.{pk} IS NULL, h.pgh_id IS NULL"
        f" FROM {quote(table)} t FULL JOIN latest h ON h.pgh_obj_id = t.{pk}"
        f" WHERE (t.{pk} IS NULL AND h.pgh_label <> 'delete') OR (t.{pk} IS NOT NULL"
        f" AND (h.pgh_id IS NULL OR h.pgh_label = 'delete' OR ({now}) IS DISTINCT FROM ({then})))"
        " ORDER BY 1 LIMIT %s",
        [MOST_ROWS_NAMED],
    )
    for number, gone, unknown in cursor.fetchall():
        if gone:
            said = "is gone, and its history does not say that it was deleted"
        elif unknown:
            said = "is there, and has no history"
        else:
            said = "is not what the last entry of its history says"
        yield Stray(table, number, f"{table} {number} {said}.")


def _exchanged_bytes(cursor: CursorWrapper, model: type[models.Model]) -> Iterator[Stray]:
    """Where a file is too large for the history, its hash is there instead."""
    if not {"content", "sha256"} <= {field.name for field in model._meta.concrete_fields}:
        return
    table, pk = model._meta.db_table, str(model._meta.pk.column)
    quote = connection.ops.quote_name
    cursor.execute(
        f"SELECT {quote(pk)} FROM {quote(table)}"
        " WHERE encode(sha256(content), 'hex') <> sha256 ORDER BY 1 LIMIT %s",
        [MOST_ROWS_NAMED],
    )
    for (number,) in cursor.fetchall():
        yield Stray(table, number, f"{table} {number} holds another file than when it was added.")


def _triggers_off(cursor: CursorWrapper) -> Iterator[Stray]:
    """Triggers that keep the history, or refuse changes, and do not fire."""
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgenabled = 'O' FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal"
    )
    fires = {(table, name): on for table, name, on in cursor.fetchall()}
    wanted = {
        (model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()
    }
    for table, name in sorted(wanted - {*fires} | {one for one, on in fires.items() if not on}):
        gone = "switched off" if (table, name) in fires else "not there"
        yield Stray(table, 0, f"{table}: the trigger {name} is {gone}.")
