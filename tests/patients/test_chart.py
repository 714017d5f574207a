from datetime import timedelta

from django.urls import reverse

from patients.actions import medicines
from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.patients import builders


def url_of(patient):
    return reverse("chart", args=[patient.pk])


def fill(patient, by, rows):
    for number in range(rows):
        builders.problem(patient, by, f"Problem {number}")
        medication = builders.medication(patient, by, f"Warfarin {number} mg")
        medicines.record_prescriber_decision(
            medication=medication,
            decision="hold",
            prescriber="Dr. Hale",
            decided_on=builders.TODAY,
            by=by,
            today=builders.TODAY,
        )
        builders.allergy(patient, by, f"Corn {number}")
        builders.result(patient, by)
        builders.prior_treatment(patient, by)
        builders.medication(patient, by, f"Coumdin {number} mg")
        builders.letter(patient, by)


def test_an_empty_chart_says_what_to_ask(ruth, ben, signed_in):
    page = signed_in(ruth).get(url_of(people.patient("Anna Berg")))

    for words in ("No active problems", "No medicines listed", "Not asked yet", "No results"):
        assert words in page.text
    assert "Medicines and allergies were never reviewed." in " ".join(page.text.split())


def test_the_chart_shows_what_matters(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    builders.problem(anna, ruth, "Lupus", verified=False)
    builders.medication(anna, ruth, "Coumadin")
    builders.medication(anna, ruth, "Zyzzol")
    builders.medication(anna, ruth, "Metformin")
    builders.allergy(anna, ruth, "Sweet corn", reaction="hives")
    builders.result(anna, ruth, taken_on=clock.today() - timedelta(days=204), today=clock.today())
    builders.prior_treatment(anna, ruth, region="knee", side="right")
    text = " ".join(signed_in(ruth).get(url_of(anna)).text.split())

    for words in (
        "Suspected",
        "Anticoagulants",
        "No prescriber&#x27;s decision on record.",
        "Class unknown",
        "Treats diabetes, but no diabetes is on the problem list.",
        "Sweet corn",
        "6 months old",
        "Knee, right",
        "1 medicine of unknown class.",
    ):
        assert words in text or words.replace("&#x27;", "'") in text, words


def test_what_ended_is_folded_away(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    builders.problem(anna, ruth, "Sprain", status="resolved")
    builders.medication(anna, ruth, "Prednisone", stopped_on=builders.TODAY - timedelta(days=400))
    allergy = builders.allergy(anna, ruth)
    medicines.change_allergy(
        allergy=allergy,
        revision=1,
        today=builders.TODAY,
        substance="Corn",
        disproved_on=builders.TODAY - timedelta(days=400),
    )
    chart = signed_in(ruth).get(url_of(anna)).context["chart"]

    assert (chart.problems, chart.medicines, chart.allergies) == ([], [], [])
    assert len(chart.past_problems) == len(chart.past_medicines) == len(chart.past_allergies) == 1


def test_the_look_at_a_chart_is_logged(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    signed_in(ruth).get(url_of(anna))

    event = AccessEvent.objects.get()
    assert (event.action, event.view, event.patient_id) == ("read", "chart", anna.pk)


def test_the_front_desk_does_not_read_charts(ben, signed_in):
    assert signed_in(ben).get(url_of(people.patient("Anna Berg"))).status_code == 403


def test_an_administrator_reads_and_changes_nothing(ines, ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    fill(anna, ruth, 1)
    page = signed_in(ines).get(url_of(anna))

    assert page.status_code == 200
    assert reverse("add-problem", args=[anna.pk]) not in page.text
    assert reverse("review-history", args=[anna.pk]) not in page.text


def test_markup_in_the_chart_is_shown_as_text(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    evil = "<script>alert(1)</script>"
    builders.problem(anna, ruth, evil)
    builders.medication(anna, ruth, evil)
    builders.allergy(anna, ruth, evil, reaction=evil)
    page = signed_in(ruth).get(url_of(anna))

    assert evil not in page.text


def test_the_number_of_queries_does_not_grow(ruth, ben, signed_in, django_assert_num_queries):
    one, three = people.patient("Anna Berg"), people.patient("Karl Weiss")
    fill(one, ruth, 1)
    fill(three, ruth, 3)
    client = signed_in(ruth)
    with django_assert_num_queries(17):
        client.get(url_of(one))
    with django_assert_num_queries(17):
        client.get(url_of(three))
