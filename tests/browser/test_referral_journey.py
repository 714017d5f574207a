"""Three patients come with a record of their own: from the file to the booked session."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from patients.models import Document, Medication, Patient, Referral, Screening
from scheduling.models import Appointment
from tests.browser.clinic import Clinic, open_clinic
from tests.browser.conftest import PASSWORD, Visitor
from tests.browser.test_keyboard import Keys
from tests.browser.test_main_job import PRESSURE, answer
from tests.records.fhir.samples import document, path
from tests.records.fhir_builders import contents, hba1c, imported, knee_pain, warfarin

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    return open_clinic(monkeypatch)


def test_referred_patients_are_accepted_screened_and_one_is_booked(visitors, clinic):
    desk, doctor, office = visitors(), visitors(), visitors()
    desk.sign_in(clinic.ben)
    doctor.sign_in(clinic.ruth)
    office.sign_in(clinic.ines)
    register_patria(desk)
    for name in ("derek_becker", "chauncey_johnston"):
        hand_in(desk, name, "New record")
    hand_in(desk, "patria_schimmel", "To be matched")
    match(desk)
    known_by_now(desk)
    take_blood_thinner(doctor)
    old_hba1c(doctor)
    clear(doctor)
    plan(doctor)
    consent(doctor)
    book_the_first(desk)
    take_out(office)


def register_patria(desk: Visitor) -> None:
    """She has called before her record came: the importer must not decide that it is hers."""
    desk.press("Patients", "link")
    desk.press("Register a patient", "link")
    desk.type(
        {"Given name": "Patria", "Family name": "Schimmel", "Birth date": born("patria_schimmel")}
    )
    desk.field("Sex").select_option("Female")
    desk.press("Register")
    desk.reads("Patria Schimmel", "Visits")


def born(name: str) -> str:
    resources = [each["resource"] for each in document(name)["entry"]]
    return next(each["birthDate"] for each in resources if each["resourceType"] == "Patient")


def hand_in(desk: Visitor, name: str, who: str) -> None:
    desk.press("Referrals", "link")
    desk.press("Take a file in", "link")
    desk.field("File").set_input_files(path(name))
    desk.press("Look at it")
    family = name.partition("_")[2].capitalize()
    desk.reads("Nothing is kept yet", family, who)
    assert not Document.objects.filter(referrals__person__family_name=family).exists()
    desk.press("Take it in")
    desk.reads("Taken in")
    assert Referral.objects.filter(person__family_name__startswith=family).exists()


def match(desk: Visitor) -> None:
    """First under somebody else by mistake, and back; then where it belongs."""
    derek, patria = (
        Patient.objects.get(family_name=name).record_number for name in ("Becker", "Schimmel")
    )
    desk.press("Home", "link", exact=True)
    desk.press("1 referrals to match", "link")
    desk.press("Match Patria", "link")
    desk.reads("1 on record who may be meant", patria)
    desk.type({"Record number of another patient": derek})
    desk.press("Put them beside it")
    desk.reads("Differs: name, birth date")
    desk.press("File it there")
    desk.reads("Filed under", derek)

    desk.press("Referrals", "link")
    desk.press("Not this patient", "link")  # the newest is first
    desk.reads("Differs: name, birth date")
    desk.type({"How do you know": "Another name and birth date"})
    desk.press("Take it out of this chart")
    desk.reads("by mistake", "Another name and birth date")
    desk.page.get_by_label(re.compile(f"Patria.*{patria}")).check()
    desk.press("File it there")
    desk.reads("Filed under", patria)


def known_by_now(desk: Visitor) -> None:
    """The same file once more; and what the desk sees of it all."""
    desk.go("/referrals/new/")
    desk.field("File").set_input_files(path("derek_becker"))
    desk.press("Look at it")
    desk.reads("Here already")
    desk.press("Referrals", "link")
    desk.reads("Becker, Derek", "Schimmel, Patria", "Johnston, Chauncey", "Waits for a physician")
    assert "Warfarin" not in desk.page.content()
    assert Document.objects.count() == 3


def accept(doctor: Visitor, family: str) -> Patient:
    """Everything that waits in one chart, from the home page on."""
    patient = Patient.objects.get(family_name=family)
    doctor.press("Home", "link", exact=True)
    doctor.press(f"{family}, ", "link")
    doctor.reads("from a referral wait for you", "Screening counts them already")
    doctor.press("Accept all")
    doctor.reads("entries accepted.", "creening")
    expect(doctor.page.get_by_text("Not accepted yet")).to_have_count(0)
    assert Referral.objects.get(patient=patient).state == "done"
    if not patient.allergys.exists():
        doctor.press("no known allergies", "link")
        doctor.field("Asked: no known allergies").check()
        doctor.press("Save")
    return patient


def screen(doctor: Visitor, yes: tuple[str, ...] = ()) -> None:
    doctor.press("Screen", "link", exact=True)
    answer(doctor, yes=yes)
    doctor.type(PRESSURE | {"Weight": "172"})  # the height is in the record
    doctor.page.get_by_label("Gone through with the patient").check()
    doctor.press("Screen", exact=True)


def take_blood_thinner(doctor: Visitor) -> None:
    derek = accept(doctor, "Becker")
    screen(doctor, yes=("blood thinner",))
    doctor.reads("Warfarin Sodium 5 MG Oral Tablet", "no prescriber decision on file")
    assert Screening.objects.get(patient=derek).outcome != "cleared"


def old_hba1c(doctor: Visitor) -> None:
    """The record of the family doctor is seven years old, and shows it."""
    patria = accept(doctor, "Schimmel")
    doctor.reads("years old")
    screen(doctor)
    doctor.reads("HbA1c")
    assert Screening.objects.get(patient=patria).outcome != "cleared"


def clear(doctor: Visitor) -> None:
    """One medicine is corrected in the chart: the patient stopped it weeks ago."""
    chauncey = accept(doctor, "Johnston")
    doctor.press("Naproxen sodium 220 MG Oral Tablet", "link")
    doctor.type({"Stopped": "2026-10-01"})
    doctor.press("Save")
    doctor.press("Add a prior treatment", "link")
    doctor.field("Treatment").select_option("Physical therapy")
    doctor.field("Region").select_option("Knee")
    doctor.field("What it brought").select_option("Some help")
    doctor.press("Add")
    screen(doctor)
    doctor.reads("Allowed: nothing speaks against treatment.")
    assert Screening.objects.get(patient=chauncey).outcome == "cleared"


def plan(doctor: Visitor) -> None:
    doctor.press("Plans & sessions", "link")
    doctor.press("New plan", "link")
    doctor.page.get_by_text("Knee", exact=False).locator("visible=true").first.click()
    doctor.field("Knee osteoarthritis, joint plus ligament attachments").check()
    doctor.field("Side").select_option("Right")
    doctor.press("Open the draft")
    doctor.type({"Goal": "Climb the stairs", "Planned": "3"})
    _, ligaments = doctor.page.get_by_role("group", name=re.compile(r"^Target \d$")).all()
    ligaments.get_by_label("Volume").fill("4")
    ligaments.get_by_label("Points").fill("8")
    doctor.press("Save the draft")
    doctor.press("Screen for this plan")
    doctor.press("Sign the plan")
    doctor.reads("is signed; its sessions are planned")


def consent(doctor: Visitor) -> None:
    doctor.press("Record consent", "link")
    for tick in doctor.page.locator("main input[type=checkbox]").all():
        tick.check()
    doctor.choose("How it was found out", "Explained it back")
    doctor.type(
        {
            "What the patient said": "Sugar water into the knee. It may get infected.",
            "What the patient wants": "Climb the stairs without pain",
            "Patient's name, as signed": "Chauncey Johnston",
            "Signed on paper": "Scan 2026-119",
        }
    )
    doctor.press("Record the consent")
    doctor.reads("Consent recorded")


def book_the_first(desk: Visitor) -> None:
    desk.press("To book", "link")
    desk.press("Later (", "link")
    desk.press("of Johnston, Chauncey", "link")
    offers = desk.page.locator(".pr-offer")
    expect(offers.first).to_be_visible()
    offers.first.click()
    desk.press("Book this time")
    desk.reads("Booked: ")
    assert Appointment.objects.get().patient.family_name == "Johnston"


def take_out(office: Visitor) -> None:
    """An administrator takes the record of the booked patient out, for the family doctor."""
    office.page.get_by_label("Find a patient").fill("johnston")
    with office.page.expect_navigation():
        office.page.keyboard.press("Enter")
    office.press("Johnston, Chauncey", "link")
    office.press("Export the record", "link")
    office.reads("Exported before", "Never", "Treatment plans", "Visits")
    office.type({"For whom, and what for": "Dr. Farouk, family doctor", "Your password": PASSWORD})
    with office.page.expect_download() as taken:
        office.page.get_by_role("button", name="Export").click()
    resources = [
        each["resource"] for each in json.loads(Path(taken.value.path()).read_text())["entry"]
    ]
    kinds = {each["resourceType"] for each in resources}
    assert {"Patient", "Condition", "CarePlan", "Appointment", "Consent"} <= kinds
    office.page.reload()
    office.look()
    office.reads("Dr. Farouk, family doctor")


def enter(keys: Keys) -> None:
    with keys.visitor.page.expect_navigation():
        keys.keyboard.press("Enter")
    keys.visitor.look()


def test_entries_are_declined_and_accepted_by_keyboard_alone(visitors, clinic):
    imported(clinic.ines, contents(knee_pain(), warfarin(), hba1c()))
    doctor = Keys(visitors())
    doctor.sign_in(clinic.ruth.email)
    doctor.press("Berg, Anna")
    doctor.reach("Warfarin Sodium")
    doctor.keyboard.press("Space")
    expect(doctor.visitor.page.get_by_text("1 ticked")).to_be_visible()
    # Enter in the field of the reason never accepts.
    doctor.type({"Why they are declined": ""})
    enter(doctor)
    doctor.visitor.reads("Say why these entries are declined.")
    doctor.reach("Why they are declined")  # the link to the field that is wrong
    doctor.keyboard.press("Enter")
    doctor.keyboard.type("Stopped in May")
    enter(doctor)
    doctor.visitor.reads("1 entry declined.", "2 entries wait")
    doctor.reach("Osteoarthritis of knee")
    doctor.keyboard.press("Space")
    doctor.press("Accept ticked")
    doctor.visitor.reads("1 entry accepted.", "1 entry waits")
    doctor.press("Accept all 1")
    doctor.visitor.reads("1 entry accepted.", "Chart")
    assert Medication.objects.get().void_reason == "Stopped in May"
    assert Referral.objects.get().state == "done"
