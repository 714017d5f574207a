from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from tests import people
from tests.treatments import builders
from tests.treatments.builders import NOW, TODAY
from tests.treatments.days import agreed_plan, noon
from tests.treatments.events import closed, event
from treatments.actions import adverse_events
from treatments.actions.adverse_events import EventFacts
from treatments.models import AdverseEvent, AdverseEventNote, Session, SessionRecord

pytestmark = pytest.mark.django_db

SWOLLEN = EventFacts(
    kind="swelling",
    onset_on=TODAY,
    severity=2,
    serious=False,
    outcome="ongoing",
    next_look_on=TODAY + timedelta(days=7),
)


def report(patient, by, facts=SWOLLEN, **more):
    return adverse_events.report_event(
        **{
            "patient": patient,
            "session": None,
            "facts": facts,
            "description": " The knee is thick ",
            "action": "Ice",
            "by": by,
            "now": NOW,
            "today": TODAY,
        }
        | more
    )


def follow(found, by, facts=SWOLLEN, text="No better", **more):
    return adverse_events.follow_event(
        event=found,
        facts=facts,
        text=text,
        by=by,
        now=NOW,
        today=TODAY,
        **{"revision": found.revision} | more,
    )


def close(found, by, outcome="recovered", note="Gone by itself"):
    return adverse_events.close_event(
        event=found, revision=found.revision, outcome=outcome, note=note, by=by, now=noon(TODAY)
    )


# ------------------------------------------------------------------ reporting


def test_an_event_is_open_with_what_was_reported(anna, ruth):
    found = report(anna, ruth)
    assert (found.description, found.action, found.reported_by) == (
        "The knee is thick",
        "Ice",
        ruth,
    )
    assert list(AdverseEvent.objects.open()) == [found]


@pytest.mark.parametrize(
    ("change", "serious"),
    [
        ({}, False),
        ({"serious": True}, True),
        ({"severity": 3}, False),
        ({"severity": 4}, True),
        ({"kind": "septic_joint"}, True),
        ({"kind": "anaphylaxis"}, True),
        ({"kind": "pneumothorax"}, True),
        ({"kind": "spinal_cord"}, True),
        ({"kind": "allergy"}, False),
        ({"outcome": "sequelae"}, True),
        ({"outcome": "death"}, True),
    ],
)
def test_grave_kinds_grades_and_outcomes_are_serious_whatever_is_ticked(
    anna, ruth, change, serious
):
    assert report(anna, ruth, replace(SWOLLEN, **change)).serious is serious


