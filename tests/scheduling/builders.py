"""A clinic to book in: a site, rooms, hours, visit types, and plans under treatment.

Rows are written straight to the tables: the tests are about the book, not about how plans are made.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from patients.models import Consent, Patient, Screening
from patients.rules import RULES_VERSION, Policy
from scheduling.actions.move_course import Move, move_course
from scheduling.models import Appointment, Closure, Hours, Room, Site, VisitType
from staff.models import User
from treatments.models import FollowUp, Plan, PlanVersion, Session, Target

MONDAY = date(2026, 12, 7)
EASTERN = "America/New_York"


def at(day: date, hour: int, minute: int = 0, zone: str = EASTERN) -> datetime:
    """An instant, given as wall time of the site."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone)).astimezone(UTC)


# The Friday before MONDAY: everything that is booked in these tests lies ahead.
NOW = at(date(2026, 12, 4), 8)
NINE = at(MONDAY, 9)
TEN = at(MONDAY, 10)
CANCELLED = {
    "state": "cancelled",
    "cancelled_by": "patient",
    "cancelled_code": "ill",
    "cancelled_reason": "Flu",
    "cancelled_at": NOW,
}
NOT_CANCELLED = dict.fromkeys(CANCELLED, "") | {"cancelled_at": None}


def site(name: str = "Main Street", time_zone: str = EASTERN, **fields: Any) -> Site:
    return Site.objects.create(name=name, time_zone=time_zone, **fields)


def room(at_site: Site, name: str = "Room 1", *equipment: str, **fields: Any) -> Room:
    return Room.objects.create(site=at_site, name=name, equipment=list(equipment), **fields)


def hours(
    practitioner: User,
    at_site: Site,
    starts: time = time(9),
    ends: time = time(17),
    weekdays: range | tuple[int, ...] = range(1, 6),
) -> list[Hours]:
    return [
        Hours.objects.create(
            practitioner=practitioner, site=at_site, weekday=weekday, starts=starts, ends=ends
        )
        for weekday in weekdays
    ]


def closed(at_site: Site, first: date, last: date | None = None) -> Closure:
    return Closure.objects.create(
        site=at_site, first_day=first, last_day=last or first, reason="Holiday"
    )


def leave(practitioner: User, first: date, last: date | None = None) -> Closure:
    return Closure.objects.create(
        practitioner=practitioner, first_day=first, last_day=last or first, reason="Leave"
    )


def visit_type(code: str = "session", **minutes: int) -> VisitType:
    minutes = minutes or {"prepare": 5, "treat": 20, "observe": 15, "clean_up": 5}
    return VisitType.objects.get_or_create(
        code=code, defaults={"name": code.replace("_", " ").capitalize(), **minutes}
    )[0]


def screening(patient: Patient, by: User, **fields: Any) -> Screening:
    return Screening.objects.create(
        **{
            "patient": patient,
            "kind": "plan",
            "run_by": by,
            "run_at": at(date(2026, 11, 2), 9),
            "run_on": date(2026, 11, 2),
            "rules_version": RULES_VERSION,
            "policy": Policy().to_json(),
            "facts": {},
            "outcome": "cleared",
        }
        | fields
    )


def consent(patient: Patient, physician: User) -> Consent:
    return Consent.objects.create(
        patient=patient,
        physician=physician,
        text_version="2026-1",
        sites=["right knee"],
        substances=["dextrose"],
        risks=["pain"],
        statements=["understood"],
        understood=True,
        own_goal="Walk to the market",
        signed_name=patient.full_name,
        signed_on=date(2026, 11, 2),
        signed_at=at(date(2026, 11, 2), 10),
    )


