import pytest
from django.core import mail
from django.urls import reverse

from patients.models import Patient
from scheduling.actions.outbox import announce
from scheduling.actions.sending import send_due
from scheduling.models import Reminder
from staff.models import AccessEvent
from tests.scheduling import builders
from tests.scheduling.builders import NINE, NOW
from treatments.models import PlanVersion

LINES = "Take no ibuprofen in the 7 days before the visit.\n\nBring <b>a friend</b>."


@pytest.fixture
def visit(open_clinic, ruth, monkeypatch):
    original = PlanVersion.objects.create
    monkeypatch.setattr(
        PlanVersion.objects, "create", lambda **fields: original(preparation=LINES, **fields)
    )
    session = builders.session(open_clinic.anna, ruth)
    return builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=session)


def test_sheet_has_the_lines_of_the_plan_and_the_visit(visit, ben, signed_in):
    sheet = signed_in(ben).get(reverse("preparation-sheet", args=[visit.pk])).content.decode()
    assert "<li>Take no ibuprofen in the 7 days before the visit.</li>" in sheet
    assert "<li>Bring &lt;b&gt;a friend&lt;/b&gt;.</li>" in sheet
    assert "Mon 7 Dec 2026, 9:00 am EST" in sheet
    assert AccessEvent.objects.get(view="preparation-sheet").action == "print"


def test_sheet_without_lines_says_so(open_clinic, ruth, ben, signed_in):
    visit = builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    sheet = signed_in(ben).get(reverse("preparation-sheet", args=[visit.pk])).content.decode()
    assert "named nothing to prepare" in sheet


def test_mail_says_that_there_is_a_sheet_but_not_what_is_in_it(visit):
    Patient.objects.update(preferred_contact="email", email="anna@home.example")
    visit.patient.refresh_from_db()
    announce(visit, Reminder.Kind.BOOKED, now=NOW)
    assert send_due(now=NOW) == 1
    [sent] = mail.outbox
    assert sent.body == (
        "Hello Anna,\n\n"
        "Booked: Mon 7 Dec 2026, 9:00 am EST\nWith: Ruth Adler, MD\nWhere: Main Street\n\n"
        "There is a preparation sheet for you. Ask for it at the desk, or call us and we send it."
        "\n\nIf you cannot come, please call us as early as you can, so that we find another day "
        "in time.\n\nProlo clinic\nPhone 518 555 0100\n"
    )
    assert sent.subject == "Your visit at Prolo clinic"
