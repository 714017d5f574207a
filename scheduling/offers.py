"""One thing to be booked or moved, and the times that can be offered for it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from patients.models import Patient
from scheduling.actions.setup import VISIT_TYPES
from scheduling.models import Appointment, PartOfDay, Room, Site, VisitType
from scheduling.slots import Offer, Wish, find_offers, find_offers_for
from scheduling.windows import (
    Due,
    course_of,
    days_before,
    equipment_for,
    local_day,
    position_in_words,
    stored_window,
)
from scheduling.wording import time_at, window_in_words
from staff.models import User
from treatments.models import FollowUp, Session
from treatments.spacing import Window

# Without a window, and outside one, a search looks this far.
AHEAD = timedelta(days=28)
# A whole window at a glance shows a few times of each half-day; from a chosen day on, all.
GLANCE = 3
MOST = 120
NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One visit to be booked or moved: for whom, for what, and on which days it may be."""

    patient: Patient
    visit_type: VisitType
    window: Window | None = None
    equipment: frozenset[str] = frozenset()
    physician: User | None = None
    session: Session | None = None
    follow_up: FollowUp | None = None
    moving: Appointment | None = None
    # The days on which it can be without a later visit of its course having to move too.
    keeps_later: tuple[date, date] | None = None
    # What has to happen before this can be booked at all, or "".
    waits_for: str = ""

    @property
    def window_words(self) -> str:
        if self.window is None:
            return ""
        return window_in_words(self.window.opens, self.window.target, self.window.closes)


def type_of(code: str) -> VisitType:
    """As the clinic has it; before its first site, when nothing can be booked, as it will be."""
    kept = VisitType.objects.filter(code=code).first()
    return kept or VisitType(**next(row for row in VISIT_TYPES if row["code"] == code))


def task_for_session(session: Session, *, moving: Appointment | None = None) -> Task:
    entries = course_of(session.plan, without=moving)
    due = next(entry for entry in entries if entry.session == session)
    waits_for = ""
    if session.state != Session.State.PLANNED:
        waits_for = f"Session {session.number} is {session.get_state_display().lower()}."
    elif session.plan.state != "active":
        waits_for = f"The plan is “{session.plan.get_state_display().lower()}”."
    elif due.visit:
        waits_for = f"Session {session.number} is already booked."
    elif due.waits_for:
        waits_for = f"Book session {due.waits_for} first; the window counts from it."
    return Task(
        patient=session.plan.patient,
        visit_type=moving.visit_type if moving else type_of("session"),
        window=due.window,
        equipment=equipment_for(session),
        physician=session.plan.physician,
        session=session,
        moving=moving,
        keeps_later=days_that_keep(entries, session) if moving else None,
        waits_for=waits_for,
    )


def days_that_keep(entries: list[Due], session: Session) -> tuple[date, date] | None:
    """From when to when the session can be so that the next one, if booked, stays where it is."""
    planned = (entry for entry in entries if entry.session.state == Session.State.PLANNED)
    later = [entry for entry in planned if entry.session.number > session.number]
    visit = later[0].visit if later else None
    version = session.plan.signed_version() if visit else None
    if visit is None or version is None:
        return None
    return days_before(local_day(visit), version.spacing)


def task_for_follow_up(follow_up: FollowUp, *, moving: Appointment | None = None) -> Task:
    booked = Appointment.objects.live().filter(follow_up=follow_up)
    waits_for = ""
    if follow_up.state != FollowUp.State.DUE:
        waits_for = f"This follow-up visit is {follow_up.get_state_display().lower()}."
    elif moving is None and booked.exists():
        waits_for = "This follow-up visit is already booked."
    return Task(
        patient=follow_up.plan.patient,
        visit_type=moving.visit_type if moving else type_of("follow_up"),
        window=stored_window(follow_up),
        physician=follow_up.plan.physician,
        follow_up=follow_up,
        moving=moving,
        waits_for=waits_for,
    )


def task_for_visit(patient: Patient, *, moving: Appointment | None = None) -> Task:
    return Task(
        patient=patient,
        visit_type=moving.visit_type if moving else type_of("first_visit"),
        moving=moving,
    )


