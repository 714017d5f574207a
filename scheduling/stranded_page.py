"""The rows of the page of stranded visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduling import replacements
from scheduling.cards import Card, cards
from scheduling.models import Closure
from scheduling.replacements import Replacements, replacements_for
from scheduling.slots import Offer
from scheduling.stranded import Causes, causes_of
from scheduling.wording import moment_at, wall_time
from staff.templatetags.prolo import day

NOTHING = {
    replacements.NEEDS_PHYSICIAN: "Needs physician: no free time is left inside its window.",
    replacements.WITH_COURSE: "Later visits of the course have to move as well.",
    replacements.AFTER_OTHERS: "An earlier visit of its course has to move first.",
    "taken above": "The times near it are offered above. Move those, then look again.",
    "full": "No free time in the next four weeks.",
}


@dataclass(frozen=True, slots=True)
class Swap:
    """One time that can be chosen instead."""

    value: str
    words: str
    where: str


@dataclass(frozen=True, slots=True)
class Row:
    card: Card
    why: str
    swaps: tuple[Swap, ...]
    none: str
    needs_physician: bool


def rows_of(visits: Sequence[Any], *, now: datetime) -> list[Row]:
    """A constant number of queries for a page of visits of `cards.described`."""
    causes = causes_of(visits)
    found = replacements_for(visits, now=now) if visits else {}
    return [row_of(card, causes[card.visit.pk], found[card.visit.pk]) for card in cards(visits)]


def row_of(card: Card, causes: Causes, found: Replacements) -> Row:
    return Row(
        card,
        causes.in_words(card.visit),
        tuple(swap_of(card, offer) for offer in found.offers),
        NOTHING.get(found.none, ""),
        found.none == replacements.NEEDS_PHYSICIAN,
    )


def swap_of(card: Card, offer: Offer) -> Swap:
    visit = card.visit
    same = offer.practitioner_id == visit.practitioner_id
    return Swap(
        f"{visit.revision}_{offer.value}",
        moment_at(offer.starts_at, card.zone),
        f"{offer.practitioner}{'' if same else ' instead'}, {offer.room}",
    )


def closure_in_words(closure: Closure) -> str:
    """ "Ruth Adler, MD is away on Mon 7 Dec 2026 (ill)"."""
    who = f"{closure.practitioner} is away" if closure.practitioner else f"{closure.site} is closed"
    if closure.first_day != closure.last_day:
        when = f"from {day(closure.first_day)} to {day(closure.last_day)}"
    else:
        when = f"on {day(closure.first_day)}"
    if closure.starts and closure.ends:
        when += f", {wall_time(closure.starts)} to {wall_time(closure.ends)}"
    return f"{who} {when} ({closure.reason})"
