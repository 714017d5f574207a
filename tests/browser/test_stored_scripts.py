"""What people type never runs: payloads in every text field, then every page in a real browser.

Each form of tests/bad_input/table.py is sent with a script in every text field that takes it; so a
new form is tried without being named here. Then all pages are opened, and nothing may have run, no
attribute may be able to, and the content security policy may have had nothing to stop.
"""

from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace as Clinic
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from scheduling.actions.sending import send_due
from staff import clock
from tests.bad_input import clinic as clinics
from tests.bad_input.sending import Page, errors_of
from tests.bad_input.table import ROWS
from tests.browser.conftest import Visitor
from tests.test_access import MATRIX, PATTERNS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("pages"),
]

RUN = "window.ran=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><img src=x onerror={RUN}>",
    f"</textarea><svg onload={RUN}>",
    f"</title><img src=x onerror={RUN}>",
    f"javascript:{RUN}//",
    f"';{RUN};//",
    f'" autofocus onfocus="{RUN}',
    f'<iframe srcdoc="<script>parent.{RUN}</script>">',
    f"<details open ontoggle={RUN}>x</details>",
    f"--><!--<img src=x onerror={RUN}>",
    f'" hx-get="/" hx-trigger="load" hx-on::load="{RUN}',
    f"</script><script>{RUN}</script>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    "<b onmouseover=ran=1>",
    "<i id=ran>",
)
# Something that could run: an attribute that is an event, an address that is a script, an element
# with our mark. None of our pages has the first two, whatever was typed.
CAN_RUN = """() => [...document.querySelectorAll('*')].filter(element =>
    element.id === 'ran'
    || (element.tagName === 'SCRIPT' && element.textContent.includes('ran=1'))
    || [...element.attributes].some(attribute =>
        /^(on|hx-on)/i.test(attribute.name)
        || (/^(href|src|action|formaction|srcdoc|xlink:href)$/i.test(attribute.name)
            && /^\\s*javascript:|ran=1/i.test(attribute.value))
        || (/^hx-trigger$/i.test(attribute.name) && attribute.value === 'load'
            && element.outerHTML.includes('ran=1'))))
    .map(element => element.outerHTML.slice(0, 160))"""
NO_PAGES = {"healthz", "readyz", "account_logout"}


def fitting(field: forms.Field, turn: int) -> str:
    """The next payload that is short enough for the field; the start of one where none is."""
    most = field.max_length or 10_000
    short = [payload for payload in PAYLOADS if len(payload) <= most]
    return short[turn % len(short)] if short else PAYLOADS[0][:most]


def fill_in(clinic: Clinic) -> set[str]:
    """Send each form with a payload in each of its texts; the names of those that were taken."""
    turn, taken = count(), set()
    for name, row in ROWS.items():
        if name in ("account_change_password", "sign-out-member", "make-link"):
            continue
        page = Page.open(name, row, clinic)
        texts = {
            field: fitting(page.fields[field], next(turn))
            for field in page.texts
            if not isinstance(page.fields[field], forms.EmailField)
            and not isinstance(page.fields[field].widget, forms.PasswordInput)
        }
        for _ in range(3):
            answer = page.post(texts | {"form_token": str(uuid4())})
            if answer.status_code == 302:
                taken |= {f"{name}.{field}" for field in texts}
                break
            refused = {field for field, words in errors_of(answer) if words}
            if not refused & texts.keys():
                break
            texts = {field: text for field, text in texts.items() if field not in refused}
    return taken


