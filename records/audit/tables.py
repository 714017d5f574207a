"""Which tables are sealed, and how their rows are read as text for that.

Every value is read as the text that Postgres has for it, with the settings fixed, so that the same
row gives the same text in years to come. Numbers lose zeros at their end, which a wider column
would add. A row of the history is read with its context: who made the change, and by what.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from pghistory.models import Context, Event

from patients.models import Document
from records.models import Review
from scheduling.models import StateChange
from staff.models import AccessEvent

# Beside the history: what is only ever added to and has no history of its own.
LOGS: tuple[type[models.Model], ...] = (AccessEvent, Document, StateChange, Review)

TEXT_SETTINGS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
ROWS_AT_A_TIME = 500
CONTEXT_COLUMNS = ("context.created_at", "context.metadata")


@dataclass(frozen=True, slots=True)
class SealedTable:
    """One table whose rows are sealed, by its number column."""

    name: str
    key: str
    has_context: bool


@cache
def sealed_tables() -> dict[str, SealedTable]:
    """All of them, by name in alphabetic order."""
    history = [
        model
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed and not model._meta.proxy
    ]
    found = [
        SealedTable(
            model._meta.db_table, str(model._meta.pk.column), has_context=issubclass(model, Event)
        )
        for model in (*LOGS, *history)
    ]
    return {table.name: table for table in sorted(found, key=lambda table: table.name)}


def fix_text_settings(cursor: CursorWrapper) -> None:
    """For the transaction that the cursor is in."""
    for name, value in TEXT_SETTINGS.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def column_types(cursor: CursorWrapper) -> dict[str, dict[str, str]]:
    """The columns that the sealed tables have now, with their types, in alphabetic order."""
    cursor.execute(
        "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a"
        " JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relname = ANY(%s) AND c.relnamespace = 'public'::regnamespace"
        " AND a.attnum > 0 AND NOT a.attisdropped"
        ' ORDER BY c.relname, a.attname COLLATE "C"',
        [list(sealed_tables())],
    )
    types: dict[str, dict[str, str]] = {}
    for table, column, kind in cursor.fetchall():
        types.setdefault(table, {})[column] = kind
    return types


def sealed_columns(table: SealedTable, types: dict[str, str]) -> tuple[str, ...]:
    """The columns that a new seal of the table covers."""
    return (*types, *(CONTEXT_COLUMNS if table.has_context else ()))


def read_rows(
    cursor: CursorWrapper,
    table: SealedTable,
    columns: Sequence[str],
    types: dict[str, str],
    *,
    first: int,
    last: int,
    limit: int | None = None,
) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    """(number, texts of `columns`) of the rows from `first` to `last`, in their order.

    Some hundred at a time, since a row may hold a whole screening or a drawn signature. A column
    that is gone reads as NULL; `types` says which there are.
    """
    statement = _statement(table, columns, types)
    while limit is None or limit > 0:
        wanted = ROWS_AT_A_TIME if limit is None else min(limit, ROWS_AT_A_TIME)
        cursor.execute(statement, [first, last, wanted])
        rows = cursor.fetchall()
        for row in rows:
            yield row[0], row[1:]
        if len(rows) < wanted:
            return
        first = rows[-1][0] + 1
        limit = None if limit is None else limit - len(rows)


def _statement(table: SealedTable, columns: Sequence[str], types: dict[str, str]) -> str:
    quote = connection.ops.quote_name
    texts = [
        _as_text(quote(column), types.get(column))
        for column in columns
        if column not in CONTEXT_COLUMNS
    ]
    joined = ""
    if table.has_context:
        texts += ["context.created_at::text", "context.metadata::text"]
        contexts = quote(Context._meta.db_table)
        joined = f" LEFT JOIN {contexts} context ON context.id = sealed.pgh_context_id"
    key = f"sealed.{quote(table.key)}"
    return (
        f"SELECT {key}, {', '.join(texts)} FROM {quote(table.name)} sealed{joined}"
        f" WHERE {key} BETWEEN %s AND %s ORDER BY {key} LIMIT %s"
    )


def _as_text(column: str, kind: str | None) -> str:
    if kind is None:
        return "NULL::text"
    value = f"sealed.{column}"
    if kind == "numeric":
        return f"trim_scale({value})::text"
    if kind == "bytea":
        return f"encode(sha256({value}), 'hex')"
    return f"{value}::text"
