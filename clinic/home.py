"""What each role wants to know first: one function for each list, a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from patients.models import Finding, RecordRequest, Referral
from patients.policy import clinic_policy
from patients.unaccepted import with_entries
from patients.verdicts import awaiting_second
from records.queries import open_screenings
from scheduling import worklists
from scheduling.models import Appointment
from scheduling.shut_windows import shut_windows
from scheduling.stranded import stranded_visits
from scheduling.waiting import waitlist
from staff.models import User
from treatments.late_sessions import plans_to_re_evaluate
from treatments.models import (
    AdverseEvent,
    CheckCall,
    FollowUp,
    Plan,
    PlanVersion,
    ProtocolVersion,
    Session,
    SessionRecord,
)
from treatments.reviews import due_reviews

SHOWN = 8  # rows of each list; the rest is one link away


@dataclass(frozen=True, slots=True)
class Physician:
    """My visits today and everything that waits for my decision or signature."""

    visits: list[Appointment]
    alarms: list[CheckCall]
    events: list[AdverseEvent]
    reviews: list[Plan]
    shut: list[Session]
    unsigned: list[SessionRecord]
    unrecorded: list[Appointment]
    screenings: list[Any]
    to_second: list[Finding]
    referrals: list[Referral]
    drafts: list[PlanVersion]
    protocols: list[ProtocolVersion]
    follow_ups: list[FollowUp]

    @property
    def nothing_waits(self) -> bool:
        return not (
            self.events
            or self.reviews
            or self.shut
            or self.unsigned
            or self.unrecorded
            or self.screenings
            or self.to_second
            or self.referrals
            or self.drafts
            or self.protocols
            or self.follow_ups
        )


@dataclass(frozen=True, slots=True)
class Tile:
    """How many are on one of the work lists, and how that is to be seen where there are any."""

    label: str
    number: int
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Today's visits at all sites, windows that close without a visit, and whom to call."""

    visits: list[Appointment]
    closing: list[Session]
    calls: list[CheckCall]
    no_shows: list[Appointment]
    tiles: list[Tile]

    @property
    def waiting(self) -> int:
        return sum(1 for visit in self.visits if visit.state == Appointment.State.ARRIVED)


def for_physician(user: User, today: date, now: datetime) -> Physician:
    mine = visits_of_today(now).filter(practitioner=user)
    unrecorded = worklists.unrecorded_visits(user, now).filter(practitioner=user)
    return Physician(
        visits=list(mine.exclude(state=Appointment.State.CANCELLED)),
        alarms=list(CheckCall.objects.to_triage().select_related("session__plan__patient")[:SHOWN]),
        events=list(_events(user, today)[:SHOWN]),
        reviews=list(_to_review(user, today)[:SHOWN]),
        shut=shut_windows(user, now=now, today=today, most=SHOWN),
        unsigned=list(_unsigned(user)[:SHOWN]),
        unrecorded=list(unrecorded.select_related("patient", "session", "site")[:SHOWN]),
        screenings=list(
            open_screenings()
            .filter(Q(run_by=user) | Q(patient__plans__physician=user))
            .distinct()[:SHOWN]
        ),
        to_second=list(awaiting_second().visible_to(user).exclude(decided_by=user)[:SHOWN]),
        referrals=list(_referrals()[:SHOWN]),
        drafts=list(_drafts(user)[:SHOWN]),
        protocols=list(
            ProtocolVersion.objects.awaiting(user)
            .select_related("written_by")
            .order_by("changed_at", "id")[:SHOWN]
        ),
        follow_ups=list(_follow_ups(user, today)[:SHOWN]),
    )


def _events(user: User, today: date) -> QuerySet[AdverseEvent]:
    """Open ones of this physician's patients, or reported by the physician, to look at by today."""
    return (
        AdverseEvent.objects.visible_to(user)
        .open()
        .filter(Q(next_look_on__lte=today) | Q(next_look_on=None))
        .filter(Q(plan__physician=user) | Q(reported_by=user))
        .select_related("patient")
        .order_by("-serious", "next_look_on", "id")
    )


def _unsigned(user: User) -> QuerySet[SessionRecord]:
    return (
        SessionRecord.objects.filter(signed_at=None, physician=user)
        .select_related("session__plan__patient")
        .order_by("treated_on", "id")
    )


