"""The week of one site: a column for each day of one practitioner or room, or counts for all."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from scheduling.board import SHOWN, at_site
from scheduling.cards import Card, cards
from scheduling.models import Appointment, AppointmentQuerySet, Closure, Site
from staff.clock import day_bounds
from staff.models import User

WEEK = 7


@dataclass(slots=True)
class Weekday:
    day: date
    note: str = ""
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """How many visits one practitioner has on each day of the week, and in all."""

    practitioner: int
    name: str
    numbers: dict[date, int]

    @property
    def key(self) -> str:
        """As the week is asked for."""
        return f"p{self.practitioner}"

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


def week_of(day: date) -> list[date]:
    """The seven days from Monday among which `day` is."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(WEEK)]


def visits_in(site: Site, days: list[date], user: User) -> AppointmentQuerySet:
    begin = day_bounds(days[0], site.time_zone)[0]
    end = day_bounds(days[-1], site.time_zone)[1]
    return Appointment.objects.visible_to(user).filter(site=site).between(begin, end)


def weekdays(
    site: Site, days: list[date], user: User, *, practitioner: int | None, room: int | None
) -> list[Weekday]:
    """The days of one practitioner or room; at most seven queries."""
    visits = visits_in(site, days, user).filter(state__in=SHOWN)
    visits = visits.filter(room=room) if room else visits.filter(practitioner=practitioner)
    columns = {day: Weekday(day) for day in days}
    for card in cards(at_site(visits, site)):
        columns[card.local_day].cards.append(card)
    whose = Q(site=site) | (Q() if room else Q(practitioner=practitioner))
    off = Closure.objects.filter(whose, first_day__lte=days[-1], last_day__gte=days[0])
    for closure in off.filter(starts=None):
        for column in columns.values():
            if closure.first_day <= column.day <= closure.last_day:
                column.note = f"Closed: {closure.reason}" if closure.site_id else "Away"
    return list(columns.values())


def lines(site: Site, days: list[date], user: User) -> list[Line]:
    """Everybody's counts, in order of name; one query."""
    counted = (
        visits_in(site, days, user)
        .live()
        .annotate(day=TruncDate("starts_at", tzinfo=site.zone))
        .values("day", "practitioner", name=F("practitioner__full_name"))
        .annotate(number=Count("pk"))
        .order_by("name", "practitioner")
    )
    found: dict[int, Line] = {}
    for row in counted:
        key = row["practitioner"]
        line = found.setdefault(key, Line(key, row["name"], dict.fromkeys(days, 0)))
        line.numbers[row["day"]] = row["number"]
    return list(found.values())