def addresses(clinic: Clinic) -> Iterator[str]:
    """Every page about the things of the clinic, and about what was made last of each kind."""
    named = {
        "code": [clinic.protocol.protocol.code],
        "kind": ["problem"],
        "instrument": ["nrs_pain"],
        "entry_id": [clinic.problem.pk],
    }
    things: dict[str, list[Any]] = {}
    for argument, thing in clinics.ABOUT.items():
        row = getattr(clinic, thing)
        newest = type(row)._base_manager.order_by("pk").last()
        things[argument] = list({row.pk, newest.pk})
    for name in sorted(MATRIX.keys() - NO_PAGES):
        choices = {
            argument: (things | named).get(
                argument, [1 if isinstance(kind, IntConverter) else "none"]
            )
            for argument, kind in PATTERNS[name].pattern.converters.items()
        }
        for place in range(max((len(each) for each in choices.values()), default=1)):
            yield reverse(
                name, kwargs={arg: each[place % len(each)] for arg, each in choices.items()}
            )


def client_of(clinic: Clinic, who: str) -> Client:
    client = Client()
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = clinic.signed_in[who]
    return client


def is_a_page(answer: Any) -> bool:
    return bool(answer.status_code == 200 and answer["Content-Type"].startswith("text/html"))


def faults_of_file(path: str, answer: Any) -> list[str]:
    """What is no page must not become one: named as what it is, and not guessed at."""
    faults = []
    if answer["X-Content-Type-Options"] != "nosniff":
        faults.append(f"{path}: its kind may be guessed")
    kind = answer["Content-Type"]
    content = answer.getvalue()
    if kind.startswith("text/csv"):
        cells = [cell for line in content.decode().splitlines() for cell in line.split(",")]
        faults += [f"{path}: {cell}" for cell in cells if cell[:1] in ("=", "+", "@")]
    if kind == "application/pdf" and (b"/JavaScript" in content or b"/JS" in content):
        faults.append(f"{path}: a script in the PDF")
    if kind.startswith(("image/svg", "application/xhtml", "text/xml")):
        faults += [f"{path}: {mark}" for mark in (b"<script", b"onload") if mark in content]
    return faults


@pytest.fixture
def clinic(transactional_db, monkeypatch, settings, tmp_path) -> Clinic:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW)
    return clinics.build()


def seat(visitors: Any, clinic: Clinic, who: str) -> Visitor:
    """Somebody at a screen, signed in already."""
    person = visitors()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": clinic.signed_in[who]}
    person.page.context.add_cookies([cookie | {"url": person.base}])
    person.page.on("dialog", lambda dialog: (person.complaints.append("dialog"), dialog.dismiss()))
    return person


def test_nothing_that_was_typed_runs_on_any_page(visitors, clinic):
    taken = fill_in(clinic)
    assert len(taken) > 100, sorted(taken)
    client = client_of(clinic, "everybody")
    faults, pages = [], []
    for path in addresses(clinic):
        answer = client.get(path)
        if is_a_page(answer):
            pages.append(path)
        elif answer.status_code == 200:
            faults += faults_of_file(path, answer)
    assert len(pages) > 120, pages
    for who, some in (("everybody", pages), ("ben", of_the_desk(clinic, pages))):
        person = seat(visitors, clinic, who)
        for path in some:
            person.page.goto(person.base + path)
            if person.page.evaluate("window.ran !== undefined && !(window.ran instanceof Element)"):
                faults.append(f"{path}: it ran")
            faults += [f"{path}: {element}" for element in person.page.evaluate(CAN_RUN)]
            faults += [f"{path}: {complaint}" for complaint in person.complaints]
            person.complaints.clear()
    assert not faults, "\n".join(faults)


def of_the_desk(clinic: Clinic, pages: list[str]) -> list[str]:
    """Those that look otherwise to the front desk: home and what is about a patient's visits."""
    client = client_of(clinic, "ben")
    shown = ("/", reverse("day-board"), reverse("to-book"), reverse("check-calls"))
    desk = [path for path in pages if path in shown or "visits" in path or "appointment" in path]
    return [path for path in desk if is_a_page(client.get(path))]


def test_nothing_that_was_typed_is_markup_in_a_mail(clinic):
    fill_in(clinic)
    send_due(now=clinics.NOW)
    assert mail.outbox
    for message in mail.outbox:
        assert message.content_subtype == "plain"
        assert not getattr(message, "alternatives", [])
        assert "\n" not in message.subject
