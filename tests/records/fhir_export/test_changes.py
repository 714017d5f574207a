"""Who changed what when: lines of the chart that were corrected, visits that were moved."""

from datetime import timedelta

import pghistory
import pytest

from patients.actions import history
from tests.patients import builders as charts
from tests.records.fhir_export.wholes import deeds, exported, resources, the
from tests.scheduling import builders as book
from tests.treatments import builders as plans

pytestmark = pytest.mark.django_db


def done(found, kind):
    """What was done to the only resource of its type; the entering first, as a test has no time."""
    return sorted(deeds(found, the(found, kind)), key=lambda deed: "entity" in deed)


def doer(found, deed):
    named = deed["agent"][0]["who"]["reference"][9:]
    (who,) = (each for each in resources(found) if each["id"] == named)
    return who["name"] if who["resourceType"] == "Organization" else who["name"][0]["text"]


def test_a_corrected_line_leaves_with_who_corrected_it_and_what_stood_there(anna, ruth, ben):
    gout = charts.problem(anna, ruth, "Gout", note="Left toe")
    with pghistory.context(user=ben.pk):
        history.change_problem(
            problem=gout, revision=1, today=charts.TODAY, display="Gout", note="Right toe"
        )
    found = exported(anna)
    entered, changed = done(found, "Condition")
    assert (doer(found, entered), doer(found, changed)) == ("Ruth Adler", "Ben Castillo")
    assert changed["activity"]["text"] == "Changed"
    assert changed["entity"] == [
        {"role": "revision", "what": {"display": "Before: note: Left toe"}}
    ]


def test_what_nobody_signed_in_did_was_done_by_the_clinic(anna, ruth):
    gout = charts.problem(anna, ruth, "Gout")
    history.change_problem(problem=gout, revision=1, today=charts.TODAY, note="Right toe")
    found = exported(anna)
    _, changed = done(found, "Condition")
    assert doer(found, changed) == "Prolo clinic"
    assert "onBehalfOf" not in changed["agent"][0]
    assert changed["entity"][0]["what"]["display"] == "Before: note: -"


def test_what_was_saved_again_as_it_was_is_no_change(anna, ruth):
    gout = charts.problem(anna, ruth, "Gout", note="Left toe")
    history.change_problem(problem=gout, revision=1, today=charts.TODAY, note="Left toe")
    found = exported(anna)
    (entered,) = deeds(found, the(found, "Condition"))
    assert entered["activity"]["text"] == "Entered"


def test_a_corrected_lower_pressure_is_told_of_the_panel(anna, ruth):
    plans.measured(anna, ruth, bp_systolic="124", bp_diastolic="78")
    low = anna.results.get(kind="bp_diastolic")
    low.value, low.revision = 87, 2
    low.save(update_fields=["value", "revision"])
    found = exported(anna)
    _, changed = done(found, "Observation")
    assert changed["entity"][0]["what"]["display"] == "Before: value: 78.00"


def test_a_moved_visit_leaves_with_where_it_was_before(anna, ruth, ben):
    visit = book.appointment(anna, ruth, book.room(book.site()), book.NINE)
    with pghistory.context(user=ben.pk):
        for hours in (1, 2):
            visit.starts_at = book.NINE + timedelta(hours=hours)
            visit.ends_at = visit.starts_at + timedelta(minutes=35)
            visit.revision += 1
            visit.save(update_fields=["starts_at", "ends_at", "revision"])
    found = exported(anna)
    moves = [
        each
        for each in deeds(found, the(found, "Appointment"))
        if each["activity"]["text"] == "Moved"
    ]
    assert [(doer(found, each), each["entity"][0]["what"]["display"]) for each in moves] == [
        ("Ben Castillo", "Another start. Before: 2026-12-07T09:00:00-05:00"),
        ("Ben Castillo", "Another start. Before: 2026-12-07T10:00:00-05:00"),
    ]
    assert len({each["id"] for each in moves}) == 2
