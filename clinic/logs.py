"""Log lines as JSON, one object a line, with the number of the request and without any patient.

What an error says of itself may quote what was typed: a database tells the values that broke a
constraint. So of an error only its kind and its place in the code are written, never its text.
"""

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

# The number of the request that this thread answers, or answered last.
CURRENT_REQUEST: ContextVar[str] = ContextVar("current_request", default="")

# Whoever knows these addresses reads a calendar, or chooses somebody's password.
SECRETS = re.compile(r"(/(?:calendar|account/link)/)[^/\s\"']+")
ROOT = Path(__file__).resolve().parent.parent
MOST_ERRORS = 10  # each the cause of the one before
MOST_PLACES = 30


class HideSecrets(logging.Filter):
    """Takes secrets out of the addresses of practitioners' calendars and of links to an account."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        shown = without_secrets(line)
        if shown != line:
            record.msg, record.args = shown, ()
        return True


def without_words_of_errors(text: str) -> str:
    """The web server writes what reached it as text, words of the error and all."""
    return text.partition("\nTraceback (most recent call last)")[0]


def without_secrets(text: str) -> str:
    return SECRETS.sub(r"\1...", text)


class JsonLines(logging.Formatter):
    """One line of JSON: time (UTC), level, logger, message; request and errors where there are."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_words_of_errors(without_secrets(record.getMessage())),
        }
        request = request_of(record)
        if request:
            line["request"] = request
        if record.exc_info and record.exc_info[1]:
            line["errors"] = list(errors(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


def request_of(record: logging.LogRecord) -> str:
    number = getattr(getattr(record, "request", None), "id", None)
    return str(number) if number else CURRENT_REQUEST.get()


def errors(error: BaseException) -> Iterator[dict[str, Any]]:
    """The error and what caused it: kind and place of each, and what a database says of rules."""
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen and len(seen) < MOST_ERRORS:
        seen.append(following)
        found: dict[str, Any] = {
            "type": f"{type(following).__module__}.{type(following).__qualname__}",
            "at": places(following.__traceback__),
        }
        diagnosis = getattr(following, "diag", None)
        if diagnosis is not None:
            for name in ("sqlstate", "table_name", "column_name", "constraint_name"):
                if value := getattr(diagnosis, name, None):
                    found[name] = value
        yield found
        following = following.__cause__ or following.__context__


def places(traceback: TracebackType | None) -> list[str]:
    """file:line and function of each call, the innermost last."""
    found = [
        f"{short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(traceback)
    ]
    return found[-MOST_PLACES:]


def short(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT)).rpartition("site-packages/")[2]
    return file.rpartition("site-packages/")[2]


def write_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """For `sys.excepthook`: what nobody caught ends the process as a log line like the others."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger("prolo").critical("Ended by an error.", exc_info=(kind, error, traceback))


def lines_to(stream: str) -> dict[str, Any]:
    """The settings of `logging` for everything that Prolo runs."""
    handlers = ["console"]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "clinic.logs.JsonLines"}},
        "filters": {"no_secrets": {"()": "clinic.logs.HideSecrets"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "stream": stream,
                "formatter": "json",
                "filters": ["no_secrets"],
            }
        },
        "loggers": {
            # Django would mail what went wrong, with what was typed.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # The development server writes every address down.
            "django.server": {"handlers": handlers, "level": "INFO", "propagate": False},
            # The web server sets its own up, before Django does.
            "_granian": {"handlers": handlers, "level": "ERROR", "propagate": False},
        },
        "root": {"handlers": handlers, "level": "WARNING"},
    }
