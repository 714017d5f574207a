"""What stands between the web server and Django, for the little that Django does not catch."""

import logging
import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger("prolo")
CHARSET = re.compile(r";\s*charset\*?\s*=[^;]*", re.IGNORECASE)
HEADERS = [
    ("Content-Type", "text/plain"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]


def guarded(application: WSGIApplication) -> WSGIApplication:
    """`application`, with an answer where even its page about a fault fails.

    The web server would write such an error down with its words, which may tell of a patient.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Everything of ours is UTF-8. Of another charset Django would make an error, and another
        # one while it makes the page about it.
        environ["CONTENT_TYPE"] = CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
        try:
            return application(environ, start_response)
        except Exception:
            logger.critical("The page about a fault failed, too.", exc_info=True)
            start_response("500 Internal Server Error", HEADERS)
            return [b"Something went wrong, and nothing was saved. Try again in a minute.\n"]

    return answer
