"""What moving one visit does to its course, worked out before anything is saved.

Read only: `scheduling.actions.move_course` checks all of it again under locks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, takewhile

from scheduling.models import Appointment
from scheduling.slots import MOST_WISHES, Offer, Wish, find_offers_for
from scheduling.smallest_change import NewDays, smallest_change
from scheduling.windows import Due, course, equipment_for, local_day
from treatments.models import PlanVersion, Session
from treatments.spacing import Spacing, Window, next_window

# Free times looked at for each later visit: some weeks of quarter hours.
MOST = 1200
# Times of one day between which a visit is stepped.
PER_DAY = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One visit, where it is and where it would be."""

    visit: Appointment
    offer: Offer
    window: Window | None
    # Other times it could have instead, in order, this one among them.
    choices: tuple[Offer, ...] = ()

    @property
    def day(self) -> date:
        return self.offer.local_day(self.visit.site)

    @property
    def days(self) -> int:
        return (self.day - local_day(self.visit)).days

    @property
    def earlier(self) -> Offer | None:
        before = [choice for choice in self.choices if choice.starts_at < self.offer.starts_at]
        return before[-1] if before else None

    @property
    def later(self) -> Offer | None:
        after = [choice for choice in self.choices if choice.starts_at > self.offer.starts_at]
        return after[0] if after else None


@dataclass(frozen=True, slots=True)
class MoveProposal:
    """The smallest change that keeps the course legal; the first is the one asked for."""

    changes: tuple[Change, ...]
    course: tuple[Due, ...] = ()
    # The session for which there is no time, however the ones before it are placed.
    stuck: Due | None = None
    # A time that was chosen for a later visit cannot be had together with the others.
    lost_a_choice: bool = False


@dataclass(frozen=True, slots=True)
class Following:
    """What comes after the visit that moves."""

    course: tuple[Due, ...]
    place: int  # of the moving visit's session in the course
    later: tuple[Appointment, ...]
    spacing: Spacing

    def number(self, index: int) -> Due:
        return self.course[self.place + 1 + index]


def propose_move(
    visit: Appointment,
    offer: Offer,
    *,
    following: Following | None,
    window: Window | None,
    pins: Mapping[int, Offer],
    now: datetime,
) -> MoveProposal:
    """`window`: of the visit itself; `pins`: times chosen for later visits, by visit id.

    At most two searches for free times.
    """
    own = Change(visit, offer, window)
    if following is None:
        return MoveProposal((own,))
    if not has_to_follow(following, own):
        return MoveProposal((own,), following.course)
    found, free = NewDays((), 0), [list[Offer]() for _ in following.later]
    for anybody in (False, True):
        free = free_times(following, own, now=now, anybody=anybody)
        found, kept = new_days(following, own, free, pins)
        if found.stuck_at is None:
            return laid_out(following, own, found, free, pins if kept else {}, lost=not kept)
    assert found.stuck_at is not None, "the loop returns what it finds"
    return MoveProposal((own,), following.course, stuck=following.number(found.stuck_at))


def following_of(visit: Appointment) -> Following | None:
    """None where no other visit counts from this one."""
    if visit.session is None:
        return None
    plan = visit.session.plan
    version: PlanVersion | None = plan.signed_version()
    if version is None:
        return None
    sessions = list(plan.sessions.numbered())
    live = Appointment.objects.live().filter(session__in=sessions)
    live = live.select_related("patient", "practitioner", "site", "room", "visit_type", "session")
    booked = {each.session_id: each for each in live if each.session_id}
    entries = tuple(course(sessions, booked, version))
    place = next(place for place, due in enumerate(entries) if due.session.pk == visit.session.pk)

    def ahead(due: Due) -> bool:
        planned = due.session.state == Session.State.PLANNED
        return planned and due.visit is not None and due.visit.state in Appointment.AHEAD

    later = tuple(
        due.visit for due in takewhile(ahead, entries[place + 1 :]) if due.visit is not None
    )
    return Following(entries, place, later[:MOST_WISHES], version.spacing)


