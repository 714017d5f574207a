"""What a supervisor asks: does the process answer, and could it do its work?

Neither page says anything about the clinic or its patients, so both answer anybody.
"""

import functools

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from staff.access import public

SECONDS_TO_ANSWER = 2
SECONDS_BETWEEN_HEARTBEATS = 10
WORKER_LOST_AFTER_SECONDS = 30


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    state = readiness()
    working = {word for part, word in state.items() if part != "roles"} == {"ok"}
    return JsonResponse(state, status=200 if working else 503)


def readiness() -> dict[str, str]:
    """State of `database`, `migrations` and `worker`: "ok", or one word for what is wrong.

    `roles` is "shared" where Prolo works as the owner of its tables, which hinders nobody's work.
    """
    try:
        with _own_connection() as fresh:
            return {
                "database": "ok",
                "migrations": _migrations(fresh),
                "worker": _worker(fresh),
                "roles": _roles(fresh),
            }
    except psycopg.Error:
        unknown = dict.fromkeys(("migrations", "worker", "roles"), "unknown")
        return {"database": "unreachable"} | unknown


def _own_connection() -> psycopg.Connection:
    """A new connection with short limits; the thread's own may wait for a dead server for long."""
    parameters = connection.get_connection_params()
    options = f"{parameters.get('options', '')} -c statement_timeout={SECONDS_TO_ANSWER}s"
    limits = {"connect_timeout": SECONDS_TO_ANSWER, "options": options, "autocommit": True}
    return psycopg.connect(**parameters | limits)


def _migrations(fresh: psycopg.Connection) -> str:
    try:
        applied = set(fresh.execute("SELECT app, name FROM django_migrations").fetchall())
    except psycopg.errors.UndefinedTable:
        return "pending"
    return "ok" if newest_migrations() <= applied else "pending"


@functools.cache
def newest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app, as (app, name), that this version of the code brings."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _worker(fresh: psycopg.Connection) -> str:
    try:
        [(alive,)] = fresh.execute(
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [WORKER_LOST_AFTER_SECONDS],
        ).fetchall()
    except psycopg.errors.UndefinedTable:
        return "unknown"
    return "ok" if alive else "missing"


def _roles(fresh: psycopg.Connection) -> str:
    """Whether Prolo may do what only the owner of its tables should: change and drop them."""
    [(owns,)] = fresh.execute(
        "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND pg_has_role(relowner, 'USAGE'))"
    ).fetchall()
    return "shared" if owns else "ok"
