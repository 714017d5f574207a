"""A real Chromium in front of a real server. Every page a test meets is checked by axe."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import axe_playwright_python
import pytest
from django.db import connection
from django.test.utils import override_settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from staff.models import User

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# What axe must not find: everything that WCAG 2.2 A and AA demand.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    "preload": False,  # none of these rules reads the style sheets
}
# What another width or theme can break on a page that was looked at: colors, places, hidden names.
LAYOUT_OPTIONS = AXE_OPTIONS | {
    "runOnly": {
        "type": "rule",
        "values": [
            "button-name",
            "color-contrast",
            "label",
            "link-in-text-block",
            "link-name",
            "scrollable-region-focusable",
            "target-size",
        ],
    }
}
# Milliseconds until a page that does not come counts as a fault: long, so that no test depends on
# how busy the machine is.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
PASSWORD = "correct horse battery staple"
# The lists under the address bar are pages of their own: two more in each window, which cost as
# much as ours. Playwright leaves out what follows them by itself, but only the last list counts.
NOT_NEEDED = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
]
FLAGS = [
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(NOT_NEEDED)}",
]


# One for each module, not for the session: while Playwright is open its event loop runs in this
# thread, and no other test here could start one.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM", "")
    if not path:
        pytest.skip("No Chromium found; name one with CHROMIUM=/path/to/chromium.")
    # Playwright runs an event loop in this thread; Django takes that for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


STOPPED = """document.addEventListener('securitypolicyviolation', stopped => console.error(
    `stopped by the policy: ${stopped.violatedDirective} ${stopped.blockedURI}`))"""


class Visitor:
    """One person at one screen: signs in, clicks, types; `look()` checks the page that came."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.seen: list[str] = []
        self.complaints: list[str] = []
        # What the policy stops is an error in the console, by any name the browser gives it.
        context.add_init_script(STOPPED)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._answered)

    def _heard(self, message: Any) -> None:
        # htmx also reports a lookup that was left behind because somebody typed on or went on.
        if message.text.startswith(("htmx:sendAbort", "htmx:afterRequest")):
            return
        if message.type == "error":
            self.complaints.append(message.text)

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.look()

    def sign_in(self, user: User) -> None:
        self.page.goto(self.base + "/account/sign-in/")
        self.look()
        self.page.get_by_label("Email").fill(user.email)
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.base + "/")
        self.look()

    def press(self, name: str, role: Any = "button", exact: bool = False) -> None:
        """Click the first button or link of that name and look at the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.look()

    def field(self, label: str) -> Locator:
        """The first field of the page, not of the bar above it, whose label begins like that."""
        begins = re.compile(rf"^\s*{re.escape(label)}")
        return self.page.locator("main").get_by_label(begins).first

    def type(self, typed: dict[str, str]) -> None:
        for label, text in typed.items():
            self.field(label).fill(text)

    def choose(self, question: str, answer: str) -> None:
        """Take the answer that begins like that, of the radio buttons with that legend."""
        begins = re.compile(rf"^\s*{re.escape(answer)}\b")
        self.page.get_by_role("group", name=question).get_by_label(begins).check()

    def reads(self, *texts: str) -> None:
        """These words are on the page, now or in a moment."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def look(self, options: dict[str, Any] = AXE_OPTIONS) -> None:
        """No accessibility fault, no sideways scrolling, nothing wrong in the console."""
        self.page.wait_for_load_state()
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        violations = self.page.evaluate(
            "options => axe.run(document, options).then(found => found.violations)", options
        )
        faults = [
            f"{fault['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for fault in violations
            for node in fault["nodes"]
        ]
        assert not faults, "\n".join([self.page.url, *faults])
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (self.page.url, f"{wide}px too wide")
        assert self.complaints == [], (self.page.url, self.complaints)
        self.seen.append(self.page.url.removeprefix(self.base))


@pytest.fixture
def visitors(chromium: Browser, live_server: LiveServer) -> Iterator[Any]:
    """A function that opens a browser of its own for one more person."""
    contexts: list[BrowserContext] = []

    def arrive(width: int = 1280, scheme: Any = "light", **options: Any) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",  # colors half-way between two states tell nothing
            **options,
        )
        # axe is handed in by the test; the pages' own policy stays as strict as it is.
        contexts.append(context)
        return Visitor(context, live_server.url)

    with override_settings(ALLOWED_HOSTS=["*"]):
        yield arrive
    for context in contexts:
        context.close()
    wait_for_the_server()


def wait_for_the_server() -> None:
    """What a page sent last may still be at work, and no table can be emptied under it."""
    quiet = 0
    until = monotonic() + 10
    while quiet < 3 and monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend' "
                "AND state <> 'idle'"
            )
            quiet = 0 if cursor.rowcount else quiet + 1
        sleep(0.02)


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user
