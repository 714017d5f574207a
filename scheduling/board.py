"""The day board: one site, one local day, a column for each practitioner or room."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from scheduling.actions.states import BEFORE_THE_DAY
from scheduling.cards import Card, Step, cards
from scheduling.models import Appointment, Closure, Hours, Room, Site, StateChange
from scheduling.timeline import HOUR, Span, Timeline, without
from scheduling.wording import wall_time, zone_name
from staff.clock import day_bounds
from staff.models import User
from staff.prepared import Among, planned_once
from staff.templatetags.prolo import clock

State = Appointment.State
SHOWN = [*Appointment.LIVE, State.NO_SHOW]
SHORTEST_GAP = 15
OPEN = Span(8 * HOUR, 17 * HOUR)  # what is shown of a day on which nothing happens
# What the cards read; a visit has eighty columns with those of all it points at.
READ = [
    "site", "starts_at", "ends_at", "practitioner_period", "state", "revision",
    "outside_window_reason", "overbooked_reason",
    "patient__given_name", "patient__family_name",
    "practitioner__full_name", "practitioner__credentials", "room__name", "visit_type__name",
    "session__number", "session__plan", "session__closes_on", "follow_up__plan",
]  # fmt: skip
# How long somebody is where they are: said of those who are in the clinic.
SINCE = {State.ARRIVED: "waits", State.IN_ROOM: "in room", State.OBSERVING: "observed"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One visit at its place on the board."""

    card: Card
    url: str  # of the visit; what is done with it lies below
    span: Span
    time: str
    until: str
    where: str
    state: str
    steps: tuple[Step, ...]
    # "waits" and for how many minutes already; "" for who is not here.
    since: str = ""
    minutes: int = 0

    @property
    def may_move(self) -> bool:
        return self.card.visit.state in Appointment.AHEAD


@dataclass(frozen=True, slots=True)
class Gap:
    """Free time of a practitioner, and where it is booked."""

    span: Span
    time: str
    until: str
    url: str


