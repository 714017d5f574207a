"""What Django does not catch is answered all the same, and its words are written nowhere."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from clinic.gateway import guarded
from clinic.logs import JsonLines

CHARSETS = ["utf-7", "utf8", '"iso-8859-1"', "utf-16", "base64", "rot13", "none such", '"a;b"']
KINDS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]


def answered(application, environ):
    begun = []
    body = guarded(application)(environ, lambda *answer: begun.append(answer))
    [(status, headers)] = begun
    return status, dict(headers), b"".join(body)


@pytest.mark.django_db
def test_whatever_charset_is_claimed_is_refused_as_any_other_form_without_a_token():
    """Also one that is no text at all: making the request would fail, before any middleware."""
    statuses = set()
    for charset in CHARSETS:
        for kind in KINDS:
            for name in ("charset", "Charset", "charset*"):
                environ = RequestFactory().generic(
                    "POST", "/account/sign-in/?next=%C3%A9", b"login=Caf%C3%A9"
                )
                environ = environ.environ | {"CONTENT_TYPE": f"{kind}; {name}={charset}"}
                statuses.add(answered(WSGIHandler(), environ)[0])
    assert statuses == {"403 Forbidden"}


def test_charset_alone_is_taken_out():
    seen = []

    def application(environ, start_response):
        seen.append(environ["CONTENT_TYPE"])
        start_response("200 OK", [])
        return []

    for given in ("multipart/form-data; charset=utf-16; boundary=x", "text/plain", ""):
        answered(application, {"CONTENT_TYPE": given})
    answered(application, {})
    assert seen == ["multipart/form-data; boundary=x", "text/plain", "", ""]


def test_where_the_page_about_a_fault_fails_too_its_words_stay_here(caplog):
    def fails(environ, start_response):
        try:
            raise ValueError("Anna Berg")
        except ValueError as error:
            raise RuntimeError("Anna Berg, born 1968-04-12") from error

    status, headers, body = answered(fails, {})
    assert (status, headers["Cache-Control"]) == ("500 Internal Server Error", "no-store")
    assert body.startswith(b"Something went wrong")
    [told] = caplog.records
    assert (told.levelname, told.name) == ("CRITICAL", "prolo")
    assert "ValueError" in JsonLines().format(told)
    assert "Anna" not in JsonLines().format(told)
