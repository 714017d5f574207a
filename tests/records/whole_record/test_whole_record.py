"""A whole record as tables and as a document: all is in it, and a spreadsheet runs nothing."""

import csv
import io
import re
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pghistory.models import Event

from patients.actions.scans import void_scan
from records.whole_record import pdf, tables
from records.whole_record.csv_zip import as_text, csv_zip
from records.whole_record.pdf import _rows, record_pdf
from staff.models import AccessEvent
from staff.spreadsheet import cell
from tests import people
from tests.bad_input.clinic import NOW
from tests.bad_input.scans import PDF, picture, scan
from tests.patients import builders as charts

pytestmark = pytest.mark.django_db
FLOORS = ("patients", "treatments", "scheduling", "records")


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg", registered_by=ben, phone="+1 555 0188")


def unpacked(file) -> dict[str, list[dict[str, str]]]:
    with ZipFile(file) as packed:
        return {
            name: list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"))))
            for name in packed.namelist()
            if name.endswith(".csv")
        }


def test_every_table_about_a_patient_is_in_it_or_left_out_on_purpose():
    about: set[str] = {"patients.Patient"}
    models = [
        model
        for floor in FLOORS
        for model in apps.get_app_config(floor).get_models()
        if not issubclass(model, Event)
    ]
    while True:
        found = {
            model._meta.label
            for model in models
            for field in model._meta.concrete_fields
            if field.remote_field and field.related_model._meta.label in about
        }
        if found <= about:
            break
        about |= found
    known = {table.model for table in tables.TABLES} | tables.LEFT_OUT
    assert about - known == set()


def test_each_table_is_read_in_one_query_and_names_each_column_once(anna):
    for table in tables.TABLES:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = list(table.read(anna))
        assert (table.file, len(queries)) == (table.file, 1)
        assert len(set(table.columns)) == len(table.columns)
        assert all(len(row) == len(table.columns) for row in rows)


def test_as_many_queries_for_a_full_chart_as_for_an_empty_one(anna, ruth):
    with CaptureQueriesContext(connection) as empty:
        csv_zip(anna, with_access=True)
    for name in ("Lupus", "Gout", "Asthma"):
        charts.problem(anna, ruth, name)
    charts.medication(anna, ruth, "Coumadin")
    charts.letter(anna, ruth)
    for width in (40, 50, 60):
        scan(anna, ruth, NOW, data=picture(size=(width, 40)))
    with CaptureQueriesContext(connection) as full:
        csv_zip(anna, with_access=True)
    # One for each table, one for who used the record, one for the scans.
    assert len(full) == len(empty) == len(tables.TABLES) + 2


def test_tables_hold_the_chart_in_words(anna, ruth):
    charts.problem(anna, ruth, "Lupus")
    files = unpacked(csv_zip(anna, with_access=False))
    assert files["person.csv"][0]["Given name"] == "Anna"
    assert files["person.csv"][0]["Sex"] == "Female"
    assert files["person.csv"][0]["Phone"] == "'+1 555 0188"
    row = files["problems.csv"][0]
    assert (row["Display"], row["Entered by"], row["Status"]) == ("Lupus", "Ruth Adler", "Active")
    assert "who-used-it.csv" not in files
    assert set(files) == {f"{table.file}.csv" for table in tables.TABLES}


def test_rows_of_another_patient_are_not_in_it(anna, ruth):
    boris = people.patient("Boris Lind")
    charts.problem(boris, ruth, "Gout")
    text = str(unpacked(csv_zip(anna, with_access=True)))
    assert "Gout" not in text
    assert "Boris" not in text


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", '=HYPERLINK("x")'],
)
def test_what_a_spreadsheet_would_reckon_stays_words(anna, ruth, typed):
    assert cell(typed) == f"'{typed}"
    charts.problem(anna, ruth, typed)
    found = unpacked(csv_zip(anna, with_access=False))["problems.csv"][0]["Display"]
    assert found == f"'{typed}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (Decimal("-1.50"), "-1.50"),
        (-3, "-3"),
        ("Knee - left", "Knee - left"),
        (["a", "b"], "a; b"),
        (["=a"], "'=a"),
        ({"INR": "2.1"}, "INR: 2.1"),
        ([], ""),
    ],
)
def test_values_as_text(value, text):
    assert as_text(value) == text


