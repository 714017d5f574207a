"""Statements that Postgres plans once for each connection: planning a large one takes longer than
running it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BigIntegerField, BooleanField, F, Field, Func, Value


class PreparingCursor(ServerBindingCursor):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)  # type: ignore[misc]


@contextmanager
def planned_once() -> Iterator[None]:
    """Statements inside, those of querysets too, are planned once and then only run.

    For statements that are asked often and have the same text each time: what differs are their
    parameters, and these can be typed. Lists of ids are asked with `Among`.

    Where server-side cursors are off, connections are pooled per transaction, and a statement
    prepared on one may be missing on the next: then nothing is prepared.
    """
    if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        yield
        return
    connection.ensure_connection()
    driver: Any = connection.connection
    usual = driver.cursor_factory, driver.prepare_threshold
    # Django turns preparing off for the whole connection.
    driver.cursor_factory, driver.prepare_threshold = PreparingCursor, 0
    try:
        yield
    finally:
        driver.cursor_factory, driver.prepare_threshold = usual


class Among(Func):
    """Like `__in`, but `ids` are one array, however many there are: the text stays the same."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(
        self,
        path: str,
        ids: Collection[Any] | ArraySubquery,
        kind: "type[Field[Any, Any]]" = BigIntegerField,
    ) -> None:
        if isinstance(ids, ArraySubquery):
            super().__init__(F(path), ids)
        else:
            super().__init__(F(path), Value(list(ids), ArrayField(kind())))
