"""The ways out: what a text message holds, which back ends are open, and where the demo writes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

import scheduling.jobs  # noqa: F401  the worker imports it by the settings
from patients.models import Patient
from scheduling.actions.outbox import announce
from scheduling.actions.sending import send_due
from scheduling.channels import CHANNELS
from scheduling.channels.sms import ConsoleSms
from scheduling.models import Reminder
from staff import clock
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import NINE, NOW

Kind = Reminder.Kind
CONSOLE, FILE = "scheduling.channels.sms.ConsoleSms", "scheduling.channels.sms.FileSms"


@pytest.fixture
def visit(open_clinic, ruth):
    Patient.objects.filter(pk=open_clinic.anna.pk).update(preferred_contact="sms")
    open_clinic.anna.refresh_from_db()
    return builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)


def test_text_message_names_no_patient_and_shows_only_the_end_of_the_number(
    visit, settings, capsys
):
    settings.PROLO_SMS_BACKEND = CONSOLE
    announce(visit, Kind.BOOKED, now=NOW)
    assert send_due(now=NOW) == 1
    assert capsys.readouterr().out == (
        "Text message to a number ending in 01: Prolo clinic: Booked: Mon 7 Dec 2026, 9:00 am EST, "
        "Main Street. Cannot come? Call 518 555 0100.\n"
    )


def test_demo_writes_text_messages_to_a_file(visit, settings, tmp_path):
    settings.PROLO_SMS_BACKEND, settings.VAR_DIR = FILE, tmp_path
    announce(visit, Kind.BOOKED, now=NOW)
    send_due(now=NOW)
    written = (tmp_path / "demo-mail" / "text-messages.txt").read_text()
    assert written.startswith("518 555 0101: Prolo clinic: Booked: Mon 7 Dec 2026, 9:00 am EST")


def test_console_shows_no_text_message_of_a_real_clinic(settings, capsys):
    settings.PROLO_DEMO = settings.DEBUG = False
    with pytest.raises(RuntimeError):
        ConsoleSms().send(number="518 555 0101", text="Booked")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("backend", "is_open"),
    [("smtp", True), ("filebased", True), ("dummy", False), ("console", False)],
)
def test_mail_that_reaches_nobody_is_a_closed_channel(settings, backend, is_open):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    assert CHANNELS[Reminder.Channel.EMAIL].is_open() is is_open


@pytest.fixture
def clean_queue():
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.mark.django_db(transaction=True)
def test_booking_wakes_the_sender_once_and_the_worker_sends(
    open_clinic, ruth, monkeypatch, clean_queue
):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    anna = open_clinic.anna
    Patient.objects.filter(pk=anna.pk).update(preferred_contact="email", email="a@home.example")
    anna.refresh_from_db()
    for hour in range(2):
        start = NINE + timedelta(hours=hour)
        announce(builders.appointment(anna, ruth, open_clinic.room, start), Kind.BOOKED, now=NOW)
    asked = ProcrastinateJob.objects.filter(task_name="send_due_messages", status="todo")
    assert asked.count() == 1
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert [sent.subject for sent in mail.outbox] == ["Your visits at Prolo clinic"]
    assert Reminder.objects.filter(kind=Kind.BOOKED, state="sent").count() == 2


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_mail_once(open_clinic, ruth):
    for number in range(6):
        each = people.patient(
            f"Patient No{number}", preferred_contact="email", email=f"{number}@home.example"
        )
        visit = builders.appointment(each, ruth, open_clinic.room, NINE + timedelta(hours=number))
        Reminder.objects.create(
            appointment=visit, kind=Kind.BOOKED, channel="email", sequence=0, send_at=NOW
        )

    def work(_):
        try:
            return send_due(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 6
    assert sorted(sent.to[0] for sent in mail.outbox) == [f"{n}@home.example" for n in range(6)]
