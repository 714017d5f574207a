"""Keeps child processes running and leaves none behind. Knows nothing of what they do."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_END = 8
SECONDS_BETWEEN_LOOKS = 0.2
LONGEST_PAUSE_SECONDS = 30
# After running this long, a service has recovered and its next failure is a first one again.
STEADY_AFTER_SECONDS = 60
PR_SET_PDEATHSIG = 1


@dataclass
class Service:
    """One child process. When an essential one ends, all end; another one is started again."""

    name: str
    command: list[str]
    essential: bool
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    failures: int = 0

    def start(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            # Its own session: Ctrl-C reaches us alone, and we end the children in order.
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        self.started_at = time.monotonic()

    @property
    def next_start(self) -> float:
        return self.started_at + min(2.0**self.failures, LONGEST_PAUSE_SECONDS)


@dataclass
class Supervisor:
    """Starts the services, watches them, and ends them together."""

    services: list[Service]
    folder: Path
    say: Callable[[str], object]
    told_to_stop: bool = False
    lost: Service | None = field(default=None)

    def start(self) -> None:
        for number in SIGNALS:
            signal.signal(number, self._stop_soon)
        for service in self.services:
            service.start(self.folder)

    def keeps_going(self) -> bool:
        """Look after the services once; false when told to stop or an essential one is lost."""
        time.sleep(SECONDS_BETWEEN_LOOKS)
        for service in self.services:
            if self.told_to_stop or self.lost:
                return False
            if service.process and service.process.poll() is not None:
                self._ended(service, service.process.returncode)
            elif not service.process and time.monotonic() >= service.next_start:
                service.start(self.folder)
        return not (self.told_to_stop or self.lost)

    def stop(self) -> None:
        """End every service with all its children, the unwilling ones by force."""
        running = [service.process for service in self.services if service.process]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + SECONDS_TO_END
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            _end_group(process)

    def _ended(self, service: Service, status: int) -> None:
        assert service.process
        _end_group(service.process)
        if service.essential:
            self.lost = service
            return
        steady = time.monotonic() - service.started_at > STEADY_AFTER_SECONDS
        service.failures = 1 if steady else service.failures + 1
        service.process = None
        self.say(f"The {service.name} ended (status {status}); it is started again.")

    def _stop_soon(self, *_: object) -> None:
        self.told_to_stop = True


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a service: it leads its own group, so nothing else is in there."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end_with_parent() -> None:
    """In the child: ask Linux to end it when we are killed and cannot end it ourselves."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
