#!/usr/bin/env python
"""Run a management command, with the embedded Postgres when no DATABASE_URL is set."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from clinic.embedded_postgres import database
from clinic.logs import write_uncaught
from clinic.postgres_server import EmbeddedPostgresError

NEED_NO_DATABASE = {
    "check",
    "collectstatic",
    "diffsettings",
    "findstatic",
    "help",
    "screening_docs",
    "version",
}

# Their statements are no changes to records, or are made by requests and jobs.
NOTE_THEMSELVES = {"migrate", "runserver", "serve", "work"}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    # Told to end, Python would drop everything; we stop what we started.
    signal.signal(signal.SIGTERM, exit_on_signal)
    url = os.environ.get("DATABASE_URL", "")
    if url and not url.startswith(("postgres://", "postgresql://")):
        return complain("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    try:
        with contextlib.ExitStack() as around:
            if needs_database(sys.argv):
                if not url:
                    around.enter_context(embedded())
                around.enter_context(noted_as_command(sys.argv[1]))
            if sys.argv[1:2] in (["serve"], ["work"]):
                # What they leave on the terminal is a log.
                sys.excepthook = write_uncaught
            execute_from_command_line(sys.argv)
            sys.stdout.flush()
    except EmbeddedPostgresError as error:
        return complain(str(error))
    except ImproperlyConfigured as error:
        return complain(str(error))
    except OperationalError as error:
        if not is_lost_connection(error):
            raise
        return complain(f"The database cannot be reached: {' '.join(str(error).split())}")
    except ProgrammingError:
        if not is_behind():
            raise
        return complain("The database is not up to date: run `manage.py migrate` first.")
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # As before `| head`: whoever reads has seen enough. What is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    return 0


def needs_database(argv: list[str]) -> bool:
    asks_for_help = {"-h", "--help", "--version"} & set(argv)
    return len(argv) > 1 and not asks_for_help and argv[1] not in NEED_NO_DATABASE


def noted_as_command(name: str) -> contextlib.AbstractContextManager[object]:
    """The history of what a command changes names the command."""
    if name in NOTE_THEMSELVES:
        return contextlib.nullcontext()
    from staff.history import by_command  # asks the settings, which need the database's address

    return by_command(name)


@contextlib.contextmanager
def embedded() -> Iterator[None]:
    var = os.environ.get("PROLO_VAR") or Path(__file__).resolve().parent / "var"
    with database(Path(var)) as urls:
        os.environ["DATABASE_URL"] = urls.application
        os.environ["DATABASE_OWNER_URL"] = urls.owner
        yield


def is_lost_connection(error: OperationalError) -> bool:
    """Whether there was no server to answer; what a server refuses carries its SQLSTATE."""
    return error.__cause__ is not None and getattr(error.__cause__, "sqlstate", "") is None


def is_behind() -> bool:
    """Whether tables or columns are missing that a migration would make."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def exit_on_signal(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def complain(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
