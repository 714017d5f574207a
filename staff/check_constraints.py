"""Asks the database in one prepared statement whether a row keeps its check constraints.

Django builds the statement anew for each row, which takes longer than Postgres takes to answer;
here it is built once for each model, from the SQL that the constraints have in the database.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DatabaseError, connections, models, transaction


@dataclass(frozen=True, slots=True)
class Checks:
    """`sql` takes the values of `fields` and gives one boolean."""

    sql: str
    fields: tuple["models.Field[Any, Any]", ...]

    def hold(self, row: models.Model, using: str) -> bool:
        """False also where the database cannot tell: then each constraint is asked by itself."""
        connection = connections[using]
        values = [getattr(row, field.attname) for field in self.fields]
        if any(hasattr(value, "resolve_expression") for value in values):
            return False
        prepared = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(self.fields, values, strict=True)
        ]
        try:
            with transaction.atomic(using=using), connection.cursor() as cursor:
                cursor.execute(self.sql, prepared)
                return bool(cursor.fetchone()[0])
        except DatabaseError:
            return False

    def name_any(self, names: Collection[str]) -> bool:
        return any(field.name in names for field in self.fields)


@cache
def checks_of(model: type[models.Model], using: str) -> Checks | None:
    """The check constraints of a model as one statement; None where it has none."""
    connection = connections[using]
    checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    if not checks:
        return None
    named = {name for check in checks for name in models.Q(check.condition).referenced_base_fields}
    fields = tuple(
        field
        for field in model._meta.concrete_fields
        if field.name in named or (field.primary_key and "pk" in named)
    )
    schema = connection.schema_editor()
    # What a migration writes into the database; Django keeps it to itself.
    conditions = [check._get_check_sql(model, schema) for check in checks]  # type: ignore[attr-defined]
    columns = ", ".join(
        f"%s::{_unbounded(field.db_type(connection))} AS {schema.quote_name(str(field.column))}"
        for field in fields
    )
    held = " AND ".join(f"({condition})" for condition in conditions)
    # As in the database, a constraint is broken only where it is known to be false.
    return Checks(f"SELECT ({held}) IS NOT FALSE FROM (SELECT {columns}) AS row", fields)


def _unbounded(db_type: str | None) -> str:
    """A cast to varchar(20) would cut the text off before it is checked."""
    return re.sub(r"varchar\(\d+\)", "varchar", db_type or "")
