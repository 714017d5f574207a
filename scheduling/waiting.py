"""Who waits for a time, in which order, and who of them could take one that is free.

Nobody is booked from here: the desk calls, and books as always.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from patients.models import Patient
from scheduling.cards import sessions_in, signed_field
from scheduling.course_days import Days, courses, days_of_follow_up, days_of_session
from scheduling.models import Appointment, Hours, PartOfDay, Site, WaitlistEntry
from scheduling.slots import MOST_WISHES, Offer, Wish, find_offers_for
from scheduling.windows import local_day
from scheduling.wording import span_in_words
from scheduling.worklists import booked_before, closes_after, days_left
from staff.models import User
from staff.templatetags.prolo import day as day_in_words
from treatments import anatomy
from treatments.models import FollowUp, Plan, Session

AHEAD = timedelta(days=28)  # how far a time is looked for
PER_PAGE = 10
SITES_EACH = MOST_WISHES // PER_PAGE
# So many of those whom a free time would suit are looked at, the first of the list.
MOST_CANDIDATES = 100
# A visit may begin so much later than the time that became free.
SLACK = timedelta(minutes=29)
TONES = {
    WaitlistEntry.Urgency.ROUTINE: "muted",
    WaitlistEntry.Urgency.SOON: "warn",
    WaitlistEntry.Urgency.URGENT: "stop",
}
STILL_WANTED = (
    Q(session=None)
    | Q(session__state=Session.State.PLANNED, session__plan__state=Plan.State.ACTIVE)
) & (
    Q(follow_up=None)
    | Q(
        follow_up__state=FollowUp.State.DUE,
        follow_up__plan__state__in=[Plan.State.ACTIVE, Plan.State.COMPLETED],
    )
)


def waitlist(user: User) -> Any:
    """Everybody for whom there still is something to be booked: the urgent first, then whose
    window closes soonest, then who has waited longest.
    """
    rows: QuerySet[Any] = WaitlistEntry.objects.visible_to(user).waiting()
    kept = Coalesce("session__closes_on", "follow_up__closes_on")
    return (
        rows.filter(STILL_WANTED, patient__deceased_on=None, patient__merged_into=None)
        .annotate(
            before_day=booked_before("session__plan", "session__number"),
            most=signed_field(OuterRef("session__plan"), "spacing_max_days"),
        )
        .annotate(closes=closes_after("before_day", "most", kept))
        .order_by("-urgency", F("closes").asc(nulls_last=True), "added_at", "id")
    )


def described(rows: QuerySet[Any]) -> Any:
    """With all that `waiting_of` shows; seven queries however many rows there are."""
    live = Appointment.objects.live().select_related("site")
    plan = Coalesce(OuterRef("session__plan"), OuterRef("follow_up__plan"))
    return (
        rows.select_related(
            "patient", "visit_type", "practitioner", "site", "session__plan", "follow_up__plan"
        )
        .annotate(
            side=signed_field(plan, "side"),
            region=signed_field(plan, "region"),
            sessions=sessions_in(OuterRef("session__plan")),
        )
        .prefetch_related(
            *courses("session__plan"),
            Prefetch("follow_up__appointments", live, to_attr="live"),
            Prefetch(
                "patient__appointments",
                live.filter(session=None, follow_up=None, state__in=Appointment.AHEAD),
                to_attr="first_visits",
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry of the list; `offer` is the best time found for it, at `site`."""

    entry: Any  # a WaitlistEntry of `described`
    days: Days
    offer: Offer | None = None
    site: Site | None = None

    @property
    def what(self) -> str:
        entry = self.entry
        what = str(entry.visit_type)
        if entry.session:
            number = entry.session.number
            what = f"Session {number} of {entry.sessions or number}"
        return f"{what}, {anatomy.describe(entry.side, entry.region)}" if entry.region else what

    @property
    def tone(self) -> str:
        return TONES[self.entry.urgency]

    @property
    def window(self) -> str:
        window = self.days.window
        return span_in_words(window.opens, window.closes) if window else ""

    @property
    def suits(self) -> str:
        return suits_in_words(self.entry)

    @property
    def action_url(self) -> str:
        """Where it is booked; where the visit is moved if it has a time already."""
        entry = self.entry
        if self.days.visit:
            return reverse("move-appointment", args=[self.days.visit.pk])
        if entry.session_id:
            return reverse("book-session", args=[entry.session_id])
        if entry.follow_up_id:
            return reverse("book-follow-up", args=[entry.follow_up_id])
        return reverse("book-visit", args=[entry.patient_id])

    @property
    def offer_day(self) -> date | None:
        return self.offer.local_day(self.site) if self.offer and self.site else None

    def left(self, today: date) -> tuple[str, str]:
        """ "3 days left" with its tone; empty without a window."""
        return days_left(self.days.window, today) if self.days.window else ("", "muted")


def waits_of(patient: Patient) -> list[tuple[WaitlistEntry, str]]:
    """What a patient waits for, each with when it suits; one query."""
    entries = patient.waitlist_entries.waiting().filter(STILL_WANTED)
    shown = entries.select_related("visit_type", "session", "practitioner", "site")
    return [(entry, suits_in_words(entry)) for entry in shown]


def waiting_of(entries: Iterable[Any]) -> list[Waiting]:
    return [Waiting(entry, days_of(entry)) for entry in entries]


