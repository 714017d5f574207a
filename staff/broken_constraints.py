"""Asks the database in one statement which constraints a row would break.

Django asks for each constraint by itself, and builds each statement anew, which takes longer than
Postgres takes to answer. Here one statement is built once for each model: its check, unique and
exclusion constraints and its unique fields, in the SQL that they have in the database.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import DatabaseError, connections, models
from django.db.models.sql import Query

from staff.prepared import planned_once


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a row keeps one constraint, or the uniqueness of one field."""

    name: str
    fields: frozenset[str]  # that it names
    sql: str


@dataclass(frozen=True, slots=True)
class Questions:
    """`sql` takes the values of `fields` and the key; it answers every question by a boolean."""

    asked: tuple[Question, ...]
    fields: tuple["models.Field[Any, Any]", ...]
    sql: str

    def broken(self, row: models.Model, left_out: Collection[str], using: str) -> set[str] | None:
        """Names of what the row breaks, of all that has nothing to do with the fields `left_out`.

        None where the database cannot tell.
        """
        connection = connections[using]
        values = [
            None if field.name in left_out else getattr(row, field.attname) for field in self.fields
        ]
        if any(hasattr(value, "resolve_expression") for value in values):
            return None
        prepared = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(self.fields, values, strict=True)
        ]
        prepared.append(None if row._state.adding else row.pk)
        connection.ensure_connection()
        # What cannot be computed must not end the transaction.
        inside = connection.in_atomic_block
        aside = connection.connection.transaction() if inside else nullcontext()
        try:
            with aside, planned_once(), connection.cursor() as cursor:
                cursor.execute(self.sql, prepared)
                kept = cursor.fetchone()
        except DatabaseError:
            return None
        return {
            question.name
            for question, holds in zip(self.asked, kept, strict=True)
            if not holds and question.fields.isdisjoint(left_out)
        }


@cache
def questions_of(model: type[models.Model], using: str) -> Questions | None:
    """The constraints of a model as one statement; None where it has none, or inherits a table."""
    if model._meta.parents:
        return None
    writer = _Writer(model, using)
    asked = tuple(writer.questions())
    return writer.together(asked) if asked else None


class _Writer:
    """Writes the statement. `this` is the row in question, the table holds the others."""

    def __init__(self, model: type[models.Model], using: str) -> None:
        self.model, self.connection = model, connections[using]
        self.schema = self.connection.schema_editor()
        self.quote = self.schema.quote_name
        self.computed: list[str] = []

    def questions(self) -> Iterator[Question]:
        for field in self.model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                sql = self._alone([(models.F(field.name), "=")], None)
                yield Question(field.name, frozenset({field.name}), sql)
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                # As in the database, broken only where it is known to be false.
                sql = f"{self._sql(constraint.condition)} IS NOT FALSE"
            elif isinstance(constraint, models.UniqueConstraint):
                equal = "=" if constraint.nulls_distinct is not False else "IS NOT DISTINCT FROM"
                same = [models.F(name) for name in constraint.fields] or constraint.expressions
                sql = self._alone([(each, equal) for each in same], constraint.condition)
            elif isinstance(constraint, ExclusionConstraint):
                sql = self._alone(constraint.expressions, constraint.condition)
            else:
                raise TypeError(f"Nothing is known of {type(constraint).__name__}.")
            yield Question(constraint.name, frozenset(self._named_by(constraint)), sql)

    def together(self, asked: tuple[Question, ...]) -> Questions:
        named = {name for question in asked for name in question.fields}
        key = self.model._meta.pk
        fields = tuple(
            field
            for field in self.model._meta.concrete_fields
            if field.name in named or (field is key and "pk" in named)
        )
        columns = [
            f"%s::{self._type(field)} AS {self.quote(str(field.column))}" for field in fields
        ]
        columns.append(f"%s::{self._type(key)} AS {self.quote('its key')}")
        sql = (
            f"SELECT {', '.join(question.sql for question in asked)} "
            f"FROM (SELECT {', '.join(['*', *self.computed])} "
            f"FROM (SELECT {', '.join(columns)}) AS typed) AS this"
        )
        return Questions(asked, fields, sql)

    def _alone(self, compared: Any, condition: models.Q | None) -> str:
        """No other row of the table is like this one."""
        alike = [f"{self._sql(models.F('pk'))} IS DISTINCT FROM this.{self.quote('its key')}"]
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
        self.computed.append(f"{self._sql(expression)} AS {name}")
        return f"this.{name}"

    def _sql(self, expression: Any) -> str:
        """What a migration writes into the database."""
        query = Query(self.model, alias_cols=False)
        if isinstance(expression, models.Q):
            resolved = query.build_where(expression)
        else:
            resolved = expression.resolve_expression(query, allow_joins=False)
        sql, params = query.get_compiler(connection=self.connection).compile(resolved)
        return f"({sql % tuple(self.schema.quote_value(value) for value in params)})"

    def _named_by(self, constraint: Any) -> Iterator[str]:
        parts = [*getattr(constraint, "expressions", ())]
        parts = [part[0] if isinstance(part, tuple | list) else part for part in parts]
        parts += [*getattr(constraint, "fields", ()), constraint.condition]
        for part in parts:
            if isinstance(part, str):
                yield part
            elif part is not None:
                for name, *_ in self.model._get_expr_references(part):  # type: ignore[attr-defined]
                    yield name

    def _type(self, field: Any) -> str:
        """A cast to varchar(20) would cut the text off before it is checked."""
        return re.sub(r"varchar\(\d+\)", "varchar", field.db_type(self.connection))
