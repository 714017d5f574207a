"""A visit's way through the day: steps, steps back with a reason, cancellations, who is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from scheduling.actions.states import TRANSITIONS, cancel_visit, change_state, corrections
from scheduling.models import Appointment, Reminder, StateChange
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, NOW, TEN, at
from tests.scheduling.refusing import refused

pytestmark = pytest.mark.django_db
State = Appointment.State


@pytest.fixture
def visit(open_clinic, ruth):
    return builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)


def marked(visit, state):
    Appointment.objects.filter(pk=visit.pk).update(state=state)
    visit.refresh_from_db()
    return visit


def step(visit, state, by, **fields):
    asked = {"appointment": visit, "revision": visit.revision, "state": state, "by": by}
    return change_state(**asked | {"now": TEN} | fields)


def test_steps_back_are_those_that_lead_to_an_earlier_state_of_the_day():
    assert {state: corrections(state) for state in TRANSITIONS if corrections(state)} == {
        State.CONFIRMED: (State.BOOKED,),
        State.ARRIVED: (State.BOOKED,),
        State.IN_ROOM: (State.ARRIVED,),
        State.OBSERVING: (State.IN_ROOM,),
        State.DONE: (State.OBSERVING, State.IN_ROOM, State.ARRIVED),
        State.NO_SHOW: (State.ARRIVED, State.BOOKED),
    }


@pytest.mark.parametrize(
    ("was", "then"), [(was, then) for was in TRANSITIONS for then in corrections(was)]
)
def test_a_step_back_is_refused_without_a_reason_and_kept_with_one(visit, ben, was, then):
    marked(visit, was)
    with pytest.raises(ValidationError) as error:
        step(visit, then, ben, reason="  ")
    assert error.value.message_dict == {"reason": ["Say why the visit goes back a step."]}
    assert not StateChange.objects.exists()

    step(visit, then, ben, reason=" Pressed by mistake ")
    change = StateChange.objects.get()
    assert (change.from_state, change.to_state, change.changed_by, change.changed_at) == (
        was,
        then,
        ben,
        TEN,
    )
    assert change.reason == "Pressed by mistake"


def test_a_step_forward_keeps_no_reason(visit, ben):
    step(visit, "arrived", ben, reason="Because")
    assert StateChange.objects.get().reason == ""


def test_the_database_refuses_a_step_back_without_a_reason(visit, ben):
    change = StateChange(
        appointment=visit, from_state="done", to_state="arrived", changed_at=TEN, changed_by=ben
    )
    with pytest.raises(IntegrityError, match="state_change_back_with_reason"), transaction.atomic():
        StateChange.objects.bulk_create([change])


def test_nothing_brings_a_cancelled_visit_back(visit, ben):
    cancelled = cancel_visit(
        appointment=visit, revision=1, cancelled_by="patient", code="ill", by=ben, now=NOW
    )
    with pytest.raises(ValidationError, match="cannot be marked"):
        step(cancelled, "booked", ben, reason="She can come after all")


def test_a_requested_visit_that_is_agreed_to_is_announced_as_booked(visit, ben):
    visit.patient.email, visit.patient.preferred_contact = "anna@example.test", "email"
    visit.patient.save(update_fields=["email", "preferred_contact"])
    agreed = step(marked(visit, "requested"), "booked", ben, now=NOW)
    assert agreed.state == "booked"
    assert list(Reminder.objects.exclude(kind="reminder").values_list("kind", flat=True)) == [
        "booked"
    ]


@pytest.mark.parametrize(
    ("by_whom", "hours_before", "late"),
    [
        ("patient", 24.01, False),
        ("patient", 24, False),
        ("patient", 23.99, True),
        ("patient", -1, True),
        ("clinic", 1, False),
    ],
)
def test_late_is_what_the_patient_cancels_within_the_hours_before_the_start(
    visit, ben, by_whom, hours_before, late
):
    cancel_visit(
        appointment=visit,
        revision=1,
        cancelled_by=by_whom,
        code="other",
        by=ben,
        now=NINE - timedelta(hours=hours_before),
    )
    assert Appointment.objects.cancelled_late(24).exists() == late


def test_a_cancelled_visit_keeps_its_reason_and_frees_its_time(book, ben, boris, anna, ruth):
    session = builders.session(anna, ruth)
    visit = cancel_visit(
        appointment=book(session=session),
        revision=1,
        cancelled_by="patient",
        code="ill",
        reason=" Flu ",
        by=ben,
        now=NOW,
    )
    assert (visit.state, visit.cancelled_by, visit.cancelled_at) == ("cancelled", "patient", NOW)
    assert (visit.cancelled_code, visit.cancelled_reason) == ("ill", "Flu")
    assert book(patient=boris).starts_at == NINE
    assert book(session=session, starts_at=TEN).session == session


@pytest.mark.parametrize(("cancelled_by", "code"), [("", "ill"), ("patient", "")])
def test_a_visit_is_not_cancelled_without_a_reason(book, ben, cancelled_by, code):
    said = refused(
        cancel_visit,
        appointment=book(),
        revision=1,
        cancelled_by=cancelled_by,
        code=code,
        by=ben,
        now=NOW,
    )
    assert said == ["Say by whom and why the visit is cancelled."]


@pytest.mark.parametrize("state", list(TRANSITIONS))
def test_states_follow_the_table_and_nothing_else(book, ben, state):
    visit = book()
    for wanted in Appointment.State.values:
        kept = builders.CANCELLED if state == "cancelled" else builders.NOT_CANCELLED
        Appointment.objects.filter(pk=visit.pk).update(revision=1, **kept | {"state": state})
        step = {"appointment": visit, "revision": 1, "state": wanted, "by": ben, "now": TEN}
        step["reason"] = "Pressed by mistake"
        if wanted in TRANSITIONS[state]:
            assert change_state(**step).state == wanted
        else:
            assert "cannot be marked" in refused(change_state, **step)[0]


def test_a_visit_is_not_marked_before_its_day(book, ben):
    said = refused(change_state, appointment=book(), revision=1, state="arrived", by=ben, now=NOW)
    assert said == ["This visit is on Mon 7 Dec 2026, 9:00 am EST. Mark it from that day on."]


def test_a_patient_may_still_come_until_the_visit_begins(book, ben):
    visit = book()
    said = refused(
        change_state, appointment=visit, revision=1, state="no_show", by=ben, now=at(MONDAY, 8, 59)
    )
    assert said == ["The visit has not begun yet; the patient may still come."]
    step = change_state(appointment=visit, revision=1, state="no_show", by=ben, now=NINE)
    assert step.state == "no_show"


def test_a_missed_visit_comes_back_only_if_its_time_is_still_free(book, ben, boris):
    visit = book()
    change_state(appointment=visit, revision=1, state="no_show", by=ben, now=NINE)
    book(patient=boris, now=NINE)
    assert "Ruth Adler is taken from 9:00 am to 9:20 am EST." in refused(
        change_state,
        appointment=visit,
        revision=2,
        state="booked",
        by=ben,
        now=NINE,
        reason="Came after all",
    )


def test_an_unknown_state_is_refused(book, ben):
    said = refused(change_state, appointment=book(), revision=1, state="\0", by=ben, now=TEN)
    assert "cannot be marked" in said[0]
