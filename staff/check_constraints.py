"""Asks the database in one statement which constraints a row would break.

Django asks for each constraint by itself, and builds each statement anew, which takes longer than
Postgres takes to answer. Here one statement is built once for each model: its check, unique and
exclusion constraints and its unique fields, in the SQL that they have in the database.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import DatabaseError, connections, models
from django.db.models.sql import Query
from psycopg.pq import TransactionStatus

ASIDE = "SAVEPOINT asked; {}; RELEASE SAVEPOINT asked"
STEP_BACK = "ROLLBACK TO SAVEPOINT asked; RELEASE SAVEPOINT asked"


@dataclass(frozen=True, slots=True)
class Questions:
    """`sql` takes the values of `fields` and the key; it says of each of `names` if it is kept.

    `names` are those of constraints and of unique fields.
    """

    sql: str
    fields: tuple["models.Field[Any, Any]", ...]
    names: tuple[str, ...]

    def broken(self, row: models.Model, using: str) -> set[str] | None:
        """Names of what the row breaks; None where the database cannot tell."""
        connection = connections[using]
        values = [getattr(row, field.attname) for field in self.fields]
        if any(hasattr(value, "resolve_expression") for value in values):
            return None
        prepared = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(self.fields, values, strict=True)
        ]
        prepared.append(None if row._state.adding else row.pk)
        # What cannot be computed must not end the transaction: aside, but in one message.
        inside = connection.in_atomic_block
        with connection.cursor() as cursor:
            try:
                cursor.execute(ASIDE.format(self.sql) if inside else self.sql, prepared)
                if inside:
                    cursor.set_result(-2)
                kept = cursor.fetchone()
            except DatabaseError:
                if connection.connection.info.transaction_status == TransactionStatus.INERROR:
                    cursor.execute(STEP_BACK)
                return None
        return {name for name, holds in zip(self.names, kept, strict=True) if not holds}

    def name_any(self, names: Collection[str]) -> bool:
        return any(field.name in names for field in self.fields)


@cache
def questions_of(model: type[models.Model], using: str) -> Questions | None:
    """The constraints of a model as one statement; None where it has none, or inherits a table."""
    asking = _Asking(model, using)
    if model._meta.parents or not asking.conditions:
        return None
    return Questions(sql=asking.sql, fields=tuple(asking.fields), names=tuple(asking.conditions))


class _Asking:
    """Writes the statement. `this` is the row in question, the table holds the others."""

    def __init__(self, model: type[models.Model], using: str) -> None:
        self.model, self.connection = model, connections[using]
        self.schema = self.connection.schema_editor()
        self.quote = self.schema.quote_name
        self.computed: list[str] = []
        self.conditions = dict(self._conditions())

    def _conditions(self) -> Iterator[tuple[str, str]]:
        for field in self._unique_fields:
            yield field.name, self._alone([(models.F(field.name), "=")], None)
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                # As in the database, broken only where it is known to be false.
                yield constraint.name, f"({self._sql(constraint.condition)}) IS NOT FALSE"
            elif isinstance(constraint, models.UniqueConstraint):
                equal = "=" if constraint.nulls_distinct is not False else "IS NOT DISTINCT FROM"
                same = [models.F(name) for name in constraint.fields] or constraint.expressions
                yield constraint.name, self._alone([(e, equal) for e in same], constraint.condition)
            elif isinstance(constraint, ExclusionConstraint):
                yield constraint.name, self._alone(constraint.expressions, constraint.condition)

    def _alone(self, compared: Any, condition: models.Q | None) -> str:
        """No other row of the table is like this one."""
        key = self.quote(str(self.model._meta.pk.column))
        alike = [f"{key} IS DISTINCT FROM this.{self.quote('its key')}"]
        for expression, operator in compared:
            if isinstance(expression, str):
                expression = models.F(expression)
            alike.append(f"{self._sql(expression)} {operator} {self._of_this(expression)}")
        if condition is not None:
            alike += [self._of_this(condition), self._sql(condition)]
        table = self.quote(self.model._meta.db_table)
        return f"NOT EXISTS (SELECT FROM {table} WHERE {' AND '.join(alike)})"

    def _of_this(self, expression: Any) -> str:
        name = self.quote(f"computed {len(self.computed)}")
        self.computed.append(f"({self._sql(expression)}) AS {name}")
        return f"this.{name}"

    def _sql(self, expression: Any) -> str:
        """What a migration writes into the database."""
        query = Query(self.model, alias_cols=False)
        if isinstance(expression, models.Q):
            resolved = query.build_where(expression)
        else:
            resolved = expression.resolve_expression(query, allow_joins=False)
        compiler = query.get_compiler(connection=self.connection)
        sql, params = compiler.compile(resolved)
        return f"({sql % tuple(self.schema.quote_value(value) for value in params)})"

    @cached_property
    def _unique_fields(self) -> list["models.Field[Any, Any]"]:
        fields = self.model._meta.concrete_fields
        return [field for field in fields if field.unique and not field.primary_key]

    @property
    def fields(self) -> list["models.Field[Any, Any]"]:
        """Those that are named in any of the conditions."""
        named = {field.name for field in self._unique_fields}
        for constraint in self.model._meta.constraints:
            named |= {first for first, *_ in self._references(constraint)}
        return [
            field
            for field in self.model._meta.concrete_fields
            if field.name in named or (field.primary_key and "pk" in named)
        ]

    def _references(self, constraint: Any) -> Iterator[tuple[str, ...]]:
        parts = [*getattr(constraint, "expressions", ())]
        parts = [part[0] if isinstance(part, tuple | list) else part for part in parts]
        parts += [*getattr(constraint, "fields", ()), constraint.condition]
        for part in parts:
            if isinstance(part, str):
                yield (part,)
            elif part is not None:
                yield from self.model._get_expr_references(part)  # type: ignore[attr-defined]

    @property
    def sql(self) -> str:
        columns = [
            f"%s::{self._type(field)} AS {self.quote(str(field.column))}" for field in self.fields
        ]
        columns.append(f"%s::{self._type(self.model._meta.pk)} AS {self.quote('its key')}")
        row = f"SELECT *, {', '.join(self.computed)}" if self.computed else "SELECT *"
        return (
            f"SELECT {', '.join(self.conditions.values())} "
            f"FROM ({row} FROM (SELECT {', '.join(columns)}) AS typed) AS this"
        )

    def _type(self, field: Any) -> str:
        """A cast to varchar(20) would cut the text off before it is checked."""
        return re.sub(r"varchar\(\d+\)", "varchar", field.db_type(self.connection))
