"""Pytest plugin: an embedded Postgres for the tests when no DATABASE_URL is set.

The tests have a server of their own beside the clinic's, quick instead of durable. Migrating
takes long, so it is done once per state of the migrations, and test databases are copies.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from clinic.embedded_postgres import database
from clinic.postgres_server import EmbeddedPostgresError

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    # The workers of xdist come here too; they inherit what the first process has set.
    if os.environ.get("DATABASE_URL"):
        return
    running = contextlib.ExitStack()
    early_config.add_cleanup(running.close)
    var = Path(os.environ.get("PROLO_VAR") or ROOT / "var")
    try:
        url = running.enter_context(database(var, cluster="tests", durable=False)).owner
    except EmbeddedPostgresError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ["DATABASE_URL"] = url
    os.environ["PROLO_TEST_TEMPLATE"] = migrated_template(url)
    for name in ("DATABASE_URL", "PROLO_TEST_TEMPLATE"):
        running.callback(os.environ.pop, name, None)


def migrated_template(url: str) -> str:
    """Name of a database that all migrations have been applied to, made if there is none yet."""
    name = f"migrated_{fingerprint_of_migrations()}"
    with psycopg.connect(url, autocommit=True) as server:
        # Whoever comes second waits here and then finds the work done.
        server.execute("SELECT pg_advisory_lock(1)")
        known = server.execute("SELECT datname FROM pg_database").fetchall()
        if (name,) not in known:
            for (old,) in known:
                if old.startswith("migrated_"):
                    server.execute(f'DROP DATABASE "{old}"')
            server.execute('DROP DATABASE IF EXISTS "half_migrated"')
            server.execute('CREATE DATABASE "half_migrated"')
            migrate(url.rsplit("/", 1)[0] + "/half_migrated")
            server.execute(f'ALTER DATABASE "half_migrated" RENAME TO "{name}"')
    return name


def migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    environment = os.environ | {"DATABASE_URL": url, "DATABASE_OWNER_URL": ""}
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise pytest.UsageError(f"The migrations do not apply:\n{result.stderr}")


def fingerprint_of_migrations() -> str:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    # What `migrate` does besides is in the last one.
    for path in (*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "clinic" / "database_roles.py"):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
