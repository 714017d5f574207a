"""Other times for visits that cannot take place: for a whole page at once, by one search.

What is offered to one visit is not offered to another on the same page, so whatever is chosen
there can be had together.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scheduling.course_days import courses, entries_of
from scheduling.models import Appointment
from scheduling.offers import AHEAD
from scheduling.slots import Offer, Wish, find_offers_for
from scheduling.windows import NEEDS_NO_EQUIPMENT, days_before, local_day, stored_window
from treatments.models import Plan, Session
from treatments.spacing import Window

# Two wishes for each row, thirty in one search.
PER_PAGE = 15
# Quarter hours near the old time that are looked at for each; the others take some of them.
MOST = 80


@dataclass(frozen=True, slots=True)
class Leeway:
    """Where one visit may go: its days, what it needs, and whether its course stands in the way."""

    window: Window | None
    keeps_later: tuple[date, date] | None = None
    equipment: frozenset[str] = frozenset()
    # Sessions of its course whose windows hang on each other.
    course: int | None = None

    def keeps(self, day: date) -> bool:
        return self.keeps_later is None or self.keeps_later[0] <= day <= self.keeps_later[1]


@dataclass(frozen=True, slots=True)
class Replacements:
    offers: tuple[Offer, ...] = ()
    # "": there are offers; else why not.
    none: str = ""


NEEDS_PHYSICIAN = "needs physician"
WITH_COURSE = "with its course"
AFTER_OTHERS = "after others"


@dataclass(slots=True)
class Held:
    """What was offered on this page: who and where from when to when."""

    spans: list[tuple[str, int, datetime, datetime]] = field(default_factory=list)

    def take(self, visit: Appointment, offer: Offer) -> None:
        self.spans += spans_of(visit, offer)

    def fits(self, visit: Appointment, offer: Offer) -> bool:
        return not any(
            (what, which) == (taken, whose) and start < until and since < end
            for what, which, start, end in spans_of(visit, offer)
            for taken, whose, since, until in self.spans
        )


def spans_of(visit: Appointment, offer: Offer) -> list[tuple[str, int, datetime, datetime]]:
    whose = {
        "practitioner": offer.practitioner_id,
        "patient": visit.patient_id,
        "room": offer.room_id,
    }
    held = visit.visit_type.holds(offer.starts_at)
    return [(what, whose[what], *span) for what, span in held.items()]


def replacements_for(visits: Sequence[Appointment], *, now: datetime) -> dict[int, Replacements]:
    """Up to two times for each of at most `PER_PAGE` visits, by visit id.

    With the same practitioner as near to the old time as can be, and with another one, at the
    same time if somebody is free. All inside the window, and none that moves another visit.
    """
    leeways = leeways_for(visits)
    wishes = [wish for visit in visits for wish in wishes_for(visit, leeways[visit.pk], now=now)]
    found = iter(find_offers_for(wishes, now=now, limit=MOST))
    offered = {visit.pk: (next(found), next(found)) for visit in visits}
    held, answers = Held(), dict[int, Replacements]()
    first_of = first_of_course(visits, leeways)
    for visit in sorted(visits, key=lambda visit: (len(offered[visit.pk][1]), visit.starts_at)):
        leeway, (same, anybody) = leeways[visit.pk], offered[visit.pk]
        if leeway.course and first_of[leeway.course] != visit.pk:
            answers[visit.pk] = Replacements(none=AFTER_OTHERS)
        elif not same and not anybody:
            none = NEEDS_PHYSICIAN if leeway.window else "full"
            answers[visit.pk] = Replacements(none=none)
        else:
            answers[visit.pk] = choose(visit, leeway, same, anybody, held)
    return answers


def choose(
    visit: Appointment, leeway: Leeway, same: Iterable[Offer], anybody: Iterable[Offer], held: Held
) -> Replacements:
    anybody = list(anybody)
    others = [offer for offer in anybody if offer.practitioner_id != visit.practitioner_id]
    same = list(same) or [offer for offer in anybody if offer not in others]
    chosen: list[Offer] = []
    kept = False
    for offers in (same, others):
        legal = [offer for offer in offers if leeway.keeps(offer.local_day(visit.site))]
        kept = kept or bool(legal)
        near = sorted(legal, key=lambda offer: abs(offer.starts_at - visit.starts_at))
        for offer in near:
            if held.fits(visit, offer):
                held.take(visit, offer)
                chosen.append(offer)
                break
    if chosen:
        return Replacements(tuple(chosen))
    return Replacements(none="taken above" if kept else WITH_COURSE)


def wishes_for(visit: Appointment, leeway: Leeway, *, now: datetime) -> tuple[Wish, Wish]:
    """With the same practitioner in the same room, and with anybody in any.

    Kept to their rooms, visits that were beside each other fit beside each other again.
    """
    today = now.astimezone(visit.site.zone).date()
    if leeway.window:
        first, last = max(today, leeway.window.opens), leeway.window.closes
    else:
        first, last = today, max(today, local_day(visit)) + AHEAD
    rest: dict[str, Any] = {
        "patient": visit.patient,
        "visit_type": visit.visit_type,
        "site": visit.site,
        "first_day": first,
        "last_day": last,
        "equipment": leeway.equipment,
        "moving": visit,
        "near": visit.starts_at,
    }
    room = visit.room if visit.room.is_active else None
    return Wish(practitioner=visit.practitioner, room=room, **rest), Wish(**rest)


def first_of_course(visits: Iterable[Appointment], leeways: dict[int, Leeway]) -> dict[int, int]:
    """Of the visits of one course only the first can be placed; the windows of the others hang
    on it.
    """
    first: dict[int, int] = {}
    for visit in sorted(visits, key=lambda visit: visit.starts_at):
        course_id = leeways[visit.pk].course
        if course_id:
            first.setdefault(course_id, visit.pk)
    return first


def leeways_for(visits: Collection[Appointment]) -> dict[int, Leeway]:
    """The windows of all these visits; five queries however many there are.

    `visits` have their session or follow-up at hand.
    """
    plans = {visit.session.plan_id for visit in visits if visit.session}
    by_session: dict[int | None, Leeway] = {}
    for plan in Plan.objects.filter(pk__in=plans).prefetch_related(*courses()):
        by_session |= leeways_of_course(plan)
    return {
        visit.pk: by_session[visit.session_id]
        if visit.session_id in by_session
        else Leeway(stored_window(visit.follow_up) if visit.follow_up else None)
        for visit in visits
    }


def leeways_of_course(plan: Any) -> dict[int | None, Leeway]:
    """Of a plan fetched with `courses`."""
    version = plan.signed[0] if plan.signed else None
    planned = [due for due in entries_of(plan) if due.session.state == Session.State.PLANNED]
    guidance = {target.guidance for target in version.targets.all()} if version else set()
    equipment = frozenset(guidance) - {NEEDS_NO_EQUIPMENT}
    leeways: dict[int | None, Leeway] = {}
    for due, after in zip(planned, [*planned[1:], None], strict=True):
        later = after.visit if after else None
        keeps = days_before(local_day(later), version.spacing) if later and version else None
        leeways[due.session.pk] = Leeway(due.window, keeps, equipment, plan.pk)
    return leeways
