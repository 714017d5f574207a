"""The body map of a plan, with a mouse and without one."""

from dataclasses import replace

import pytest

from tests import people
from tests.browser.clinic import Clinic, open_clinic
from tests.treatments import builders
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT
from tests.treatments.days import agreed_plan, given
from treatments.models import Plan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    return open_clinic(monkeypatch)


@pytest.fixture
def draft(clinic) -> Plan:
    """A second plan for a knee that was treated once, at a point on the map."""
    anna = builders.healthy(people.patient("Anna Berg", registered_by=clinic.ben), clinic.ruth)
    before = replace(KNEE_JOINT, map_points=(("front", "0.4", "0.69"),))
    given(agreed_plan(anna, clinic.ruth, targets=(before,)).sessions.get(number=1), clinic.ruth)
    return builders.drafted_plan(anna, clinic.ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))


def points(draft: Plan) -> list[list[list[str]]]:
    return list(draft.versions.get().targets.values_list("map_points", flat=True))


def test_points_are_put_moved_and_taken_away_on_the_body_map(visitors, clinic, draft):
    doctor = visitors()
    page, keyboard = doctor.page, doctor.page.keyboard
    doctor.sign_in(clinic.ruth)
    doctor.go(f"/plans/{draft.pk}/edit/")
    region = lambda name: page.get_by_role("button", name=name, exact=True)  # noqa: E731

    # With the mouse: the row that is being edited gets the point; another place has to be meant.
    page.get_by_label("Points for").select_option(index=0)
    region("right knee, front").click(position={"x": 48, "y": 30})
    doctor.reads("Target 1: point 1 put.")
    region("left knee, front").click()
    doctor.reads("Target 1 is: right knee, joint space. No point was put at: left knee.")
    doctor.look()

    # Without it: from region to region, then the point itself.
    page.get_by_label("Points for").select_option(index=1)
    region("right thigh, front").focus()
    keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "right knee, front"
    for _ in range(2):
        keyboard.press("Enter")
        keyboard.press("Escape")
    keyboard.press("Enter")
    keyboard.press("Delete")
    doctor.reads("Target 2: point 3 taken away, 2 left.")
    page.get_by_role("button", name="Target 2, point 2 of 2").focus()
    keyboard.press("ArrowLeft")
    keyboard.press("Shift+ArrowDown")

    page.get_by_role("button", name="Closer").click()
    page.get_by_label("Session 1, Mon 2 Nov 2026: right knee").check()
    doctor.look()
    doctor.press("Save the draft")

    (first,), (second, third) = points(draft)
    assert first[0] == "front"
    assert second == ["front", "0.41", "0.702"]
    assert third == ["front", "0.436", "0.712"]
    doctor.reads("Right knee, medial collateral ligament", "2 points")
    narrow = visitors(width=390, scheme="dark")
    narrow.sign_in(clinic.ruth)
    narrow.go(f"/plans/{draft.pk}/edit/")
    narrow.go(f"/plans/{draft.pk}/")
