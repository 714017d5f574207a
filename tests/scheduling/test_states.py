"""Steps back with a reason, late cancellations, and who is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from scheduling.actions.states import TRANSITIONS, cancel_visit, change_state, corrections
from scheduling.models import Appointment, Reminder, StateChange
from tests.scheduling import builders
from tests.scheduling.builders import NINE, NOW, TEN

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
