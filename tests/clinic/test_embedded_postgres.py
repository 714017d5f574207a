"""The real thing, with the programs that the test run's own server has unpacked already."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import psycopg
import pytest

from clinic import embedded_postgres, postgres_server
from clinic.embedded_postgres import database
from clinic.postgres_server import EmbeddedPostgresError

# One worker of xdist for all: they share the unpacked programs.
pytestmark = pytest.mark.xdist_group("embedded_postgres")

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for data that Postgres can reach even when the tests run as root."""
    var = tmp_path_factory.mktemp("a clinic")
    for folder in (var, *var.parents):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o011)
    return var


@pytest.fixture(autouse=True)
def outside(tmp_path: Path) -> Iterator[Path]:
    """Stands for /var/lib/prolo, which is not ours to write in."""
    with patch.object(embedded_postgres, "OUTSIDE", tmp_path / "outside"):
        yield tmp_path / "outside"


def answer(url: str, query: str = "SELECT 1") -> object:
    with psycopg.connect(url, connect_timeout=2) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def wait_for_silence(url: str) -> None:
    for _ in range(100):
        try:
            answer(url)
        except psycopg.OperationalError:
            return
        time.sleep(0.1)
    raise AssertionError("the server still answers")


def start_elsewhere(var: Path) -> tuple[subprocess.Popen[str], str]:
    """Another process that uses the same server until it is ended."""
    code = (
        "import pathlib, sys, time; from clinic.embedded_postgres import database\n"
        "with database(pathlib.Path(sys.argv[1]), durable=False) as (_, url):\n"
        "    print(url, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    return process, process.stdout.readline().strip()


def test_data_survive_and_the_server_stops_with_its_last_user(var: Path) -> None:
    with database(var) as (_, url):
        assert answer(url, "SHOW fsync") == "on"
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (name text)")
            connection.execute("INSERT INTO kept VALUES ('Ana')")
        with database(var) as (_, same):
            assert same == url
        assert answer(url) == 1
    with pytest.raises(psycopg.OperationalError):
        answer(url)

    with database(var) as (_, again):
        assert again == url
        assert answer(again, "SELECT name FROM kept") == "Ana"


def test_only_the_right_password_opens_it(var: Path) -> None:
    with database(var, durable=False) as (_, url):
        password = url.split(":")[2].split("@")[0]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            answer(url.replace(password, "postgres"))

    [kept] = var.glob("postgres/clinic/password")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_prolo_works_as_a_role_that_may_sign_in_and_nothing_else(var: Path) -> None:
    with database(var, durable=False) as (application, owner):
        assert answer(application, "SELECT current_user::text") == "prolo_app"
        assert answer(owner, "SELECT current_user::text") == "prolo"
        rights = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
        role = f"SELECT {rights} FROM pg_roles WHERE rolname = 'prolo_app'"
        assert answer(owner, role) is False
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            answer(application, "CREATE TABLE mine (id int)")

    [kept] = var.glob("postgres/clinic/application_password")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_data_made_before_there_were_two_roles_get_the_second_one(var: Path) -> None:
    with (
        database(var, durable=False) as (_, owner),
        psycopg.connect(owner, autocommit=True) as connection,
    ):
        connection.execute("DROP OWNED BY prolo_app")
        connection.execute("DROP ROLE prolo_app")
        connection.execute("CREATE TABLE IF NOT EXISTS kept (name text)")
    [kept] = var.glob("postgres/clinic/application_password")
    kept.unlink()

    with database(var, durable=False) as (application, owner):
        assert answer(application, "SELECT current_user::text") == "prolo_app"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            answer(application, "DROP TABLE kept")


def test_a_killed_user_leaves_no_server_behind(var: Path) -> None:
    other, url = start_elsewhere(var)
    assert answer(url) == 1
    other.send_signal(signal.SIGKILL)
    other.wait()

    wait_for_silence(url)
    with database(var, durable=False) as (_, again):
        assert answer(again) == 1


def test_who_joins_keeps_the_server_when_the_first_is_killed(var: Path) -> None:
    other, url = start_elsewhere(var)
    with database(var, durable=False) as (_, same):
        assert same == url
        other.send_signal(signal.SIGKILL)
        other.wait()
        time.sleep(0.5)
        assert answer(url) == 1


def test_a_pid_file_from_before_a_reboot_does_not_hinder(var: Path) -> None:
    with database(var, durable=False):
        pass
    pid_file = var / "postgres/clinic/server/data/postmaster.pid"
    # Our own number: alive, of the same account, and no Postgres.
    pid_file.write_text(
        f"{os.getpid()}\n{pid_file.parent}\n1700000000\n5432\n\n127.0.0.1\n\nready\n"
    )

    with database(var, durable=False) as (_, url):
        assert answer(url) == 1


def test_another_port_is_taken_when_somebody_sits_on_ours(var: Path) -> None:
    with database(var, durable=False) as (_, url):
        before = int(url.split(":")[3].split("/")[0])
    somebody = patch.object(postgres_server, "_is_free", lambda port: port != before)
    with somebody, database(var, durable=False) as (_, url):
        assert int(url.split(":")[3].split("/")[0]) != before
        assert answer(url) == 1


def test_no_room_is_one_clear_line(tmp_path: Path) -> None:
    usage = SimpleNamespace(free=7 * 2**20)
    with (
        patch("shutil.disk_usage", return_value=usage),
        pytest.raises(EmbeddedPostgresError) as caught,
        database(tmp_path),
    ):
        pass

    assert str(caught.value).startswith(f"No room for the database: 7 MB free at {tmp_path}")
    assert str(caught.value).endswith(", 300 MB needed.")


def test_an_account_that_is_missing_is_one_clear_line(tmp_path: Path) -> None:
    with (
        patch("os.geteuid", return_value=0),
        patch.object(embedded_postgres, "UNPRIVILEGED", "nobody-at-all"),
        pytest.raises(EmbeddedPostgresError, match=r"no user 'nobody-at-all'. Set DATABASE_URL"),
        database(tmp_path),
    ):
        pass


def test_a_file_in_the_way_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    with (
        pytest.raises(EmbeddedPostgresError, match=r"cannot be set up: .*File exists"),
        database(tmp_path / "var"),
    ):
        pass


def test_data_of_root_under_a_private_home_go_where_the_account_can_reach(
    tmp_path: Path, outside: Path
) -> None:
    private = tmp_path / "home"
    private.mkdir(mode=0o700)

    place = embedded_postgres._root_in_reach(private)
    assert place.parent == outside

    private.chmod(0o755)
    assert embedded_postgres._root_in_reach(private) == place
