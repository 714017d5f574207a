"""Signing in with a second factor, in a real browser: from the link of an administrator on."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from staff.models import AccessEvent, User
from tests import people
from tests.browser.conftest import PASSWORD, Visitor, with_password
from tests.staff.accounts.signing_in import code_now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.PROLO_SECOND_FACTOR_ROLES = ["physician", "administrator"]


def type_sign_in(person: Visitor, user: User) -> None:
    person.go("/account/sign-in/")
    person.page.get_by_label("Email").fill(user.email)
    person.page.locator("input[type=password]").fill(PASSWORD)
    person.press("Sign in", exact=True)


def set_up_app(person: Visitor) -> str:
    """From the page that demands it; gives the secret of the app."""
    person.press("Set up an app", role="link")
    picture = person.page.get_by_alt_text("QR code of the key below")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 20
    secret: str = person.page.locator("[data-secret]").inner_text()
    person.field("Code").fill(code_now(secret, within=12))
    person.press("Set up")
    return secret


def with_authenticator(person: Visitor) -> Any:
    """Chromium's own virtual authenticator: as a phone or laptop that knows its owner."""
    devtools = person.page.context.new_cdp_session(person.page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devtools


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_an_invited_physician_gets_from_the_link_to_the_first_page(
    visitors, settings, width, scheme
):
    ines = with_password(people.administrator())
    settings.PROLO_SECOND_FACTOR_ROLES = ["physician"]
    desk = visitors(width=width, scheme=scheme)
    desk.sign_in(ines)
    desk.go("/staff/new/")
    desk.type({"Full name": "Maya Stone", "Credentials": "DO", "E-mail": "maya@clinic.example"})
    desk.page.get_by_label("Physician").check()
    desk.press("Make the link")
    link = desk.field("Link").input_value()
    assert "/account/link/" in link

    maya = visitors(width=width, scheme=scheme)
    maya.page.goto(link)
    maya.look()
    assert link.rpartition("/link/")[2] not in maya.page.url
    maya.type({"New password": "short", "New password, again": "short"})
    maya.press("Set the password")
    maya.reads("at least 15 characters")
    maya.type({"New password": PASSWORD, "New password, again": PASSWORD})
    maya.press("Set the password")
    maya.reads("Your password is set")

    user = User.objects.get(email="maya@clinic.example")
    type_sign_in(maya, user)
    maya.reads("Set up a second factor")
    set_up_app(maya)
    maya.reads("Your recovery codes")
    codes = maya.page.locator(".pr-codes code").all_inner_texts()
    assert len(codes) == 10
    maya.press("I have kept them", role="link")
    assert maya.page.url == maya.base + "/"

    maya.page.locator(".pr-user summary").click()
    maya.press("Sign out")
    type_sign_in(maya, user)
    maya.reads("Your second factor")
    maya.field("Code").fill("000000")
    maya.press("Sign in", exact=True)
    maya.reads("not right")
    # The code that set the app up is used; a recovery code does it too.
    maya.field("Code").fill(codes[3])
    maya.press("Sign in", exact=True)
    assert maya.page.url == maya.base + "/"
    told = AccessEvent.objects.filter(user=user).exclude(action="read").order_by("pk")
    assert list(told.values_list("action", "details")) == [
        ("account", "invitation used, password chosen"),
        ("sign_in", "password"),
        ("account", "authenticator app added"),
        ("account", "recovery codes added"),
        ("sign_out", ""),
        ("sign_in_failed", "code"),
        ("sign_in", "password, recovery_codes"),
    ]


def test_a_passkey_is_set_up_signs_in_alone_and_confirms(visitors):
    ruth = with_password(people.physician())
    person = visitors()
    type_sign_in(person, ruth)
    with_authenticator(person)
    person.press("Add a passkey", role="link")
    person.field("Name").fill("Laptop")
    person.field("Sign in with it alone").check()
    person.press("Add the passkey")
    person.reads("Your recovery codes")
    assert Authenticator.objects.get(type="webauthn").data["name"] == "Laptop"

    person.go("/account/second-factor/")
    person.reads("Laptop", "also signs in without the password")
    person.press("Rename Laptop", role="link")
    person.field("Name").fill("My laptop")
    person.press("Save")
    person.reads("My laptop")

    person.page.locator(".pr-user summary").click()
    person.press("Sign out")
    person.go("/account/sign-in/")
    person.press("Use a passkey instead")
    assert person.page.url == person.base + "/"
    event = AccessEvent.objects.filter(user=ruth, action="sign_in").latest("pk")
    assert event.details == "webauthn"

    person.go("/account/confirm/passkey/?next=/patients/")
    person.press("Use the passkey")
    assert person.page.url == person.base + "/patients/"


def test_a_security_key_is_the_second_step(visitors):
    ruth = with_password(people.physician())
    person = visitors(width=390, scheme="dark")
    type_sign_in(person, ruth)
    with_authenticator(person)
    person.press("Add a passkey", role="link")
    person.press("Add the passkey")
    person.page.goto(person.base + "/")
    person.page.locator(".pr-user summary").click()
    person.press("Sign out")
    type_sign_in(person, ruth)
    person.press("Use a passkey or security key")
    assert person.page.url == person.base + "/"


def test_a_passkey_that_is_refused_is_said(visitors):
    person = visitors()
    person.go("/account/sign-in/")
    devtools = with_authenticator(person)
    assert devtools is not None
    person.page.get_by_role("button", name="Use a passkey instead").click()
    expect(person.page.locator("[data-live]")).to_contain_text(
        re.compile("passkey was not used|could not use"), timeout=20000
    )
    person.look()
