"""Fifty processes, one slot, twenty rounds: one gets it, forty-nine are told what is taken."""

from collections import Counter
from datetime import timedelta
from multiprocessing import get_context
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse

from scheduling.actions.setup import ensure_visit_types
from scheduling.actions.visits import book_visit
from scheduling.models import Appointment
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NOW, at

# One after the other: two crowds at once are more connections than a server lets in by default.
pytestmark = pytest.mark.xdist_group("crowd")

# Forked: fifty interpreters that start anew would take longer than all that is tried here.
fork = get_context("fork")
CLERKS = 50
ROUNDS = 20

SLOTS = [at(MONDAY + timedelta(days=day), hour) for day in range(3) for hour in range(9, 17)]


def crowd(work, rounds):
    """What `work(clerk, nth)` gave, for each round, in as many processes as there are clerks."""
    connections.close_all()  # each process opens its own
    start, said = fork.Barrier(CLERKS, timeout=60), fork.SimpleQueue()

    def clerk(number):
        heard = []
        for nth in range(rounds):
            start.wait()
            heard.append(work(number, nth))
        connections.close_all()
        said.put(heard)

    processes = [
        fork.Process(target=clerk, args=(number,), daemon=True) for number in range(CLERKS)
    ]
    for process in processes:
        process.start()
    answers = [said.get() for _ in processes]
    for process in processes:
        process.join(timeout=20)
    return [Counter(round_) for round_ in zip(*answers, strict=True)]


@pytest.fixture
def clinic(transactional_db):
    """Ruth, her only room, and fifty patients who all want her next time."""
    ruth, site = people.physician(), builders.site()
    ensure_visit_types()
    builders.hours(ruth, site)
    patients = [people.patient(f"Anna {number}") for number in range(CLERKS)]
    return ruth, builders.room(site), patients


def taken(starts_at):
    hour = starts_at.astimezone(builders.ZoneInfo(builders.EASTERN)).hour
    return f"Ruth Adler is taken from {hour % 12 or 12}:00 {'am' if hour < 12 else 'pm'}"


def test_twenty_times_of_fifty_processes_one_books_and_the_others_are_told(clinic):
    ruth, room, patients = clinic
    kind, ben = builders.visit_type("session"), people.front_desk("Dora Quist")

    def book(number, nth):
        try:
            book_visit(
                patient=patients[number],
                practitioner=ruth,
                room=room,
                visit_type=kind,
                starts_at=SLOTS[nth],
                by=ben,
                now=NOW,
            )
        except ValidationError as error:
            return error.messages[0].partition(" to ")[0]
        return "booked"

    expected = [Counter({taken(SLOTS[nth]): CLERKS - 1, "booked": 1}) for nth in range(ROUNDS)]
    assert crowd(book, ROUNDS) == expected
    assert Appointment.objects.count() == ROUNDS


def test_on_the_page_too_nobody_sees_an_error_of_the_server(clinic, friday, signed_in):
    ruth, room, patients = clinic
    client = signed_in(people.front_desk("Dora Quist"))
    client.raise_request_exception = False

    def address(number):
        return reverse("book-visit", args=[patients[number].pk])

    def post(number, nth):
        page = client.post(
            address(number),
            {
                "offer": f"{SLOTS[nth]:%Y-%m-%dT%H:%M%z}_{ruth.pk}_{room.pk}",
                "form_token": str(uuid4()),
            },
        )
        told = page.status_code == 200 and taken(SLOTS[nth]) in page.text
        return "told" if told else page.status_code

    client.get(address(0))  # so that not each process has to read the templates
    assert crowd(post, 1) == [Counter({"told": CLERKS - 1, 302: 1})]
    assert Appointment.objects.count() == 1