def days_of(entry: Any) -> Days:
    """The legal days, and of those the ones that suit."""
    if entry.session:
        days = days_of_session(entry.session, entry.session.plan)
    elif entry.follow_up:
        days = days_of_follow_up(entry.follow_up, entry.follow_up.live)
    else:
        booked = [
            visit
            for visit in entry.patient.first_visits
            if visit.visit_type_id == entry.visit_type_id
        ]
        days = Days(visit=booked[0] if booked else None)
    first, last = days.between(entry.from_day, entry.until_day or date.max)
    if days.visit:
        # Only a sooner time is any good.
        last = min(last, local_day(days.visit))
    return replace(days, first=first, last=last)


def suits_in_words(entry: Any) -> str:
    """ "Mon, Wed · morning · with Ruth Adler · at Main Street · until Fri 18 Dec 2026"."""
    names = dict(Hours.WEEKDAYS)
    said = [", ".join(names[number][:3] for number in entry.weekdays)]
    if entry.part_of_day != PartOfDay.ANY:
        said.append(entry.get_part_of_day_display().lower())
    if entry.practitioner:
        said.append(f"with {entry.practitioner.full_name}")
    if entry.site:
        said.append(f"at {entry.site}")
    if entry.until_day:
        said.append(f"until {day_in_words(entry.until_day)}")
    words = " · ".join(filter(None, said)) or "Any time"
    return words[0].upper() + words[1:]


def with_best_times(rows: Sequence[Waiting], *, now: datetime) -> list[Waiting]:
    """Each with its soonest legal time, at up to three sites; two queries for a whole page."""
    sites = list(Site.objects.all())
    searches = [
        (nth, site, wish_at(row, site, now=now))
        for nth, row in enumerate(rows)
        for site in sites_for(row, sites)
    ]
    asked = [search for search in searches if search[2].first_day <= search[2].last_day]
    found: dict[int, tuple[Offer, Site]] = {}
    offers = find_offers_for([wish for _, _, wish in asked], now=now, limit=1)
    for (nth, site, _), times in zip(asked, offers, strict=True):
        for offer in times:
            if is_sooner(rows[nth], offer) and (
                nth not in found or offer.starts_at < found[nth][0].starts_at
            ):
                found[nth] = offer, site
    return [
        replace(row, offer=found[nth][0], site=found[nth][1]) if nth in found else row
        for nth, row in enumerate(rows)
    ]


def sites_for(row: Waiting, sites: Sequence[Site]) -> Sequence[Site]:
    return [row.entry.site] if row.entry.site else sites[:SITES_EACH]


def wish_at(row: Waiting, site: Site, *, now: datetime) -> Wish:
    entry, today = row.entry, now.astimezone(site.zone).date()
    first, last = row.days.between(today, today + AHEAD)
    if row.days.waits_for:
        last = date.min
    return Wish(
        patient=entry.patient,
        visit_type=entry.visit_type,
        site=site,
        first_day=first,
        last_day=last,
        practitioner=entry.practitioner,
        equipment=row.days.equipment,
        weekdays=entry.weekdays,
        part_of_day=entry.part_of_day,
        moving=row.days.visit,
    )


def is_sooner(row: Waiting, offer: Offer) -> bool:
    return row.days.visit is None or offer.starts_at < row.days.visit.starts_at


def who_could_take(
    moment: datetime, site: Site, practitioner: User | None, user: User, *, now: datetime
) -> list[Waiting]:
    """Those of the list for whom a visit could begin then, or within half an hour, in its order.

    Window, imaging in the room, what suits and the patient's other visits are all looked at.
    """
    wall = moment.astimezone(site.zone)
    day = wall.date()
    candidates = waitlist(user).filter(
        Q(site=None) | Q(site=site),
        Q(weekdays=[]) | Q(weekdays__contains=[day.isoweekday()]),
        Q(until_day=None) | Q(until_day__gte=day),
        from_day__lte=day,
    )
    if practitioner:
        candidates = candidates.filter(Q(practitioner=None) | Q(practitioner=practitioner))
    legal = [
        row
        for row in waiting_of(described(candidates)[:MOST_CANDIDATES])
        if row.days.first <= day <= row.days.last and not row.days.waits_for
    ][:MOST_WISHES]
    wishes = [
        replace(
            wish_at(row, site, now=now),
            first_day=day,
            last_day=day,
            practitioner=practitioner or row.entry.practitioner,
            earliest=wall.time(),
            latest=end_of(wall),
            near=moment,
        )
        for row in legal
    ]
    found = zip(legal, find_offers_for(wishes, now=now, limit=1), strict=True)
    return [
        replace(row, offer=times[0], site=site)
        for row, times in found
        if times and is_sooner(row, times[0])
    ]


def fill_url(moment: datetime, site_id: int, practitioner_id: int) -> str:
    """The page of `who_could_take`; nothing in the address tells whose time it was."""
    at = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    asked = {"site": site_id, "practitioner": practitioner_id, "at": at}
    return f"{reverse('fill-slot')}?{urlencode(asked)}"


def end_of(wall: datetime) -> time:
    """The last wall time at which a visit may begin in the time that starts at `wall`."""
    latest = wall.replace(tzinfo=None) + SLACK
    return latest.time() if latest.date() == wall.date() else time.max