def _referrals() -> QuerySet[Referral]:
    """Nobody's in particular: whichever physician comes first decides."""
    return (
        with_entries(Referral.objects.filter(state=Referral.State.WAITING))
        .select_related("patient")
        .defer("person")
        .order_by("received_at", "id")
    )


def _drafts(user: User) -> QuerySet[PlanVersion]:
    return (
        PlanVersion.objects.drafts()
        .filter(plan__physician=user, plan__state__in=[Plan.State.DRAFT, Plan.State.ACTIVE])
        .select_related("plan__patient")
        .order_by("changed_at", "id")
    )


def _follow_ups(user: User, today: date) -> QuerySet[FollowUp]:
    """Those of this physician's plans whose window has opened."""
    return (
        FollowUp.objects.filter(plan__physician=user, state=FollowUp.State.DUE, opens_on__lte=today)
        .select_related("plan__patient")
        .order_by("closes_on", "id")
    )


def _to_review(user: User, today: date) -> QuerySet[Plan]:
    """This physician's plans whose next session waits for a decision to go on; five queries."""
    running = Plan.objects.running().filter(physician=user)
    due = due_reviews(set(running.values_list("pk", flat=True)))
    due |= plans_to_re_evaluate(user, today=today)
    given = Session.objects.filter(plan=OuterRef("pk"), state=Session.State.GIVEN)
    plans = Plan.objects.filter(pk__in=due).select_related("patient").order_by("pk")
    return plans.annotate(begun=Exists(given))


def for_desk(user: User, today: date, now: datetime) -> Desk:
    closing = worklists.sessions_to_book(user).filter(closes__lte=today + worklists.CLOSING)
    lost = worklists.visits_to_replace(user, clinic_policy().late_cancellation_hours, today)
    return Desk(
        visits=list(visits_of_today(now).exclude(state=Appointment.State.CANCELLED)),
        closing=list(closing.select_related("plan__patient")[:SHOWN]),
        calls=list(
            CheckCall.objects.to_make()
            .filter(due_on__lte=today)
            .select_related("session__plan__patient")
            .order_by("due_on", "id")[:SHOWN]
        ),
        no_shows=list(lost.select_related("patient", "site", "visit_type")[:SHOWN]),
        tiles=_tiles(user, today, now, lost.count()),
    )


def _tiles(user: User, today: date, now: datetime, lost: int) -> list[Tile]:
    """The same rows as on the work lists; nine queries with the one that asks for `lost`."""
    unmatched = Referral.objects.unmatched().count()
    to_book = f"{reverse('to-book')}?which="
    windows = worklists.window_counts(user, today)
    asked = worklists.requested_visits(user, now).count()
    stranded = stranded_visits(user, today).count()
    unmarked = worklists.unmarked_visits(user, now).count()
    unrecorded = worklists.unrecorded_visits(user, now).count()
    requests = RecordRequest.objects.visible_to(user).open().count()
    return [
        Tile("windows closing", windows["closing"], f"{to_book}closing", "warn"),
        Tile("overdue", windows["overdue"], f"{to_book}overdue", "stop"),
        Tile("to call and rebook", lost, f"{to_book}missed", "stop"),
        Tile("not marked", unmarked, f"{to_book}unmarked", "stop"),
        Tile("done, not recorded", unrecorded, f"{to_book}unrecorded", "stop"),
        Tile("answers awaited", asked, f"{to_book}requested", "info"),
        Tile("stranded visits", stranded, reverse("stranded-visits"), "stop"),
        Tile("referrals to match", unmatched, f"{reverse('referrals')}?state=unmatched", "warn"),
        Tile("on the waitlist", waitlist(user).count(), reverse("waitlist"), "info"),
        Tile("requests about records", requests, reverse("record-requests"), "info"),
    ]


def visits_of_today(now: datetime) -> QuerySet[Appointment]:
    """Every visit of the day that it is at its site, in order, with what a line of a list shows."""
    return (
        worklists.visits_today(now)
        .select_related("patient", "practitioner", "room", "site", "visit_type", "session")
        .order_by("starts_at", "id")
    )
