import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection

from clinic import demo_access
from clinic.management.commands import serve
from tests import people

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def url_of_test_database() -> str:
    database = connection.settings_dict
    who = f"{database['USER']}:{database['PASSWORD']}"
    return f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_serving_answers_until_it_is_told_to_stop(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"DATABASE_URL": url_of_test_database(), "PROLO_VAR": str(tmp_path)}
    environment |= {"PROLO_HTTPS": "0"}
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "clinic.settings"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                ready = json.load(answer)
        finally:
            process.send_signal(signal.SIGTERM)

    assert said == f"Prolo is running at http://127.0.0.1:{port}/ (Ctrl-C stops it)\n"
    assert ready == {
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
        "roles": "shared",
    }
    assert process.returncode == 0
    serve.demand_free("127.0.0.1", port)


def test_a_taken_port_is_refused_in_one_line(taken_port: int) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("serve", "--port", str(taken_port))

    assert str(caught.value) == (
        f"Cannot serve on 127.0.0.1 port {taken_port}: Address already in use."
        " Choose another with PORT=."
    )


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(CommandError, match="PORT must be a number from 1 to 65535"):
        call_command("serve", f"--port={port}")


def test_an_unreachable_database_is_one_line_and_a_failure() -> None:
    result = manage("migrate", DATABASE_URL="postgres://prolo:geheim@127.0.0.1:1/prolo")

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("The database cannot be reached: connection failed")
    assert result.stderr.count("\n") == 1
    assert "geheim" not in result.stderr


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[str]:
    name = f"{connection.settings_dict['NAME']}_empty"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        yield url_of_test_database().rpartition("/")[0] + f"/{name}"
        cursor.execute(f'DROP DATABASE "{name}"')


def test_a_database_without_tables_is_one_line_that_says_what_to_run(empty_database: str) -> None:
    result = manage("screening_facts", "--all", DATABASE_URL=empty_database)

    assert result.returncode == 1
    assert result.stderr == ("The database is not up to date: run `manage.py migrate` first.\n")


def test_a_reader_who_has_seen_enough_ends_a_command_without_a_word() -> None:
    with subprocess.Popen(
        [sys.executable, "manage.py", "help", "--commands"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        told = process.stderr.read()

    assert (told, process.returncode) == (b"", 128 + signal.SIGPIPE)


def test_a_database_url_of_another_kind_is_one_line_and_a_failure() -> None:
    result = manage("migrate", DATABASE_URL="mysql://localhost/prolo")

    assert result.returncode == 1
    assert result.stderr == "DATABASE_URL must look like postgres://user:password@host:5432/name.\n"


def test_a_clock_that_was_set_is_refused_outside_demo_mode() -> None:
    product = {"DJANGO_SETTINGS_MODULE": "clinic.settings", "PROLO_DEMO": ""}
    database = {"DATABASE_URL": "postgres://127.0.0.1:1/prolo"}
    result = manage("serve", PROLO_CLOCK="2027-03-28T09:00", **product, **database)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "PROLO_CLOCK sets the clock in demo mode only. Unset it, or set PROLO_DEMO=1.\n"
    )


def test_serving_gives_up_on_a_database_that_stays_away() -> None:
    with (
        patch.object(serve, "SECONDS_TO_REACH_DATABASE", 0),
        patch.object(connection, "ensure_connection", side_effect=OperationalError("refused")),
        pytest.raises(OperationalError, match="refused"),
    ):
        serve.reach_database()


@pytest.mark.django_db
def test_a_postgres_that_is_too_old_is_refused() -> None:
    with (
        patch.object(serve, "OLDEST_POSTGRES", 99),
        pytest.raises(CommandError, match="Prolo needs Postgres 99 or newer; this is "),
    ):
        serve.reach_database()


def test_the_demo_is_refused_outside_demo_mode() -> None:
    with (
        patch.object(settings, "PROLO_DEMO", False),
        pytest.raises(CommandError, match="PROLO_DEMO"),
    ):
        serve.Command().fill_with_demo()


@pytest.mark.django_db
class TestDemoAccess:
    @pytest.fixture(autouse=True)
    def var(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
        monkeypatch.setenv("PROLO_DEMO_PASSWORD", "")
        return tmp_path

    def test_the_password_is_kept_for_its_owner_and_shown_again(self, var: Path) -> None:
        with patch.object(demo_access, "call_command"):
            demo_access.seed()
        password = os.environ["PROLO_DEMO_PASSWORD"]
        user = people.physician("Ruth Adler")
        user.email = demo_access.SIGN_INS[0]
        user.set_password(password)
        user.save(update_fields=["email", "password"])

        kept = var / "demo_password"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert len(password) >= 15
        os.environ["PROLO_DEMO_PASSWORD"] = "something else by now"
        assert demo_access.sign_ins() == [
            f"Demo sign-ins (password: {password})",
            "  physician@demo.example",
        ]

    def test_a_clinic_without_demo_accounts_shows_no_sign_ins(self) -> None:
        people.physician("Ruth Adler")

        assert demo_access.sign_ins() == []
        assert demo_access.is_empty() is False

    def test_nobody_and_no_patient_is_empty(self) -> None:
        assert demo_access.is_empty() is True
