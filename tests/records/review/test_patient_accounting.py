"""The sheet for the patient: who used the record."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from records.review import accounting
from records.review.accounting import Period
from staff.clock import day_bounds
from staff.models import AccessEvent
from tests import people
from tests.records.audit.builders import NINE
from tests.records.review.builders import changed, seen

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)
PERIOD = Period(DAY, DAY, *day_bounds(DAY))


@pytest.fixture
def sheet(monkeypatch):
    """What is handed over to be set, instead of the PDF."""
    monkeypatch.setattr(accounting, "typeset", lambda name, content, folder: content)
    return lambda patient: accounting.accounting(patient, PERIOD, today=DAY)


def test_it_says_each_day_who_did_what_and_how_often(sheet, ruth, ben):
    anna = people.patient("Anna Berg")
    seen(ruth, anna, NINE)
    seen(ruth, anna, NINE + timedelta(minutes=1))
    seen(ben, anna, NINE, action="print")
    changed(anna, ben, NINE, phone="555 0101")
    seen(ruth, anna, NINE - timedelta(days=1))
    assert sheet(anna)["seen"] == [
        {
            "when": "Mon 1 Mar 2027", "who": "Ben Castillo", "role": "Front desk",
            "what": "Printed from your record", "times": 1,
        },
        {
            "when": "Mon 1 Mar 2027", "who": "Ben Castillo", "role": "Front desk",
            "what": "Wrote in your record", "times": 1,
        },
        {
            "when": "Mon 1 Mar 2027", "who": "Ruth Adler, MD", "role": "Physician",
            "what": "Looked at your record", "times": 2,
        },
    ]  # fmt: skip


def test_what_went_out_stands_by_itself_with_the_recipient(sheet, ines):
    anna = people.patient("Anna Berg")
    seen(ines, anna, NINE, action="export", reason="Dr. Hale")
    assert sheet(anna)["given"] == [
        {"when": "Mon 1 Mar 2027", "to": "Dr. Hale", "by": "Ines Okafor"}
    ]
    assert sheet(anna)["seen"] == []


def test_it_is_a_pdf_and_printing_it_is_logged(signed_in, ines, ruth):
    anna = people.patient("Anna Berg")
    seen(ruth, anna)
    response = signed_in(ines).get(reverse("patient-accounting", args=[anna.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    event = AccessEvent.objects.get(view="patient-accounting")
    assert (event.action, event.patient_id) == ("print", anna.pk)


def test_days_that_are_none_are_said(signed_in, ines):
    anna = people.patient("Anna Berg")
    asked = {"since": "yesterday"}
    response = signed_in(ines).get(reverse("patient-accounting", args=[anna.pk]), asked)
    assert response.url == reverse("patient-timeline", args=[anna.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_a_sheet_costs_the_same_however_long(sheet, ruth, django_assert_num_queries, rows):
    anna = people.patient("Anna Berg")
    for number in range(rows):
        seen(ruth, anna, NINE)
        seen(ruth, anna, NINE, action="export", reason=f"Dr. Hale {number}")
        changed(anna, people.front_desk(f"Ben {number}"), NINE, phone=f"555 010{number}")
    with django_assert_num_queries(4):
        assert len(sheet(anna)["given"]) == rows
