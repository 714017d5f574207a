"""What every story of the demo needs: who works where, what day it is, and free times."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from clinic.demo.sites import Sites
from clinic.demo.staff import Staff
from patients.models import Patient
from scheduling.actions.states import cancel_visit, change_state
from scheduling.actions.visits import book_visit
from scheduling.actions.waitlist import Availability, put_on_waitlist
from scheduling.models import Appointment, Room, VisitType
from scheduling.slots import Wish, find_offers
from scheduling.windows import equipment_for
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
        agreed: bool = True,
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
                    agreed=agreed,
                )
        return None

    def overbook(self, over: Appointment, session: Session) -> None:
        """Another patient at the same time: the physician does both."""
        booked_at = self.so_far(self.at(self.today, 8))
        wish = Wish(
            patient=session.plan.patient,
            visit_type=self.visit_types["session"],
            site=over.site,
            first_day=self.today,
            last_day=self.today,
            practitioner=over.practitioner,
            equipment=equipment_for(session),
            over_taken=True,
        )
        for offer in find_offers(wish, now=booked_at, near=over.starts_at, limit=1):
            book_visit(
                patient=wish.patient,
                practitioner=over.practitioner,
                room=Room.objects.get(pk=offer.room_id),
                visit_type=wish.visit_type,
                starts_at=offer.starts_at,
                by=over.practitioner,
                now=booked_at,
                session=session,
                overbooked_reason="Travels on tomorrow; the other visit that hour is a short one.",
            )

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

    def confirm(self, visit: Appointment) -> Appointment:
        """The patient said the day before that it stays so."""
        return change_state(
            appointment=visit,
            revision=visit.revision,
            state=State.CONFIRMED,
            by=self.staff.front_desk,
            now=self.so_far(visit.starts_at - timedelta(days=1)),
        )

    def cancel_late(self, visit: Appointment) -> Appointment:
        """The patient calls in the morning."""
        return cancel_visit(
            appointment=visit,
            revision=visit.revision,
            cancelled_by=Appointment.CancelledBy.PATIENT,
            code=Appointment.Cancellation.ILL,
            by=self.staff.front_desk,
            now=self.so_far(self.at(self.today, 7, 50)),
        )

    def wait(self, patient: Patient, session: Session, **suits: Any) -> None:
        """Put a patient on the waitlist for a session."""
        put_on_waitlist(
            patient=patient,
            session=session,
            suits=Availability(from_day=self.today, **suits),
            by=self.staff.front_desk,
        )

    def miss(self, visit: Appointment) -> Appointment:
        return change_state(
            appointment=visit,
            revision=visit.revision,
            state=State.NO_SHOW,
            by=self.staff.front_desk,
            now=visit.starts_at + timedelta(minutes=30),
        )
