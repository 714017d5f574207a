"""The board of the day at two desks: by taps, by itself, by mouse and by keyboard."""

from datetime import date
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from scheduling.models import Appointment
from tests import people
from tests.browser.clinic import Clinic, open_clinic
from tests.scheduling import builders as book

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
DAY = date(2026, 11, 3)


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    return open_clinic(monkeypatch)


def test_a_day_is_led_through_the_board_of_two_desks(visitors, clinic):
    room = clinic.site.rooms.get(name="Room 1")
    anna = people.patient("Anna Berg", registered_by=clinic.ben)
    visit = book.appointment(anna, clinic.ruth, room, book.at(DAY, 9))
    boris = people.patient("Boris Lind", registered_by=clinic.ben)
    later = book.appointment(boris, clinic.ruth, room, book.at(DAY, 10))
    clinic.clock.turn_to(DAY, 9, 2)

    desk, doctor = visitors(), visitors()
    desk.sign_in(clinic.ben)
    desk.go("/board/")
    doctor.sign_in(clinic.ruth)
    doctor.go("/board/")

    # One tap; the page stays, and what was tapped keeps the focus for the next tap.
    desk.page.get_by_role("button", name="Arrived: Anna Berg").click()
    expect(desk.page.get_by_role("button", name="In room: Anna Berg")).to_be_focused()
    desk.reads("Anna Berg: arrived.", "waits 0 min")
    desk.look()

    # The other desk sees it without asking, and hears it.
    doctor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    doctor.reads("waits 0 min")
    expect(doctor.page.locator("[data-said]")).to_have_text("Anna Berg: arrived.")

    # A drop moves nothing: it asks.
    handle = desk.page.get_by_role("link", name="Move: Boris Lind")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    scale = desk.page.evaluate(
        "parseFloat(document.querySelector('[data-board]').style.getPropertyValue('--scale'))"
    )
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x, y + 10 * scale)
    desk.page.mouse.move(x, y + 30 * scale)
    desk.reads("Boris Lind: 10:30 am, Ruth Adler, MD")
    with desk.page.expect_navigation():
        desk.page.mouse.up()
    address = urlparse(desk.page.url)
    assert address.path == f"/appointments/{later.pk}/move/"
    chosen = f"{book.at(DAY, 10, 30):%Y-%m-%dT%H:%M%z}_{clinic.ruth.pk}_{room.pk}"
    assert parse_qs(address.query) == {"to": [chosen]}
    later.refresh_from_db()
    assert later.starts_at == book.at(DAY, 10)

    # The same handle without a mouse.
    desk.go("/board/")
    handle = desk.page.get_by_role("link", name="Move: Boris Lind")
    handle.focus()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    assert urlparse(desk.page.url)[2:5] == (f"/appointments/{later.pk}/move/", "", "")

    # Who is signed out is told so, and the board stays.
    doctor.page.context.clear_cookies()
    doctor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    doctor.reads("You are signed out", "Anna Berg")
    assert Appointment.objects.get(pk=visit.pk).state == "arrived"
