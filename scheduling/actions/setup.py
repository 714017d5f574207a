"""The clinic itself: sites, rooms, working hours, closures and leave, visit types."""

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from scheduling.models import Appointment, Closure, Hours, Room, Site, VisitType
from staff.capabilities import Capability, Role
from staff.models import User, lock_unchanged

# The clinic's defaults; no source says how long a visit takes.
VISIT_TYPES = (
    {"code": "first_visit", "name": "First visit", "treat": 40, "clean_up": 5},
    {"code": "session", "name": "Session", "prepare": 5, "treat": 20, "observe": 15, "clean_up": 5},
    {"code": "follow_up", "name": "Follow-up visit", "treat": 20, "clean_up": 5},
)


@transaction.atomic
def ensure_visit_types() -> dict[str, VisitType]:
    """The three visit types of the main job, by code; those that exist stay as they are."""
    return {
        str(row["code"]): VisitType.objects.get_or_create(code=row["code"], defaults=row)[0]
        for row in VISIT_TYPES
    }


@transaction.atomic
def add_site(*, name: str, time_zone: str, by: User, address: str = "", phone: str = "") -> Site:
    """The first site also brings the visit types: nothing can be booked without them."""
    check_manager(by)
    check_zone(time_zone)
    site = Site(name=name.strip(), time_zone=time_zone, address=address, phone=phone)
    site.full_clean()
    site.save()
    ensure_visit_types()
    return site


@transaction.atomic
def edit_site(
    *,
    site: Site,
    revision: int,
    name: str,
    time_zone: str,
    by: User,
    address: str = "",
    phone: str = "",
) -> Site:
    """The zone stays once visits were booked: it would move every one of them on the wall clock."""
    check_manager(by)
    check_zone(time_zone)
    site = lock_unchanged(site, revision)
    if time_zone != site.time_zone and site.appointments.exists():
        raise ValidationError(
            {"time_zone": "Visits are booked at this site, so its time zone cannot be changed."}
        )
    site.name, site.time_zone, site.address, site.phone = name.strip(), time_zone, address, phone
    site.full_clean()
    site.save(update_fields=["name", "time_zone", "address", "phone", "revision", "changed_at"])
    return site


@transaction.atomic
def add_room(*, site: Site, name: str, by: User, equipment: Collection[str] = ()) -> Room:
    check_manager(by)
    room = Room(site=site, name=name.strip(), equipment=sorted(equipment))
    room.full_clean()
    room.save()
    return room


@transaction.atomic
def edit_room(
    *,
    room: Room,
    revision: int,
    name: str,
    equipment: Collection[str],
    is_active: bool,
    by: User,
    now: datetime,
) -> Room:
    """A room with visits ahead stays in use until they were moved."""
    check_manager(by)
    room = lock_unchanged(room, revision)
    if room.is_active and not is_active:
        ahead = Appointment.objects.live().filter(room=room, starts_at__gte=now).count()
        if ahead:
            visits = "1 visit is" if ahead == 1 else f"{ahead} visits are"
            raise ValidationError(
                {"is_active": f"{visits} still booked in this room. Move or cancel them first."}
            )
    room.name, room.equipment, room.is_active = name.strip(), sorted(equipment), is_active
    room.full_clean()
    room.save(update_fields=["name", "equipment", "is_active", "revision", "changed_at"])
    return room


@transaction.atomic
def add_hours(
    *, practitioner: User, site: Site, weekday: int, starts: time, ends: time, by: User
) -> Hours:
    """One stretch of one weekday. Stretches of one person may touch but not overlap."""
    check_manager(by)
    check_treats(practitioner)
    hours = Hours(practitioner=practitioner, site=site, weekday=weekday, starts=starts, ends=ends)
    hours.full_clean()
    # Two forms sent at once would not see each other's stretch.
    User.objects.select_for_update(no_key=True).get(pk=practitioner.pk)
    other = Hours.objects.filter(
        practitioner=practitioner, weekday=weekday, starts__lt=ends, ends__gt=starts
    ).select_related("site")
    for clash in other[:1]:
        raise ValidationError(
            {"starts": f"{practitioner.full_name} already works then: {clash} at {clash.site}."}
        )
    hours.save()
    return hours


@transaction.atomic
def remove_hours(*, hours: Hours, by: User) -> None:
    """Visits already booked in these hours stay in the book."""
    check_manager(by)
    hours.delete()


@transaction.atomic
def add_closure(
    *,
    first_day: date,
    last_day: date,
    reason: str,
    by: User,
    site: Site | None = None,
    practitioner: User | None = None,
) -> Closure:
    """Close a site, or note a practitioner's leave. Visits already booked stay in the book."""
    check_manager(by)
    closure = Closure(
        site=site,
        practitioner=practitioner,
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip(),
    )
    closure.full_clean()
    closure.save()
    return closure


@transaction.atomic
def remove_closure(*, closure: Closure, by: User) -> None:
    check_manager(by)
    closure.delete()


def check_manager(by: User) -> None:
    if not by.can(Capability.MANAGE_CLINIC):
        raise ValidationError("Only an administrator can change the clinic's set-up.")


def check_zone(time_zone: str) -> None:
    if time_zone not in available_timezones():
        raise ValidationError(
            {"time_zone": "This time zone is not known. Choose one such as America/New_York."}
        )


def check_treats(practitioner: User) -> None:
    if not practitioner.is_active or Role.PHYSICIAN not in practitioner.roles:
        raise ValidationError({"practitioner": f"{practitioner.full_name} treats nobody here."})
