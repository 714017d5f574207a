"""One patient's way through the clinic, from the telephone to the discharge, in a browser."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from patients.models import Patient
from scheduling.models import Appointment
from tests import people
from tests.browser.clinic import FIRST_DAY, Clinic, open_clinic
from tests.browser.conftest import PASSWORD, Visitor
from tests.scheduling import builders as book
from tests.treatments import bench, days
from treatments.models import FollowUp, Session

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

# Answers and values of a session day on which nothing stands in the way.
WELL = days.WELL | {"blood_thinner": "yes"}
MEASURED = days.WELL_MEASURED | {"glucose": Decimal(128)}
PRESSURE = {"Blood pressure, upper": "124", "Blood pressure, lower": "78"}


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    opened = open_clinic(monkeypatch)
    bench.stocked(opened.ruth)
    return opened


def test_one_patient_goes_all_the_way_from_the_first_call_to_the_discharge(visitors, clinic):
    desk, doctor, chief = visitors(), visitors(), visitors()
    desk.sign_in(clinic.ben)
    register(desk)
    notice_the_duplicate(desk)
    find(desk)
    doctor.sign_in(clinic.ruth)
    fill_the_chart(doctor)
    screen(doctor)
    read_the_library(doctor)
    plan(doctor)
    consent(doctor)
    book_the_first(desk, visitors(), clinic)
    chief.sign_in(clinic.ines)
    session_day(desk, doctor, chief, clinic)
    call_after_three_days(desk, clinic)
    give_the_others(clinic)
    follow_up(doctor, clinic)
    review(chief, clinic)


def register(desk: Visitor) -> None:
    desk.press("Patients", "link")
    desk.press("Register a patient", "link")
    desk.type({"Given name": "María", "Family name": "O'Connell", "Birth date": "1958-03-14"})
    desk.field("Sex").select_option("Female")
    desk.type({"Phone": "(617) 555-0142", "Complaint": "Right knee pain on stairs"})
    desk.press("Register")
    desk.reads("María O'Connell", "Visits")


def notice_the_duplicate(desk: Visitor) -> None:
    desk.go("/patients/new/")
    desk.type({"Given name": "Maria", "Family name": "O’Connell", "Birth date": "1958-03-14"})
    desk.reads("A patient with this name and birth date exists", "(617) 555-0142")
    desk.field("Sex").select_option("Female")
    desk.press("Register")
    desk.reads("Nothing was saved")
    assert desk.field("Given name").input_value() == "Maria"
    assert Patient.objects.count() == 1


def find(desk: Visitor) -> None:
    number = Patient.objects.get().record_number
    desk.press("Patients", "link")
    for typed in ("conn", "mar oconn", number, "555 0142", "3/14/1958"):
        desk.field("Name, record number, phone or birth date").fill(typed)
        expect(desk.page.locator("#found-title")).to_have_text(re.compile("Found"))
        expect(desk.page.get_by_role("link", name="O'Connell, María")).to_be_visible()
    desk.look()
    open_by_name(desk, "connell")


def open_by_name(person: Visitor, name: str) -> None:
    """By the search box that stands on every page."""
    person.page.get_by_label("Find a patient").fill(name)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.press("O'Connell, María", "link")


def fill_the_chart(doctor: Visitor) -> None:
    open_by_name(doctor, "o'connell")
    doctor.reads("Allergies not asked", "Right knee pain on stairs")
    doctor.press("Add a problem", "link")
    doctor.type({"Problem": "Type 2 diabetes mellitus", "Code": "E11.9"})
    doctor.press("Add")
    doctor.press("Add a medicine", "link")
    doctor.field("Medicine").fill("Eliquis")
    doctor.reads("apixaban, found in the drug list")
    doctor.type({"Dose": "5 mg twice a day", "Why it is taken": "Atrial fibrillation"})
    doctor.press("Add")
    doctor.reads("Eliquis", "Anticoagulant")
    doctor.press("no known allergies", "link")
    doctor.field("Asked: no known allergies").check()
    doctor.press("Save")
    doctor.press("Add a result", "link")
    doctor.field("What").select_option("HbA1c (%)")
    doctor.type({"Value": "7.2"})
    doctor.press("Add")
    doctor.press("Add a prior treatment", "link")
    doctor.field("Treatment").select_option("Physical therapy")
    doctor.field("Region").select_option("Knee")
    doctor.field("What it brought").select_option("Some help")
    doctor.press("Add")
    doctor.press("Reviewed today")
    doctor.reads("No known allergies", "7.2", "Type 2 diabetes mellitus")


def answer(doctor: Visitor, yes: tuple[str, ...] = ()) -> None:
    """Every question on the page as a healthy person does, those about one of `yes` with "Yes"."""
    for question in doctor.page.locator("fieldset.pr-question").all():
        asked = question.locator("legend").inner_text()
        well = "No" if question.get_attribute("data-harmful") == "yes" else "Yes"
        said = "Yes" if any(word in asked for word in yes) else well
        question.get_by_label(said, exact=True).check()


def screen(doctor: Visitor) -> None:
    doctor.press("Screen", "link", exact=True)
    answer(doctor, yes=("blood thinner",))
    doctor.type(PRESSURE | {"Weight": "172", "Height": "66"})
    doctor.press("Screen", exact=True)
    doctor.reads("Needs physician", "Takes Eliquis; no prescriber decision on file")
    doctor.press("Home", "link", exact=True)
    doctor.reads("Screened Mon 2 Nov 2026, 1 open")
    doctor.press("O'Connell, María", "link")
    doctor.press("prescriber", "link")
    doctor.choose("Decision", "Continue")
    doctor.type({"Prescriber": "Dr. Aiko Tanaka", "Decided on": "2026-11-02"})
    doctor.press("Record")
    doctor.press("Screening", "link", exact=True)
    doctor.press("Screen again with the same answers")
    doctor.reads("What changed since", "Cleared")


def read_the_library(doctor: Visitor) -> None:
    doctor.press("Protocols", "link")
    with doctor.page.expect_navigation():
        doctor.field("Region").select_option("Knee")
    doctor.type({"Condition": "osteoarthritis"})
    doctor.press("Find")
    doctor.press("Knee osteoarthritis, joint plus ligament attachments", "link")
    doctor.reads("Randomized trial: benefit", "the trials are small", "Rabago 2013", "25 %", "15 %")
    doctor.press("Protocols", "link")
    doctor.type({"Condition": "low back"})
    doctor.press("Find")
    doctor.reads("Randomized trial found no benefit over saline injections.")
    doctor.press("Chronic low back pain, dextrose-glycerin-phenol", "link")
    doctor.reads("Randomized trial: no benefit", "The source does not say")


def plan(doctor: Visitor) -> None:
    page = doctor.page
    open_by_name(doctor, "connell")
    doctor.press("Plans", "link")
    doctor.press("New plan", "link")
    page.get_by_text("Knee", exact=False).locator("visible=true").first.click()
    doctor.field("Knee osteoarthritis, joint plus ligament attachments").check()
    doctor.field("Side").select_option("Right")
    doctor.press("Open the draft")
    doctor.type({"Goal": "Walk to the market", "Planned": "3"})
    joint, ligaments = page.get_by_role("group", name=re.compile(r"^Target \d$")).all()
    expect(joint.get_by_label("Dextrose")).to_have_value("25")
    expect(ligaments.get_by_label("Dextrose")).to_have_value("15")
    expect(ligaments.get_by_label("Volume")).to_have_value("")
    joint.get_by_label("Dextrose").fill("30")
    ligaments.get_by_label("Volume").fill("4")
    ligaments.get_by_label("Points").fill("8")
    doctor.press("Save the draft")
    doctor.reads("Nothing was saved")
    expect(doctor.field("Goal")).to_have_value("Walk to the market")
    expect(ligaments.get_by_label("Volume")).to_have_value("4")
    expect(joint.get_by_label("Dextrose")).to_have_value("30")
    expect(joint.locator(".invalid-feedback")).to_contain_text("25")
    joint.get_by_label("Dextrose").fill("25")
    doctor.press("Save the draft")
    doctor.press("Screen for this plan")
    doctor.press("Sign the plan")
    doctor.reads("is signed; its sessions are planned", "No session can be given until then")


def consent(doctor: Visitor) -> None:
    doctor.press("Record consent", "link")
    for tick in doctor.page.locator("main input[type=checkbox]").all():
        expect(tick).not_to_be_checked()
        tick.check()
    doctor.choose("How it was found out", "Explained it back")
    doctor.type(
        {
            "What the patient said": "Sugar water into the knee. It may get infected.",
            "What the patient wants": "Walk to the market without a stick",
            "Patient's name, as signed": "María O'Connell",
            "Signed on paper": "Scan 2026-118",
        }
    )
    doctor.press("Record the consent")
    doctor.reads("Consent recorded", "Next: Book session 1")


def book_the_first(desk: Visitor, colleague: Visitor, clinic: Clinic) -> None:
    """Two people at the desk want the same time; the second one is offered others."""
    neighbour = book.session(
        people.patient("Anna Berg"), clinic.ruth, guidance="ultrasound", opens=FIRST_DAY
    )
    colleague.sign_in(clinic.ben)
    colleague.go(f"/sessions/{neighbour.pk}/book/")
    desk.press("To book", "link")
    desk.press("Later (", "link")
    desk.press("of O'Connell, María", "link")
    desk.reads("needs ultrasound")
    offers = desk.page.locator(".pr-offer")
    assert {"Room 2" in offer for offer in offers.all_inner_texts()} == {True}
    wanted = offers.nth(3).get_by_role("radio").get_attribute("value")
    offers.nth(3).click()
    desk.press("Book this time")
    desk.reads("Booked: ", "Room 2 at Main Street")
    colleague.page.locator(f"input[value='{wanted}']").check()
    colleague.press("Book this time")
    colleague.reads("is taken from", "Nearest free times")
    expect(colleague.page.locator(f"input[value='{wanted}']")).to_have_count(0)
    colleague.page.locator(".pr-offer").first.click()
    colleague.press("Book this time")
    colleague.reads("Booked: ")


def session_day(desk: Visitor, doctor: Visitor, chief: Visitor, clinic: Clinic) -> None:
    visit = Appointment.objects.get(patient__family_name="O'Connell")
    clinic.clock.set(visit.starts_at - timedelta(minutes=10))
    desk.go("/")
    desk.reads("María", "Booked")
    desk.press("Day board", "link")
    desk.page.get_by_role("button", name="Arrived: María O'Connell").click()
    desk.page.get_by_role("button", name="In room: María O'Connell").click()
    desk.reads("María O'Connell: in room.")
    doctor.go("/")
    doctor.reads("In room")
    doctor.press("O'Connell, María", "link")
    doctor.press("Start session", "link")
    answer(doctor, yes=("blood thinner",))
    doctor.field("Asked what was started or stopped").check()
    doctor.type(PRESSURE | {"Temperature": "98.2", "Pulse": "68", "Glucose": "132"})
    doctor.type({"Pain, average": "7", "Percent of normal": "40"})
    doctor.press("Screen and start")
    doctor.reads("Prepare session 1")
    doctor.press("No, none")
    for look in doctor.page.get_by_label("Clear, no particles").all():
        look.check()
    doctor.press("Mixed as shown")
    doctor.press("Record the injections", "link")
    doctor.reads("Record session 1")
    for tick in doctor.page.get_by_role("group", name="Time-out").get_by_role("checkbox").all():
        tick.check()
    doctor.choose("Immediate reaction", "None")
    doctor.field("Aftercare sheet given").check()
    doctor.press("Save and sign")
    chief.go("/")
    chief.reads("Unsigned since Tue 3 Nov 2026")
    doctor.page.get_by_label("Your password").fill(PASSWORD)
    doctor.press("Sign and lock")
    doctor.reads("Session 1 is signed and locked")
    # The next window counts from today: 14 to 28 days.
    doctor.reads("Tue 17 Nov 2026 to Tue 1 Dec 2026")
    doctor.go(doctor.seen[-1] + "record/")
    doctor.reads("This record is signed.")
    desk.go("/board/")
    desk.page.get_by_role("button", name="Done: María O'Connell").click()
    desk.reads("María O'Connell: done.")
    desk.press("María O'Connell", "link")
    desk.press("Aftercare sheet", "link")
    desk.reads("After your injections", "right knee")


def call_after_three_days(desk: Visitor, clinic: Clinic) -> None:
    clinic.clock.turn_to(clinic.today + timedelta(days=3))
    desk.go("/")
    desk.reads("Check after session 1")
    desk.press("O'Connell, María", "link")
    desk.choose("The patient says", "Nothing, all is well")
    desk.press("Log the call")
    desk.go("/")
    desk.reads("Nobody to call", "Every window that closes soon is booked")


def give_the_others(clinic: Clinic) -> None:
    """Sessions 2 and 3, each on its best day, by the same actions as the pages."""
    for session in Session.objects.filter(plan__patient__family_name="O'Connell", number__gt=1):
        session.refresh_from_db()
        clinic.clock.turn_to(session.target_on)
        days.given(
            session,
            clinic.ruth,
            on=session.target_on,
            answers=WELL,
            vitals=MEASURED,
            scores=days.pain("3"),
        )


def follow_up(doctor: Visitor, clinic: Clinic) -> None:
    visit = FollowUp.objects.filter(plan__patient__family_name="O'Connell").earliest("target_on")
    clinic.clock.turn_to(visit.target_on)
    doctor.go("/")
    doctor.reads("Follow-up visit, due")
    doctor.press("O'Connell, María", "link")
    doctor.press("Record the visit", "link")
    doctor.type({"Pain, average": "3", "Percent of normal": "80"})
    doctor.choose("Decision", "Discharge")
    doctor.press("Sign the visit")
    doctor.reads("The follow-up visit is signed", "Discharge")
    doctor.press("Scores", "link")
    with doctor.page.expect_response(re.compile("nrs_pain.svg")) as chart:
        doctor.page.reload()
    assert (chart.value.status, chart.value.headers["content-type"]) == (200, "image/svg+xml")
    doctor.reads("7 of 10", "3 of 10", "Meaningful")
    doctor.press("Plan", "link", exact=True)
    doctor.press("Summary for the patient", "link")
    doctor.reads("Your treatment: right knee", "This plan was closed on")


def review(chief: Visitor, clinic: Clinic) -> None:
    chief.go("/")
    chief.reads("Every note is signed", "No open findings")
    chief.press("Review", "link", exact=True)
    chief.press("Who did what", "link")
    chief.field("Record number").fill(Patient.objects.get(family_name="O'Connell").record_number)
    chief.field("Who").select_option("Ruth Adler, MD")
    chief.press("Filter")
    chief.reads("Ruth Adler", "chart")
    assert "Ben Castillo" not in chief.page.locator("main table").inner_text()
