"""Where the demo clinic works: three sites, their rooms, who is there when, days off ahead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.conf import settings

from clinic.demo.staff import Staff
from scheduling.actions.closures import add_closure, add_holidays
from scheduling.actions.hours import add_hours
from scheduling.actions.setup import add_room, add_site
from scheduling.models import Site
from scheduling.public_holidays import holidays_of
from staff.models import User

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(1, 8)
WEEKDAYS = range(MONDAY, SATURDAY)
MORNING = (time(8), time(12, 30))
AFTERNOON = (time(13), time(17, 30))
EVENING = (time(18, 30), time(20, 30))
WEEKEND = (time(9), time(15))


@dataclass(frozen=True, slots=True)
class Sites:
    """`main` is open every day, so that the demo has a day board on whichever day it is seen."""

    main: Site
    branch: Site
    far: Site

    def __iter__(self) -> Iterator[Site]:
        return iter((self.main, self.branch, self.far))


def add_sites(staff: Staff, today: date) -> Sites:
    by = staff.administrator
    zone = settings.TIME_ZONE
    sites = Sites(
        main=add_site(
            name="Riverside Clinic",
            time_zone=zone,
            address="1200 River Road, Suite 210, Ashford, KY 40099",
            phone="(502) 555-0100",
            country="US",
            subdivision="KY",
            by=by,
        ),
        branch=add_site(
            name="Chestnut Street Office",
            time_zone=zone,
            address="48 Chestnut Street, Brookhaven, KY 40098",
            phone="(859) 555-0100",
            country="US",
            subdivision="KY",
            by=by,
        ),
        far=add_site(
            name="Clearwater Outreach",
            time_zone="America/Chicago",
            address="305 Harbor Avenue, Clearwater, IN 47199",
            phone="(812) 555-0100",
            country="US",
            subdivision="IN",
            by=by,
        ),
    )
    _add_rooms(sites, by)
    _add_hours(sites, staff)
    _add_days_off(sites, staff, today)
    return sites


def _add_rooms(sites: Sites, by: User) -> None:
    both = ("ultrasound", "fluoroscopy")
    for site, name, equipment in (
        (sites.main, "Consulting room", ()),
        (sites.main, "Procedure room 1", ("ultrasound",)),
        (sites.main, "Procedure room 2", ("ultrasound",)),
        (sites.main, "Fluoroscopy suite", both),
        (sites.branch, "Room A", ("ultrasound",)),
        (sites.branch, "Room B", ()),
        (sites.far, "Treatment room", ("ultrasound",)),
    ):
        add_room(site=site, name=name, equipment=equipment, by=by)


def _add_hours(sites: Sites, staff: Staff) -> None:
    def works(who: User, site: Site, days: Iterable[int], stretch: tuple[time, time]) -> None:
        for weekday in days:
            add_hours(
                practitioner=who,
                site=site,
                weekday=weekday,
                starts=stretch[0],
                ends=stretch[1],
                by=staff.administrator,
            )

    first, second = staff.physicians
    for who in staff.physicians:
        works(who, sites.main, WEEKDAYS, MORNING)
        works(who, sites.main, (SATURDAY, SUNDAY), WEEKEND)
    works(first, sites.main, (MONDAY, TUESDAY, THURSDAY, FRIDAY), AFTERNOON)
    works(first, sites.branch, (WEDNESDAY,), AFTERNOON)
    works(second, sites.main, (MONDAY, TUESDAY, WEDNESDAY, FRIDAY), AFTERNOON)
    works(second, sites.far, (THURSDAY,), AFTERNOON)
    works(second, sites.branch, (TUESDAY,), EVENING)


def _add_days_off(sites: Sites, staff: Staff, today: date) -> None:
    by = staff.administrator
    away = today + timedelta(days=17)
    add_closure(
        practitioner=staff.second_physician,
        first_day=away,
        last_day=away + timedelta(days=4),
        reason="Conference",
        by=by,
    )
    meeting = next_weekday(today + timedelta(days=3), WEDNESDAY)
    add_closure(
        site=sites.main,
        first_day=meeting,
        last_day=meeting,
        starts=time(11, 30),
        ends=time(12, 30),
        reason="Staff meeting",
        by=by,
    )
    for site in sites:
        add_holidays(site=site, days=holidays_ahead(site, today + timedelta(days=3)), by=by)


def holidays_ahead(site: Site, after: date) -> dict[date, str]:
    """The public holidays of the twelve months after a day, by day."""
    found = [
        holiday
        for year in (after.year, after.year + 1)
        for holiday in holidays_of(site.country, site.subdivision, year)
    ]
    until = after + timedelta(days=365)
    return {holiday.day: holiday.name for holiday in found if after < holiday.day <= until}


def next_weekday(after: date, weekday: int) -> date:
    """The first such weekday after a day."""
    return after + timedelta(days=(weekday - after.isoweekday() - 1) % 7 + 1)
