"""Many rows at once, by INSERT ... SELECT and by COPY."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from bench.book_days import NOW


@contextmanager
def no_exclusion(cursor: CursorWrapper, model: type[models.Model]) -> Iterator[None]:
    """The constraints that keep times apart are checked in one go afterwards, which is quicker."""
    table = model._meta.db_table
    cursor.execute(
        """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid = %s::regclass AND contype = 'x'
        """,
        [table],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for name, definition in found:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def insert(
    cursor: CursorWrapper, model: type[models.Model], source: str = "", **columns: Any
) -> None:
    """INSERT ... SELECT these SQL expressions; what is not named has its default."""
    names, values, parameters = [], [], []
    for field in model._meta.concrete_fields:
        if field.name in columns:
            names.append(field.column)
            values.append(str(columns[field.name]))
        elif not (field.null or field.primary_key):
            names.append(field.column)
            values.append("%s")
            parameters.append(default_of(field))
    table = model._meta.db_table
    statement = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"
    cursor.execute(f"{statement} FROM {source}" if source else statement, parameters)


def copy_rows(
    cursor: CursorWrapper, model: type[models.Model], rows: Iterable[dict[str, Any]]
) -> None:
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name in MAY_BE_EMPTY or not (field.null or field.primary_key) or field.name == "id"
    ]
    defaults = {
        field.name: None if field.null or field.primary_key else default_of(field)
        for field in fields
    }
    columns = ", ".join(field.column for field in fields)
    with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            line = "\t".join(text(value) for value in (defaults | row).values())
            copy.write(f"{line}\n")


MAY_BE_EMPTY = {"given_on", "given_under", "session", "cancelled_at"}


def text(value: Any) -> str:
    return "\\N" if value is None else str(value)


def default_of(field: Any) -> Any:
    if isinstance(field, models.DateTimeField):
        return NOW
    value = field.get_default()
    if value is None:
        return [] if isinstance(field, ArrayField) else ""
    return field.get_db_prep_save(value, connection)