def has_to_follow(following: Following, own: Change) -> bool:
    if not following.later or not own.days:
        return False
    next_day = local_day(following.later[0])
    return not next_window(own.day, following.spacing).contains(next_day)


def free_times(
    following: Following, own: Change, *, now: datetime, anybody: bool
) -> list[list[Offer]]:
    """For each later visit, on every day it could come to lie on, with its practitioner or anybody.

    The times that the visits of the course hold now are free for each other.
    """
    spacing = following.spacing
    assert own.visit.session is not None, "only sessions are followed by others"
    equipment = equipment_for(own.visit.session)
    course = [own.visit.pk, *(visit.pk for visit in following.later)]
    wishes = []
    for number, visit in enumerate(following.later, start=1):
        wish = Wish(
            patient=visit.patient,
            visit_type=visit.visit_type,
            site=visit.site,
            first_day=own.day + timedelta(days=number * spacing.min_days),
            last_day=own.day + timedelta(days=number * spacing.max_days),
            practitioner=None if anybody else visit.practitioner,
            equipment=equipment,
            ignored=course,
            near=visit.starts_at,
        )
        wishes.append(wish)
    return find_offers_for(wishes, now=now, limit=MOST)


def new_days(
    following: Following, own: Change, free: Sequence[Sequence[Offer]], pins: Mapping[int, Offer]
) -> tuple[NewDays, bool]:
    """The cheapest chain, with the pinned times if it can be; and whether it could."""
    was, booked = local_day(own.visit), [local_day(visit) for visit in following.later]
    days = [
        {offer.local_day(visit.site) for offer in offers}
        for visit, offers in zip(following.later, free, strict=True)
    ]
    pinned = {
        place: pins[visit.pk].local_day(visit.site)
        for place, visit in enumerate(following.later)
        if visit.pk in pins
    }
    found = smallest_change(was, own.day, booked, days, following.spacing, pinned)
    if found.stuck_at is None or not pinned:
        return found, True
    return smallest_change(was, own.day, booked, days, following.spacing), False


def laid_out(
    following: Following,
    own: Change,
    found: NewDays,
    free: Sequence[Sequence[Offer]],
    pins: Mapping[int, Offer],
    *,
    lost: bool,
) -> MoveProposal:
    changes = [own]
    before = own.day
    for visit, day, offers in zip(following.later, found.days, free, strict=True):
        if day != local_day(visit) or visit.pk in pins:
            window = next_window(before, following.spacing)
            choices = steps_for(visit, window, offers, pins.get(visit.pk))
            offer = pins.get(visit.pk) or best_of(
                visit, [choice for choice in choices if choice.local_day(visit.site) == day]
            )
            changes.append(Change(visit, offer, window, choices))
        before = day
    return MoveProposal(tuple(changes), following.course, lost_a_choice=lost)


def steps_for(
    visit: Appointment, window: Window, offers: Sequence[Offer], chosen: Offer | None
) -> tuple[Offer, ...]:
    """A few times of each day of the window, those that are nearest to the usual time of day."""
    inside = [offer for offer in offers if window.contains(offer.local_day(visit.site))]
    steps: list[Offer] = [] if chosen is None else [chosen]
    for _, group in groupby(inside, key=lambda offer: offer.local_day(visit.site)):
        nearest = sorted(group, key=lambda offer: off_the_clock(offer, visit))
        steps += nearest[:PER_DAY]
    by_time = {step.starts_at: step for step in reversed(steps)}
    return tuple(by_time[moment] for moment in sorted(by_time))


def best_of(visit: Appointment, offers: Sequence[Offer]) -> Offer:
    return min(offers, key=lambda offer: off_the_clock(offer, visit))


def off_the_clock(offer: Offer, visit: Appointment) -> tuple[timedelta, datetime]:
    """How far the time of day is from the one the patient has now, on the wall."""
    zone = visit.site.zone
    usual, then = visit.starts_at.astimezone(zone), offer.starts_at.astimezone(zone)
    wall = usual.replace(tzinfo=None) - then.replace(tzinfo=None)
    return abs(wall + timedelta(days=(then.date() - usual.date()).days)), offer.starts_at
