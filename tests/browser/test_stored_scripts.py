"""What people type never runs: scripts in every text field, then every page in a real browser.

Each form of tests/bad_input/table.py is sent with a script in every text that it takes; so a new
form is tried without being named here. Then all pages are opened and printed, all files looked
into and all mails read: nothing may have run, no attribute may be able to, and the content
security policy may have had nothing to stop.
"""

import csv
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from types import SimpleNamespace as Clinic
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from records.quality.checks import CHECKS
from scheduling.actions.sending import send_due
from staff import clock
from tests.bad_input import clinic as clinics
from tests.bad_input.table import LOOKUPS
from tests.bad_input.typing_scripts import PAYLOADS, RUN, fill_in
from tests.browser.conftest import Visitor
from tests.people import PASSWORD
from tests.test_access import MATRIX, PATTERNS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("pages"),
]

# What ran, and what could: an attribute that is an event, an address that is a script, an element
# with our mark. None of our pages has the first two, whatever was typed.
FAULTS = """() => [...document.querySelectorAll('*')].filter(element =>
    element.id === 'ran'
    || (element.tagName === 'SCRIPT' && element.textContent.includes('ran=1')
        && element.type !== 'application/json')
    || [...element.attributes].some(attribute =>
        /^(on|hx-on)/i.test(attribute.name)
        || attribute.name === 'srcdoc'
        || (/^(href|src|action|formaction|xlink:href)$/i.test(attribute.name)
            && /^\\W*(javascript|vbscript|data):/i.test(attribute.value)
            && /ran=1/.test(attribute.value))
        || (/^hx-trigger$/i.test(attribute.name) && attribute.value === 'load'
            && element.outerHTML.includes('ran=1'))))
    .map(element => 'it could run: ' + element.outerHTML.slice(0, 160))
    .concat('ran' in window && !(window.ran instanceof Element) ? ['it ran'] : [])"""
# As htmx puts the answer to a search into the page.
SWAP = "part => htmx.swap(document.querySelector('main'), part, {swapStyle: 'innerHTML'})"
NO_PAGES = {"healthz", "readyz", "account_logout"}
PRINTED = re.compile("sheet|letter|summary|card|label")
FORMULA = ("=", "+", "@", "\t", "\r")
IN_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/SubmitForm", b"javascript:")


def addresses(clinic: Clinic) -> Iterator[list[str]]:
    """For every page: about the things of the clinic, and about what was made last of each kind."""
    choices: dict[str, list[Any]] = {
        "code": [clinic.protocol.protocol.code],
        "kind": ["patients-patient", "treatments-plan"],
        "check": list(CHECKS),
        "queue": ["exports", "glass"],
        "instrument": ["nrs_pain"],
        "row_id": [clinic.anna.pk, clinic.given_plan.pk],
    }
    for argument, thing in clinics.ABOUT.items():
        row = getattr(clinic, thing)
        newest = type(row)._base_manager.order_by("pk").last()
        choices.setdefault(argument, list({row.pk: 0, newest.pk: 0}))
    choices["entry_id"].append(clinic.problem.pk)
    for name in sorted(MATRIX.keys() - NO_PAGES):
        about = {
            argument: choices.get(argument, [1 if isinstance(kind, IntConverter) else "none"])
            for argument, kind in PATTERNS[name].pattern.converters.items()
        }
        if name == "void-entry":
            about |= {"kind": ["problem"], "entry_id": [clinic.problem.pk]}
        yield [
            reverse(name, kwargs={arg: each[place % len(each)] for arg, each in about.items()})
            for place in range(max((len(each) for each in about.values()), default=1))
        ]


def opened(client: Client, addresses: Iterable[list[str]]) -> tuple[list[str], list[str]]:
    """The addresses that are pages, and what is wrong with files and answers.

    Of a page with a form one is enough: what was typed into another stands where it is shown.
    """
    pages, faults = [], []
    for same in addresses:
        for path in same:
            answer = client.get(path)
            kind = answer.get("Content-Type", "")
            if answer.status_code >= 500:
                faults.append(f"{path}: answered {answer.status_code}")
            elif answer.status_code == 200 and kind.startswith(("text/html", "image/svg")):
                pages.append(path)
                if b'method="post"' in main_of(answer):
                    break
            elif answer.status_code == 200:
                faults += [f"{path}: {fault}" for fault in faults_of_file(answer)]
    return pages, faults


def main_of(answer: Any) -> bytes:
    """Without the bar above, which has a form on every page."""
    whole: bytes = answer.content
    return whole[whole.find(b"<main") :]


def faults_of_file(answer: Any) -> list[str]:
    """What is no page must not become one: named as what it is, kept and not shown."""
    faults = [] if answer["X-Content-Type-Options"] == "nosniff" else ["its kind may be guessed"]
    kind, content = answer["Content-Type"].partition(";")[0], answer.getvalue()
    if kind == "application/pdf":
        return faults + [f"{word!r} in the PDF" for word in IN_PDF if word in unpacked(content)]
    if kind == "application/json" or kind.startswith("text/calendar"):
        return faults
    if not answer.get("Content-Disposition", "").startswith("attachment"):
        faults.append(f"{kind} is shown in the browser")
    if kind == "text/csv":
        faults += formulas(content)
    elif kind == "application/zip":
        with ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                faults += formulas(packed.read(name)) if name.endswith(".csv") else []
    return faults


def formulas(table: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    return [f"a formula: {cell}" for row in rows for cell in row if cell.startswith(FORMULA)]


def unpacked(pdf: bytes) -> bytes:
    """The file and what is packed in it."""
    parts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):  # a picture
            parts.append(zlib.decompress(packed))
    return b"\n".join(parts)