def test_document_is_a_pdf_with_the_chart_in_words(anna, ruth):
    charts.problem(anna, ruth, "Lupus #strong[x] $1")
    made = record_pdf(anna, with_access=True, now=NOW)
    assert made.startswith(b"%PDF-")
    problems = next(table for table in tables.TABLES if table.file == "problems")
    row = dict(next(_rows(problems, anna)))
    assert row["Display"] == "Lupus #strong[x] $1"
    assert row["Entered by"] == "Ruth Adler"
    assert all(row.values())


def test_scans_go_with_the_tables_and_what_was_taken_back_does_not(anna, ruth):
    kept = scan(anna, ruth, NOW, data=PDF)
    wrong = scan(anna, ruth, NOW, title="Letter about another patient")
    void_scan(scan=wrong, reason="Of another patient", by=ruth, now=NOW)
    scan(people.patient("Boris Lind"), ruth, NOW, data=picture(size=(9, 9)))
    with ZipFile(csv_zip(anna, with_access=False)) as packed:
        files = [name for name in packed.namelist() if not name.endswith(".csv")]
        assert files == [f"scans/scan-{kept.pk}.pdf"]
        assert packed.read(files[0]) == PDF
    rows = unpacked(csv_zip(anna, with_access=False))["scans.csv"]
    assert [(row["Entry"], row["Void reason"]) for row in rows] == [
        (str(kept.pk), ""),
        (str(wrong.pk), "Of another patient"),
    ]
    assert "Content" not in rows[0]


def test_document_takes_so_many_entries_and_not_one_more(anna, ruth, monkeypatch):
    table = [table for table in tables.TABLES if table.file in ("person", "problems")]
    monkeypatch.setattr(pdf, "TABLES", table)
    monkeypatch.setattr(pdf, "MOST_ENTRIES", 3)
    monkeypatch.setattr(pdf, "typeset", lambda sheet, content, folder: content)
    charts.problem(anna, ruth, "Lupus")
    charts.problem(anna, ruth, "Gout")
    made = record_pdf(anna, with_access=False, now=NOW)
    assert [len(chapter["rows"]) for chapter in made["chapters"]] == [1, 2]
    charts.problem(anna, ruth, "Asthma")
    with pytest.raises(ValidationError, match="too many for one document"):
        record_pdf(anna, with_access=False, now=NOW)


def test_a_record_too_long_for_a_document_says_so_and_nothing_leaves(
    anna, ines, signed_in, monkeypatch
):
    monkeypatch.setattr(pdf, "MOST_ENTRIES", 0)
    sent = export(signed_in(ines), anna, kind="pdf")
    assert "Take it as tables" in sent.content.decode()
    assert AccessEvent.objects.filter(action="export").count() == 0


def export(client, anna, **typed):
    asked = {"recipient": "Anna Berg herself", "password": people.PASSWORD} | typed
    return client.post(reverse("export-fhir", args=[anna.pk]), asked)


@pytest.mark.parametrize(
    ("kind", "content_type", "ending", "start"),
    [("pdf", "application/pdf", "pdf", b"%PDF-"), ("csv", "application/zip", "zip", b"PK")],
)
def test_administrator_takes_it_out_and_the_log_says_as_what(
    anna, ines, signed_in, kind, content_type, ending, start
):
    sent = export(signed_in(ines), anna, kind=kind, with_access="on")
    assert (sent.status_code, sent["Content-Type"]) == (200, content_type)
    assert sent["Content-Disposition"] == f'attachment; filename="record-{anna.pk}.{ending}"'
    assert "no-store" in sent["Cache-Control"]
    assert sent.getvalue().startswith(start)
    event = AccessEvent.objects.get(action="export")
    assert (event.patient_id, event.reason, event.details) == (anna.pk, "Anna Berg herself", kind)


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"recipient": " "}, {"kind": "xml"}])
def test_nothing_leaves_without_password_and_reason(anna, ines, signed_in, changes):
    sent = export(signed_in(ines), anna, **({"kind": "csv"} | changes))
    assert sent["Content-Type"].startswith("text/html")
    assert AccessEvent.objects.filter(action="export").count() == 0


def test_who_used_it_is_in_it_on_wish(anna, ines, ruth, signed_in):
    signed_in(ruth).get(reverse("chart", args=[anna.pk]))
    sent = export(signed_in(ines), anna, kind="csv", with_access="on")
    rows = unpacked(io.BytesIO(sent.getvalue()))["who-used-it.csv"]
    assert [(row["User"], row["Action"], row["View"]) for row in rows] == [
        ("Ruth Adler", "Opened", "chart")
    ]


def test_columns_are_named_for_people():
    for table in tables.TABLES:
        for column in table.columns:
            assert re.fullmatch(r"[A-Z][A-Za-z0-9 ()%-]*", column), (table.file, column)
