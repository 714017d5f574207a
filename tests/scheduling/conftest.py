from contextlib import contextmanager
from datetime import time
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from scheduling.actions.setup import ensure_visit_types
from scheduling.actions.visits import book_visit
from staff import clock
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import NINE, NOW


@pytest.fixture
def transactional_rollback(db):
    """A block whose writes are taken back: for many examples inside one test."""

    @contextmanager
    def block():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return block


@pytest.fixture
def friday(monkeypatch):
    """It is Friday 4 December 2026, eight in the morning; call it to move on."""

    def set_to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(NOW)
    return set_to


@pytest.fixture
def open_clinic(friday, ruth, ben):
    """Ruth works on Main Street on weekdays from nine to twelve, in one room; Anna is to come."""
    site = builders.site(phone="518 555 0100")
    ensure_visit_types()
    builders.hours(ruth, site, time(9), time(12))
    return SimpleNamespace(
        site=site,
        room=builders.room(site),
        anna=people.patient("Anna Berg", phone="518 555 0101"),
        boris=people.patient("Boris Lind"),
    )


@pytest.fixture
def listed(open_clinic, ben, signed_in):
    """One of the work lists, as the desk sees it."""
    client = signed_in(ben)

    def get(**asked):
        return client.get(reverse("to-book"), asked)

    return get


@pytest.fixture
def counts(listed):
    """How many are on each work list, those that are empty left out."""

    def get():
        context = listed().context
        found = {tab["key"]: tab["count"] for tab in context["tabs"]}
        found |= {"stranded": context["stranded"], "waiting": context["waiting"]}
        return {name: number for name, number in found.items() if number}

    return get


@pytest.fixture
def main_street():
    return builders.site()


@pytest.fixture
def room(main_street):
    return builders.room(main_street)


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg")


@pytest.fixture
def boris(ben):
    return people.patient("Boris Lind")


@pytest.fixture
def book(ruth, ben, anna, room, main_street):
    """Book Anna with Ruth in room 1 on Monday at nine, unless told otherwise."""
    builders.hours(ruth, main_street)

    def do(**fields):
        return book_visit(
            **{
                "patient": anna,
                "practitioner": ruth,
                "room": room,
                "visit_type": builders.visit_type(),
                "starts_at": NINE,
                "by": ben,
                "now": NOW,
            }
            | fields
        )

    return do
