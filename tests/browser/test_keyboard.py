"""The same clinic without a mouse: Tab, Enter, Space and the arrows."""

import pytest

from patients.models import Patient
from tests.browser.clinic import Clinic, open_clinic
from tests.browser.conftest import PASSWORD, Visitor
from tests.treatments.builders import healthy

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

FOCUSED = """() => {
  const here = document.activeElement;
  if (here === document.body) return {name: "", question: "", seen: true};  // end of the page
  const style = getComputedStyle(here);
  const label = here.labels && here.labels[0] ? here.labels[0].innerText : "";
  const question = here.type === "radio" ? here.closest("fieldset")?.querySelector("legend") : null;
  return {
    name: here.getAttribute("aria-label") || label || here.innerText || "",
    question: question ? question.innerText : "",
    seen: style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}"""
MOST_TABS = 120


@pytest.fixture
def clinic(transactional_db, monkeypatch) -> Clinic:
    return open_clinic(monkeypatch)


class Keys:
    """A person whose mouse is broken."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.keyboard = visitor.page.keyboard

    def reach(self, name: str) -> None:
        """Tab on until the focus, which must be seen, is on the thing of that name or question."""
        for _ in range(MOST_TABS):
            self.keyboard.press("Tab")
            focused = self.visitor.page.evaluate(FOCUSED)
            words = (focused["question"].strip(), focused["name"].strip())
            assert focused["seen"], f"No focus to be seen on {words}"
            if any(said.startswith(name) for said in words):
                return
        raise AssertionError(f"“{name}” cannot be reached by Tab on {self.visitor.page.url}")

    def type(self, typed: dict[str, str]) -> None:
        for name, text in typed.items():
            self.reach(name)
            self.keyboard.type(text)

    def press(self, name: str) -> None:
        self.reach(name)
        with self.visitor.page.expect_navigation():
            self.keyboard.press("Enter")
        self.visitor.look()

    def sign_in(self, email: str) -> None:
        self.visitor.go("/account/sign-in/")
        self.type({"Email": email, "Password": PASSWORD})
        self.press("Sign in")


def test_a_patient_is_registered_screened_and_booked_by_keyboard_alone(visitors, clinic):
    desk, doctor = Keys(visitors()), Keys(visitors())
    desk.sign_in(clinic.ben.email)
    desk.press("Patients")
    desk.press("Register a patient")
    desk.type(
        {
            "Given name": "Tomasz",
            "Family name": "Zieliński",
            "Birth date": "07301974",
            "Sex": "Male",
        }
    )
    desk.press("Register")
    tomasz = healthy(Patient.objects.get(), clinic.ruth)
    desk.press("Book a first visit")
    desk.reach("Mon 2 Nov 2026")
    desk.keyboard.press("Space")
    desk.press("Book this time")
    desk.visitor.reads("Booked: Mon 2 Nov 2026")

    doctor.sign_in(clinic.ruth.email)
    doctor.keyboard.press("/")
    doctor.keyboard.type("zielinski")
    with doctor.visitor.page.expect_navigation():
        doctor.keyboard.press("Enter")
    doctor.press("Zieliński, Tomasz")
    doctor.press("Screen")
    doctor.press("Screen the patient")
    for question in doctor.visitor.page.locator("fieldset.pr-question").all():
        doctor.reach(question.locator("legend").inner_text())
        doctor.keyboard.press("ArrowRight")
        if question.get_attribute("data-harmful") == "no":
            doctor.keyboard.press("ArrowLeft")
    doctor.reach("Gone through")
    doctor.keyboard.press("Space")
    doctor.press("Screen")
    doctor.visitor.reads("Allowed: nothing speaks against treatment.")
    assert tomasz.screenings.get().outcome == "cleared"
