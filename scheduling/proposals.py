"""A time for each visit of a chain.

A session counts from the day proposed for the one before it, so they are looked for one after
the other: one statement for each. What the first or last visit of the course had (weekday, time
of day, practitioner, room) is kept where it is free; what was asked for is given up last.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from scheduling.chain import Chain, Link
from scheduling.models import PartOfDay, Room, Site
from scheduling.slots import MOST_WISHES, Offer, Wish, find_offers_for
from staff.models import User
from treatments.spacing import Spacing, Window, next_window

OPENING = time(9)
DAY = timedelta(days=1)
# All quarter hours of a day: the times of one day never hide those of the next.
MOST_TIMES = 100


class Shut(StrEnum):
    """Why no time can be proposed."""

    PAST = "past"  # the window is over
    BETWEEN = "between"  # what is booked later leaves no day
    FULL = "full"  # closed, away or booked on every day of the window, at every site
    ELSEWHERE = "elsewhere"  # nothing at this site, but at another one
    WAITS = "waits"  # the visit before it has no time


class Step(StrEnum):
    DAY_BEFORE = "day-before"
    EARLIER = "earlier"
    LATER = "later"
    DAY_AFTER = "day-after"

    @property
    def is_back(self) -> bool:
        return self in (Step.DAY_BEFORE, Step.EARLIER)


@dataclass(frozen=True, slots=True)
class Habit:
    """What the visits of a course have in common, kept where it is free."""

    practitioner_id: int | None = None
    room_id: int | None = None
    weekday: int = 0  # ISO; 0: none yet
    at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for; empty: anything will do."""

    site: Site
    practitioner: User | None = None
    weekdays: Collection[int] = ()
    part_of_day: str = PartOfDay.ANY
    first_day: date | None = None

    @property
    def is_particular(self) -> bool:
        return bool(
            self.practitioner
            or self.weekdays
            or self.first_day
            or self.part_of_day != PartOfDay.ANY
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A link with its window and its time, or why there is none."""

    link: Link
    window: Window | None = None
    offer: Offer | None = None
    shut: Shut | None = None
    as_wanted: bool = True
    is_new: bool = False


def propose(
    chain: Chain,
    wanted: Wanted,
    *,
    now: datetime,
    picks: Mapping[str, Offer] | None = None,
    habit: Habit | None = None,
) -> list[Proposal]:
    """A time for each visit; one query for each that is not among `picks` or cannot stay there.

    `picks`: times chosen before, by the key of their link. One stays if its day still lies in
    the window that the visit before it leaves.
    """
    habit = habit or habit_of(chain, wanted)
    rows: list[Proposal] = []
    for link in chain.links:
        window, shut = window_for(link, rows, chain.spacing, wanted, now)
        pick = (picks or {}).get(link.key)
        if window is None or shut:
            rows.append(Proposal(link=link, window=window, shut=shut))
            continue
        if pick and window.contains(pick.local_day(wanted.site)):
            rows.append(Proposal(link=link, window=window, offer=pick))
        else:
            found = look_for(chain, link, window, wanted, habit, now)
            rows.append(replace(found, is_new=picks is not None))
        if not habit.weekday and (offer := rows[-1].offer):
            habit = habit_from(offer, wanted.site)
    return rows


def window_for(
    link: Link, before: Sequence[Proposal], spacing: Spacing | None, wanted: Wanted, now: datetime
) -> tuple[Window | None, Shut | None]:
    """The window that the visit before leaves, or why there is none."""
    window = link.window
    if window is None:
        ahead = before[-1].offer
        if ahead is None or spacing is None:
            return None, Shut.WAITS
        window = next_window(ahead.local_day(wanted.site), spacing)
    if window.closes < now.astimezone(wanted.site.zone).date():
        return window, Shut.PAST
    opens, closes = max(window.opens, link.first), min(window.closes, link.last)
    if opens > closes:
        return window, Shut.BETWEEN
    return Window(opens, min(max(window.target, opens), closes), closes), None


def look_for(
    chain: Chain, link: Link, window: Window, wanted: Wanted, habit: Habit, now: datetime
) -> Proposal:
    """The best time of the window: the first wish on the ladder that is met. One query, and one
    more where none is.
    """
    ladder = wishes_for(chain, link, window, wanted, habit, now)
    for wish, offers in zip(ladder, find_offers_for(ladder, now=now, limit=1), strict=True):
        if offers:
            # The last rung asks for nothing.
            as_wanted = not (wanted.is_particular and wish is ladder[-1])
            return Proposal(link=link, window=window, offer=offers[0], as_wanted=as_wanted)
    shut = Shut.ELSEWHERE if is_free_elsewhere(chain, link, window, wanted, now) else Shut.FULL
    return Proposal(link=link, window=window, shut=shut)


def is_free_elsewhere(
    chain: Chain, link: Link, window: Window, wanted: Wanted, now: datetime
) -> bool:
    others = {room.site for room in chain.rooms.values()} - {wanted.site}
    wishes = [
        wish_inside(chain, link, window, Wanted(site=site), now.astimezone(site.zone).date())
        for site in others
    ]
    return any(find_offers_for(wishes[:MOST_WISHES], now=now, limit=1))


def wishes_for(
    chain: Chain, link: Link, window: Window, wanted: Wanted, habit: Habit, now: datetime
) -> list[Wish]:
    """From all that is usual down to anything inside the window; what was asked for holds until
    the last rung.
    """
    today = now.astimezone(wanted.site.zone).date()
    anything = wish_inside(chain, link, window, Wanted(site=wanted.site), today)
    # Whoever is asked today comes tomorrow at the earliest, unless it is pressing.
    soonest = min(today + DAY, window.closes)
    base = wish_inside(chain, link, window, wanted, soonest)
    target = min(max(window.target, base.first_day), window.closes)
    base = replace(base, near=instant(target, habit.at or opening_of(wanted), wanted.site))
    ladder: list[Wish] = []
    usual = chain.physicians.get(habit.practitioner_id or 0)
    if usual and wanted.practitioner in (None, usual):
        with_usual = replace(base, practitioner=usual)
        room = room_at(chain, habit, wanted.site, link)
        if habit.at and (day := same_weekday(target, habit.weekday, base)):
            near = instant(day, habit.at, wanted.site)
            on_day = replace(with_usual, first_day=day, last_day=day, near=near)
            at_time = replace(on_day, earliest=habit.at, latest=habit.at)
            for wish in (at_time, on_day):
                ladder += [replace(wish, room=room), wish] if room else [wish]
        if habit.at:
            ladder.append(replace(with_usual, earliest=habit.at, latest=habit.at))
        ladder.append(with_usual)
    return [*ladder, base, replace(anything, near=base.near)]


def wish_inside(chain: Chain, link: Link, window: Window, wanted: Wanted, soonest: date) -> Wish:
    return Wish(
        patient=chain.plan.patient,
        visit_type=link.visit_type,
        site=wanted.site,
        first_day=max(window.opens, soonest, wanted.first_day or soonest),
        last_day=window.closes,
        practitioner=wanted.practitioner,
        equipment=link.equipment,
        weekdays=wanted.weekdays,
        part_of_day=wanted.part_of_day,
    )


def step(
    chain: Chain,
    wanted: Wanted,
    rows: Sequence[Proposal],
    key: str,
    way: Step,
    *,
    now: datetime,
) -> Offer | None:
    """The next legal time of one visit that way, with the same practitioner if one is free, else
    with anybody; None where the window ends. One query.
    """
    row = next((row for row in rows if row.link.key == key), None)
    if row is None or row.window is None or row.offer is None:
        return None
    today = now.astimezone(wanted.site.zone).date()
    wish = towards(wish_inside(chain, row.link, row.window, wanted, today), row.offer, way)
    if wish.last_day < wish.first_day:
        return None
    same = replace(wish, practitioner=chain.physicians.get(row.offer.practitioner_id))
    for offers in find_offers_for([same, wish], now=now, limit=MOST_TIMES):
        at = row.offer.starts_at
        ahead = [o for o in offers if (o.starts_at < at if way.is_back else o.starts_at > at)]
        if ahead:
            return min(ahead, key=lambda offer: distance(offer, at, way, wanted.site))
    return None


def distance(offer: Offer, at: datetime, way: Step, site: Site) -> tuple[timedelta, timedelta]:
    """Another day counts in days first, and on that day by the clock on the wall."""
    if way not in (Step.DAY_BEFORE, Step.DAY_AFTER):
        return abs(offer.starts_at - at), timedelta(0)
    then, local = offer.starts_at.astimezone(site.zone), at.astimezone(site.zone)
    same_time = instant(then.date(), local.time(), site)
    return abs(then.date() - local.date()), abs(then - same_time)


def towards(wish: Wish, offer: Offer, way: Step) -> Wish:
    """Only the days that way, and nearest first."""
    local = offer.starts_at.astimezone(wish.site.zone)
    day, at = local.date(), local.time()
    if way is Step.DAY_BEFORE:
        last = day - DAY
        return replace(wish, last_day=last, near=instant(last, at, wish.site))
    if way is Step.DAY_AFTER:
        first = max(day + DAY, wish.first_day)
        return replace(wish, first_day=first, near=instant(first, at, wish.site))
    if way is Step.EARLIER:
        return replace(wish, last_day=min(wish.last_day, day), near=offer.starts_at)
    return replace(wish, first_day=max(wish.first_day, day), near=offer.starts_at)


def habit_of(chain: Chain, wanted: Wanted) -> Habit:
    visit = chain.anchor
    if visit is None:
        return Habit(practitioner_id=chain.plan.physician_id)
    local = visit.local_start
    return Habit(visit.practitioner_id, visit.room_id, local.isoweekday(), local.time())


def habit_from(offer: Offer, site: Site) -> Habit:
    local = offer.starts_at.astimezone(site.zone)
    return Habit(offer.practitioner_id, offer.room_id, local.isoweekday(), local.time())


def same_weekday(target: date, weekday: int, wish: Wish) -> date | None:
    """The day of that weekday nearest to the target, if the wish allows it."""
    off = (weekday - target.isoweekday() + 3) % 7 - 3
    day = target + timedelta(days=off)
    return day if wish.first_day <= day <= wish.last_day else None


def room_at(chain: Chain, habit: Habit, site: Site, link: Link) -> Room | None:
    room = chain.rooms.get(habit.room_id or 0)
    fits = room is not None and room.site_id == site.pk and link.equipment <= set(room.equipment)
    return room if fits else None


def opening_of(wanted: Wanted) -> time:
    return time(13) if wanted.part_of_day == PartOfDay.AFTERNOON else OPENING


def instant(day: date, at: time, site: Site) -> datetime:
    return datetime.combine(day, at, tzinfo=site.zone)
