from datetime import UTC, date, datetime, timedelta

import pytest

from patients.facts import gather, gather_many
from patients.models import PriorTreatment, SpecialistNote
from patients.rules import Answer, Facts, PlanContext
from tests import people
from tests.patients.screenings import (
    ALL_NO,
    NOON,
    TODAY,
    allergy,
    decided,
    diabetic,
    healthy,
    medicine,
    result,
)


def letter(patient, by, **fields):
    return SpecialistNote.objects.create(
        patient=patient,
        entered_by=by,
        **{"kind": "oncology", "specialist": "Dr. Lind", "dated": TODAY, "agrees": True} | fields,
    )


def full_chart(by, name):
    patient = diabetic(by, "7.1", full_name=name)
    decided(medicine(patient, by, "Apixaban", "anticoagulant"), by)
    result(patient, by, "weight", "71", TODAY)
    allergy(patient, by, "Latex")
    letter(patient, by)
    return patient


@pytest.mark.parametrize("charts", [1, 3])
def test_gathering_takes_six_queries_whatever_the_number_of_charts(
    ruth, django_assert_num_queries, charts
):
    patients = [full_chart(ruth, f"Anna Berg{number}") for number in range(charts)]

    with django_assert_num_queries(6):
        found = gather_many(patients, today=TODAY)

    assert len(found) == charts
    assert all(len(facts.notes) == len(facts.medications) == 1 for facts in found.values())


def test_many_charts_are_read_as_each_one_alone(ruth):
    patients = [
        full_chart(ruth, "Anna Berg"),
        healthy(ruth, "Cora Diaz"),
        people.patient("Eva Fox"),
    ]

    found = gather_many(patients, today=TODAY)

    assert list(found) == [patient.pk for patient in patients]
    assert found == {patient.pk: gather(patient, today=TODAY, answers={}) for patient in patients}


def test_nothing_of_one_chart_is_seen_in_another(ruth):
    anna, cora = full_chart(ruth, "Anna Berg"), people.patient("Cora Diaz")

    found = gather_many([anna, cora], today=TODAY)

    assert found[cora.pk] == Facts(today=TODAY, birth_date=cora.birth_date, sex="female")
    assert found[anna.pk].medications[0].decided_by == "Dr. Osei, cardiology"


def test_answers_and_plan_belong_to_one_patient(ruth):
    anna, cora = healthy(ruth, "Anna Berg"), healthy(ruth, "Cora Diaz")
    plan = PlanContext(components=frozenset({"dextrose"}))

    found = gather_many([anna, cora], today=TODAY, answers={anna.pk: ALL_NO}, plans={cora.pk: plan})

    assert found[anna.pk].answer("pregnant") is Answer.NO
    assert found[anna.pk].medications_reviewed
    assert found[anna.pk].plan is None
    assert found[cora.pk].answers == {}
    assert not found[cora.pk].medications_reviewed
    assert found[cora.pk].plan == plan


def test_the_newest_decision_of_the_prescriber_counts(ruth):
    anna = healthy(ruth)
    apixaban = medicine(anna, ruth, "Apixaban", "anticoagulant")
    earlier = decided(apixaban, ruth, "hold")
    type(earlier).objects.update(decided_on=TODAY - timedelta(days=30))
    decided(apixaban, ruth, "continue")

    (fact,) = gather(anna, today=TODAY, answers={}).medications

    assert (fact.prescriber_decision, fact.decided_on) == ("continue", TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("precision", "latest"),
    [
        ("day", None),
        ("month", date(2026, 3, 31)),
        ("year", date(2026, 10, 5)),
        ("unknown", date(2026, 10, 5)),
    ],
)
def test_an_end_that_is_partly_known_may_be_as_late_as_it_was_written_down(ruth, precision, latest):
    anna = people.patient()
    row = medicine(
        anna, ruth, "Prednisone", "systemic_corticosteroid",
        stopped_on=date(2026, 3, 1), stopped_precision=precision,
    )  # fmt: skip
    shot = PriorTreatment.objects.create(
        patient=anna, entered_by=ruth, kind="steroid_injection",
        started_on=date(2026, 3, 1), started_precision=precision,
    )  # fmt: skip
    for model in (type(row), type(shot)):
        model.objects.update(entered_at=datetime(2026, 10, 5, 16, tzinfo=UTC))

    facts = gather(anna, today=TODAY, answers={})

    assert [m.stopped_by for m in facts.medications] == [latest]
    assert [t.given_by for t in facts.prior_treatments] == [latest]


def test_an_end_is_never_later_than_the_day_that_is_looked_at(ruth):
    anna = people.patient()
    medicine(
        anna, ruth, "Prednisone", "systemic_corticosteroid",
        stopped_on=date(2020, 3, 1), stopped_precision="unknown",
    )  # fmt: skip
    (fact,) = gather(anna, today=date(2020, 4, 1), answers={}).medications
    assert fact.stopped_by == date(2020, 4, 1)


def test_ten_newest_values_of_each_kind_are_kept_per_patient(ruth):
    anna, cora = people.patient("Anna Berg"), people.patient("Cora Diaz")
    for age in range(12):
        result(anna, ruth, "hba1c", f"5.{age}", TODAY - timedelta(days=age))
        result(cora, ruth, "weight", f"6{age % 10}", TODAY - timedelta(days=age))

    found = gather_many([anna, cora], today=TODAY)

    oldest = TODAY - timedelta(days=9)
    assert [r.kind for r in found[anna.pk].results] == ["hba1c"] * 10
    assert [r.kind for r in found[cora.pk].results] == ["weight"] * 10
    assert min(r.taken_on for r in found[anna.pk].results) == oldest


def measured_at(patient, by, value, hour):
    row = result(patient, by, "glucose", value, TODAY)
    taken_at = None if hour is None else NOON.replace(hour=hour)
    type(row).objects.filter(pk=row.pk).update(taken_at=taken_at)


def test_values_of_one_day_keep_their_order(ruth):
    anna = people.patient()
    measured_at(anna, ruth, "140", 15)
    measured_at(anna, ruth, "260", 14)
    measured_at(anna, ruth, "150", 15)

    facts = gather(anna, today=TODAY, answers={})

    assert [(str(r.value), r.order) for r in facts.results] == [
        ("150.00", 2),
        ("140.00", 2),
        ("260.00", 1),
    ]
    # Of the two of one minute the worse counts.
    assert facts.latest("glucose").value == 150


def test_value_without_a_time_leaves_the_order_of_the_day_open(ruth):
    anna = people.patient()
    measured_at(anna, ruth, "260", None)
    measured_at(anna, ruth, "140", 15)

    facts = gather(anna, today=TODAY, answers={})

    assert [r.order for r in facts.results] == [1, 0]
    assert facts.latest("glucose").value == 260


def test_unknown_question_is_refused(ruth):
    anna = healthy(ruth)

    with pytest.raises(ValueError, match="no question 'horoscope'"):
        gather_many([anna], today=TODAY, answers={anna.pk: {"horoscope": "yes"}})
