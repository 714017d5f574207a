"""Compares the rows as they are with the last that their history says of them.

The seals speak for the history. A row that was changed past its history, with the triggers off,
is found here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from pghistory.models import Event

MOST_ROWS_NAMED = 1_000


@dataclass(frozen=True, slots=True)
class Stray:
    """A row that is not what the last entry of its history says; `pk` is its number."""

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
        for model, event in tracked_models():
            yield from _strays_of(cursor, model, event)


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
