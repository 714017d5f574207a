"""The desk books five sessions at once, moves one across a clock change, prints the list."""

from datetime import date
from time import monotonic

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

MOST_SECONDS = 30
# In New York the clocks go forward on Sunday 14 March 2027.
OPENS = date(2027, 2, 15)


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    ours = open_clinic(monkeypatch)
    ours.clock.turn_to(OPENS)
    return ours


def test_a_course_is_booked_moved_and_printed(visitors, clinic):
    anna = people.patient("Anna Berg", phone="518 555 0101")
    book.plan(anna, clinic.ruth, sessions=5, opens=OPENS)
    desk = visitors()
    desk.sign_in(clinic.ben)
    desk.go(f"/patients/{anna.pk}/visits/")

    began = monotonic()
    desk.press("Book all 5 sessions", role="link")
    desk.reads("Session 1", "Mon 22 Feb 2027, 9:00 am EST", "Mon 15 Mar 2027, 9:00 am EDT")
    desk.press("Book all 5 visits")
    assert monotonic() - began < MOST_SECONDS
    desk.reads("Booked 5 visits, Mon 22 Feb to Mon 17 May 2027.")

    desk.press("Move session 2", role="link")
    friday = desk.page.get_by_role("group", name="Fri 12 Mar 2027")
    friday.get_by_label("9:00 am EST").check()
    desk.press("Move to this time")
    second = Appointment.objects.get(session__number=2)
    assert second.starts_at == book.at(date(2027, 3, 12), 9)

    desk.go(f"/patients/{anna.pk}/visits/")
    desk.press("Print list", role="link")
    desk.page.emulate_media(media="print")
    desk.look()
    desk.reads("Your next visits", "Fri 12 Mar 2027", "9:00 am EST", "Mon 17 May 2027")
    assert desk.page.locator(".pr-table tbody tr").count() == 5


def test_the_times_are_stepped_with_the_keyboard_and_on_a_phone(visitors, clinic):
    anna = people.patient("Anna Berg")
    plan = book.plan(anna, clinic.ruth, sessions=3, opens=OPENS)
    first = plan.sessions.get(number=1)
    desk = visitors(width=390, scheme="dark")
    desk.sign_in(clinic.ben)
    desk.go(f"/plans/{plan.pk}/book/")
    later = desk.page.locator(f"#session-{first.pk}-day-after")
    for day in ("Tue 23 Feb 2027", "Wed 24 Feb 2027"):
        later.focus()
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_role("status")).to_contain_text(f"Session 1 is now on {day}")
        expect(later).to_be_focused()
    desk.look()
    # nothing was asked of the address: the page is where it was
    assert desk.page.url.endswith(f"/plans/{plan.pk}/book/")
    desk.press("Book all 3 visits")
    visit = Appointment.objects.get(session=first)
    assert visit.starts_at == book.at(date(2027, 2, 24), 9)
