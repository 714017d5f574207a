from uuid import uuid4

import pytest
from django.urls import reverse

from scheduling.models import Appointment, StateChange
from tests.scheduling import builders
from tests.scheduling.builders import NINE


@pytest.fixture
def correct(open_clinic, ruth, ben, signed_in, friday):
    """The page about a visit that is marked as done, and what it answers."""
    friday(NINE)
    visit = builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, state="done")
    client, url = signed_in(ben), reverse("correct-appointment", args=[visit.pk])

    def send(**fields):
        typed = {"state": "in_room", "why": "Pressed by mistake", "words": "", "revision": "1"}
        return client.post(url, {"form_token": str(uuid4())} | typed | fields)

    send.visit, send.get = visit, lambda: client.get(url)
    return send


def state_of(visit):
    return Appointment.objects.get(pk=visit.pk).state


def test_a_slip_is_corrected_and_the_reason_kept(correct):
    answer = correct(words="Next patient")
    assert answer.url == reverse("appointment", args=[correct.visit.pk])
    assert state_of(correct.visit) == "in_room"
    assert StateChange.objects.get().reason == "Pressed by mistake: Next patient"


@pytest.mark.parametrize(
    ("field", "typed", "wrong"),
    [
        ("state", "booked", "state"),
        ("state", "", "state"),
        ("why", "", "why"),
        ("why", "No reason", "why"),
        ("why", "Another reason", "words"),
        ("words", "x" * 161, "words"),
        ("words", "\0", "words"),
    ],
)
def test_without_a_reason_nothing_is_changed_and_the_typing_stays(correct, field, typed, wrong):
    form = correct(**{field: typed}).context["form"]
    assert list(form.errors) == [wrong]
    assert form[field].value() == typed
    assert state_of(correct.visit) == "done"


def test_a_stale_correction_is_told(correct):
    Appointment.objects.filter(pk=correct.visit.pk).update(revision=2)
    assert "Somebody else changed this record" in correct().content.decode()
    assert state_of(correct.visit) == "done"


def test_what_cannot_go_back_says_so(correct):
    Appointment.objects.filter(pk=correct.visit.pk).update(state="booked")
    assert "no step leads back" in correct.get().content.decode()
