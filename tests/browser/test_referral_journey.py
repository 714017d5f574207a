"""Three patients come with a record of their own: from the file to the booked session."""

import re

import pytest
from playwright.sync_api import expect

from patients.models import Document, Patient, Referral, Screening
from scheduling.models import Appointment
from tests.browser.clinic import Clinic, open_clinic
from tests.browser.conftest import Visitor
from tests.browser.test_main_job import PRESSURE, answer
from tests.records.fhir.samples import path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    return open_clinic(monkeypatch)


def test_referred_patients_are_accepted_screened_and_one_is_booked(visitors, clinic):
    desk, doctor = visitors(), visitors()
    desk.sign_in(clinic.ben)
    doctor.sign_in(clinic.ruth)
    for name in ("derek_becker", "patria_schimmel", "chauncey_johnston"):
        hand_in(desk, name)
    known_by_now(desk)
    take_blood_thinner(doctor)
    old_hba1c(doctor)
    clear(doctor)
    plan(doctor)
    consent(doctor)
    book_the_first(desk)


def hand_in(desk: Visitor, name: str) -> None:
    desk.go("/referrals/new/")
    desk.field("File").set_input_files(path(name))
    desk.press("Look at it")
    family = name.partition("_")[2].capitalize()
    desk.reads("Nothing is kept yet", family, "New record")
    assert not Patient.objects.filter(family_name=family).exists()
    desk.press("Take it in")
    desk.reads("Taken in")
    assert Patient.objects.filter(family_name=family).exists()


def known_by_now(desk: Visitor) -> None:
    """The same file once more; and what the desk sees of it all."""
    desk.go("/referrals/new/")
    desk.field("File").set_input_files(path("derek_becker"))
    desk.press("Look at it")
    desk.reads("Here already")
    desk.press("Referrals", "link")
    desk.reads("Becker, Derek", "Schimmel, Patria", "Johnston, Chauncey", "Needs physician")
    assert "Warfarin" not in desk.page.content()
    assert Document.objects.count() == 3


def accept(doctor: Visitor, family: str) -> Patient:
    """Everything that waits in one chart, from the home page on."""
    patient = Patient.objects.get(family_name=family)
    doctor.press("Home", "link", exact=True)
    doctor.press(f"{family}, ", "link")
    doctor.reads("Accept all")
    doctor.press("Accept all")
    doctor.reads("accepted.")
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
    doctor.reads("days old")
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
    chauncey = Patient.objects.get(family_name="Johnston")
    doctor.go(f"/patients/{chauncey.pk}/chart/")
    doctor.press("Plans", "link")
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
