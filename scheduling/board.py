"""The day board: one site, one local day, a column for each practitioner or room."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from scheduling.models import Appointment, Closure, Hours, Room, Site
from scheduling.reading import Card, cards, described
from scheduling.wording import wall_time
from staff.clock import day_bounds
from staff.models import User

SHOWN = [*Appointment.LIVE, Appointment.State.NO_SHOW]


@dataclass(slots=True)
class Column:
    heading: str
    note: str = ""
    cards: list[Card] = field(default_factory=list)


def visits_of(site: Site, day: date, user: User) -> list[Card]:
    visits = Appointment.objects.visible_to(user).filter(site=site, state__in=SHOWN)
    begin, end = day_bounds(day, site.time_zone)
    return cards(described(visits.between(begin, end)).order_by("starts_at", "id"))


def site_to_show(day: date, user: User) -> Site | None:
    """Where the user is expected that day, else where most happens, else the first by name.

    The day is the one of the clinic's own zone: choosing a site needs no more.
    """
    visits = (
        Appointment.objects.live()
        .between(*day_bounds(day))
        .filter(site=OuterRef("pk"))
        .order_by()
        .values("site")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Site.objects.order_by(
        Coalesce(Subquery(visits.filter(practitioner=user)), 0).desc(),
        Coalesce(Subquery(visits), 0).desc(),
        "name",
    ).first()


def by_practitioner(shown: list[Card], site: Site, day: date) -> list[Column]:
    """Everybody who works that day or has a visit, in order of name; two queries."""
    columns: dict[Any, Column] = {}
    working = Hours.objects.filter(
        site=site, weekday=day.isoweekday(), practitioner__is_active=True
    ).select_related("practitioner")
    away = set(
        Closure.objects.filter(
            practitioner__isnull=False, first_day__lte=day, last_day__gte=day
        ).values_list("practitioner", flat=True)
    )
    for hours in working.order_by("practitioner__full_name", "starts"):
        column = columns.setdefault(hours.practitioner, Column(str(hours.practitioner)))
        span = f"{wall_time(hours.starts)} to {wall_time(hours.ends)}"
        column.note = f"{column.note}, {span}" if column.note else span
    for card in shown:
        who = card.visit.practitioner
        columns.setdefault(who, Column(str(who), "No hours today")).cards.append(card)
    for who, column in columns.items():
        if who.pk in away:
            column.note = "Away today"
    return sorted(columns.values(), key=lambda column: column.heading)


def by_room(shown: list[Card], site: Site) -> list[Column]:
    """Every room in use, and any other that has a visit; one query."""
    rooms = Room.objects.filter(
        Q(is_active=True) | Q(pk__in={card.visit.room_id for card in shown})
    )
    columns = {
        room.pk: Column(room.name, ", ".join(room.equipment).capitalize())
        for room in rooms.filter(site=site)
    }
    for card in shown:
        columns[card.visit.room_id].cards.append(card)
    return list(columns.values())


def closed_because(site: Site, day: date) -> str:
    closure = Closure.objects.filter(site=site, first_day__lte=day, last_day__gte=day).first()
    return closure.reason if closure else ""
