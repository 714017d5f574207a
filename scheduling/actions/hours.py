"""When practitioners work: stretches of a weekday, each with the days on which it begins and ends.

Visits already booked stay in the book, whatever becomes of the hours: `scheduling.stranded` finds
those that cannot take place any more.
"""

from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from scheduling.actions.setup import check_manager
from scheduling.models import Hours, Site
from staff.capabilities import Role
from staff.models import User, lock_unchanged

DAY = timedelta(days=1)
FIELDS = ("site", "weekday", "starts", "ends", "first_day", "last_day")


@transaction.atomic
def add_hours(
    *,
    practitioner: User,
    site: Site,
    weekday: int,
    starts: time,
    ends: time,
    by: User,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Hours:
    """One stretch of one weekday. Stretches of one person may touch but not overlap."""
    check_manager(by)
    check_treats(practitioner)
    hours = Hours(
        practitioner=practitioner,
        site=site,
        weekday=weekday,
        starts=starts,
        ends=ends,
        first_day=first_day,
        last_day=last_day,
    )
    check_stretch(hours)
    hours.save()
    return hours


@transaction.atomic
def edit_hours(
    *,
    hours: Hours,
    revision: int,
    site: Site,
    weekday: int,
    starts: time,
    ends: time,
    by: User,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Hours:
    check_manager(by)
    hours = lock_unchanged(hours, revision)
    hours.site, hours.weekday = site, weekday
    hours.starts, hours.ends = starts, ends
    hours.first_day, hours.last_day = first_day, last_day
    check_stretch(hours)
    hours.save(update_fields=[*FIELDS, "revision", "changed_at"])
    return hours


@transaction.atomic
def remove_hours(*, hours: Hours, by: User) -> None:
    check_manager(by)
    hours.delete()


@transaction.atomic
def begin_schedule(*, practitioner: User, first_day: date, by: User) -> int:
    """Cut the hours of a practitioner in two, so that those from `first_day` on can be changed.

    Every stretch that goes on over that day ends the day before, and the same begins again on it.
    Gives how many; a second call finds nothing to cut.
    """
    check_manager(by)
    check_treats(practitioner)
    User.objects.select_for_update(no_key=True).get(pk=practitioner.pk)
    going_on = practitioner.hours.select_for_update().filter(
        Q(first_day=None) | Q(first_day__lt=first_day),
        Q(last_day=None) | Q(last_day__gte=first_day),
    )
    cut = list(going_on)
    for old in cut:
        new = Hours(practitioner=practitioner, first_day=first_day, last_day=old.last_day)
        new.site_id, new.weekday, new.starts, new.ends = (
            old.site_id,
            old.weekday,
            old.starts,
            old.ends,
        )
        old.last_day, old.revision = first_day - DAY, old.revision + 1
        old.full_clean()
        old.save(update_fields=["last_day", "revision", "changed_at"])
        new.full_clean()
        new.save()
    return len(cut)


def check_stretch(hours: Hours) -> None:
    hours.full_clean()
    # Two forms sent at once would not see each other's stretch.
    User.objects.select_for_update(no_key=True).get(pk=hours.practitioner_id)
    for clash in overlapping(hours)[:1]:
        raise ValidationError(
            {
                "starts": f"{hours.practitioner.full_name} already works then: {clash} at "
                f"{clash.site}."
            }
        )


def overlapping(hours: Hours) -> "list[Hours]":
    others = Hours.objects.filter(
        practitioner=hours.practitioner_id,
        weekday=hours.weekday,
        starts__lt=hours.ends,
        ends__gt=hours.starts,
    ).exclude(pk=hours.pk)
    if hours.last_day:
        others = others.filter(Q(first_day=None) | Q(first_day__lte=hours.last_day))
    if hours.first_day:
        others = others.filter(Q(last_day=None) | Q(last_day__gte=hours.first_day))
    return list(others.select_related("site"))


def check_treats(practitioner: User) -> None:
    if not practitioner.is_active or Role.PHYSICIAN not in practitioner.roles:
        raise ValidationError({"practitioner": f"{practitioner.full_name} treats nobody here."})
