"""The page on which a move is confirmed: the course before and after, each visit old and new."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from scheduling.courses import Dot, short, strip
from scheduling.forms.book import Chosen
from scheduling.models import Appointment
from scheduling.offers import Task
from scheduling.rebooking import Change, MoveProposal
from scheduling.slots import Offer, Wish, find_offers
from scheduling.windows import local_day, position_in_words
from scheduling.wording import in_days, moment_at, time_at, window_in_words
from staff.models import User
from staff.templatetags.prolo import day
from treatments.spacing import EDGE_DAYS, Window


@dataclass(frozen=True, slots=True)
class Times:
    day: str
    links: list[tuple[str, str, bool]]  # words, address, whether it is the one shown


@dataclass(frozen=True, slots=True)
class Row:
    """One visit that moves."""

    name: str
    was: str
    becomes: str
    shift: str
    elsewhere: str  # with whom and where, if that changes
    window: str
    place: str
    tone: str
    value: str  # what the form sends for it; "" for the visit that was asked for
    earlier: str = ""
    later: str = ""
    others: tuple[Times, ...] = ()


def offer_of(chosen: Chosen) -> Offer:
    who, room = chosen.practitioner, chosen.room
    return Offer(chosen.starts_at, who.pk, str(who), room.pk, room.name)


@dataclass(frozen=True, slots=True)
class Place:
    """Whether the time that was asked for can be had, and what is near if not."""

    offer: Offer
    is_free: bool
    near: list[Offer]
    instead_of: str = ""  # the room that was asked for, where another one is taken for it


def place_for(
    task: Task, visit: Appointment, chosen: Chosen, ignored: Sequence[int], *, now: datetime
) -> Place:
    """One search, or two where the room is taken and another one may be free."""
    on = chosen.starts_at.astimezone(chosen.room.site.zone).date()
    wish = Wish(
        patient=visit.patient,
        visit_type=visit.visit_type,
        site=chosen.room.site,
        first_day=on,
        last_day=on,
        practitioner=chosen.practitioner,
        room=chosen.room,
        equipment=task.equipment,
        ignored=[visit.pk, *ignored],
        near=chosen.starts_at,
    )
    # Any minute can be asked for, not only the quarter hours that are offered.
    step = timedelta(minutes=1) if chosen.starts_at.minute % 15 else timedelta(minutes=15)
    for room, instead_of in ((chosen.room, ""), (None, chosen.room.name)):
        near = find_offers(replace(wish, room=room), now=now, limit=3, step=step)
        same = [offer for offer in near if offer.starts_at == chosen.starts_at]
        if same:
            return Place(same[0], True, [], instead_of)
    return Place(offer_of(chosen), False, near)


def rows_of(proposal: MoveProposal, address: str, asked: Mapping[str, str]) -> list[Row]:
    """`asked`: what the address of the page asks besides times for later visits."""
    rows = [row_of(proposal.changes[0], "")]
    for number, change in enumerate(proposal.changes[1:], start=1):
        # Those ahead keep the times shown; those behind are found anew.
        kept = [pin_of(each.visit, each.offer) for each in proposal.changes[1:number]]
        visit = change.visit

        def link(
            offer: Offer | None, visit: Appointment = visit, kept: Sequence[str] = kept
        ) -> str:
            if offer is None:
                return ""
            query = urlencode({**asked, "pin": [*kept, pin_of(visit, offer)]}, doseq=True)
            return f"{address}?{query}"

        row = row_of(change, f"{visit.pk}_{visit.revision}_{change.offer.value}")
        rows.append(
            replace(
                row,
                earlier=link(change.earlier),
                later=link(change.later),
                others=tuple(other_times(change, link)),
            )
        )
    return rows


def pin_of(visit: Appointment, offer: Offer) -> str:
    return f"{visit.pk}_{offer.value}"


def other_times(change: Change, link: Callable[[Offer], str]) -> Iterator[Times]:
    zone = change.visit.site.zone
    by_day: dict[date, list[Offer]] = {}
    for offer in change.choices:
        by_day.setdefault(offer.local_day(change.visit.site), []).append(offer)
    for on, offers in by_day.items():
        yield Times(
            day(on),
            [
                (time_at(offer.starts_at, zone), link(offer), offer == change.offer)
                for offer in offers
            ],
        )


def row_of(change: Change, value: str) -> Row:
    visit, offer, zone = change.visit, change.offer, change.visit.site.zone
    here = (visit.practitioner_id, visit.room_id) == (offer.practitioner_id, offer.room_id)
    place, tone = place_in(change.window, change.day)
    window = change.window
    return Row(
        name=f"Session {visit.session.number}" if visit.session else visit.visit_type.name,
        was=moment_at(visit.starts_at, zone),
        becomes=moment_at(offer.starts_at, zone),
        shift=shift_in_words(change.days),
        elsewhere="" if here else f"{offer.practitioner}, {offer.room}",
        window=window_in_words(window.opens, window.target, window.closes) if window else "",
        place=place,
        tone=tone,
        value=value,
    )


def place_in(window: Window | None, on: date) -> tuple[str, str]:
    if window is None:
        return "", ""
    outside = position_in_words(window, on)
    if outside:
        return f"Outside its window, {outside}", "stop"
    if window.opens != window.closes and (
        min((on - window.opens).days, (window.closes - on).days) < EDGE_DAYS
    ):
        return "At the edge of its window", "warn"
    return "Inside its window", "ok"


def shift_in_words(days: int) -> str:
    if not days:
        return "the same day"
    return f"{in_days(abs(days))} {'later' if days > 0 else 'earlier'}"


def strip_after(proposal: MoveProposal, today: date) -> list[Dot]:
    moved = {change.visit.pk: change for change in proposal.changes}
    dots = []
    for due, dot in zip(proposal.course, strip(proposal.course, today), strict=True):
        change = moved.get(due.visit.pk) if due.visit else None
        if change:
            dot = replace(dot, word="Moves", tone="warn", when=short(change.day))
        elif proposal.stuck and due.session == proposal.stuck.session:
            dot = replace(dot, word="No free time", tone="stop")
        dots.append(dot)
    return dots


def stuck_in_words(proposal: MoveProposal, physician: User | None) -> str:
    """Which session cannot be placed and why."""
    if proposal.stuck is None or proposal.stuck.visit is None:
        return ""
    visit = proposal.stuck.visit
    number, booked = proposal.stuck.session.number, day(local_day(visit))
    ask = f" Choose another time, or ask {physician.full_name}." if physician else ""
    return (
        f"Session {number}, booked for {booked}, cannot follow: on none of the days that would "
        f"then be inside its window is there a free time at {visit.site}, with anybody.{ask}"
    )


def room_free(place: Place) -> str:
    if not place.instead_of:
        return ""
    return f"{place.instead_of} is taken then; {place.offer.room} is free."


def query(offer: Offer, back: Mapping[str, str]) -> str:
    """What the address of the page asks, for this time."""
    return urlencode({"to": offer.value, **back})
