"""What a booking rests on changes while it waits: it is judged by what is true when it is saved."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from time import monotonic, sleep
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from patients.models import Patient
from scheduling.actions.setup import edit_room
from scheduling.actions.visits import book_visit
from scheduling.models import Appointment, Room
from staff.models import User
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import NINE, NOW, TEN
from treatments.actions.signing import close_plan
from treatments.models import FollowUp, Session

SOMEBODY_WAITS = """
    SELECT EXISTS (SELECT 1 FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock')
"""


@pytest.fixture
def clinic(transactional_db):
    """Ruth works on Main Street; Anna's plan runs, and her first session is to be at nine."""

    ruth, site, anna = people.physician(), builders.site(), people.patient("Anna Berg")
    builders.hours(ruth, site)
    builders.visit_type()
    return SimpleNamespace(
        ruth=ruth,
        anna=anna,
        plan=builders.plan(anna, ruth),
        room=builders.room(site, "Room 1", "ultrasound"),
        other_room=builders.room(site, "Room 2"),
    )


def refused_after(change, book):
    """What `book` is told, called when `change` is made but not committed."""
    made = Event()

    def change_slowly():
        try:
            with transaction.atomic():
                change()
                made.set()
                until_somebody_waits()
        finally:
            made.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change_slowly)
        assert made.wait(20)
        with pytest.raises(ValidationError) as error:
            book()
        changing.result(20)
    return error.value.messages


def until_somebody_waits():
    """A booking that waits for nothing is over before this gives up."""
    until = monotonic() + 3
    while monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(SOMEBODY_WAITS)
            if cursor.fetchone()[0]:
                return
        sleep(0.01)


def out_of_use(clinic):
    edit_room(
        room=clinic.room, revision=1, name="Room 1", equipment=[], is_active=False,
        by=people.administrator(), now=NOW,
    )  # fmt: skip


def end_of_plan(clinic):
    close_plan(
        plan=clinic.plan, revision=1, state="cancelled", reason="Moved away", by=clinic.ruth,
        today=date(2026, 12, 4),
    )  # fmt: skip


def leaves(clinic):
    User.objects.filter(pk=clinic.ruth.pk).update(is_active=False)


def dies(clinic):
    Patient.objects.filter(pk=clinic.anna.pk).update(deceased_on=date(2026, 12, 3))


CHANGES = [
    (out_of_use, "Room 1 is not in use any more."),
    (
        end_of_plan,
        "The plan is “cancelled before the first session”; nothing can be booked for it.",
    ),
    (leaves, "Ruth Adler does not treat patients here."),
    (dies, "This patient has died; no visit can be booked."),
]


def booked(clinic, **wanted):
    return book_visit(
        patient=clinic.anna,
        practitioner=clinic.ruth,
        room=clinic.room,
        visit_type=builders.visit_type(),
        starts_at=NINE,
        by=clinic.ruth,
        now=NOW,
        **wanted,
    )


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_nothing_is_booked_on_what_ends_in_the_same_instant(clinic, change, said):
    first = clinic.plan.sessions.select_related("plan__patient").get(number=1)
    assert refused_after(lambda: change(clinic), lambda: booked(clinic, session=first)) == [said]
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_nothing_is_moved_onto_what_ends_in_the_same_instant(clinic, change, said):
    first = clinic.plan.sessions.select_related("plan__patient").get(number=1)
    visit = builders.appointment(clinic.anna, clinic.ruth, clinic.other_room, NINE, session=first)
    elsewhere = {"room": clinic.room, "by": clinic.ruth}
    assert refused_after(
        lambda: change(clinic), lambda: builders.move(visit, TEN, **elsewhere)
    ) == [said]
    assert Appointment.objects.get().starts_at == NINE


def test_equipment_that_leaves_the_room_in_the_same_instant_is_missed(clinic):
    guided = builders.session(clinic.anna, clinic.ruth, guidance="ultrasound")
    taken_away = Room.objects.filter(pk=clinic.room.pk)
    said = refused_after(
        lambda: taken_away.update(equipment=[]), lambda: booked(clinic, session=guided)
    )
    assert said == ["This session needs ultrasound, which Room 1 does not have."]


def test_a_follow_up_visit_that_is_recorded_in_the_same_instant_is_not_due_any_more(clinic):
    due = builders.follow_up(clinic.plan)

    def settled():
        type(clinic.plan).objects.select_for_update().get(pk=clinic.plan.pk)
        FollowUp.objects.filter(pk=due.pk).update(state="dropped")

    said = refused_after(settled, lambda: booked(clinic, follow_up=due))
    assert said == ["This follow-up visit is not due any more."]


def test_a_session_that_is_left_out_in_the_same_instant_is_not_booked(clinic):
    first = clinic.plan.sessions.select_related("plan__patient").get(number=1)

    def left_out():
        type(clinic.plan).objects.select_for_update().get(pk=clinic.plan.pk)
        Session.objects.filter(pk=first.pk).update(state="dropped", dropped_reason="Well again")

    said = refused_after(left_out, lambda: booked(clinic, session=first))
    assert said == ["Session 1 is already left out."]