def exports(client: Client, clinic: Clinic) -> Iterator[Any]:
    """A whole record in each form that it leaves in."""
    url = reverse("export-fhir", args=[clinic.anna.pk])
    for kind in ("fhir", "pdf", "csv"):
        asked = {"kind": kind, "recipient": "Anna", "password": PASSWORD, "with_access": "on"}
        answer = client.post(url, asked)
        assert answer.status_code == 200, (kind, answer.content[:2000])
        assert not answer["Content-Type"].startswith("text/html"), kind
        yield answer


def found_parts(client: Client, clinic: Clinic) -> Iterator[tuple[str, str]]:
    """What each search answers to each payload: a page, or the part that is put into one."""
    about = {argument: getattr(clinic, thing).pk for argument, thing in clinics.ABOUT.items()}
    for name, (_, fields) in LOOKUPS.items():
        wanted = PATTERNS[name].pattern.converters
        url = reverse(name, kwargs={argument: about[argument] for argument in wanted})
        for text in PAYLOADS[:3]:
            answer = client.post(url, dict.fromkeys(fields, text), headers={"HX-Request": "true"})
            if answer.status_code == 200:  # one of them has been registered by a form
                yield f"{name}, {text}", answer.content.decode()


def seat(visitors: Any, clinic: Clinic, who: str) -> Visitor:
    """Somebody at a screen, signed in already."""
    person: Visitor = visitors()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": clinic.signed_in[who]}
    person.page.context.add_cookies([cookie | {"url": person.base}])
    person.page.on("console", lambda message: named(person, message))
    person.page.on("dialog", lambda dialog: (person.complaints.append("dialog"), dialog.dismiss()))
    return person


NOT_COME = "Failed to load resource: the server responded"


def named(person: Visitor, message: Any) -> None:
    """What did not come: the words of the console do not say."""
    if message.type == "error" and message.text.startswith(NOT_COME):
        person.complaints.append(message.location["url"])


def faults_shown(person: Visitor) -> list[str]:
    found: list[str] = person.page.evaluate(FAULTS)
    # For a picture that is opened by itself, the browser asks for an icon by a name of its own.
    heard = [
        complaint
        for complaint in person.complaints
        if not complaint.startswith(NOT_COME) and not complaint.endswith("/favicon.ico")
    ]
    person.complaints.clear()
    return found + heard


def faults_of_page(person: Visitor, path: str) -> list[str]:
    """On the screen and on paper."""
    person.page.goto(person.base + path)
    found = faults_shown(person)
    person.page.emulate_media(media="print")
    if PRINTED.search(path):
        person.page.pdf()
    found += faults_shown(person)
    person.page.emulate_media(media="screen")
    return [f"{path}: {fault}" for fault in found]


def showing(text: str) -> Callable[[Any], None]:
    return lambda route: route.fulfill(content_type="text/plain; charset=utf-8", body=text)


def faults_of_mails(person: Visitor) -> list[str]:
    """As a mail program that is a browser shows them."""
    faults = []
    for message in mail.outbox:
        if message.content_subtype != "plain" or getattr(message, "alternatives", []):
            faults.append(f"{message.subject}: not plain text")
        person.page.route("**/mail", showing(f"{message.subject}\n\n{message.body}"))
        person.page.goto(person.base + "/mail")
        faults += [f"{message.subject}: {fault}" for fault in faults_shown(person)]
        person.page.unroute("**/mail")
    return faults


def of_the_desk(clinic: Clinic, pages: list[str]) -> list[str]:
    """Those that look otherwise to the front desk: home and what is about a patient's visits."""
    shown = ("/", reverse("day-board"), reverse("to-book"), reverse("check-calls"))
    desk = [path for path in pages if path in shown or "visits" in path or "appointment" in path]
    return opened(clinics.client_of(clinic, "ben"), ([path] for path in desk))[0]


@pytest.fixture
def clinic(transactional_db, monkeypatch, settings, tmp_path) -> Clinic:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW)
    return clinics.build()


def test_nothing_that_was_typed_runs_on_any_page(visitors, clinic):
    taken = fill_in(clinic)
    # Of two forms about the same request, or the same entries, one comes too late.
    assert {form for form, texts in taken.items() if not texts} == {
        "extend-request",
        "accept-entries",
    }
    fields = sum(len(texts) for texts in taken.values())
    client = clinics.client_of(clinic, "everybody")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("make-link", args=[clinic.ben.pk]))
    send_due(now=clinics.NOW)

    pages, faults = opened(client, addresses(clinic))
    for answer in exports(client, clinic):
        faults += [f"{answer['Content-Type']}: {fault}" for fault in faults_of_file(answer)]
    person = seat(visitors, clinic, "everybody")
    for path in pages:
        faults += faults_of_page(person, path)
    person.page.goto(person.base + reverse("patients"))
    for search, part in found_parts(client, clinic):
        person.page.evaluate(SWAP, part)
        faults += [f"{search}: {fault}" for fault in faults_shown(person)]
    desk = seat(visitors, clinic, "ben")
    for path in of_the_desk(clinic, pages):
        faults += faults_of_page(desk, path)
    assert any(RUN in message.body for message in mail.outbox)
    faults += faults_of_mails(person)
    assert not faults, "\n".join(faults)
    assert (fields > 160, len(pages) > 150) == (True, True), (fields, len(pages))


def test_no_sheet_reads_words_as_markup():
    """PDFs are set by a program with a language of its own; what was typed comes as data."""
    sheets = list(settings.BASE_DIR.glob("*/sheets/*.typ"))
    assert sheets
    for sheet in sheets:
        assert not re.search(r"\beval\(|mode: *\"markup\"", sheet.read_text()), sheet
