"""A consent signed on the screen: with the mouse at the desk, with a finger on a phone."""

import pytest

from patients.models import Consent
from tests import people
from tests.browser.conftest import Visitor, with_password
from tests.treatments import builders

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

NAME = [(0.1, 0.6), (0.2, 0.2), (0.3, 0.8), (0.45, 0.4), (0.6, 0.7), (0.8, 0.5)]


@pytest.fixture
def plan(transactional_db):
    ruth = people.physician()
    with_password(ruth)
    patient = builders.healthy(people.patient("Anna Berg"), ruth)
    return builders.signed_plan(patient, ruth)


def fill(person: Visitor) -> None:
    person.go(f"/plans/{person.plan.pk}/consent/")
    for tick in person.page.locator("main input[type=checkbox]").all():
        tick.check()
    person.choose("How it was found out", "Answered")
    person.type(
        {
            "What the patient said": "Sugar water, and it may hurt more at first",
            "What the patient wants": "Walk to the market",
            "Patient's name, as signed": "Anna Berg",
        }
    )


def pad_of(person: Visitor) -> dict:
    pad = person.page.get_by_role("img", name="Pad: sign with a pen")
    pad.scroll_into_view_if_needed()
    return pad.bounding_box()


def with_the_mouse(person: Visitor) -> None:
    box, mouse = pad_of(person), person.page.mouse
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in NAME]
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=5)
    mouse.up()


def with_a_finger(person: Visitor) -> None:
    box = pad_of(person)
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in NAME]
    touch = person.page.context.new_cdp_session(person.page)
    kinds = ["touchStart", *["touchMove"] * (len(places) - 1)]
    for kind, (x, y) in zip(kinds, places, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_it_is_signed_cleared_and_signed_again_with_the_mouse(visitors, plan):
    person = visitors()
    person.plan = plan
    person.sign_in(plan.physician)
    fill(person)
    with_the_mouse(person)
    person.reads("Signed.")
    person.page.get_by_role("button", name="Clear").click()
    assert person.page.locator("[name=signature]").input_value() == ""
    # Without a signature nothing is saved, and every tick is still there.
    person.press("Record the consent")
    person.reads("Sign here, or on paper and say below where the sheet is kept.")
    with_the_mouse(person)
    person.press("Record the consent")
    person.reads("Consent recorded")

    (stroke,) = Consent.objects.get().signature
    assert stroke[0] == pytest.approx([100, 600], abs=3)
    assert stroke[-1] == pytest.approx([800, 500], abs=3)
    person.press("Open the consent", "link")
    assert person.page.get_by_role("img", name="Signature: Anna Berg").is_visible()


def test_a_finger_on_a_phone_signs_and_does_not_scroll_the_page(visitors, plan):
    person = visitors(390, "dark", has_touch=True, is_mobile=True)
    person.plan = plan
    person.sign_in(plan.physician)
    fill(person)
    with_scroll = "scrollY"
    pad_of(person)
    before = person.page.evaluate(with_scroll)
    with_a_finger(person)
    person.reads("Signed.")
    assert person.page.evaluate(with_scroll) == before
    person.look()
    person.press("Record the consent")
    person.reads("Consent recorded")
    (stroke,) = Consent.objects.get().signature
    assert len(stroke) >= 5
    assert stroke[0] == pytest.approx([100, 600], abs=5)
