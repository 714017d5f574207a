"""What no log may hold, whoever writes the line."""

import logging
import re
from contextvars import ContextVar

# The number of the request that this thread answers, or answered last.
CURRENT_REQUEST: ContextVar[str] = ContextVar("current_request", default="")

# Whoever knows these addresses reads a calendar, or chooses somebody's password.
SECRETS = re.compile(r"(/(?:calendar|account/link)/)[^/\s\"']+")


class HideSecrets(logging.Filter):
    """Takes the secret out of the addresses of practitioners' calendars."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        shown = without_secrets(line)
        if shown != line:
            record.msg, record.args = shown, ()
        return True


def without_secrets(text: str) -> str:
    return SECRETS.sub(r"\1...", text)
