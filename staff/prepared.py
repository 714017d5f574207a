"""Statements that Postgres plans once for each connection: planning a large one takes longer than
running it."""

from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


class PreparedCursor(ServerBindingCursor):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        # Django turns preparing off for the whole connection.
        self.connection.prepare_threshold = 0  # type: ignore[attr-defined]
        try:
            return super().execute(query, params, prepare=True, **options)  # type: ignore[misc]
        finally:
            self.connection.prepare_threshold = None  # type: ignore[attr-defined]


def prepared_cursor() -> CursorWrapper:
    """A cursor like that of `connection`, for a statement whose parameters can be typed.

    Where server-side cursors are off, connections are pooled per transaction and a statement
    prepared on one may be missing on the next.
    """
    if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = PreparedCursor(connection.connection)  # type: ignore[call-arg]
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)
