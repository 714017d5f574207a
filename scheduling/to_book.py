"""The rows of the work lists: what is due, until when, how the course stands, the next step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from scheduling.cards import Card, cards, described
from scheduling.course_days import courses, days_of_session, entries_of
from scheduling.courses import NOTHING_FREE, Dot, strip
from scheduling.models import Appointment, Hours, Site, VisitType
from scheduling.slots import MOST_WISHES, Wish, find_offers_for
from scheduling.windows import stored_window
from scheduling.worklists import (
    DueRow,
    counted_window,
    days_left,
    due_rows,
    shown_due,
    with_window,
)
from treatments.models import Session

PER_PAGE = 15
# At so many sites a time is looked for before the physician is asked.
SITES_EACH = MOST_WISHES // PER_PAGE


@dataclass(frozen=True, slots=True)
class ToBook:
    """A session or follow-up visit on a list; `is_full` when no legal time is left in its window.

    `soonest` is the first legal time, if one was looked for.
    """

    due: DueRow
    dots: Sequence[Dot] = ()
    soonest: datetime | None = None
    site: Site | None = None
    is_full: bool = False

    @property
    def needs_physician(self) -> bool:
        """The desk cannot book it: its window has shut, or nothing is free while it is open."""
        return self.due.is_shut or self.is_full


@dataclass(frozen=True, slots=True)
class ToReplace:
    """A visit that was missed or cancelled late, with the last day on which it can be replaced."""

    card: Card
    last_day: date | None
    days_left: str
    tone: str
    is_shut: bool


def usual_site() -> Any:
    """Where the patient of a plan came last, else where the physician works."""
    came = Appointment.objects.filter(patient=OuterRef("plan__patient")).order_by("-starts_at")
    works = Hours.objects.filter(practitioner=OuterRef("plan__physician")).order_by("site__name")
    return Coalesce(Subquery(came.values("site")[:1]), Subquery(works.values("site")[:1]))


def shown(rows: QuerySet[Any]) -> Any:
    """Sessions or follow-ups with all that `sessions_shown` or `follow_ups_shown` needs."""
    described = shown_due(rows).annotate(usual_site=usual_site())
    return described.prefetch_related(*courses("plan")) if rows.model is Session else described


def follow_ups_shown(rows: Iterable[Any], today: date) -> list[ToBook]:
    return [ToBook(row) for row in due_rows(rows, today)]


def sessions_shown(rows: Iterable[Any], today: date) -> list[ToBook]:
    return [ToBook(row, strip(entries_of(row.row.plan), today)) for row in due_rows(rows, today)]


def with_soonest(rows: Sequence[ToBook], *, now: datetime) -> list[ToBook]:
    """Each with its first legal time at its usual site, else elsewhere; three queries at most.

    Where nothing is free to the end of the window, the physician has to say what happens.
    """
    kind = VisitType.objects.filter(code="session").first()
    sites = list(Site.objects.all())
    if kind is None or not sites:
        return list(rows)
    usual = {site.pk: site for site in sites}
    first = [usual.get(row.due.row.usual_site, sites[0]) for row in rows]
    found = soonest_at([(row, site) for row, site in zip(rows, first, strict=True)], kind, now)
    missing = [n for n, moment in enumerate(found) if moment is None]
    others = [
        (n, site) for n in missing for site in [s for s in sites if s != first[n]][:SITES_EACH]
    ]
    elsewhere = soonest_at([(rows[n], site) for n, site in others], kind, now)
    at = dict(enumerate(first))
    for (n, site), moment in zip(others, elsewhere, strict=True):
        before = found[n]
        if moment is not None and (before is None or moment < before):
            found[n], at[n] = moment, site
    return [
        replace(row, soonest=found[n], site=at[n])
        if found[n]
        else replace(row, dots=with_none_free(row), is_full=True)
        for n, row in enumerate(rows)
    ]


def with_none_free(row: ToBook) -> list[Dot]:
    word, tone = NOTHING_FREE
    number = row.due.row.number
    return [replace(dot, word=word, tone=tone) if dot.number == number else dot for dot in row.dots]


def soonest_at(
    asked: Sequence[tuple[ToBook, Site]], kind: VisitType, now: datetime
) -> list[datetime | None]:
    wishes = [wish_for(row, site, kind, now) for row, site in asked]
    possible = [wish for wish in wishes if wish.first_day <= wish.last_day]
    offers = iter(find_offers_for(possible, now=now, limit=1))
    times = (next(offers) if wish.first_day <= wish.last_day else [] for wish in wishes)
    return [found[0].starts_at if found else None for found in times]


def wish_for(row: ToBook, site: Site, kind: VisitType, now: datetime) -> Wish:
    session = row.due.row
    days = days_of_session(session, session.plan)
    today = now.astimezone(site.zone).date()
    first, last = days.between(today, date.max)
    return Wish(
        patient=session.plan.patient,
        visit_type=kind,
        site=site,
        first_day=first,
        last_day=last,
        equipment=days.equipment,
    )


def lost_shown(visits: QuerySet[Any]) -> Any:
    return with_window(described(visits), "session__")


def to_replace(visits: Iterable[Any], today: date) -> list[ToReplace]:
    """With the days that are left; no further query for these. `visits`: of `lost_shown`."""
    return [replaceable(card, today) for card in cards(visits)]


def replaceable(card: Card, today: date) -> ToReplace:
    wanted = card.visit.session or card.visit.follow_up
    if wanted is None:
        return ToReplace(card, None, "", "muted", is_shut=False)
    window = counted_window(card.visit) or stored_window(wanted)
    left, tone = days_left(window, today)
    return ToReplace(card, window.closes, left, tone, is_shut=window.closes < today)