def plan(
    patient: Patient,
    physician: User,
    *,
    guidance: str = "palpation",
    sessions: int = 3,
    opens: date = date(2026, 11, 30),
    agreed: bool = True,
) -> Plan:
    """A signed plan under treatment, 14 to 28 days apart, with session 1 due on 7 December."""
    made = Plan.objects.create(
        patient=patient,
        physician=physician,
        consent=consent(patient, physician) if agreed else None,
    )
    version = PlanVersion.objects.create(
        plan=made,
        indication="Knee osteoarthritis",
        region="knee",
        side="right",
        sessions_min=1,
        sessions_target=sessions,
        sessions_max=sessions,
        spacing_min_days=14,
        spacing_target_days=21,
        spacing_max_days=28,
    )
    Target.objects.create(
        version=version,
        position=1,
        dextrose_pct=25,
        volume_ml=6,
        route="intra_articular",
        guidance=guidance,
        structure="knee joint",
        side="right",
        region="knee",
    )
    PlanVersion.objects.filter(pk=version.pk).update(
        screening=screening(patient, physician),
        signed_by=physician,
        signed_at=at(date(2026, 11, 2), 11),
        signed_on=date(2026, 11, 2),
    )
    Plan.objects.filter(pk=made.pk).update(state=Plan.State.ACTIVE)
    made.refresh_from_db()
    for number in range(1, sessions + 1):
        later = timedelta(days=21 * (number - 1))
        Session.objects.create(
            plan=made,
            number=number,
            opens_on=opens + later,
            target_on=opens + later + timedelta(days=7),
            closes_on=opens + later + timedelta(days=14),
        )
    return made


def session(patient: Patient, physician: User, number: int = 1, **fields: Any) -> Session:
    """Session `number` of a new plan."""
    return plan(patient, physician, **fields).sessions.get(number=number)


def follow_up(of_plan: Plan, target: date = MONDAY) -> FollowUp:
    return FollowUp.objects.create(
        plan=of_plan,
        offset_days=42,
        opens_on=target - timedelta(days=3),
        target_on=target,
        closes_on=target + timedelta(days=14),
    )


def appointment(
    patient: Patient, practitioner: User, in_room: Room, starts_at: datetime, **fields: Any
) -> Appointment:
    """A visit written straight into the book; the constraints of the table still hold."""
    kind = fields.pop("visit_type", None) or visit_type()
    treated = starts_at + timedelta(minutes=kind.treat)
    ends_at = treated + timedelta(minutes=kind.observe)
    before, after = timedelta(minutes=kind.prepare), timedelta(minutes=kind.clean_up)
    return Appointment.objects.create(
        **{
            "patient": patient,
            "practitioner": practitioner,
            "site": in_room.site,
            "room": in_room,
            "visit_type": kind,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "practitioner_period": (starts_at, treated),
            "room_period": (starts_at - before, ends_at + after),
            "booked_by": practitioner,
        }
        | fields
    )


def booked_out(
    patient: Patient, practitioner: User, in_room: Room, first: date, last: date
) -> None:
    """The room is taken from nine to five, day by day."""
    all_day = visit_type("all_day", treat=240, observe=240)
    for days in range((last - first).days + 1):
        nine = at(first + timedelta(days=days), 9)
        appointment(patient, practitioner, in_room, nine, visit_type=all_day)


def step(visit: Appointment, starts_at: datetime, **fields: Any) -> Move:
    """A visit as it is here, and where it is to be: there, with whom it was, in the same room."""
    return Move(
        **{
            "visit": visit,
            "revision": visit.revision,
            "practitioner": visit.practitioner,
            "room": visit.room,
            "starts_at": starts_at,
        }
        | fields
    )


def move(
    visit: Appointment, starts_at: datetime, *, by: User, now: datetime = NOW, **fields: Any
) -> Appointment:
    """The visit moved by itself; the fields are those of its `step`, and reasons."""
    reasons = {name: fields.pop(name) for name in list(fields) if name.endswith("_reason")}
    moves = [step(visit, starts_at, **fields)]
    (moved,) = move_course(moves=moves, by=by, now=now, **reasons)
    return moved
