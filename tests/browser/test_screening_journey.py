"""A screening as a physician lives it: a healthy patient in seconds, a sick one step by step."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from patients.models import Result, Screening
from tests import people
from tests.browser.clinic import FIRST_DAY, Clinic, open_clinic
from tests.browser.conftest import Visitor
from tests.patients.screenings import diabetic, medicine, result
from tests.treatments.builders import healthy

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

MOST_PRESSES = 45
HARMFUL = "document.activeElement.closest('.pr-question')?.dataset.harmful ?? ''"
FOCUSED = "document.activeElement.name ?? ''"


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    return open_clinic(monkeypatch)


class Keys:
    """Counts what is pressed."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def answer_everything_harmlessly(self) -> None:
        while harmful := self.page.evaluate(HARMFUL):
            self.press("n" if harmful == "yes" else "y")


def test_a_healthy_patient_is_screened_by_keyboard_in_few_presses(visitors, clinic):
    anna = healthy(people.patient("Anna Berg"), clinic.ruth)
    Result.objects.filter(patient=anna).update(taken_on=FIRST_DAY - timedelta(days=200))
    doctor = visitors()
    doctor.sign_in(clinic.ruth)
    doctor.go(f"/patients/{anna.pk}/screenings/new/")
    keys = Keys(doctor)

    keys.answer_everything_harmlessly()
    doctor.reads("All answered.")
    assert doctor.page.evaluate(FOCUSED) == "bp_systolic"
    keys.press(*"124", "Tab", *"78", "Tab", *"154")
    keys.press(*["Tab"] * 4)  # the unit, and two links beside the lists
    assert doctor.page.evaluate(FOCUSED) == "lists_reviewed"
    keys.press("Space")
    with doctor.page.expect_navigation():
        keys.press("Enter")

    doctor.look()
    doctor.reads("Allowed: nothing speaks against treatment.", "rules are clear")
    assert keys.presses <= MOST_PRESSES
    assert Screening.objects.get().outcome == "cleared"


def test_one_button_denies_a_group_and_leaves_what_was_answered(visitors, clinic):
    anna = healthy(people.patient("Anna Berg"), clinic.ruth)
    doctor = visitors(width=390, scheme="dark")
    doctor.sign_in(clinic.ruth)
    doctor.go(f"/patients/{anna.pk}/screenings/new/")
    doctor.choose("Gout or pseudogout", "Yes")
    doctor.reads("May speak against treatment")
    expect(doctor.page.get_by_label("Settled on")).to_be_visible()

    doctor.page.get_by_role("button", name=re.compile("No to all of these.*The joint")).click()

    expect(doctor.page.locator("[data-ask-said]")).to_have_text("5 answered with no.")
    assert doctor.page.locator("[name=gout_flare]:checked").input_value() == "yes"
    assert doctor.page.locator("[name=mass_at_target]:checked").input_value() == "no"
    assert doctor.page.locator("[name=smoker]:checked").count() == 0
    doctor.look()


def test_an_absolute_finding_is_cleared_by_the_value_its_button_asks_for(visitors, clinic):
    anna = diabetic(clinic.ruth)
    result(anna, clinic.ruth, "hba1c", "8.6", FIRST_DAY - timedelta(days=20))
    medicine(anna, clinic.ruth, "Warfarin", "anticoagulant")
    doctor = visitors(width=390, scheme="dark")
    doctor.sign_in(clinic.ruth)
    screen(doctor, anna)
    doctor.reads("Not allowed", "No treatment while", "HbA1c 8.6 %", "No override is admitted")

    doctor.press("Enter HbA1c", "link")
    assert doctor.field("What").input_value() == "hba1c"
    doctor.type({"Value": "7.1"})
    doctor.press("Add")
    doctor.go(f"/patients/{anna.pk}/screenings/")
    doctor.reads("The chart changed since this screening")
    doctor.press("Screen again with the same answers")

    changes = doctor.page.get_by_role("region", name="What changed since")
    expect(changes).to_contain_text("Uncontrolled diabetes")
    expect(changes).to_contain_text("HbA1c 7.1 % on Mon 2 Nov 2026")
    override(doctor)


def screen(doctor: Visitor, patient: object) -> None:
    doctor.go(f"/patients/{patient.pk}/screenings/new/")
    for question in doctor.page.locator("fieldset.pr-question").all():
        harmless = "No" if question.get_attribute("data-harmful") == "yes" else "Yes"
        question.get_by_label(harmless, exact=True).check()
    doctor.page.get_by_label("Gone through with the patient").check()
    doctor.press("Screen", exact=True)


def override(doctor: Visitor) -> None:
    """The blood thinner, with all that its rule wants recorded."""
    finding = doctor.page.locator(".pr-finding", has_text="Takes a blood thinner")
    with doctor.page.expect_navigation():
        finding.get_by_role("link", name="Override").click()
    doctor.look()
    for field in doctor.page.locator("main input[name^=recorded_]").all():
        field.fill("Dr. Osei, cardiology: continue")
    doctor.field("Kind of reason").select_option("A specialist or the prescriber agrees")
    doctor.field("Reason").fill("Superficial knee ligament, thin needle, pressed for two minutes.")
    doctor.choose("Risk discussed", "Yes")
    doctor.press("Override")
    doctor.reads("Overridden by Ruth Adler", "pressed for two minutes", "Dr. Osei, cardiology")
    doctor.press("Take back", "link")


def test_paper_and_rates_are_as_good_as_the_screen(visitors, clinic):
    anna = healthy(people.patient("Anna Berg"), clinic.ruth)
    desk, chief = visitors(), visitors(width=390, scheme="dark")
    desk.sign_in(clinic.ben)
    desk.go(f"/patients/{anna.pk}/screenings/questions/?moment=day")
    desk.go("/sheets/screening-questions/")
    chief.sign_in(clinic.ines)
    chief.go("/records/override-rates/")
    chief.go("/records/override-rates/?since=soon")
    chief.reads("This period cannot be shown")
