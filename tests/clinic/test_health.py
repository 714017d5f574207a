from collections.abc import Iterator
from unittest.mock import patch

import psycopg
import pytest
from django.db import connection
from django.test import Client

from clinic import health

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker() -> Iterator[None]:
    """A job worker that has just reported."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


def database_gone(**parameters: object) -> psycopg.Connection:
    raise psycopg.OperationalError("connection refused to password=secret")


def test_healthz_says_that_the_process_answers(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_readyz_is_ready_with_database_migrations_and_worker(client: Client, worker: None) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
        "roles": "shared",
    }
    assert "no-store" in response["Cache-Control"]


def test_readyz_misses_the_worker(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "database": "ok",
        "migrations": "ok",
        "worker": "missing",
        "roles": "shared",
    }


def test_a_worker_that_fell_silent_is_missing(client: Client, worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 s'")

    assert client.get("/readyz").json()["worker"] == "missing"


def test_readyz_misses_a_migration(client: Client, worker: None) -> None:
    newer = health.newest_migrations() | {("patients", "9999_from_tomorrow")}
    with patch.object(health, "newest_migrations", return_value=newer):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "database": "ok",
        "migrations": "pending",
        "worker": "ok",
        "roles": "shared",
    }


def test_without_database_readyz_says_so_and_healthz_still_answers(
    client: Client, worker: None
) -> None:
    client.cookies["sessionid"] = "of somebody who was signed in"
    with (
        patch("psycopg.connect", database_gone),
        patch.object(connection, "cursor", side_effect=AssertionError("asked the database")),
    ):
        ready, healthy = client.get("/readyz"), client.get("/healthz")

    assert ready.status_code == 503
    assert ready.json() == {
        "database": "unreachable",
        "migrations": "unknown",
        "worker": "unknown",
        "roles": "unknown",
    }
    assert healthy.status_code == 200


def test_an_unknown_host_name_is_refused(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400


def test_posting_to_a_health_page_is_refused(client: Client) -> None:
    assert client.post("/readyz").status_code == 405