def task_for_move(visit: Appointment) -> Task:
    if visit.session:
        return task_for_session(visit.session, moving=visit)
    if visit.follow_up:
        return task_for_follow_up(visit.follow_up, moving=visit)
    return task_for_visit(visit.patient, moving=visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Where, with whom and from which day on to look; what was not asked is filled in."""

    site: Site
    practitioner: User | None
    first_day: date | None
    part_of_day: PartOfDay
    outside: bool
    weekday: int | None = None
    earliest: time | None = None
    room: Room | None = None
    taken: bool = False  # show what is taken too


def search_for(
    task: Task, asked: dict[str, Any], *, bound: bool, outside: bool, taken: bool = False
) -> Search | None:
    """`asked`: what the search form understood. None while the clinic has no site."""
    site = asked.get("site") or usual_site(task)
    if site is None:
        return None
    practitioner, room = asked.get("practitioner"), asked.get("room")
    if not bound and practitioner is None:
        practitioner = usual_practitioner(task, site)
    return Search(
        site=site,
        practitioner=practitioner,
        first_day=asked.get("first_day"),
        part_of_day=PartOfDay(asked.get("part_of_day") or PartOfDay.ANY),
        outside=outside and task.window is not None,
        weekday=asked.get("weekday"),
        earliest=asked.get("earliest"),
        room=room if room and room.site_id == site.pk else None,
        taken=taken,
    )


def usual_site(task: Task) -> Site | None:
    return task.moving.site if task.moving else site_for(task.patient, task.physician)


def site_for(patient: Patient, physician: User | None) -> Site | None:
    """Where the patient came last, where the physician works, or the first."""
    came: QuerySet[Site] = Site.objects.filter(appointments__patient=patient)
    works: QuerySet[Site] = Site.objects.filter(hours__practitioner=physician)
    return (
        came.order_by("-appointments__starts_at").first()
        or (works.first() if physician else None)
        or Site.objects.first()
    )


def usual_practitioner(task: Task, site: Site) -> User | None:
    wanted = task.moving.practitioner if task.moving else task.physician
    if wanted is None or not wanted.is_active:
        return None
    return wanted if wanted.hours.filter(site=site).exists() else None


def wish_for(task: Task, search: Search, *, now: datetime) -> Wish:
    today = now.astimezone(search.site.zone).date()
    first_day = max(today, search.first_day or today)
    last_day = first_day + AHEAD
    if task.window and not search.outside:
        first_day, last_day = max(first_day, task.window.opens), task.window.closes
    return Wish(
        patient=task.patient,
        visit_type=task.visit_type,
        site=search.site,
        first_day=first_day,
        last_day=last_day,
        practitioner=search.practitioner,
        equipment=task.equipment,
        part_of_day=search.part_of_day,
        weekdays=[search.weekday] if search.weekday else [],
        earliest=search.earliest,
        room=search.room,
        over_taken=search.taken,
        moving=task.moving,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    time: str
    practitioner: str
    room: str
    is_taken: bool


@dataclass(frozen=True, slots=True)
class OfferedDay:
    day: date
    remark: str
    choices: list[Choice]


def offered_days(task: Task, search: Search, *, now: datetime) -> list[OfferedDay]:
    """The free times by local day; one query."""
    wish = wish_for(task, search, now=now)
    per_half_day = 100 if search.first_day else GLANCE
    return by_day(task, search, find_offers(wish, now=now, limit=MOST, per_half_day=per_half_day))


def nearest(task: Task, search: Search, wanted: datetime, *, now: datetime) -> list[OfferedDay]:
    """The three free times nearest to the one that could not be had; one query.

    As near as can be with all that was wished; where that gives less than three, with anybody, in
    any room and at any time of the day. Window and equipment are no wishes: they always hold.
    """
    day = wanted.astimezone(search.site.zone).date()
    today = now.astimezone(search.site.zone).date()
    wish = replace(wish_for(task, search, now=now), near=wanted, over_taken=False)
    if search.outside or task.window is None:
        wish = replace(wish, first_day=max(today, day - AHEAD), last_day=max(today, day) + AHEAD)
    else:
        wish = replace(wish, first_day=max(today, task.window.opens))
    anyhow = replace(
        wish, practitioner=None, room=None, weekdays=(), part_of_day=PartOfDay.ANY, earliest=None
    )
    as_wished, others = find_offers_for([wish, anyhow], now=now, limit=NEAREST)
    found = {offer.starts_at: offer for offer in as_wished}
    for offer in sorted(others, key=lambda offer: abs(offer.starts_at - wanted)):
        if len(found) < NEAREST:
            found.setdefault(offer.starts_at, offer)
    return by_day(task, search, [found[start] for start in sorted(found)])


def by_day(task: Task, search: Search, offers: list[Offer]) -> list[OfferedDay]:
    site = search.site
    return [
        OfferedDay(
            day,
            remark_on(task, day),
            [
                Choice(
                    offer.value,
                    time_at(offer.starts_at, site.zone),
                    offer.practitioner,
                    offer.room,
                    offer.is_taken,
                )
                for offer in group
            ],
        )
        for day, group in groupby(offers, key=lambda offer: offer.local_day(site))
    ]


def remark_on(task: Task, day: date) -> str:
    """What is special about a day, in words; "" if nothing is."""
    said = []
    where = position_in_words(task.window, day) if task.window else ""
    if task.window and day == task.window.target:
        said.append("the best day")
    elif where:
        said.append(f"outside the window, {where}")
    # On the day on which it is nothing changes for the later ones.
    stays = task.moving is not None and day == local_day(task.moving)
    if task.keeps_later and not stays and not task.keeps_later[0] <= day <= task.keeps_later[1]:
        said.append("later visits have to move too")
    return ", ".join(said)
