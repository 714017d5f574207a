"""A day at the clinic: pages, searches, forms right and wrong, jobs; then what goes wrong."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from patients.models import Patient
from records.jobs import seal_audit, throw_away_old_uploads
from scheduling.jobs import send_due_messages
from staff import clock
from staff.models import User

ABOUT_A_PATIENT = (
    "chart",
    "screenings",
    "patient-plans",
    "patient-visits",
    "edit-patient",
    "scans",
)


def do_the_main_job(
    patients: Sequence[Patient], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By everybody who works there, with some of the patients; each of whom is searched for."""
    for user in User.objects.filter(is_active=True):
        browser = Client(raise_request_exception=False)
        browser.force_login(user)
        look_around(browser, patients[::25])
    fill_in_forms(browser, patients[::25])
    let_pages_fail(browser, patients, monkeypatch)
    let_jobs_run(now, monkeypatch)


def look_around(browser: Client, patients: Sequence[Patient]) -> None:
    for name in ("home", "day-board", "messages"):
        browser.get(reverse(name))
    for patient in patients:
        browser.post(reverse("patients"), {"q": patient.full_name})
        for name in ABOUT_A_PATIENT:
            browser.get(reverse(name, args=[patient.pk]))
        browser.get(reverse("patient", args=[patient.pk + 10_000]))


def fill_in_forms(browser: Client, patients: Sequence[Patient]) -> None:
    """Somebody who is there already, and somebody whose data cannot be right."""
    for patient in patients:
        about = {
            "given_name": patient.given_name,
            "family_name": patient.family_name,
            "birth_date": f"{patient.birth_date:%Y-%m-%d}",
            "email": f"{patient.family_name}@",
        }
        browser.post(reverse("register-patient"), about)
        browser.post(reverse("duplicate-hint"), about)
        browser.post(reverse("edit-patient", args=[patient.pk]), about | {"birth_date": "2999"})


def let_pages_fail(
    browser: Client, patients: Sequence[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours that has everybody in its hands, and one that the database finds."""

    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError(", ".join(f"{one.full_name} {one.birth_date}" for one in patients))

    def collides(*args: object, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO patients_patient SELECT * FROM patients_patient")

    for fault in (fails, collides):
        with monkeypatch.context() as patch, transaction.atomic():
            patch.setattr("patients.views.people.find_patients", fault)
            browser.post(reverse("patients"), {"q": patients[0].family_name})
            transaction.set_rollback(True)


def let_jobs_run(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two days later; the mail server refuses whoever is written to."""
    written_to = []

    def refuses(message: EmailMessage, *args: object, **kwargs: object) -> int:
        written_to.extend(message.to)
        raise SMTPRecipientsRefused({one: (550, one.encode()) for one in message.to})

    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    monkeypatch.setattr(EmailMessage, "send", refuses)
    send_due_messages()
    assert written_to
    throw_away_old_uploads()
    seal_audit()
