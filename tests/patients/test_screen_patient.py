import re
from datetime import timedelta

import pytest
from django.urls import reverse

from patients.models import Problem, Screening
from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.patients.screenings import ALL_NO, healthy, medicine, result, screened

FORM = {
    "infection_at_site": "no",
    "nsaid_last_7_days": "no",
    "blood_thinner": "no",
    "pregnant": "no",
    "lists_reviewed": "on",
}


def url(patient):
    return reverse("screen-patient", args=[patient.pk])


def checked(response):
    return re.findall(r"<input[^>]*\bchecked\b", response.content.decode())


def test_healthy_patient_is_screened_with_one_form(signed_in, ruth):
    anna = healthy(ruth)

    response = signed_in(ruth).post(url(anna), FORM)

    screening = Screening.objects.get()
    assert response.headers["Location"] == reverse("screening", args=[screening.pk])
    assert (screening.outcome, screening.run_by, screening.answers) == ("cleared", ruth, ALL_NO)
    assert screening.run_on == clock.today()


def test_no_answer_is_preset_and_last_answers_stand_beside(signed_in, ruth):
    anna = healthy(ruth)
    screened(anna, ruth, answers=ALL_NO | {"pregnant": "unknown"})

    response = signed_in(ruth).get(url(anna))

    assert checked(response) == []
    assert response.content.count(b"Last time: no<") == 3
    assert response.content.count(b"Last time: not known") == 1


def test_unanswered_question_leaves_its_rule_open(signed_in, ruth):
    anna = healthy(ruth)

    signed_in(ruth).post(url(anna), FORM | {"pregnant": ""})

    screening = Screening.objects.get()
    assert "pregnant" not in screening.answers
    assert list(screening.findings.values_list("rule", "verdict")) == [("R22", "unknown")]


def test_form_without_any_answer_is_allowed(signed_in, ruth):
    signed_in(ruth).post(url(healthy(ruth)), {})

    assert Screening.objects.get().outcome == "needs_decision"


def test_what_the_chart_knows_is_shown_and_not_asked(signed_in, ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    Problem.objects.create(patient=anna, entered_by=ruth, display="Type 2 diabetes mellitus")
    result(anna, ruth, "hba1c", "8.4", clock.today() - timedelta(days=3))

    response = signed_in(ruth).get(url(anna))

    assert 'name="blood_thinner"' not in response.content.decode()
    assert 'name="conservative_care_tried"' not in response.content.decode()
    for words in ("8.4 %", "Apixaban (no prescriber decision)", "Tried before: physical therapy"):
        assert words in response.content.decode()


@pytest.mark.parametrize(("sex", "asked"), [("female", True), ("unknown", True), ("male", False)])
def test_pregnancy_is_asked_of_everybody_who_is_not_male(signed_in, ruth, sex, asked):
    response = signed_in(ruth).get(url(healthy(ruth, sex=sex)))

    assert ('name="pregnant"' in response.content.decode()) == asked


def test_lists_reviewed_on_the_day_need_no_second_tick(signed_in, ruth):
    anna = healthy(ruth, history_reviewed_on=clock.today())

    assert b'name="lists_reviewed"' not in signed_in(ruth).get(url(anna)).content

    signed_in(ruth).post(url(anna), {k: v for k, v in FORM.items() if k != "lists_reviewed"})
    assert Screening.objects.get().outcome == "cleared"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pregnant": "maybe"}, "Select a valid choice"),
        ({"pregnant": "no\x00"}, "Select a valid choice"),
        ({"nsaid_last_7_days_on": "soon", "nsaid_last_7_days": "yes"}, "Enter a valid date"),
        ({"nsaid_last_7_days_on": "2099-01-01", "nsaid_last_7_days": "yes"}, "in the future"),
        ({"nsaid_last_7_days_on": "2026-11-01"}, "answer “Yes”, or take the date out"),
    ],
)
def test_bad_answer_is_said_keeps_the_others_and_saves_nothing(signed_in, ruth, change, words):
    response = signed_in(ruth).post(url(healthy(ruth)), FORM | change)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert len(checked(response)) >= 4
    assert Screening.objects.count() == 0


def test_date_of_the_last_dose_is_kept(signed_in, ruth):
    day = (clock.today() - timedelta(days=9)).isoformat()

    signed_in(ruth).post(
        url(healthy(ruth)), FORM | {"nsaid_last_7_days": "yes", "nsaid_last_7_days_on": day}
    )

    assert Screening.objects.get().answers["nsaid_last_7_days_on"] == day
    assert Screening.objects.get().outcome == "cleared"


def test_form_sent_twice_screens_once(signed_in, ruth):
    anna = healthy(ruth)
    client = signed_in(ruth)
    token = {"form_token": "6b4b1d8e-3a51-4f0e-9d0c-0a0a3f8f1a11"}

    first = client.post(url(anna), FORM | token)
    second = client.post(url(anna), FORM | token)

    assert Screening.objects.count() == 1
    assert second.headers["Location"] == first.headers["Location"]


def test_dead_patient_is_not_screened(signed_in, ruth):
    anna = healthy(ruth, deceased_on=clock.today())

    response = signed_in(ruth).post(url(anna), FORM)

    assert "This patient has died" in response.content.decode()
    assert Screening.objects.count() == 0


def test_only_physicians_screen(signed_in, ben, ines, ruth):
    anna = healthy(ruth)

    for somebody in (ben, ines):
        client = signed_in(somebody)
        assert client.get(url(anna)).status_code == 403
        assert client.post(url(anna), FORM).status_code == 403
    assert Screening.objects.count() == 0


def test_unknown_patient_is_not_found(signed_in, ruth):
    assert signed_in(ruth).get("/patients/999999/screenings/new/").status_code == 404
    assert signed_in(ruth).get(f"/patients/{'9' * 30}/screenings/new/").status_code == 404


def test_opening_the_form_is_in_the_read_log(signed_in, ruth):
    anna = healthy(ruth)

    signed_in(ruth).get(url(anna))

    assert list(AccessEvent.objects.values_list("view", "patient_id")) == [
        ("screen-patient", anna.pk)
    ]


def test_name_of_a_medicine_is_escaped(signed_in, ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "<script>alert(1)</script>", "anticoagulant")

    content = signed_in(ruth).get(url(anna)).content.decode()

    assert "<script>alert(1)" not in content
    assert "&lt;script&gt;alert(1)" in content


@pytest.mark.parametrize("rows", [1, 3])
def test_form_costs_the_same_number_of_queries_whatever_the_chart_holds(
    signed_in, ruth, django_assert_num_queries, rows
):
    anna = people.patient("Anna Berg", allergies_status="none_known")
    for number in range(rows):
        medicine(anna, ruth, f"Apixaban {number}", "anticoagulant")
        result(anna, ruth, "hba1c", "5.4", clock.today())
        screened(anna, ruth, minutes=number)
    client = signed_in(ruth)

    with django_assert_num_queries(12):
        client.get(url(anna))
