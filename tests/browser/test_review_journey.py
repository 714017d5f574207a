"""Who may open what, and who did: the desk is refused, the physician breaks the glass, the
administrator finds both and says what came of it.
"""

import pytest
from playwright.sync_api import expect

from patients.actions.restriction import restrict_chart
from records.models import Review
from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.browser.conftest import PASSWORD, Visitor, with_password
from tests.staff.accounts.signing_in import app_of, code_now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

WORDS = "His wife calls about a fever; Dr. Boateng is away."
SEEN = "The call is in the book of the practice. Agreed."


@pytest.fixture
def clinic(settings):
    """Karl's chart is open to the clinic, Nina's to Dr. Boateng alone."""
    settings.PROLO_SECOND_FACTOR_ROLES = ["administrator"]
    ruth, ben, ines = people.physician(), people.front_desk(), people.administrator()
    kwame = people.physician("Kwame Boateng", credentials="DO")
    for member in (ruth, ben, ines):
        with_password(member)
    karl = people.patient("Karl Lind", phone="5550170", registered_by=ben)
    nina = people.patient("Nina Abel", registered_by=ben)
    restrict_chart(patient=nina, reason="Works here", named=[kwame], by=ines, now=clock.now())
    return ruth, ben, ines, karl, nina


def refused(person: Visitor, path: str) -> None:
    """The page says so in words; the browser notes the 403 as an error, which it is not."""
    assert person.page.goto(person.base + path).status == 403
    person.complaints.clear()
    person.look()


def the_desk_is_refused_and_goes_on(person: Visitor, karl, nina) -> None:
    refused(person, f"/patients/{nina.pk}/chart/")
    person.reads("Your role does not open this page", "ask an administrator")
    person.go(f"/patients/{nina.pk}/visits/")
    person.reads("Restricted chart", "Nothing booked")
    person.go(f"/patients/{karl.pk}/visits/")
    person.press("Requests about the record", "link")
    person.go(f"/patients/{karl.pk}/contact/")
    person.type({"Phone": "5550199"})
    person.press("Save")


def the_physician_breaks_the_glass(person: Visitor, karl, nina) -> None:
    person.go(f"/patients/{karl.pk}/chart/")
    refused(person, f"/patients/{nina.pk}/chart/")
    person.reads("This chart is restricted", "Kwame Boateng, DO")
    person.press("Break the glass", "link")
    person.field("Kind of reason").select_option(label="I stand in for the physician who treats "
                                                       "the patient")  # fmt: skip
    person.type({"Reason": WORDS, "Your password": "nonsense"})
    person.press("Open the chart")
    person.reads("The chart stays shut")
    assert person.field("Reason").input_value() == WORDS
    person.type({"Your password": PASSWORD})
    person.press("Open the chart")
    person.reads("open to you for 60 minutes")
    assert person.page.url.endswith(f"/patients/{nina.pk}/chart/")


def sign_in_with_app(person: Visitor, user) -> None:
    secret = app_of(user)
    person.page.goto(person.base + "/account/sign-in/")
    person.page.get_by_label("Email").fill(user.email)
    person.page.locator("input[type=password]").fill(PASSWORD)
    person.page.keyboard.press("Enter")
    person.reads("Your second factor")
    person.page.keyboard.type(code_now(secret))
    person.page.keyboard.press("Enter")
    person.page.wait_for_url(person.base + "/")
    person.look()


def who_opened_the_chart(person: Visitor, karl) -> None:
    """From the log to the record, and to what the desk changed in it."""
    person.press("Review", "link")
    person.press("Who did what", "link")
    person.type({"Record number": karl.record_number.lower()})
    person.press("Only this record")
    person.field("What").select_option(label="Opened")
    person.press("Filter")
    assert "patient=" in person.page.url
    assert person.field("What").locator("option:checked").inner_text() == "Opened"
    expect(person.page.locator("tbody tr").first).to_be_visible()
    person.reads("Ruth Adler", "Opened: Chart", f"Only record {karl.record_number}")
    person.press("Who", "link", exact=True)
    expect(person.page.locator("th[aria-sort]")).to_contain_text("Who")
    person.reads(f"Only record {karl.record_number}")

    person.press("With its changes", "link")
    sheet = person.page.get_by_role("link", name="Sheet for the patient").get_attribute("href")
    printed = person.page.context.request.get(person.base + sheet)
    assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")
    person.press("Patient changed", "link")
    expect(person.page.locator("table").first).to_contain_text("5550170")
    expect(person.page.locator("table").first).to_contain_text("5550199")
    expect(person.page.locator("table").first).not_to_contain_text("Karl")


def the_glass_is_reviewed_by_keyboard(person: Visitor) -> None:
    keyboard = person.page.keyboard
    person.go("/records/queues/")
    person.press("Restricted charts opened", "link")
    person.reads(WORDS, "Ruth Adler, MD")
    person.page.get_by_role("link", name="Mark reviewed").focus()
    keyboard.press("Enter")
    person.field("Comment").focus()
    keyboard.type(SEEN)
    person.look()
    keyboard.press("Tab")
    keyboard.press("Enter")
    person.reads("Marked as reviewed.")
    person.look()
    person.press("Reviewed", "link", exact=True)
    person.reads(SEEN, "Ines Okafor")


def test_what_was_refused_opened_and_changed_is_found_and_reviewed(visitors, clinic):
    ruth, ben, ines, karl, nina = clinic
    desk = visitors(width=390, scheme="dark")
    desk.sign_in(ben)
    the_desk_is_refused_and_goes_on(desk, karl, nina)

    physician = visitors()
    physician.sign_in(ruth)
    the_physician_breaks_the_glass(physician, karl, nina)

    administrator = visitors()
    sign_in_with_app(administrator, ines)
    who_opened_the_chart(administrator, karl)
    the_glass_is_reviewed_by_keyboard(administrator)

    review = Review.objects.get(queue="glass")
    opening = AccessEvent.objects.get(action="glass")
    assert (review.item_id, review.comment, review.reviewed_by) == (opening.pk, SEEN, ines)
    assert (opening.user, opening.patient_id, opening.reason) == (ruth, nina.pk, WORDS)
    assert AccessEvent.objects.filter(action="denied", patient_id=nina.pk).exists()
    assert AccessEvent.objects.filter(action="print", patient_id=karl.pk, user=ines).exists()
