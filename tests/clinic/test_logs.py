"""What the log tells, and that it never tells of a patient."""

import io
import json
import logging
from types import SimpleNamespace as Clinic

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from clinic.logs import JsonLines, lines_to, write_uncaught
from patients.models import Patient
from staff import clock
from tests import people
from tests.bad_input import clinic as clinics
from tests.bad_input.sending import Page
from tests.bad_input.table import ROWS
from tests.clinic.logged import found_in, words_of, written_log
from tests.test_access import MATRIX
from tests.test_what_is_logged import address


def line(message: str, *args: object, error: BaseException | None = None, **more: object) -> dict:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, exc_info)
    vars(record).update(more)
    return json.loads(JsonLines().format(record))


@pytest.fixture
def log():
    with written_log() as written:
        yield written


def lines(written: io.StringIO) -> list[dict]:
    return [json.loads(text) for text in written.getvalue().splitlines()]


def test_a_line_tells_when_how_bad_where_and_what():
    told = line("Not Found: %s", "/board/")
    assert told.pop("time").endswith("+00:00")
    told.pop("request", "")  # left over from another test
    assert told == {
        "level": "WARNING",
        "logger": "django.request",
        "message": "Not Found: /board/",
    }


def test_address_of_a_calendar_or_a_link_loses_its_secret():
    assert line("Not Found: %s", "/calendar/s3cret-_x.ics")["message"] == "Not Found: /calendar/..."
    assert line('"GET /calendar/abc.ics HTTP/1.1" %s', 200)["message"] == (
        '"GET /calendar/... HTTP/1.1" 200'
    )
    assert "geheim" not in line("Not Found: /account/link/geheim/")["message"]


def test_a_line_break_in_what_was_sent_starts_no_line_of_its_own():
    record = logging.LogRecord("x", logging.INFO, "", 0, "Not Found: /a\nCRITICAL forged", (), None)
    assert "\n" not in JsonLines().format(record)


def test_an_error_is_told_by_kind_and_place_without_its_words():
    def fails():
        raise ValueError("Anna Berg, born 1968-04-12")

    try:
        try:
            fails()
        except ValueError as cause:
            raise KeyError("Anna Berg") from cause
    except KeyError as error:
        told = line("Internal Server Error", error=error)
    assert [one["type"] for one in told["errors"]] == ["builtins.KeyError", "builtins.ValueError"]
    assert told["errors"][1]["at"][-1].startswith("tests/clinic/test_logs.py:")
    assert told["errors"][1]["at"][-1].endswith(" fails")
    assert "Anna" not in json.dumps(told)
    assert "1968" not in json.dumps(told)


def test_an_error_of_the_database_names_the_rule_that_was_broken_and_no_value(db):
    people.front_desk("Ben Castillo")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        people.front_desk("Ben Castillo")
    told = line("Internal Server Error", error=refused.value)
    assert "ben.castillo" in str(refused.value)
    assert told["errors"][1]["sqlstate"] == "23505"
    assert told["errors"][1]["constraint_name"] == "user_email_unique"
    assert "ben" not in json.dumps(told["errors"])


def test_what_reaches_the_web_server_is_written_without_the_words_of_the_error():
    told = line(
        "Application callable raised an exception\nTraceback (most recent call last):\n x Berg"
    )
    assert told["message"] == "Application callable raised an exception"


def test_the_number_of_the_request_is_in_its_lines(client, db, log):
    client.force_login(people.physician())
    answer = client.get("/patients/999999/chart/")
    [told] = [one for one in lines(log) if one["logger"] == "django.request"]
    assert (answer.status_code, told["request"]) == (404, answer["X-Request-ID"])


def test_an_error_that_nobody_caught_ends_the_process_with_such_a_line(log):
    try:
        raise psycopg.OperationalError("password=geheim")
    except psycopg.OperationalError as error:
        write_uncaught(type(error), error, error.__traceback__)
    [told] = lines(log)
    assert (told["level"], told["errors"][0]["type"]) == ("CRITICAL", "psycopg.OperationalError")
    assert "geheim" not in log.getvalue()


def test_django_mails_nobody_what_went_wrong():
    assert lines_to("ext://sys.stderr") == settings.LOGGING
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []
    assert settings.LOGGING["root"]["level"] == "WARNING"


def test_the_whole_work_of_a_clinic_leaves_no_patient_in_the_log(db, monkeypatch, log, capfd):
    """Every page opened, every form sent right and wrong, and then some things going wrong."""
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW)
    clinic = clinics.build()
    words = words_of(list(Patient.objects.all()))
    open_every_page(clinic)
    send_every_form(clinic)
    let_pages_fail(clinic, monkeypatch)

    told = log.getvalue() + capfd.readouterr().err
    assert len(lines(log)) > 50
    assert found_in(told, words) == []


def open_every_page(clinic: Clinic) -> None:
    for name, roles in MATRIX.items():
        if roles and not name.startswith(("account_", "mfa_")):
            with transaction.atomic():
                clinics.client_of(clinic, "everybody").get(address(name, clinic))
                clinics.client_of(clinic, "ben").get(address(name, clinic))
                transaction.set_rollback(True)


def send_every_form(clinic: Clinic) -> None:
    for name, row in ROWS.items():
        with transaction.atomic():
            page = Page.open(name, row, clinic)
            page.post(dict.fromkeys(page.required, "Anna Berg"))
            page.post({})
            transaction.set_rollback(True)


def let_pages_fail(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours that has a patient in its hands, and one that the database finds."""
    anna = clinic.anna

    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError(f"{anna.full_name}, {anna.birth_date}")

    def collides(*args: object, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO patients_patient SELECT * FROM patients_patient WHERE id = %s",
                [anna.pk],
            )

    for fault in (fails, collides):
        monkeypatch.setattr("patients.views.people.find_patients", fault)
        with transaction.atomic():
            clinics.client_of(clinic, "ben").post(reverse("patients"), {"q": anna.family_name})
            transaction.set_rollback(True)
