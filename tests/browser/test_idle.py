"""A screen that is left alone: it says so beforehand, hides the page, and loses nothing typed."""

import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from patients.models import Patient
from staff.accounts import sessions
from tests import people
from tests.browser.conftest import PASSWORD, Visitor, with_password

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

REGISTER = "/patients/new/"


@pytest.fixture
def short(settings):
    """Twelve seconds instead of fifteen minutes; the warning comes after six."""
    settings.PROLO_IDLE_SECONDS = 12


def dialog(person: Visitor):
    return person.page.get_by_role("dialog")


def writing(visitors, width: int = 1280, scheme: str = "light") -> Visitor:
    """Ben has begun to register somebody."""
    person = visitors(width=width, scheme=scheme)
    person.sign_in(with_password(people.front_desk()))
    person.go(REGISTER)
    person.type({"Given name": "Nina", "Family name": "Abel", "Birth date": "1970-05-02"})
    person.field("Sex").select_option("Female")
    return person


def saved(person: Visitor) -> None:
    person.press("Register")
    assert Patient.objects.get().family_name == "Abel"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_warns_locks_and_opens_again_with_everything_typed(visitors, short, width, scheme):
    person = writing(visitors, width, scheme)
    expect(dialog(person)).to_contain_text("Are you still there?", timeout=15000)
    person.look()
    focused = person.page.locator(":focus")
    expect(focused).to_have_text("Go on working")
    expect(dialog(person)).to_contain_text("The screen is locked", timeout=15000)
    person.look()
    assert person.page.get_by_label("Family name").is_hidden()
    person.page.keyboard.press("Escape")
    assert dialog(person).is_visible()

    # By keyboard alone: the field has the focus.
    person.page.keyboard.type("not mine")
    with person.page.expect_response("**/unlock/"):
        person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("alert").filter(visible=True)).to_contain_text(
        "This is not your password"
    )
    person.complaints.clear()  # the console notes the 422
    person.look()
    person.page.keyboard.type(PASSWORD)
    person.page.keyboard.press("Enter")
    expect(dialog(person)).to_be_hidden()
    assert person.field("Family name").input_value() == "Abel"
    saved(person)


def test_going_on_takes_one_key(visitors, short):
    person = writing(visitors)
    expect(dialog(person)).to_be_visible(timeout=15000)
    with person.page.expect_response("**/stay/"):
        person.page.keyboard.press("Enter")
    expect(dialog(person)).to_be_hidden()
    saved(person)


def test_typing_keeps_it_open(visitors, short):
    person = writing(visitors)
    until = time.monotonic() + 16
    while time.monotonic() < until:
        person.page.keyboard.press("Tab")
        person.page.wait_for_timeout(700)
        assert dialog(person).is_hidden()
    saved(person)


def test_after_twelve_hours_one_signs_in_in_a_new_tab_and_saves(visitors):
    person = writing(visitors)
    end_everything()
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    expect(dialog(person)).to_contain_text("You are signed out")
    person.complaints.clear()
    person.look()
    with person.page.context.expect_page() as opened:
        person.page.get_by_role("link", name="Sign in, in a new tab").click()
    tab = opened.value
    tab.get_by_label("Email").fill("ben.castillo@clinic.example")
    tab.locator("input[type=password]").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url(person.base + "/")
    person.page.bring_to_front()
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    expect(dialog(person)).to_be_hidden()
    saved(person)


def test_what_one_typed_is_not_saved_under_another_name(visitors):
    person = writing(visitors)
    end_everything()
    ruth = with_password(people.physician())
    tab = person.page.context.new_page()
    tab.goto(person.base + "/account/sign-in/")
    tab.get_by_label("Email").fill(ruth.email)
    tab.locator("input[type=password]").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url(person.base + "/")
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    expect(dialog(person)).to_contain_text("Somebody else is signed in now")
    person.complaints.clear()
    person.look()


def test_without_javascript_the_form_waits_behind_the_password(visitors):
    person = visitors(java_script_enabled=False)
    ben = with_password(people.front_desk())
    page = person.page
    page.goto(person.base + "/account/sign-in/")
    page.get_by_label("Email").fill(ben.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(person.base + REGISTER)
    person.type({"Given name": "Nina", "Family name": "Abel", "Birth date": "1970-05-02"})
    person.field("Sex").select_option("Female")
    sixteen_minutes_pass()
    page.get_by_role("button", name="Register").first.click()
    expect(page.locator("h1")).to_have_text("The screen is locked")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("h1")).to_have_text("What you typed is not saved yet")
    page.get_by_role("button", name="Send it now").click()
    assert Patient.objects.get().family_name == "Abel"


def test_a_sheet_on_the_screen_is_covered_too(visitors, short):
    person = visitors()
    person.sign_in(with_password(people.front_desk()))
    person.go("/sheets/screening-questions/")
    expect(dialog(person)).to_contain_text("The screen is locked", timeout=25000)
    person.look()
    assert person.page.locator(".pr-sheet").is_hidden()


def end_everything() -> None:
    Session.objects.all().delete()


def sixteen_minutes_pass() -> None:
    for row in Session.objects.all():
        store = SessionStore(row.session_key)
        if sessions.SEEN_AT in store:
            store[sessions.SEEN_AT] -= 16 * 60
            store.save()
