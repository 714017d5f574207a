"""The clinic itself: sites, rooms, minutes of a visit."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from scheduling import public_holidays
from scheduling.models import Appointment, Room, Site, VisitType
from staff.capabilities import Capability
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
def add_site(
    *,
    name: str,
    time_zone: str,
    by: User,
    address: str = "",
    phone: str = "",
    country: str = "",
    subdivision: str = "",
) -> Site:
    """The first site also brings the visit types: nothing can be booked without them."""
    check_manager(by)
    check_zone(time_zone)
    check_place(country, subdivision)
    site = Site(
        name=name.strip(),
        time_zone=time_zone,
        address=address,
        phone=phone,
        country=country,
        subdivision=subdivision,
    )
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
    country: str = "",
    subdivision: str = "",
) -> Site:
    """The zone stays once visits were booked: it would move every one of them on the wall clock."""
    check_manager(by)
    check_zone(time_zone)
    check_place(country, subdivision)
    site = lock_unchanged(site, revision)
    if time_zone != site.time_zone and site.appointments.exists():
        raise ValidationError(
            {"time_zone": "Visits are booked at this site, so its time zone cannot be changed."}
        )
    site.name, site.time_zone, site.address, site.phone = name.strip(), time_zone, address, phone
    site.country, site.subdivision = country, subdivision
    site.full_clean()
    fields = ["name", "time_zone", "address", "phone", "country", "subdivision"]
    site.save(update_fields=[*fields, "revision", "changed_at"])
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
def edit_visit_type(
    *,
    visit_type: VisitType,
    revision: int,
    name: str,
    prepare: int,
    treat: int,
    observe: int,
    clean_up: int,
    by: User,
) -> VisitType:
    """For visits booked from now on; those in the book keep the time they hold."""
    check_manager(by)
    kind: VisitType = lock_unchanged(visit_type, revision)
    kind.name = name.strip()
    kind.prepare, kind.treat, kind.observe, kind.clean_up = prepare, treat, observe, clean_up
    kind.full_clean()
    minutes = ["prepare", "treat", "observe", "clean_up"]
    kind.save(update_fields=["name", *minutes, "revision", "changed_at"])
    return kind


def check_manager(by: User) -> None:
    if not by.can(Capability.MANAGE_CLINIC):
        raise ValidationError("Only an administrator can change the clinic's set-up.")


def check_zone(time_zone: str) -> None:
    if time_zone not in available_timezones():
        raise ValidationError(
            {"time_zone": "This time zone is not known. Choose one such as America/New_York."}
        )


def check_place(country: str, subdivision: str) -> None:
    """As the calendar of public holidays knows it; both may be empty."""
    if country and country not in public_holidays.countries():
        raise ValidationError({"country": "No public holidays are known for this country."})
    known = public_holidays.subdivisions(country)
    if subdivision and subdivision not in known:
        said = "This country has the same holidays everywhere: leave this empty."
        if known:
            said = f"Not known in this country. Known are {', '.join(known)}; or leave it empty."
        raise ValidationError({"subdivision": said})