@dataclass(slots=True)
class Column:
    heading: str
    note: str = ""
    practitioner: int | None = None
    room: int | None = None
    working: list[Span] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)
    entries: list[Any] = field(default_factory=list)  # tiles and gaps in order of time

    @property
    def tiles(self) -> list[Tile]:
        return [entry for entry in self.entries if isinstance(entry, Tile)]

    @property
    def stranded(self) -> int:
        """How many visits are booked while the practitioner is away."""
        return sum(
            tile.may_move and any(tile.span.overlaps(away) for away in self.away)
            for tile in self.tiles
        )


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board of one day shows. `now`: the minute of the day, None on other days."""

    site: Site
    timeline: Timeline
    columns: list[Column]
    closed: str
    now: int | None

    @property
    def total(self) -> int:
        return sum(len(column.tiles) for column in self.columns)

    @property
    def stranded(self) -> int:
        """By the site being closed."""
        if not self.closed:
            return 0
        return sum(tile.may_move for column in self.columns for tile in column.tiles)

    @property
    def shown(self) -> Span:
        """From the first to the last full hour of which there is something to show."""
        spans = [span for column in self.columns for span in column.working]
        spans += [tile.span for column in self.columns for tile in column.tiles]
        spans = spans or [OPEN]
        first, last = min(span.start for span in spans), max(span.end for span in spans)
        return Span(first // HOUR * HOUR, -(-last // HOUR) * HOUR)

    @property
    def zone_name(self) -> str:
        return zone_name(self.timeline.moment(self.shown.start), self.timeline.zone)

    @property
    def hours(self) -> list[tuple[int, str]]:
        """The lines across: minute and "9:00 am"."""
        return [
            (minute, clock(self.timeline.moment(minute), self.timeline.zone))
            for minute in range(self.shown.start, self.shown.end, HOUR)
        ]


def day_board(site: Site, day: date, user: User, *, by_room: bool, now: datetime) -> Board:
    """At most nine queries, however many visits there are."""
    timeline = Timeline(day, site.time_zone)
    today = now.astimezone(site.zone).date()
    shown = visits_of(site, day, user)
    off = list(Closure.objects.filter(of_that_day(day), Q(site=site) | Q(site=None)))
    columns = by_rooms(site, shown) if by_room else by_practitioner(site, timeline, shown, off)
    for column, mine in columns:
        column.entries = [tile_for(card, column, timeline, now=now) for card in mine]
        if day >= today and not by_room:
            column.entries += gaps_of(column, site, timeline, off, now=now)
            column.entries.sort(key=lambda entry: (entry.span.start, isinstance(entry, Gap)))
    closed = next((row.reason for row in off if row.site_id and row.starts is None), "")
    minute = timeline.minute(now) if day == today else None
    return Board(site, timeline, [column for column, _ in columns], closed, minute)


def visits_of(site: Site, day: date, user: User) -> list[Card]:
    visits = Appointment.objects.visible_to(user).filter(site=site, state__in=SHOWN)
    return cards(at_site(visits.between(*day_bounds(day, site.time_zone)), site))


def at_site(visits: QuerySet[Any], site: Site) -> list[Any]:
    """Visits of one site in order, with what their cards show; one query.

    They are looked up by their ids, so that the plan that is kept for all days expects a few of
    them, and not so many that it would rather read whole tables.
    """
    rows = (
        Appointment.objects.filter(Among("pk", ArraySubquery(visits.order_by().values("pk"))))
        .select_related("patient", "practitioner", "room", "visit_type", "session", "follow_up")
        .annotate(since=Case(When(state__in=list(SINCE), then=came_to_it())))
        .only(*READ)
        .order_by("starts_at", "id")
    )
    with planned_once():
        shown = list(rows)
    for visit in shown:
        visit.site = site  # known already: one table less to join
    return shown


def came_to_it() -> Subquery:
    """When a visit came to its state, forward; a step back to it does not begin anew."""
    steps = StateChange.objects.filter(
        appointment=OuterRef("pk"), to_state=OuterRef("state"), reason=""
    )
    return Subquery(steps.order_by("-changed_at", "-id").values("changed_at")[:1])


def of_that_day(day: date) -> Q:
    """Of rows with a first and a last day, which for hours need not be there."""
    return (Q(first_day=None) | Q(first_day__lte=day)) & (Q(last_day=None) | Q(last_day__gte=day))


def sites_for(day: date, user: User) -> list[Site]:
    """Where the user is expected that day, then where most happens, then by name; one query.

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
    sites = Site.objects.order_by(
        Coalesce(Subquery(visits.filter(practitioner=user)), 0).desc(),
        Coalesce(Subquery(visits), 0).desc(),
        "name",
    )
    with planned_once():
        return list(sites)


Columns = list[tuple[Column, list[Card]]]


def by_practitioner(
    site: Site, timeline: Timeline, shown: Iterable[Card], off: list[Closure]
) -> Columns:
    """Everybody who works that day or has a visit, in order of name; one query."""
    columns: dict[int, tuple[Column, list[Card]]] = {}

    def column_of(who: User) -> tuple[Column, list[Card]]:
        return columns.setdefault(who.pk, (Column(str(who), practitioner=who.pk), []))

    working = Hours.objects.filter(
        of_that_day(timeline.day), site=site, weekday=timeline.day.isoweekday()
    ).filter(practitioner__is_active=True)
    for hours in working.select_related("practitioner").order_by("starts"):
        column, _ = column_of(hours.practitioner)
        span = f"{wall_time(hours.starts)} to {wall_time(hours.ends)}"
        column.note = f"{column.note}, {span}" if column.note else span
        column.working += timeline.wall_spans(hours.starts, hours.ends)
    for card in shown:
        column_of(card.visit.practitioner)[1].append(card)
    for closure in off:
        if closure.practitioner_id in columns:
            note_absence(columns[closure.practitioner_id][0], closure, timeline)
    for column, _ in columns.values():
        column.note = column.note or "No hours today"
    return sorted(columns.values(), key=lambda entry: entry[0].heading)


