"""Where the demo clinic works: three sites, their rooms, who is there when, days off ahead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.conf import settings

from clinic.demo.staff import Staff
from scheduling.actions.hours import add_hours
from scheduling.actions.setup import add_closure, add_room, add_site
from scheduling.models import Site
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
            by=by,
        ),
        branch=add_site(
            name="Chestnut Street Office",
            time_zone=zone,
            address="48 Chestnut Street, Brookhaven, KY 40098",
            phone="(859) 555-0100",
            by=by,
        ),
        far=add_site(
            name="Clearwater Outreach",
            time_zone="America/Chicago",
            address="305 Harbor Avenue, Clearwater, IN 47199",
            phone="(812) 555-0100",
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
    day, name = next_holiday(today + timedelta(days=3))
    for site in (sites.main, sites.branch, sites.far):
        add_closure(site=site, first_day=day, last_day=day, reason=name, by=by)


def next_holiday(after: date) -> tuple[date, str]:
    """The first federal holiday after a day, and its name."""
    holidays = [found for year in (after.year, after.year + 1) for found in _holidays(year)]
    return min(found for found in holidays if found[0] > after)


def _holidays(year: int) -> list[tuple[date, str]]:
    return [
        (date(year, 1, 1), "New Year's Day"),
        (_weekday_from(date(year, 1, 15), MONDAY), "Martin Luther King Jr. Day"),
        (_weekday_from(date(year, 2, 15), MONDAY), "Presidents' Day"),
        (_weekday_from(date(year, 5, 25), MONDAY), "Memorial Day"),
        (date(year, 6, 19), "Juneteenth"),
        (date(year, 7, 4), "Independence Day"),
        (_weekday_from(date(year, 9, 1), MONDAY), "Labor Day"),
        (_weekday_from(date(year, 10, 8), MONDAY), "Columbus Day"),
        (date(year, 11, 11), "Veterans Day"),
        (_weekday_from(date(year, 11, 22), THURSDAY), "Thanksgiving"),
        (date(year, 12, 25), "Christmas Day"),
    ]


def _weekday_from(day: date, weekday: int) -> date:
    """The first such weekday on or after `day`."""
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)
