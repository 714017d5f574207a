"""The statements of a piece of work: how long they took, and how Postgres went about them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from staff.prepared import PreparingCursor

OPTIONS = "ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF, SUMMARY ON"
PLANNED_ANEW = 5  # times that Postgres may plan a prepared statement before it keeps a plan
# How a question is put aside, so that its failure does not end the transaction.
ASIDE = re.compile(r"^SAVEPOINT \w+; (.*); RELEASE SAVEPOINT \w+$", re.DOTALL)
TYPES = {datetime: "timestamptz", timedelta: "interval"}  # of parameters, as they are sent
PLACE = re.compile(r"%(?:\((\w+)\)s|s|%)")


@dataclass(frozen=True, slots=True)
class Statement:
    """`took`: milliseconds, from sending it until the answer is here."""

    text: str
    params: Any
    is_prepared: bool
    took: float

    @property
    def is_savepoint(self) -> bool:
        return self.text.startswith(("SAVEPOINT", "RELEASE")) and ";" not in self.text


@contextmanager
def statements(connection: Any) -> Iterator[list[Statement]]:
    """What is executed inside, but savepoints; complete afterwards."""
    found: list[Statement] = []

    def timed(execute: Any, text: str, params: Any, many: bool, context: Any) -> Any:
        began = perf_counter()
        result = execute(text, params, many, context)
        took = (perf_counter() - began) * 1e3
        found.append(
            Statement(text, params, isinstance(context["cursor"].cursor, PreparingCursor), took)
        )
        return result

    with connection.execute_wrapper(timed):
        yield found
    found[:] = [each for each in found if not each.is_savepoint]


def explained(connection: Any, statement: Statement) -> tuple[float, str]:
    """Milliseconds that Postgres planned and ran, and the plan. Runs the statement again."""
    with connection.cursor() as cursor:
        if statement.is_prepared:
            lines = explained_as_prepared(cursor, statement)
        else:
            aside = ASIDE.match(statement.text)
            text = aside[1] if aside else statement.text
            lines = plan_of(cursor, text, statement.params)
    took = sum(
        float(line.split()[2])
        for line in lines
        if line.startswith(("Planning Time", "Execution Time"))
    )
    return took, "\n".join(lines)


def plan_of(cursor: Any, text: str, params: Any) -> list[str]:
    cursor.execute(f"EXPLAIN ({OPTIONS}) {text}", params)
    return [row[0] for row in cursor.fetchall()]


def explained_as_prepared(cursor: Any, statement: Statement) -> list[str]:
    """As it goes once the connection has asked it a few times."""
    text, params = numbered(statement)
    types = ", ".join(TYPES.get(type(value), "unknown") for value in params)
    cursor.execute(f"PREPARE measured ({types}) AS {text}")
    execute = f"EXECUTE measured ({', '.join(['%s'] * len(params))})"
    for _ in range(PLANNED_ANEW + 1):
        lines = plan_of(cursor, execute, params)
    cursor.execute("DEALLOCATE measured")
    return lines


def numbered(statement: Statement) -> tuple[str, list[Any]]:
    """With $1, $2 for its parameters, as they are prepared."""
    params: list[Any] = []
    numbers: dict[str, int] = {}
    unnamed = iter(() if isinstance(statement.params, dict) else statement.params)

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        name = found[1]
        if name is None:
            params.append(next(unnamed))
            return f"${len(params)}"
        if name not in numbers:
            params.append(statement.params[name])
            numbers[name] = len(params)
        return f"${numbers[name]}"

    return PLACE.sub(place, statement.text), params
