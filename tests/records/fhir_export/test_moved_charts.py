"""A chart that leaves a clinic is the same chart where it arrives, and nothing new at home."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.actions import history
from patients.models import (
    Allergy,
    Medication,
    Patient,
    PriorTreatment,
    Problem,
    SpecialistNote,
)
from records.fhir.datatypes import clean
from records.fhir_export.writing import bundle_lines
from tests import people
from tests.patients import builders as charts
from tests.records.fhir_export.moves import (
    accept_all,
    arrive,
    chart_of,
    days_before,
    derived_of,
    facts_of,
    leave,
    person_of,
)
from tests.records.fhir_export.wholes import NOW, everything, exported

pytestmark = pytest.mark.django_db

DISPROVED = date(2026, 10, 5)

SESSION = {
    "kind": "prolotherapy", "region": "knee", "side": "right",
    "substance": "dextrose 25 %; dextrose 15 %, lidocaine 0.2 %",
    "started_on": date(2026, 11, 2), "started_precision": "day",
    "ended_on": date(2026, 11, 2), "ended_precision": "day",
    "outcome": "unknown", "note": "A session there",
}  # fmt: skip


def with_everything(patient, physician):
    everything(patient, physician)
    charts.allergy(patient, physician, "Penicillin", disproved_on=DISPROVED)
    charts.letter(patient, physician, "immune", agrees=False, note="Wait\nuntil spring")
    charts.prior_treatment(
        patient, physician, "steroid_injection", region="knee", side="right",
        substance="Triamcinolone", started_on=date(2026, 9, 1), ended_on=date(2026, 9, 1),
        outcome="some",
    )  # fmt: skip
    charts.problem(patient, physician, "Smoker", system="snomed", code="77176002")
    charts.result(patient, physician, "inr", "2.4", taken_at=datetime(2026, 5, 1, 18, tzinfo=UTC))
    wrong = charts.problem(patient, physician, "Epilepsy")
    history.void_entry(entry=wrong, reason="Wrong patient", by=physician, now=NOW)


def test_another_clinic_has_the_same_chart_line_by_line_and_column_by_column():
    left = leave(with_everything, phone="(859) 555-0192", email="anna@home.example")
    ruth = people.physician()
    first = arrive(left.document, ruth)
    assert (first.state, [each.text for each in first.errors]) == ("imported", [])
    there = Patient.objects.get()
    assert person_of(there) == left.person
    chart = chart_of(there)
    assert chart["PriorTreatment"].count(SESSION) == 1
    chart["PriorTreatment"].remove(SESSION)
    assert chart == left.chart
    assert {model: len(lines) for model, lines in chart.items()} == {
        "Problem": 3, "Medication": 1, "Allergy": 2, "Result": 10, "PriorTreatment": 3,
        "SpecialistNote": 2,
    }  # fmt: skip


def test_once_all_of_it_is_accepted_screening_rests_on_the_same_facts():
    left = leave(with_everything)
    ruth = people.physician()
    arrive(left.document, ruth)
    there = Patient.objects.get()
    accept_all(there, ruth)
    facts = facts_of(there)
    treated = [each for each in facts["prior_treatments"] if each["kind"] == "prolotherapy"]
    assert [(each["region"], each["side"], each["ended"]) for each in treated] == [
        ("knee", "right", date(2026, 11, 2))
    ]
    facts["prior_treatments"].remove(treated[0])
    for said in (facts, left.facts):
        for taken in said["medications"]:
            # What a prescriber decided about injections there is asked again here.
            for name in ("prescriber_decision", "decided_by", "decided_on"):
                del taken[name]
    assert facts == left.facts
    assert derived_of(there) == left.derived


def test_a_newer_copy_without_news_changes_nothing():
    left = leave(with_everything)
    ruth = people.physician()
    arrive(left.document, ruth)
    later = arrive(left.document.replace("10:30:00", "11:30:00", 1), ruth)
    assert later.state == "imported"
    assert {(n.added, n.changed, n.refused) for n in later.counts.values()} == {(0, 0, 0)}
    assert Patient.objects.count() == 1


def test_at_home_a_copy_of_the_record_changes_nothing_and_makes_no_second_patient():
    ruth = people.physician()
    anna = people.patient("Anna Berg")
    with_everything(anna, ruth)
    before = chart_of(anna)
    home = arrive("".join(bundle_lines(exported(anna))), ruth)
    assert [each.text for each in home.errors] == []
    assert Patient.objects.count() == 1
    (person,) = home.people
    assert (person.record_number, person.matched) == ("T000001", "identifier")
    assert {(n.added, n.changed, n.refused) for n in home.counts.values()} == {(0, 0, 0)}
    assert {kind: n.unchanged for kind, n in home.counts.items()} == {
        "problem": 3, "medication": 1, "allergy": 2, "result": 10, "prior-treatment": 4,
        "specialist-note": 2,
    }  # fmt: skip
    assert chart_of(anna) == before
    assert anna.identifiers.filter(system__startswith="urn:uuid:").count() == 0


def letters(agrees):
    def fill(patient, physician):
        charts.problem(patient, physician, "Hemophilia A")
        charts.letter(patient, physician, "bleeding", agrees=agrees)

    return fill


def test_a_letter_that_agrees_counts_only_when_a_physician_here_has_accepted_it():
    left = leave(letters(agrees=True))
    ruth = people.physician()
    arrive(left.document, ruth)
    there = Patient.objects.get()
    assert facts_of(there)["notes"] == []
    accept_all(there, ruth)
    assert [note["agrees"] for note in facts_of(there)["notes"]] == [True]


def test_a_letter_that_advises_against_counts_at_once():
    left = leave(letters(agrees=False))
    arrive(left.document, people.physician())
    assert [note["agrees"] for note in facts_of(Patient.objects.get())["notes"]] == [False]


def test_letters_of_other_systems_are_not_read():
    left = leave(letters(agrees=True))
    named = "https://prolo.example/fhir/StructureDefinition/chart-entry"
    sent = arrive(left.document.replace(named, "https://other.example/entry"), people.physician())
    assert SpecialistNote.objects.count() == 0
    assert sent.unused["DocumentReference"] == 1


@pytest.mark.parametrize(
    ("damage", "count"),
    [
        (('"code":"agrees"', '"code":"maybe"'), "DocumentReference: unclear"),
        (('"creation":"2026-11-02"', '"creation":"2026"'), "DocumentReference: unclear"),
        (('"creation":"2026-11-02"', '"creation":"1901-01-01"'), "DocumentReference: before birth"),
        (('"status":"current"', '"status":"superseded"'), "DocumentReference: superseded"),
    ],
)
def test_a_letter_that_does_not_say_all_is_left_out(damage, count):
    left = leave(letters(agrees=True))
    assert damage[0] in left.document
    sent = arrive(left.document.replace(*damage), people.physician())
    assert sent.state == "imported"
    assert SpecialistNote.objects.count() == 0
    assert sent.left_out[count] == 1


def test_a_disproved_allergy_comes_back_as_history():
    left = leave(lambda patient, by: charts.allergy(patient, by, "Corn", disproved_on=DISPROVED))
    arrive(left.document, people.physician())
    allergy = Allergy.objects.get()
    assert (allergy.disproved_on, allergy.held) == (DISPROVED, False)
    assert Patient.objects.get().allergies_status == "not_asked"


def test_an_allergy_that_is_said_to_be_confirmed_is_one_whatever_an_extension_says():
    left = leave(lambda patient, by: charts.allergy(patient, by, "Corn", disproved_on=DISPROVED))
    arrive(left.document.replace('"code":"refuted"', '"code":"confirmed"'), people.physician())
    assert Allergy.objects.get().disproved_on is None


def test_what_was_refuted_elsewhere_does_not_come_in_at_all():
    left = leave(lambda patient, by: charts.allergy(patient, by, "Corn", disproved_on=DISPROVED))
    without = left.document.replace("StructureDefinition/disproved-on", "StructureDefinition/x")
    sent = arrive(without, people.physician())
    assert Allergy.objects.count() == 0
    assert sent.left_out["AllergyIntolerance: refuted"] == 1


def undone(test):
    """Each example of a test begins in an empty clinic."""

    def run(steps):
        with transaction.atomic():
            test(steps)
            transaction.set_rollback(True)

    return run


typed = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40
)
ago = st.integers(0, 9_000).map(days_before)
maybe_ago = st.none() | ago
in_order = st.tuples(maybe_ago, maybe_ago).map(
    lambda pair: pair if None in pair else (min(pair), max(pair))
)
names = st.sampled_from(
    ["Warfarin 5 mg", "Aspirin 81 mg", "Prednisone", "Ibuprofen", "Elixir", "Metformin 500 mg"]
)
steps = st.one_of(
    st.tuples(
        st.just("problem"),
        st.fixed_dictionaries(
            {
                "display": st.sampled_from(["Hemophilia A", "Type 2 diabetes", "Gout", "Smoker"]),
                "onset": maybe_ago,
                "status": st.sampled_from(Problem.Status.values),
                "verified": st.booleans(),
                "note": typed,
            }
        ),
    ),
    st.tuples(
        st.just("medication"),
        st.fixed_dictionaries(
            {
                "name": names,
                "dose": typed,
                "route": st.sampled_from(Medication.Route.values),
                "indication": typed,
                "days": in_order,
            }
        ),
    ),
    st.tuples(
        st.just("allergy"),
        st.fixed_dictionaries(
            {
                "substance": st.sampled_from(["Lidocaine", "Corn", "Latex", "Penicillin"]),
                "reaction": typed,
                "disproved_on": maybe_ago,
            }
        ),
    ),
    st.tuples(
        st.just("result"),
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["glucose", "weight", "bp_systolic", "bp_diastolic"]),
                "value": st.decimals("40", "200", places=1).map(str),
                "taken_on": ago,
            }
        ),
    ),
    st.tuples(
        st.just("prior_treatment"),
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(PriorTreatment.Kind.values),
                "region": st.sampled_from(["", "knee", "low_back"]),
                "side": st.sampled_from(["", "left"]),
                "outcome": st.sampled_from(PriorTreatment.Outcome.values),
                "substance": typed,
                "note": typed,
                "days": in_order,
            }
        ),
    ),
    st.tuples(
        st.just("letter"),
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(SpecialistNote.Kind.values),
                "agrees": st.booleans(),
                "dated": ago,
                "note": typed,
            }
        ),
    ),
    st.tuples(st.just("void"), st.just({})),
)
ENDS = {"medication": "stopped_on", "prior_treatment": "ended_on"}


def act(patient, by, what, said, last):
    """One thing that somebody does in the chart; what the record refuses is not done."""
    said = {name: clean_as_forms_do(value) for name, value in said.items()}
    started, ended = said.pop("days", (None, None))
    if what in ENDS:
        said |= {"started_on": started, ENDS[what]: ended}
    try:
        if what == "void":
            return last and history.void_entry(entry=last, reason="Wrong patient", by=by, now=NOW)
        return getattr(charts, what)(patient, by, **said)
    except ValidationError:
        return last


def clean_as_forms_do(value):
    return clean(value) if isinstance(value, str) else value


@settings(max_examples=20)
@given(st.lists(steps, max_size=8))
@undone
def test_whatever_was_done_in_a_chart_the_same_chart_arrives(done):
    def fill(patient, by):
        last = None
        for what, said in done:
            last = act(patient, by, what, said, last)

    left = leave(fill)
    ruth = people.physician()
    first = arrive(left.document, ruth)
    assert (first.state, [each.text for each in first.errors]) == ("imported", [])
    there = Patient.objects.get()
    accept_all(there, ruth)
    assert chart_of(there) == left.chart
    assert facts_of(there) == left.facts
    assert derived_of(there) == left.derived


def test_a_letter_that_says_something_else_later_waits_again():
    left = leave(letters(agrees=True))
    ruth = people.physician()
    arrive(left.document, ruth)
    there = Patient.objects.get()
    accept_all(there, ruth)
    later = arrive(left.document.replace('"code":"agrees"', '"code":"against"'), ruth)
    assert later.counts["specialist-note"].changed == 1
    letter = SpecialistNote.objects.get()
    assert (letter.agrees, letter.waits, letter.revision) == (False, True, 2)


def test_a_letter_waits_on_the_page_and_in_the_chart_until_it_is_accepted(ruth, signed_in):
    left = leave(letters(agrees=True))
    arrive(left.document, ruth)
    there = Patient.objects.get()
    doctor = signed_in(ruth)
    address = reverse("waiting-entries", args=[there.pk])
    page = doctor.get(address)
    letter = " ".join(page.text.split())
    assert "Letters of specialists" in letter
    assert "Dr. Okafor, hematology · Mon 2 Nov 2026 · Agrees to the injections" in letter
    chart = reverse("chart", args=[there.pk])
    assert doctor.get(chart).text.count("Not accepted yet<") == 2
    said = {"fingerprint": page.context["page"].fingerprint}
    doctor.post(reverse("accept-all-entries", args=[there.pk]), said)
    assert SpecialistNote.objects.get().accepted_by == ruth
    assert "Not accepted yet<" not in doctor.get(chart).text
