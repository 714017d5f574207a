import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from clinic import supervisor as module
from clinic.supervisor import Service, Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent
SLEEP = ["sleep", "60"]
# Holds a lock, which is free again when the process and what it forked are gone.
HOLDER = "import fcntl, os, signal, time; lock = open('lock', 'w');fcntl.flock(lock, fcntl.LOCK_EX)"
# Two processes that mind no polite word.
STUBBORN = f"{HOLDER}; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork(); time.sleep(60)"


def wait_for(condition: Callable[[], object]) -> None:
    for _ in range(100):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def is_locked(path: Path) -> bool:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervise(said: list[str], tmp_path: Path):
    """Start a supervisor with these commands; the first is essential."""
    started: list[Supervisor] = []
    handlers = {number: signal.getsignal(number) for number in module.SIGNALS}

    def start(*commands: list[str]) -> Supervisor:
        services = [Service(c[0], c, essential=i == 0) for i, c in enumerate(commands)]
        started.append(Supervisor(services, tmp_path, said.append))
        started[0].start()
        return started[0]

    yield start
    started[0].stop()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_a_signal_ends_everything_also_what_does_not_listen(supervise, tmp_path: Path) -> None:
    supervisor = supervise(SLEEP, [sys.executable, "-c", STUBBORN])
    wait_for(lambda: is_locked(tmp_path / "lock"))
    assert supervisor.keeps_going()

    os.kill(os.getpid(), signal.SIGTERM)
    assert not supervisor.keeps_going()
    with patch.object(module, "SECONDS_TO_END", 0.5):
        supervisor.stop()

    wait_for(lambda: not is_locked(tmp_path / "lock"))
    assert supervisor.services[0].process.returncode == -signal.SIGTERM
    assert supervisor.lost is None


def test_a_lost_worker_is_started_again(supervise, said: list[str]) -> None:
    supervisor = supervise(SLEEP, SLEEP)
    worker = supervisor.services[1]
    first = worker.process.pid
    worker.process.kill()
    with patch.object(module, "LONGEST_PAUSE_SECONDS", 0.1):
        wait_for(lambda: supervisor.keeps_going() and said and worker.process)

    assert worker.process.pid != first
    assert said == ["The sleep ended (status -9); it is started again."]


def test_a_worker_that_keeps_failing_is_started_ever_more_slowly() -> None:
    worker = Service("worker", SLEEP, essential=False, started_at=100.0)

    pauses = []
    for worker.failures in range(7):
        pauses.append(worker.next_start - worker.started_at)

    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_lost_web_server_ends_all(supervise) -> None:
    supervisor = supervise(["false"], SLEEP)

    wait_for(lambda: not supervisor.keeps_going())
    assert supervisor.lost is supervisor.services[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child its parent died")
def test_children_of_a_killed_supervisor_end_too(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys; from clinic.supervisor import Service, Supervisor\n"
        "service = Service('web server', [sys.executable, '-c', sys.argv[1]], essential=True)\n"
        "supervisor = Supervisor([service], pathlib.Path(sys.argv[2]), print)\n"
        "supervisor.start()\n"
        "while supervisor.keeps_going(): pass"
    )
    holder = f"{HOLDER}; time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code, holder, str(tmp_path)], cwd=ROOT)
    wait_for(lambda: is_locked(tmp_path / "lock"))
    process.kill()
    process.wait()

    wait_for(lambda: not is_locked(tmp_path / "lock"))