@pytest.mark.parametrize(
    "fields", [{"severity": 4}, {"kind": "septic_joint"}, {"outcome": "death"}, {"severity": 6}]
)
def test_the_database_takes_no_grave_event_that_is_not_serious(anna, ruth, fields):
    with pytest.raises(DatabaseError), transaction.atomic():
        event(anna, ruth, **fields)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "hiccups"}, "kind"),
        ({"severity": None}, "severity"),
        ({"severity": 6}, "severity"),
        ({"outcome": ""}, "outcome"),
        ({"onset_on": None}, "onset_on"),
        ({"onset_on": TODAY + timedelta(days=1)}, "onset_on"),
        ({"onset_on": people.BIRTH - timedelta(days=1)}, "onset_on"),
        ({"next_look_on": None}, "next_look_on"),
        ({"next_look_on": TODAY - timedelta(days=1)}, "next_look_on"),
        ({"next_look_on": date(9999, 12, 31)}, "next_look_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(anna, ruth, change, field):
    with pytest.raises(ValidationError) as refused:
        report(anna, ruth, replace(SWOLLEN, **change))
    assert list(refused.value.message_dict) == [field]
    assert AdverseEvent.objects.count() == 0


def test_an_event_needs_its_story_and_a_session_of_its_own_patient(anna, ruth):
    other = agreed_plan(builders.healthy(people.patient("Carl Diaz"), ruth), ruth)
    with pytest.raises(ValidationError) as refused:
        report(anna, ruth, description=" ", session=other.sessions.get(number=1))
    assert list(refused.value.message_dict) == ["description", "session"]


def test_an_event_after_a_session_belongs_to_its_plan(anna, ruth):
    plan = agreed_plan(anna, ruth)
    session = plan.sessions.get(number=1)
    found = report(anna, ruth, session=session)
    assert (found.session, found.plan) == (session, plan)


# ------------------------------------------------------------------ following and closing


def test_a_look_is_added_and_what_is_known_is_put_right(anna, ruth):
    found = event(anna, ruth)
    worse = replace(SWOLLEN, kind="septic_joint", severity=3, outcome="recovering")
    found = follow(found, ruth, worse, " Aspirated: cloudy ")
    assert (found.kind, found.severity, found.serious) == ("septic_joint", 3, True)
    note = AdverseEventNote.objects.get()
    assert (note.text, note.outcome, note.written_by) == ("Aspirated: cloudy", "recovering", ruth)


def test_a_look_without_a_word_or_on_a_stale_form_changes_nothing(anna, ruth):
    found = event(anna, ruth)
    with pytest.raises(ValidationError) as refused:
        follow(found, ruth, text="  ")
    assert list(refused.value.message_dict) == ["text"]
    with pytest.raises(ValidationError) as refused:
        follow(found, ruth, revision=7)
    assert refused.value.code == "stale"
    assert AdverseEventNote.objects.count() == 0


@pytest.mark.parametrize("outcome", ["recovered", "sequelae", "death", "unknown"])
def test_a_closed_event_is_over(anna, ruth, outcome):
    found = close(event(anna, ruth), ruth, outcome)
    assert (found.outcome, found.closed_by, found.next_look_on) == (outcome, ruth, None)
    assert found.serious is (outcome in ("sequelae", "death"))
    assert not AdverseEvent.objects.open().exists()


@pytest.mark.parametrize(
    ("outcome", "note", "field"),
    [
        ("ongoing", "Enough", "outcome"),
        ("recovering", "Enough", "outcome"),
        ("", "Enough", "outcome"),
        ("recovered", " ", "closing_note"),
    ],
)
def test_what_goes_on_is_not_closed(anna, ruth, outcome, note, field):
    found = event(anna, ruth)
    with pytest.raises(ValidationError) as refused:
        close(found, ruth, outcome, note)
    assert list(refused.value.message_dict) == [field]
    assert AdverseEvent.objects.open().exists()


def test_a_closed_event_takes_no_look_and_no_second_end(anna, ruth):
    found = closed(anna, ruth)
    for act in (follow, close):
        with pytest.raises(ValidationError, match="This event is closed"):
            act(found, ruth)


def test_the_database_lets_nobody_change_a_closed_event_or_a_note(anna, ruth):
    found = event(anna, ruth)
    follow(found, ruth)
    found.refresh_from_db()
    close(found, ruth)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        AdverseEvent.objects.update(severity=1)
    for act in (lambda rows: rows.update(text="Fine"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(AdverseEventNote.objects.all())


# ------------------------------------------------------------------ reactions at the needle


@pytest.mark.parametrize(
    ("reaction", "kind", "serious"),
    [
        ("allergic", "allergy", True),
        ("other", "other", False),
        ("vasovagal", None, None),
        ("pain", None, None),
        ("none", None, None),
    ],
)
def test_only_an_unexpected_reaction_opens_an_event(anna, ruth, reaction, kind, serious):
    session: Session = agreed_plan(anna, ruth).sessions.get(number=1)
    record = SessionRecord(
        session=session, treated_on=TODAY, reaction=reaction, reaction_note="Hives on both arms"
    )
    found = adverse_events.open_event_for_reaction(record, ruth, NOW)
    if kind is None:
        assert found is None
        return
    assert (found.kind, found.serious, found.severity) == (kind, serious, 2)
    assert (found.description, found.session) == ("Hives on both arms", session)
    assert (found.onset_on, found.next_look_on) == (TODAY, TODAY + timedelta(days=1))
