"""Statements that hide in a search, a filter, a sort, the number of a page or a word of an address.

Which parameters a page reads is noted while it is opened, so a new one is tried without being
named here. What was sent must reach the database as a value, never as part of a statement: every
statement is looked at on its way.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace as Clinic
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from tests.bad_input import clinic as clinics
from tests.bad_input.sending import Page, fingerprint, taken_back
from tests.bad_input.table import LOOKUPS, Row
from tests.test_access import MATRIX, PATTERNS

pytestmark = pytest.mark.django_db

MARK = "zqvx"  # in all that is sent, and in no statement of ours
# As sqlmap sends them: out of a text, with a condition that holds and one that does not. Short
# enough for the shortest search and without a digit, so that they are looked for as a name.
HOLDS, FAILS = f"{MARK}' OR true--", f"{MARK}' OR false--"
# Out of a number, a name, a statement and a format; a null byte; more digits than a number has.
ALL_AT_ONCE = f'1/*{MARK}*/) OR ("1"=\'\\%s%(x)s{{0}}$$; COMMIT;--\x00' + "9" * 3000
# Parameters that no page reads go along each time: one that hands on whatever comes to a filter or
# a sort lets its own columns be asked for by name.
STRAY = "zqwx"
STRAYS = {"password__startswith": STRAY, "user__password__startswith": STRAY, f"{MARK}'": STRAY}
# What differs from one drawing of a page to the next by itself.
FLEETING = re.compile(
    rb'(csrfmiddlewaretoken|form_token)" value="[^"]*"|nonce="[^"]*"|X-CSRFToken": "[^"]*"'
)

Send = Callable[[str], HttpResponse]


class Noting(QueryDict):
    """The parameters of an address, and which of them were asked for."""

    asked: set[str] = set()

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
    """Every parameter that a view reads from an address inside. Pages are not drawn meanwhile."""

    def parameters(request: WSGIRequest) -> Noting:
        if "noting" not in request.__dict__:
            request.__dict__["noting"] = Noting(request.META.get("QUERY_STRING", ""))
        found: Noting = request.__dict__["noting"]
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequest, "GET", property(parameters))
        patch.setattr(Template, "render", lambda *args, **kwargs: "")
        patch.setattr(Noting, "asked", set())
        yield Noting.asked


def parameters_of(client: Client, url: str) -> set[str]:
    """Those that are read when nothing is asked, then those that are read because of these."""
    with noted() as asked, taken_back():
        assert client.get(url, STRAYS).status_code < 500, url
        if known := asked - STRAYS.keys():
            client.get(url, dict.fromkeys(known, "1"))
    return asked - STRAYS.keys()


@dataclass
class Statements:
    """What the database was asked."""

    broken: list[str] = field(default_factory=list)  # those with something of what was sent
    reached: bool = False  # what was sent came to the database as a value


@contextmanager
def statements() -> Iterator[Statements]:
    seen = Statements()

    def look(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = (sql if isinstance(sql, str) else repr(sql)).lower()
        values = repr(params).lower()
        if MARK in text or STRAY in text + values:
            seen.broken.append(f"{text[:300]} {values[:100]}")
        seen.reached = seen.reached or MARK in values
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


def faults_of(send: Send) -> list[str]:
    """What is wrong with the answers to what breaks out of a statement."""
    with statements() as seen:
        holds = fails = drawn(send, HOLDS)
        # What did not come as far as the database cannot change what it answers.
        if seen.reached:
            fails = drawn(send, FAILS)
    found = broken(seen, holds)
    if holds != fails:
        found.append("a condition and its opposite are answered differently")
    return found


def broken(seen: Statements, answer: tuple[int, bytes]) -> list[str]:
    found = [f"in a statement: {text}" for text in seen.broken[:1]]
    return found + ([f"answered {answer[0]}"] if answer[0] >= 500 else [])


def drawn(send: Send, text: str) -> tuple[int, bytes]:
    """The status, and the page without what differs by itself and by what it repeats."""
    with taken_back():
        answer = send(text)
    content = answer.get("Location", "").encode() + answer.getvalue()
    return answer.status_code, FLEETING.sub(b"", content).replace(b"false", b"true")


def opened_by(clinic: Clinic, who: str) -> Client:
    return Page("home", Row(who), clinic, {}, {}).client


def arguments_of(clinic: Clinic, name: str) -> dict[str, Any]:
    """What the address of a page is about."""
    about = {argument: getattr(clinic, thing).pk for argument, thing in clinics.ABOUT.items()}
    about |= {"code": clinic.protocol.protocol.code, "kind": "patients-problem", "queue": "exports"}
    if name == "void-entry":
        about |= {"kind": "problem", "entry_id": clinic.problem.pk}
    wanted = PATTERNS[name].pattern.converters
    return {
        argument: about.get(argument, 1 if isinstance(kind, IntConverter) else "none")
        for argument, kind in wanted.items()
    }


def sent_along(clinic: Clinic, name: str) -> dict[str, Any]:
    """Without these the page looks for nothing, whatever else is sent."""
    along = {
        "board-visits": {"site": clinic.site.pk},
        "duplicate-hint": {
            "given_name": "Anna", "family_name": "Berg", "birth_date": "1968-04-12",
        },
        "step-course": {"step": "session-1:later"},
    }  # fmt: skip
    free_time = {"site": clinic.site.pk, "at": "2026-12-07T15:00+0000"}
    along |= dict.fromkeys(("book-free-time", "fill-slot"), free_time)
    return along.get(name, {})


def ways_in(clinic: Clinic, client: Client, name: str) -> Iterator[tuple[str, Send]]:
    """Everything in the address of a page that is words: each parameter, each word of the path."""
    arguments, along = arguments_of(clinic, name), sent_along(clinic, name) | STRAYS
    url = reverse(name, kwargs=arguments)
    for parameter in sorted(parameters_of(client, url)):
        yield f"?{parameter}", lambda text, key=parameter: client.get(url, along | {key: text})
    for argument, kind in PATTERNS[name].pattern.converters.items():
        if kind.regex == "[^/]+":
            yield (
                f"<{argument}>",
                lambda text, key=argument: client.get(
                    reverse(name, kwargs=arguments | {key: text.replace("/", "")})
                ),
            )


def all_at_once(client: Client, url: str, places: Iterable[str]) -> list[str]:
    """Each parameter twice, with what no page understands."""
    sent = {place[1:]: ["1", ALL_AT_ONCE] for place in places if place.startswith("?")}
    if not sent:
        return []
    with statements() as seen:
        answer = drawn(lambda text: client.get(url, sent), ALL_AT_ONCE)
    return [f"{url}, all at once: {fault}" for fault in broken(seen, answer)]


def test_nothing_in_an_address_becomes_part_of_a_statement(clinic: Clinic) -> None:
    everybody, stranger = opened_by(clinic, "everybody"), Client(raise_request_exception=False)
    found, tried = [], 0
    for name in sorted(MATRIX.keys() - {"account_logout", "healthz", "readyz"}):
        client = everybody if MATRIX[name] else stranger
        ways = dict(ways_in(clinic, client, name))
        tried += len(ways)
        for place, send in ways.items():
            found += [f"{name}{place}: {fault}" for fault in faults_of(send)]
        found += all_at_once(client, reverse(name, kwargs=arguments_of(clinic, name)), ways)
    assert not found, "\n".join(found)
    assert tried > 150, tried


def fields_of_search(clinic: Clinic, name: str) -> Iterator[tuple[str, Send]]:
    who, fields = LOOKUPS[name]
    client, url = opened_by(clinic, who), reverse(name, kwargs=arguments_of(clinic, name))
    along = sent_along(clinic, name) | STRAYS
    for each in fields:
        yield each, lambda text, key=each: client.post(url, along | {key: text})


def test_no_search_becomes_part_of_a_statement(clinic: Clinic) -> None:
    before = fingerprint()
    found = []
    for name in LOOKUPS:
        for place, send in fields_of_search(clinic, name):
            found += [f"{name}, {place}: {fault}" for fault in faults_of(send)]
    assert not found, "\n".join(found)
    assert fingerprint() == before


def test_the_pages_with_parameters_are_found(clinic: Clinic) -> None:
    """So that a change of how parameters are read does not quietly leave them out."""
    client = opened_by(clinic, "everybody")

    def read_by(name: str) -> set[str]:
        return parameters_of(client, reverse(name, kwargs=arguments_of(clinic, name)))

    days = {"since", "until"}
    places = {"after", "before"}
    assert read_by("access-log") == days | places | {"user", "action", "patient", "sort"}
    assert read_by("patient-timeline") == days | places | {"user", "action", "sort"}
    assert read_by("user-timeline") == days | places | {"action", "sort"}
    assert read_by("record-versions") == places
    assert read_by("review-queue") == {"show", "page"}
    assert read_by("override-rates") >= days
    assert read_by("stock") == {"show", "q", "page"}
    assert read_by("day-board") == {"day", "site", "by", "view"}
    assert read_by("what-if") == {"start", "site", "practitioner"}
    assert {"site", "first_day", "room", "weekday"} < read_by("book-session")
