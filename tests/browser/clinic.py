"""A small clinic to walk through in a browser, and a clock that can be turned."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import monotonic

import pytest

from scheduling.actions import setup
from scheduling.actions.hours import add_hours
from scheduling.models import Site
from staff import clock
from staff.models import User
from tests import people
from tests.browser.conftest import with_password
from tests.scheduling import builders as book
from treatments.actions.library import load_published
from treatments.actions.products import load_products

FIRST_DAY = date(2026, 11, 2)  # a Monday


class Clock:
    """Stands in for `staff.clock.now`: runs on from the moment to which it was turned."""

    def __init__(self) -> None:
        self.turn_to(FIRST_DAY, 9)

    def turn_to(self, day: date, hour: int = 10, minute: int = 0) -> None:
        """A wall time of the clinic."""
        self.set(book.at(day, hour, minute))

    def set(self, moment: datetime) -> None:
        self.moment, self.since = moment, monotonic()

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=monotonic() - self.since)


@dataclass
class Clinic:
    """Three people, one site with two rooms, the published protocols."""

    ruth: User
    ben: User
    ines: User
    site: Site
    clock: Clock

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def today(self) -> date:
        return clock.today()


def open_clinic(monkeypatch: pytest.MonkeyPatch) -> Clinic:
    ours = Clock()
    monkeypatch.setattr(clock, "now", ours.now)
    ruth, ben, ines = people.physician(), people.front_desk(), people.administrator()
    for member in (ruth, ben, ines):
        with_password(member)
    site = setup.add_site(name="Main Street", time_zone=book.EASTERN, by=ines)
    setup.add_room(site=site, name="Room 1", by=ines)
    setup.add_room(site=site, name="Room 2", equipment=["ultrasound"], by=ines)
    for weekday in range(1, 6):
        add_hours(
            practitioner=ruth, site=site, weekday=weekday, starts=time(9), ends=time(12), by=ines
        )
    load_published(now=ours.now())
    load_products()
    return Clinic(ruth=ruth, ben=ben, ines=ines, site=site, clock=ours)
