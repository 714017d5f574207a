"""Two physicians, two browsers, one plan: who saves second is told and reads both texts."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from staff.models import User
from tests import people
from tests.browser.clinic import Clinic, open_clinic
from tests.browser.conftest import LAYOUT_OPTIONS, Visitor
from tests.treatments.builders import drafted_plan
from treatments.models import Plan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
HERS = "Medial knee pain, worse on stairs"
HIS = "Knee pain since a fall in May"


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    return open_clinic(monkeypatch)


def seat(visitors: Any, member: User, **screen: Any) -> Visitor:
    """Somebody at a screen, signed in already."""
    client = Client()
    client.force_login(member)
    person: Visitor = visitors(**screen)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": person.base}
    person.page.context.add_cookies([cookie])
    return person


def both_open(path: str, *visitors: Visitor) -> None:
    for visitor in visitors:
        visitor.page.goto(visitor.base + path)


def test_of_two_physicians_the_second_is_told_and_loses_nothing(visitors, clinic):
    plan = drafted_plan(people.patient("Anna Berg"), clinic.ruth)
    first = seat(visitors, clinic.ruth)
    second = seat(visitors, people.physician("Karl Lindqvist"), width=390, scheme="dark")

    # The same draft, open on two screens.
    both_open(f"/plans/{plan.pk}/edit/", first, second)
    first.type({"Indication": HERS})
    first.press("Save the draft")
    second.type({"Indication": HIS})
    second.press("Save the draft")
    second.reads("Somebody else changed this record", f"Saved by {clinic.ruth} on")
    line = second.page.get_by_role("row", name="Indication")
    expect(line.get_by_role("cell")).to_have_text([HERS, HIS])
    assert plan.versions.get().indication == HERS

    # Both texts are read; what was typed is still in the form, and is saved after all.
    expect(second.field("Indication")).to_have_value(HIS)
    second.type({"Indication": f"{HIS}, {HERS.lower()}"})
    second.press("Save the draft")
    assert plan.versions.get().indication == f"{HIS}, {HERS.lower()}"

    # One closes the plan while the other says otherwise: nothing can be sent any more.
    both_open(f"/plans/{plan.pk}/close/", first, second)
    for visitor, reason in ((first, "Moved to Denver"), (second, "Wants surgery instead")):
        visitor.choose("How does it end?", "Cancelled")
        visitor.type({"Reason": reason})
    first.press("Close the plan")
    second.press("Close the plan")
    second.reads(
        "Nothing was saved", "This plan is closed already: cancelled before the first session."
    )
    line = second.page.get_by_role("row", name="Reason")
    expect(line.get_by_role("cell")).to_have_text(["Moved to Denver", "Wants surgery instead"])
    second.page.emulate_media(color_scheme="light")
    second.page.set_viewport_size({"width": 1280, "height": 900})
    second.look(LAYOUT_OPTIONS)
    plan.refresh_from_db()
    assert (plan.state, plan.closing_reason) == (Plan.State.CANCELLED, "Moved to Denver")
    second.press("Go on from what is on record", role="link")
    second.reads("Moved to Denver")
