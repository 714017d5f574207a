"""Courses in the book, told in days after the Monday on which they begin."""

from datetime import date, timedelta

from scheduling.models import Appointment, Room
from tests.scheduling import builders as book
from tests.scheduling.builders import MONDAY, at
from treatments.models import Plan


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def wide(plan: Plan) -> Plan:
    """Its first session may be as late as Wednesday 30 December."""
    plan.sessions.filter(number=1).update(closes_on=after(23))
    return plan


def booked(plan: Plan, room: Room, *days: int, hour: int = 9, **fields: str) -> list[Appointment]:
    return [
        book.appointment(
            plan.patient,
            plan.physician,
            room,
            at(after(day), hour),
            session=plan.sessions.get(number=number),
            **fields,
        )
        for number, day in enumerate(days, start=1)
    ]


def days_of(plan: Plan) -> list[int]:
    visits = Appointment.objects.filter(session__plan=plan).order_by("session__number")
    return [(visit.local_start.date() - MONDAY).days for visit in visits]
