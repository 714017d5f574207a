import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from patients.actions.policy import change_screening_policy
from patients.models import PriorTreatment, Problem, Result, Screening
from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.patients.screenings import ALL_NO, healthy, medicine, result, screened

FORM = ALL_NO | {"lists_reviewed": "on"}
# What physical therapy on the list of prior treatments says already.
SETTLED = {"conservative_care_tried"}
ASKED = {name: answer for name, answer in ALL_NO.items() if name not in SETTLED}


def url(patient):
    return reverse("screen-patient", args=[patient.pk])


def checked(response):
    return re.findall(r"<input[^>]*\bchecked\b", response.content.decode())


def test_healthy_patient_is_screened_with_one_form(signed_in, ruth):
    anna = healthy(ruth)

    response = signed_in(ruth).post(url(anna), FORM)

    screening = Screening.objects.get()
    assert response.headers["Location"] == reverse("screening", args=[screening.pk])
    assert (screening.outcome, screening.run_by, screening.answers) == ("cleared", ruth, ASKED)
    assert screening.run_on == clock.today()


def test_no_answer_is_preset_and_last_answers_stand_beside(signed_in, ruth):
    anna = healthy(ruth)
    screened(anna, ruth, answers=ALL_NO | {"pregnant": "unknown"})

    response = signed_in(ruth).get(url(anna))

    assert checked(response) == []
    content = response.content.decode()
    no = [name for name, answer in ASKED.items() if answer == "no" and name != "pregnant"]
    assert content.count("Last time: no<") == len(no)
    assert content.count("Last time: yes<") == 1  # wants the treatment
    assert content.count("Last time: not known<") == 1


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
        ({"nsaid_last_7_days_on": "soon", "nsaid_last_7_days": "yes"}, "This is not a date"),
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


def test_date_of_last_time_stands_beside(signed_in, ruth):
    anna = healthy(ruth)
    dated = {"nsaid_last_7_days": "yes", "nsaid_last_7_days_on": "2026-11-02"}
    screened(anna, ruth, answers=ALL_NO | dated)

    assert b"Last time: yes, Mon 2 Nov 2026<" in signed_in(ruth).get(url(anna)).content


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

    with django_assert_num_queries(13):
        client.get(url(anna))


def weightless(ruth):
    """Nothing was ever measured."""
    anna = people.patient("Anna Berg", allergies_status="none_known")
    PriorTreatment.objects.create(patient=anna, entered_by=ruth, kind="physical_therapy")
    return anna


MEASURED = {
    "bp_systolic": "124",
    "bp_diastolic": "78",
    "weight": "154",
    "weight_unit": "lb",
    "height": "66",
    "height_unit": "in",
}


def test_what_is_measured_goes_into_the_chart_and_is_screened_with(signed_in, ruth):
    anna = weightless(ruth)

    signed_in(ruth).post(url(anna), FORM | MEASURED)

    kept = dict(Result.objects.filter(patient=anna).values_list("kind", "value"))
    assert kept == {
        "bp_systolic": Decimal(124),
        "bp_diastolic": Decimal(78),
        "weight": Decimal("69.9"),
        "height": Decimal("167.6"),
    }
    assert Screening.objects.get().outcome == "cleared"


def test_only_what_is_missing_or_old_is_to_be_measured(signed_in, ruth):
    client = signed_in(ruth)
    fresh = client.get(url(healthy(ruth))).content.decode()
    bare = client.get(url(weightless(ruth))).content.decode()

    assert 'name="weight"' not in fresh
    for kind in ("weight", "height", "bp_systolic", "bp_diastolic"):
        assert f'name="{kind}"' in bare


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weight": "1540"}, "Weight must be between"),
        ({"weight": "heavy"}, "Enter a number"),
        ({"bp_diastolic": ""}, "Enter the lower figure as well"),
        ({"bp_systolic": "70"}, "The upper figure must be above the lower one"),
    ],
)
def test_wrong_value_is_said_beside_it_keeps_everything_and_saves_nothing(
    signed_in, ruth, change, words
):
    anna = weightless(ruth)

    response = signed_in(ruth).post(url(anna), FORM | MEASURED | change)
    content = response.content.decode()

    assert response.status_code == 200
    assert content.count(words) == 2  # above the form and beside its field
    assert len(checked(response)) == len(ASKED)
    assert 'value="66"' in content
    assert (Screening.objects.count(), Result.objects.filter(patient=anna).count()) == (0, 0)


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "in the past"), (5 * 366, "too far ahead"), (0, ""), (30, "")]
)
def test_planned_operation_lies_ahead(signed_in, ruth, days, words):
    day = (clock.today() + timedelta(days=days)).isoformat()

    response = signed_in(ruth).post(
        url(healthy(ruth)), FORM | {"replacement_planned": "yes", "replacement_planned_on": day}
    )

    if words:
        assert words in response.content.decode()
        assert Screening.objects.count() == 0
    else:
        assert Screening.objects.get().answers["replacement_planned_on"] == day


def test_healthy_patient_is_asked_in_groups_and_can_be_denied_group_by_group(signed_in, ruth):
    content = signed_in(ruth).get(url(healthy(ruth))).content.decode()
    groups = re.findall(r'<div class="pr-ask">\s*<h3>([^<]+)</h3>', content)

    assert groups == [
        "Infection", "Medicines", "The joint", "Warning signs", "Pregnancy", "The patient",
        "Ready for treatment", "Not asked: the chart says it",
    ]  # fmt: skip
    denied = re.findall(r"No to all of these<span[^>]*>: ([^<]+)<", content)
    assert denied == ["Medicines", "The joint", "Pregnancy", "The patient"]
    assert content.count("data-needs-script") >= len(denied)


def test_thresholds_of_the_clinic_decide_what_is_asked(signed_in, ruth, ines):
    anna = healthy(ruth)
    assert b'name="pregnant"' in signed_in(ruth).get(url(anna)).content

    change_screening_policy(
        by=ines,
        now=clock.now(),
        values={"pregnancy_age_to": 55},
        reason="Asked up to 55 at this clinic",
        opened_number=0,
    )

    assert b'name="pregnant"' not in signed_in(ruth).get(url(anna)).content


def test_question_that_a_plan_needs_is_put_although_the_chart_has_an_answer(signed_in, ruth):
    anna = healthy(ruth)
    client = signed_in(ruth)
    assert b'name="conservative_care_tried"' not in client.get(url(anna)).content

    asking = f"{url(anna)}?ask=conservative_care_tried&ask=%00&ask=nothing"
    assert b'name="conservative_care_tried"' in client.get(asking).content
    client.post(asking, FORM | {"conservative_care_tried": "yes"})

    assert Screening.objects.get().answers["conservative_care_tried"] == "yes"
