"""Prolo as one command: database up to date, web server and job worker running and watched."""

import http.client
import json
import os
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import NotSupportedError, OperationalError, connection, connections

from clinic import demo_access
from clinic.assets import collect_static
from clinic.production import demand_safe_settings
from clinic.supervisor import Service, Supervisor

OLDEST_POSTGRES = 15
SECONDS_TO_REACH_DATABASE = 10
SECONDS_TO_GET_READY = 60


class Command(BaseCommand):
    help = "Bring the database up to date and run Prolo until told to stop."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("PROLO_HOST", "127.0.0.1"))
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--demo", action="store_true", help="Fill an empty database with a demo clinic."
        )

    def handle(self, *args: Any, host: str, port: str, **options: Any) -> None:
        demand_safe_settings(listens_on=host)
        number = port_number(port)
        demand_free(host, number)
        reach_database()
        call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        sign_ins = self.fill_with_demo() if options["demo"] else []
        connections.close_all()
        supervisor = Supervisor(
            services(host, number), settings.BASE_DIR, lambda line: self.stderr.write(line)
        )
        supervisor.start()
        try:
            if wait_until_ready(supervisor, host, number):
                self.stdout.write(f"Prolo is running at {address(host, number)} (Ctrl-C stops it)")
                for line in sign_ins:
                    self.stdout.write(line)
                self.stdout.flush()
            while supervisor.keeps_going():
                pass
        finally:
            supervisor.stop()
        if supervisor.lost:
            raise CommandError(f"The {supervisor.lost.name} ended; see its message above.")

    def fill_with_demo(self) -> list[str]:
        """Seed the demo clinic if there is nothing yet; gives the lines about signing in."""
        if not settings.PROLO_DEMO:
            raise CommandError("--demo needs PROLO_DEMO=1 in the environment; `make run` sets it.")
        if demo_access.is_empty():
            self.stdout.write("Setting up the demo clinic ...")
            demo_access.seed()
        return demo_access.sign_ins()


def port_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CommandError(f"PORT must be a number from 1 to 65535, not '{text}'.")
    return int(text)


def demand_free(host: str, port: int) -> None:
    try:
        family, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As the server will: a port that was just given up is free, one in use is not.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        raise CommandError(
            f"Cannot serve on {host} port {port}: {error.strerror}. Choose another with PORT=."
        ) from error


def reach_database() -> None:
    """Wait a little for a database that is just starting; refuse one that is too old."""
    deadline = time.monotonic() + SECONDS_TO_REACH_DATABASE
    while True:
        try:
            connection.ensure_connection()
        except NotSupportedError as error:
            raise CommandError(f"{error} Prolo needs {OLDEST_POSTGRES} or newer.") from error
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            break
    version = connection.connection.info.server_version // 10_000
    if version < OLDEST_POSTGRES:
        raise CommandError(f"Prolo needs Postgres {OLDEST_POSTGRES} or newer; this is {version}.")


def services(host: str, port: int) -> list[Service]:
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--log-level", "error"),
        *("--log-config", str(Path(__file__).with_name("granian_log.json"))),
        *("--workers", str(settings.WEB_WORKERS), "--blocking-threads", str(settings.WEB_THREADS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
        "clinic.wsgi:application",
    ]
    worker = [sys.executable, "manage.py", "work"]
    return [
        Service("web server", web, essential=True),
        Service("job worker", worker, essential=False),
    ]


def wait_until_ready(supervisor: Supervisor, host: str, port: int) -> bool:
    """Whether /readyz said yes; false when told to stop before. Raises when it never does."""
    deadline = time.monotonic() + SECONDS_TO_GET_READY
    said = "it does not answer"
    while supervisor.keeps_going():
        status, said = ask_readiness(host, port) or (None, said)
        if status == 200:
            return True
        if time.monotonic() > deadline:
            raise CommandError(f"Prolo did not get ready: {said}.")
    return False


def ask_readiness(host: str, port: int) -> tuple[int, str] | None:
    """The status of /readyz and its text in words; None while nothing answers."""
    client = http.client.HTTPConnection(reachable(host), port, timeout=5)
    try:
        client.request("GET", "/readyz", headers={"Host": known_host()})
        response = client.getresponse()
        state = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        client.close()
    return response.status, ", ".join(f"{part} {word}" for part, word in state.items())


def known_host() -> str:
    """A host name that ALLOWED_HOSTS lets through."""
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    return hosts[0] if hosts else "localhost"


def reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def address(host: str, port: int) -> str:
    shown = reachable(host)
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
