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
# Starts a child of its own, and neither minds a polite word.
STUBBORN = ["sh", "-c", "trap '' TERM; sleep 60 & sleep 60 & wait; wait; wait"]


def wait_for(condition: Callable[[], object]) -> None:
    for _ in range(100):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def group_is_empty(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
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


def test_a_signal_ends_everything_also_what_does_not_listen(supervise) -> None:
    supervisor = supervise(SLEEP, STUBBORN)
    leaders = [service.process.pid for service in supervisor.services]
    assert supervisor.keeps_going()

    os.kill(os.getpid(), signal.SIGTERM)
    assert not supervisor.keeps_going()
    with patch.object(module, "SECONDS_TO_END", 0.5):
        supervisor.stop()

    assert [group_is_empty(leader) for leader in leaders] == [True, True]
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


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells children of their parent's end"
)
def test_children_of_a_killed_supervisor_end_too(tmp_path: Path) -> None:
    code = (
        "import pathlib; from clinic.supervisor import Service, Supervisor\n"
        "service = Service('web server', ['sleep', '60'], essential=True)\n"
        "supervisor = Supervisor([service], pathlib.Path('.'), print)\n"
        "supervisor.start(); print(service.process.pid, flush=True)\n"
        "while supervisor.keeps_going(): pass"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    child = int(process.stdout.readline())
    process.kill()
    process.wait()

    wait_for(lambda: group_is_empty(child))
