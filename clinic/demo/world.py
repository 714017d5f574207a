"""What every story of the demo needs: who works where, what day it is, and free times."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from clinic.demo.sites import Sites
from clinic.demo.staff import Staff
from patients.models import Patient
from scheduling.actions.states import change_state
from scheduling.actions.visits import book_visit
from scheduling.models import Appointment, Room, VisitType
from scheduling.slots import Wish, find_offers
from staff.models import User
from treatments.models import FollowUp, ProtocolVersion, Session

State = Appointment.State
WAY_THROUGH_THE_DAY = (State.ARRIVED, State.IN_ROOM, State.OBSERVING, State.DONE)
BOOKED_AHEAD = timedelta(days=5)
ELSEWHERE = 0.4  # of those who may choose the day come to one of the smaller sites


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    staff: Staff
    sites: Sites
    visit_types: Mapping[str, VisitType]
    protocols: Mapping[str, ProtocolVersion]
    rng: Random
    now: datetime
    today: date

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """An instant, given as wall time of the clinic."""
        wall = datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(settings.TIME_ZONE))
        return wall.astimezone(UTC)

    def so_far(self, moment: datetime) -> datetime:
        """`moment`, or now where that would still be to come."""
        return min(moment, self.now)

    def ago(self, days: int) -> date:
        """The day that long ago, moved back to Friday from a weekend."""
        day = self.today - timedelta(days=days)
        return day - timedelta(days=max(day.isoweekday() - 5, 0))

    @property
    def middle_of_the_day(self) -> datetime:
        """Now, but well inside today's hours of the main site: around it the day board is full."""
        weekend = self.today.isoweekday() > 5
        first, last = ((10, 30), (12, 30)) if weekend else ((9, 30), (15, 30))
        return min(max(self.now, self.at(self.today, *first)), self.at(self.today, *last))

    def book(
        self,
        patient: Patient,
        physician: User,
        code: str,
        first: date,
        last: date,
        *,
        near: datetime | None = None,
        equipment: Collection[str] = (),
        session: Session | None = None,
        follow_up: FollowUp | None = None,
    ) -> Appointment | None:
        """Book the free time nearest to `near` from day `first` to `last`; None if there is none.

        Days that are past already are booked as if some days before.
        """
        near = near or self.at(first, self.rng.randrange(8, 17))
        sites = list(self.sites)
        if first < last and self.rng.random() < ELSEWHERE:
            sites.reverse()
        booked_at = self.so_far(self.at(first, 9) - BOOKED_AHEAD)
        if first > self.today:
            booked_at = self.now
        for site in sites:
            wish = Wish(
                patient=patient,
                visit_type=self.visit_types[code],
                site=site,
                first_day=first,
                last_day=last,
                practitioner=physician,
                equipment=equipment,
            )
            for offer in find_offers(wish, now=booked_at, near=near, limit=1):
                return book_visit(
                    patient=patient,
                    practitioner=physician,
                    room=Room.objects.get(pk=offer.room_id),
                    visit_type=wish.visit_type,
                    starts_at=offer.starts_at,
                    by=self.staff.front_desk,
                    now=booked_at,
                    session=session,
                    follow_up=follow_up,
                )
        return None

    def attend(self, visit: Appointment, until: State = State.DONE) -> Appointment:
        """Lead a visit through its day up to a state."""
        arrives = visit.starts_at - timedelta(minutes=8)
        for step, state in enumerate(WAY_THROUGH_THE_DAY):
            visit = change_state(
                appointment=visit,
                revision=visit.revision,
                state=state,
                by=self.staff.front_desk,
                now=self.so_far(arrives + timedelta(minutes=10 * step)),
            )
            if state == until:
                break
        return visit

    def miss(self, visit: Appointment) -> Appointment:
        return change_state(
            appointment=visit,
            revision=visit.revision,
            state=State.NO_SHOW,
            by=self.staff.front_desk,
            now=visit.starts_at + timedelta(minutes=30),
        )
