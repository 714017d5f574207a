"""Who made a change that no request asked for: a command on the server, or a job by itself.

Changes by requests get theirs from `clinic.middleware.DiscreetHistoryMiddleware`.
"""

import getpass
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, TypeVar

import pghistory

Job = TypeVar("Job", bound=Callable[..., Any])


def by_command(name: str) -> AbstractContextManager[Any]:
    """For what is changed in the block: by which command, started by whom on the server."""
    context: AbstractContextManager[Any] = pghistory.context(
        command=f"manage.py {name}", system_user=_system_user()
    )
    return context


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "not known"  # a number without a name, as in a container


def by_job(job: Job) -> Job:
    """Decorate the function of a job: what it changes is kept under the job's name."""

    @wraps(job)
    def noted(*args: Any, **kwargs: Any) -> Any:
        with pghistory.context(job=job.__name__):
            return job(*args, **kwargs)

    noted.keeps_its_name = True  # type: ignore[attr-defined]
    return noted  # type: ignore[return-value]
