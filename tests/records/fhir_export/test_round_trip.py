"""What leaves with an export and comes back with an import has the same values."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.body import REGIONS, SIDES
from patients.models import (
    Allergy,
    Medication,
    Patient,
    PriorTreatment,
    Problem,
    Result,
)
from patients.models.history import RESULT_RANGES
from records.fhir.datatypes import clean
from records.fhir.reading import read
from records.fhir_export import chart, observations, people
from records.fhir_export.building import trimmed
from records.fhir_export.bundle import check
from records.fhir_export.writing import bundle_lines
from tests.records.fhir_export.wholes import bare
from tests.treatments import builders as plans

MOMENT = datetime(2026, 11, 2, 15, 4, 5, tzinfo=UTC)
LINE = {"pk": 7, "entered_by_id": 3, "entered_at": MOMENT, "changed_at": MOMENT}
ANNA = Patient(
    pk=1, record_number="T000001", given_name="Anna", family_name="Berg", sex="female",
    birth_date=date(1968, 4, 12), registered_by_id=3, changed_at=MOMENT,
)  # fmt: skip

days = st.dates(date(1970, 1, 1), date(2026, 11, 1))
# Of what is only partly known the first day is kept.
partial = st.one_of(
    st.tuples(st.none(), st.just("day")),
    st.tuples(days, st.sampled_from(["day", "unknown"])),
    st.tuples(days.map(lambda day: day.replace(day=1)), st.just("month")),
    st.tuples(days.map(lambda day: day.replace(month=1, day=1)), st.just("year")),
)


def words(longest, shortest=0):
    """As a form leaves them, in one line: without control characters, spaces at the ends, tags."""
    signs = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="<>&")
    return (
        st.lists(st.text(signs, min_size=1, max_size=12), min_size=shortest, max_size=6)
        .map(lambda parts: clean(" ".join(parts))[:longest].strip())
        .filter(lambda text: bool(text) or not shortest)
    )


def back(*resources):
    """The entries that an import finds in a Bundle with these resources and their patient."""
    made = [people.patient(ANNA, [], bare(ANNA)), people.organization("Prolo", bare(ANNA))]
    found = [trimmed(each) for each in (*made, *resources)]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in found],
    }
    check(bundle)
    contents = read(io.BytesIO("".join(bundle_lines(bundle)).encode()))
    assert contents.errors == []
    return contents


def the_entry(*resources):
    (entry,) = back(*resources).entries
    return dict(entry.values)


def of(row, names):
    return {name: getattr(row, name) for name in names}


@settings(max_examples=30)
@given(
    display=words(200, 1),
    note=words(500),
    status=st.sampled_from(Problem.Status.values),
    verified=st.booleans(),
    onset=partial,
    coded=st.sampled_from([("", ""), ("icd10cm", "M17.11"), ("snomed", "239873007")]),
)
def test_a_problem_comes_back_as_it_left(display, note, status, verified, onset, coded):
    row = Problem(
        **LINE, display=display, note=note, status=status, verified=verified,
        onset=onset[0], onset_precision=onset[1], system=coded[0], code=coded[1],
    )  # fmt: skip
    said = the_entry(chart.condition(row, bare(ANNA)))
    assert said == of(row, said)
    assert said.keys() == {
        "display", "system", "code", "onset", "onset_precision", "status", "verified", "note",
    }  # fmt: skip


@settings(max_examples=30)
@given(
    name=words(200, 1),
    dose=words(120),
    indication=words(200),
    route=st.sampled_from(Medication.Route.values),
    daily=st.none() | st.decimals("0.01", "9999999.99", places=2),
    started=partial,
    stopped=partial,
    rxcui=st.sampled_from(["", "855332"]),
)
def test_a_medicine_comes_back_as_it_left(
    name, dose, indication, route, daily, started, stopped, rxcui
):
    if started[0] and stopped[0] and stopped[0] < started[0]:
        started, stopped = (started[0], "day"), (started[0] + timedelta(days=9), "day")
    row = Medication(
        **LINE, name=name, dose=dose, indication=indication, route=route, dose_mg_per_day=daily,
        started_on=started[0], started_precision=started[1], stopped_on=stopped[0],
        stopped_precision=stopped[1], rxcui=rxcui,
    )  # fmt: skip
    said = the_entry(chart.medication_statement(row, [], bare(ANNA)))
    # Looked up anew: a file from outside shall make no medicine look harmless.
    del said["classes"], said["classed_by"]
    assert said == of(row, said)
    assert said.keys() == {
        "name", "dose", "dose_mg_per_day", "route", "indication", "rxcui", "started_on",
        "started_precision", "stopped_on", "stopped_precision",
    }  # fmt: skip


def test_a_medicine_that_is_to_end_comes_back_with_its_end():
    row = Medication(**LINE, name="Cephalexin", stopped_on=date(2026, 12, 24))
    statement = chart.medication_statement(row, [], bare(ANNA))
    assert statement["status"] == "active"
    assert the_entry(statement)["stopped_on"] == date(2026, 12, 24)


@pytest.mark.parametrize("end", [None, "2026-10-01"])
def test_a_stopped_medicine_without_a_sound_end_is_not_taken_for_one_that_is_taken(end):
    row = Medication(
        **LINE, name="Warfarin", started_on=date(2026, 10, 30), stopped_on=date(2026, 10, 31)
    )
    statement = chart.medication_statement(row, [], bare(ANNA))
    statement["effectivePeriod"]["end"] = end
    said = the_entry(statement)
    assert (said["stopped_on"], said["stopped_precision"]) == (date(2026, 10, 30), "unknown")


def test_classes_are_looked_up_and_not_believed():
    row = Medication(**LINE, name="Warfarin", classes=["no_screened_class"], classed_by="physician")
    said = the_entry(chart.medication_statement(row, [], bare(ANNA)))
    assert (said["classes"], said["classed_by"]) == (["anticoagulant"], "catalogue")


@settings(max_examples=30)
@given(
    # A substance called "None" is read as no allergy.
    substance=words(100, 1).map("Extract of {}".format),
    reaction=words(200),
    status=st.sampled_from(Allergy.Status.values),
    verified=st.booleans(),
    coded=st.sampled_from([("", ""), ("snomed", "300916003"), ("rxnorm", "6387")]),
)
def test_an_allergy_comes_back_as_it_left(substance, reaction, status, verified, coded):
    row = Allergy(
        **LINE, substance=substance, reaction=reaction, status=status, verified=verified,
        system=coded[0], code=coded[1],
    )  # fmt: skip
    said = the_entry(chart.allergy_intolerance(row, bare(ANNA)))
    del said["classes"]
    assert said == of(row, said)
    assert said.keys() == {"substance", "reaction", "status", "verified", "system", "code"}


def test_classes_of_an_allergen_are_added_to_what_its_name_says():
    row = Allergy(**LINE, substance="Numbing cream", classes=["amide_anaesthetic", "nonsense"])
    found = the_entry(chart.allergy_intolerance(row, bare(ANNA)))["classes"]
    assert "nonsense" not in found
    assert "amide_anaesthetic" in found


@settings(max_examples=30)
@given(
    kind=st.sampled_from(sorted(RESULT_RANGES)),
    share=st.integers(0, 10_000),
    taken_on=days,
    minute=st.none() | st.integers(0, 24 * 60 - 1),
)
def test_a_result_comes_back_as_it_left(kind, share, taken_on, minute):
    _, low, high = RESULT_RANGES[kind]
    value = (low + (high - low) * share / 10_000).quantize(Decimal("0.01"))
    wall = datetime.combine(taken_on, datetime.min.time(), bare(ANNA).zone)
    taken_at = None if minute is None else (wall + timedelta(minutes=minute)).astimezone(UTC)
    row = Result(**LINE, kind=kind, value=value, taken_on=taken_on, taken_at=taken_at)
    said = the_entry(observations.result(row, bare(ANNA)))
    assert said == of(row, ("kind", "value", "taken_on", "taken_at"))


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)])
def test_a_result_from_elsewhere_keeps_the_day_of_that_place(day):
    row = Result(
        **LINE, kind="inr", value=Decimal(2), taken_on=day,
        taken_at=datetime(2026, 11, 2, 11, 30, tzinfo=UTC),
    )  # fmt: skip
    said = the_entry(observations.result(row, bare(ANNA)))
    assert (said["taken_on"], said["taken_at"]) == (row.taken_on, row.taken_at)


@settings(max_examples=30)
@given(
    kind=st.sampled_from(PriorTreatment.Kind.values),
    region=st.sampled_from(["", *REGIONS]),
    side=st.sampled_from(["", *SIDES]),
    substance=words(120),
    outcome=st.sampled_from(PriorTreatment.Outcome.values),
    note=words(300),
    started=partial,
    ended=partial,
)
def test_an_earlier_treatment_comes_back_as_it_left(
    kind, region, side, substance, outcome, note, started, ended
):
    if started[0] and ended[0] and ended[0] < started[0]:
        ended = (None, "day")
    row = PriorTreatment(
        **LINE, kind=kind, region=region, side=side, substance=substance, outcome=outcome,
        note=note, started_on=started[0], started_precision=started[1], ended_on=ended[0],
        ended_precision=ended[1],
    )  # fmt: skip
    said = the_entry(chart.prior_treatment(row, bare(ANNA)))
    assert said == of(row, said)
    assert len(said) == 10


def test_lines_of_a_note_stay_lines():
    row = Problem(**LINE, display="Gout", note="Since 2019\n  left toe\n\nworse in spring")
    said = the_entry(chart.condition(row, bare(ANNA)))
    assert said["note"] == "Since 2019\nleft toe\n\nworse in spring"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Gout\x01 of the toe", "Gout of the toe"), ("José’s “trouble”", "José’s “trouble”")],
)
def test_only_what_no_document_holds_is_taken_out_of_a_text(typed, kept):
    row = Problem(**LINE, display=typed)
    assert the_entry(chart.condition(row, bare(ANNA)))["display"] == kept


def test_what_was_taken_back_does_not_come_back():
    taken_back = LINE | {"voided_at": MOMENT, "voided_by_id": 3, "void_reason": "Wrong patient"}
    contents = back(
        chart.condition(Problem(**taken_back, display="Gout"), bare(ANNA)),
        chart.medication_statement(Medication(**taken_back, name="Warfarin"), [], bare(ANNA)),
        chart.allergy_intolerance(Allergy(**taken_back, substance="Corn"), bare(ANNA)),
        chart.prior_treatment(PriorTreatment(**taken_back, kind="brace"), bare(ANNA)),
        observations.result(
            Result(**taken_back, kind="inr", value=Decimal(2), taken_on=plans.TODAY), bare(ANNA)
        ),
    )
    assert contents.entries == []
    assert sum(contents.left_out.values()) == 5


def test_a_disproved_allergy_comes_back_as_disproved():
    row = Allergy(**LINE, substance="Corn", disproved_on=plans.TODAY)
    said = the_entry(chart.allergy_intolerance(row, bare(ANNA)))
    assert (said["disproved_on"], said["status"]) == (plans.TODAY, "active")