def note_absence(column: Column, closure: Closure, timeline: Timeline) -> None:
    column.away += timeline.wall_spans(closure.starts, closure.ends)
    if closure.starts and closure.ends:
        column.note += f"; away {wall_time(closure.starts)} to {wall_time(closure.ends)}"
    else:
        column.note = "Away today"


def by_rooms(site: Site, shown: list[Card]) -> Columns:
    """Every room in use, and any other that has a visit; one query."""
    rooms = Room.objects.filter(
        Q(is_active=True) | Q(pk__in={card.visit.room_id for card in shown})
    ).filter(site=site)
    columns: dict[int, tuple[Column, list[Card]]] = {
        room.pk: (Column(room.name, ", ".join(room.equipment).capitalize(), room=room.pk), [])
        for room in rooms
    }
    for card in shown:
        columns[card.visit.room_id][1].append(card)
    return sorted(columns.values(), key=lambda entry: natural_order(entry[0].heading))


def natural_order(name: str) -> list[tuple[bool, int, str]]:
    """To sort "Room 10" after "Room 9"."""
    return [
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in re.split(r"(\d+)", name)
    ]


def tile_for(card: Card, column: Column, timeline: Timeline, *, now: datetime) -> Tile:
    """In a practitioner's column as long as it takes the practitioner, in a room's as long as the
    patient is there."""
    visit = card.visit
    where = visit.practitioner.full_name if column.room else visit.room.name
    last = visit.ends_at if column.room else visit.practitioner_period.upper
    since = SINCE.get(visit.state, "") if visit.since else ""
    return Tile(
        card,
        reverse("appointment", args=[visit.pk]),
        timeline.span(visit.starts_at, last),
        clock(visit.starts_at, timeline.zone),
        clock(visit.ends_at, timeline.zone),
        where,
        State(visit.state).label,
        steps_on(card, timeline.day, now=now),
        since,
        max(0, int((now - visit.since).total_seconds() // 60)) if since else 0,
    )


def steps_on(card: Card, day: date, *, now: datetime) -> tuple[Step, ...]:
    """The taps of the board: forward, and only what can be true at that time."""
    early = now.astimezone(card.zone).date() < day
    return tuple(
        step
        for step in card.steps
        if not step.back
        and (step.state in BEFORE_THE_DAY or not early)
        and (step.state != State.CONFIRMED or early)
        and (step.state != State.NO_SHOW or card.visit.starts_at <= now)
    )


def gaps_of(
    column: Column, site: Site, timeline: Timeline, off: list[Closure], *, now: datetime
) -> list[Gap]:
    """The practitioner's free time from now on that is long enough for a visit."""
    taken = [tile.span for tile in column.tiles if tile.card.visit.state != State.NO_SHOW]
    taken += column.away
    for closure in off:
        if closure.site_id:
            taken += timeline.wall_spans(closure.starts, closure.ends)
    if (past := timeline.minute(now)) > 0:
        taken.append(Span(0, -(-past // 5) * 5))
    return [
        gap_for(span, column, site, timeline)
        for span in without(column.working, taken)
        if span.end - span.start >= SHORTEST_GAP
    ]


def gap_for(span: Span, column: Column, site: Site, timeline: Timeline) -> Gap:
    starts, ends = timeline.moment(span.start), timeline.moment(span.end)
    asked = urlencode(
        {"site": site.pk, "practitioner": column.practitioner, "at": f"{starts:%Y-%m-%dT%H:%M%z}"}
    )
    return Gap(
        span,
        clock(starts, timeline.zone),
        clock(ends, timeline.zone),
        f"{reverse('book-free-time')}?{asked}",
    )
