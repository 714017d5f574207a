"""Statements that hide in a search, a filter, a sort or the number of a page.

Which parameters a page reads is noted while it is opened, so a new one is tried without being
named here. What was sent must reach the database as a value, never as part of a statement: every
statement is looked at on its way.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import SimpleNamespace as Clinic
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from tests.bad_input import clinic as clinics
from tests.bad_input.sending import Page, fingerprint, plain
from tests.bad_input.table import LOOKUPS, Row
from tests.test_access import MATRIX, PATTERNS

pytestmark = pytest.mark.django_db

MARK = "zq7x"  # in every payload, and in no statement of ours
# As sqlmap sends them: for each, a condition that holds and one that does not. Where what is sent
# becomes part of a statement, the two answers differ.
PAIRS = (
    (f"{MARK}' OR '1'='1", f"{MARK}' OR '1'='2"),
    (f'{MARK}") OR (1=1)-- -', f'{MARK}") OR (1=2)-- -'),
    (f"1 AND 1=1 /*{MARK}*/", f"1 AND 1=2 /*{MARK}*/"),
    (f"(CASE WHEN 1=1 THEN id ELSE {MARK} END)", f"(CASE WHEN 1=2 THEN id ELSE {MARK} END)"),
)
PAYLOADS = (
    f"{MARK}'",
    f'{MARK}"',
    f"{MARK}\\",
    f"{MARK}%'%_",
    f"{MARK}') UNION SELECT password, email FROM staff_user-- -",
    f"1; SELECT pg_sleep(5)--{MARK}",
    f"{MARK}'||pg_sleep(5)||'",
    f"{MARK}'; DROP TABLE patients_patient; COMMIT;--",
    f"{MARK}%27%20OR%201%3D1",
    f"{MARK}\u02bc OR 1=1",
    f"-id,(SELECT 1 FROM pg_sleep(5))/*{MARK}*/",
    f"password__startswith={MARK}",
    f"{MARK}{{}}[]$$SELECT$$",
    MARK * 500,
)
# What differs from one drawing of a page to the next by itself.
FLEETING = re.compile(
    r'name="(csrfmiddlewaretoken|form_token)" value="[^"]*"|nonce="[^"]*"|csrf[^"]*"[^"]*"'
)
LONGEST = 2.0  # seconds; a statement that sleeps takes five


class Noting(QueryDict):
    """The parameters of an address, and which of them were asked for."""

    asked: set[str]

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().getlist(key, default)


@contextmanager
def noted() -> Iterator[set[str]]:
    """Every parameter that is read from an address inside."""
    asked: set[str] = set()

    def parameters(request: WSGIRequest) -> Noting:
        if "noting" not in request.__dict__:
            sent = Noting(request.META.get("QUERY_STRING", ""))
            sent.asked = asked
            request.__dict__["noting"] = sent
        found: Noting = request.__dict__["noting"]
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequest, "GET", property(parameters))
        yield asked


@contextmanager
def values_only() -> Iterator[None]:
    """No statement inside may have something of what was sent in its text."""

    def look(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else repr(sql)
        assert MARK not in text, text
        assert "pg_sleep" not in text, text
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield


def url_of(clinic: Clinic, name: str) -> str:
    about = {argument: getattr(clinic, thing).pk for argument, thing in clinics.ABOUT.items()}
    about |= {"code": clinic.protocol.protocol.code, "kind": "problem", "instrument": "nrs_pain"}
    about |= {"entry_id": clinic.problem.pk}
    wanted = PATTERNS[name].pattern.converters
    return reverse(
        name,
        kwargs={
            argument: about.get(argument, 1 if isinstance(kind, IntConverter) else "none")
            for argument, kind in wanted.items()
        },
    )


def parameters_of(client: Client, url: str) -> set[str]:
    """Those that are read when nothing is asked, then those that are read because of these."""
    with noted() as asked:
        known: set[str] = set()
        client.get(url)
        while asked - known:
            known |= asked
            client.get(url, dict.fromkeys(known, "1"))
    return known


def drawn(answer: HttpResponse, sent: str) -> str:
    """The page without what was sent and without what differs by itself."""
    return FLEETING.sub("", plain(answer)).replace(sent, "")


def tried(send: Any) -> list[str]:
    """What is wrong with the answers to all payloads, each sent by `send`."""
    found = []
    for holds, fails in PAIRS:
        one, other = send(holds), send(fails)
        if one.status_code != other.status_code or drawn(one, holds) != drawn(other, fails):
            found.append(f"{holds!r} and its opposite are answered differently")
    for payload in PAYLOADS:
        started = monotonic()
        status = send(payload).status_code
        if status not in (200, 302, 400, 404):
            found.append(f"{payload[:40]!r} answered {status}")
        if monotonic() - started > LONGEST:
            found.append(f"{payload[:40]!r} took long")
    return found


def opened_by_everybody(clinic: Clinic) -> Client:
    return Page("home", Row("everybody"), clinic, {}, {}).client


@pytest.mark.parametrize("name", sorted(MATRIX.keys() - {"account_logout", "healthz", "readyz"}))
def test_no_parameter_of_an_address_becomes_part_of_a_statement(clinic: Clinic, name: str) -> None:
    client, url = opened_by_everybody(clinic), url_of(clinic, name)
    if client.get(url).status_code == 405:
        return
    found = []
    for parameter in sorted(parameters_of(client, url)):
        with values_only():
            problems = tried(lambda text, key=parameter: client.get(url, {key: text}))
            several = client.get(f"{url}?{parameter}={MARK}'&{parameter}[]=1&{parameter}=2")
        if several.status_code >= 500:
            problems.append("several values at once are too much for it")
        found += [f"{name}?{parameter}: {problem}" for problem in problems]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", LOOKUPS)
def test_no_search_becomes_part_of_a_statement(clinic: Clinic, name: str) -> None:
    who, fields = LOOKUPS[name]
    client, url = Page(name, Row(who), clinic, {}, {}).client, url_of(clinic, name)
    before = fingerprint()
    found = []
    for field in fields:
        with values_only():
            found += tried(lambda text, key=field: client.post(url, {key: text}))
    assert fingerprint() == before
    assert not found, "\n".join(found)


def test_the_pages_with_parameters_are_found(clinic: Clinic) -> None:
    """So that a change of how parameters are read does not quietly leave them out."""
    client = opened_by_everybody(clinic)
    names = ("access-log", "stock", "waitlist", "messages", "day-board", "adverse-events")
    found = {name: parameters_of(client, url_of(clinic, name)) for name in names}
    assert {"page"} < found["access-log"]
    assert {"show", "q", "page"} <= found["stock"]
    assert {"physician", "site", "page"} <= found["waitlist"]
    assert {"which", "page"} <= found["messages"]
    assert {"day", "site"} <= found["day-board"]
    assert {"state", "page"} <= found["adverse-events"]
