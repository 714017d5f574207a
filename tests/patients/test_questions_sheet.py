"""The questions on paper: those that age and sex leave, in the patient's words, on one page."""

import re
from datetime import date

import pytest
from django.urls import reverse

from patients.rules.questions import QUESTIONS
from staff.models import AccessEvent
from tests import people
from tests.patients.screenings import TODAY, allergy, healthy, medicine

pytestmark = pytest.mark.django_db


def sheet(client, patient, **query):
    return client.get(reverse("screening-questions-sheet", args=[patient.pk]), query)


def asked(response):
    return len(re.findall(r'<th scope="row">', response.content.decode()))


def questions(moment):
    return [q for q in QUESTIONS if moment in q.moments and q.patient]


@pytest.mark.parametrize(("query", "moment"), [({}, "plan"), ({"moment": "day"}, "day")])
def test_questions_of_the_moment_are_in_the_patients_words(signed_in, ruth, query, moment):
    anna = healthy(ruth)

    response = sheet(signed_in(ruth), anna, **query)
    content = response.content.decode()

    assert asked(response) == len(questions(moment))
    assert "Anna Berg" in content
    assert anna.record_number in content
    assert "Do you take a blood thinner, such as Coumadin, Eliquis or Xarelto?" in content
    assert "If yes, last dose:" in content
    assert "Vials checked" not in content


def test_moment_that_does_not_exist_prints_those_before_a_plan(signed_in, ruth):
    assert asked(sheet(signed_in(ruth), healthy(ruth), moment="\x00")) == len(questions("plan"))


def test_only_age_and_sex_leave_a_question_out(signed_in, ben, ruth):
    tomasz = healthy(ruth, "Tomasz Zieliński", sex="male")
    medicine(tomasz, ruth, "Apixaban", "anticoagulant")
    people.patient("Ida Jones", sex="female", birth_date=date(1931, 5, 5))

    response = sheet(signed_in(ben), tomasz)

    assert b"Are you pregnant" not in response.content
    assert b"Do you take a blood thinner" in response.content


def test_front_desk_prints_lines_where_the_chart_has_lists(signed_in, ben, ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant", dose="5 mg twice daily")
    allergy(anna, ruth, "Latex")

    desk, doctor = sheet(signed_in(ben), anna), sheet(signed_in(ruth), anna)

    for words in (b"Apixaban 5 mg twice daily", b"Latex", b"On our list"):
        assert words not in desk.content
        assert words in doctor.content
    assert reverse("chart", args=[anna.pk]).encode() not in desk.content
    assert desk.content.count(b'class="pr-line"') >= 4


def test_that_no_allergies_are_known_is_not_said_to_the_front_desk(signed_in, ben, ruth):
    anna = healthy(ruth)

    assert b"no known allergies" in sheet(signed_in(ruth), anna).content
    assert b"no known allergies" not in sheet(signed_in(ben), anna).content


def test_stopped_and_voided_medicines_are_not_on_the_sheet(signed_in, ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Prednisone", "systemic_corticosteroid", stopped_on=date(2026, 1, 5))
    wrong = medicine(anna, ruth, "Warfarin", "anticoagulant")
    wrong.voided_at, wrong.voided_by, wrong.void_reason = "2026-11-01T10:00Z", ruth, "Wrong patient"
    wrong.save()

    content = sheet(signed_in(ruth), anna).content

    assert b"Prednisone" not in content
    assert b"Warfarin" not in content


def test_blank_sheet_has_no_patient_and_lines_for_the_name(signed_in, ben):
    response = signed_in(ben).get(reverse("blank-questions-sheet"))

    assert response.status_code == 200
    assert asked(response) == len(questions("plan"))
    assert b"Birth date" in response.content


def test_printing_is_in_the_read_log(signed_in, ben, ruth):
    anna = healthy(ruth)

    sheet(signed_in(ben), anna)

    assert list(AccessEvent.objects.values_list("view", "action", "patient_id")) == [
        ("screening-questions-sheet", "print", anna.pk)
    ]


def test_administrators_hand_out_no_sheets(signed_in, ines, ruth):
    assert sheet(signed_in(ines), healthy(ruth)).status_code == 403
    assert signed_in(ines).get(reverse("blank-questions-sheet")).status_code == 403


def test_unknown_patient_is_not_found(signed_in, ben):
    assert signed_in(ben).get("/patients/999999/screenings/questions/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_sheet_costs_the_same_number_of_queries_whatever_is_on_the_lists(
    signed_in, ruth, django_assert_num_queries, rows
):
    anna = healthy(ruth, history_reviewed_on=TODAY)
    for number in range(rows):
        medicine(anna, ruth, f"Apixaban {number}", "anticoagulant")
        allergy(anna, ruth, f"Latex {number}")
    client = signed_in(ruth)

    with django_assert_num_queries(7):
        sheet(client, anna)


def test_name_of_a_medicine_is_escaped(signed_in, ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "<script>alert(1)</script>", "anticoagulant")

    assert b"<script>alert(1)" not in sheet(signed_in(ruth), anna).content
