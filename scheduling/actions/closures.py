"""Time in which nobody works: a site is closed, or a practitioner is away.

Visits already booked stay where they are until somebody moves them: `scheduling.stranded` finds
them.
"""

from collections.abc import Collection, Mapping
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction

from scheduling.actions.locking import lock_rows
from scheduling.actions.setup import check_manager
from scheduling.models import Closure, Room, Site
from staff.capabilities import Capability
from staff.models import User


@transaction.atomic
def add_closure(
    *,
    first_day: date,
    last_day: date,
    reason: str,
    by: User,
    site: Site | None = None,
    practitioner: User | None = None,
    starts: time | None = None,
    ends: time | None = None,
) -> Closure:
    """Close a site, or note that a practitioner is away.

    With `starts` and `ends` only for these hours of one day, in wall time.
    """
    closure = Closure(
        site=site,
        practitioner=practitioner,
        first_day=first_day,
        last_day=last_day,
        starts=starts,
        ends=ends,
        reason=reason.strip(),
    )
    check_may_close(by, closure)
    return put_in_force(closure)


@transaction.atomic
def add_holidays(*, site: Site, days: Mapping[date, str], by: User) -> list[Closure]:
    """Close a site on public holidays, given with their names; days already closed stay so."""
    check_manager(by)
    # Two lists sent at once would not see each other's days.
    site = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    closed = closed_days(site, days)
    longest = Closure._meta.get_field("reason").max_length
    return [
        put_in_force(
            Closure(site=site, first_day=day, last_day=day, reason=name[:longest], is_holiday=True)
        )
        for day, name in sorted(days.items())
        if day not in closed
    ]


def put_in_force(closure: Closure) -> Closure:
    """Save it while nothing is booked there.

    A booking locks its practitioner and room: those that began before are seen by the list of
    stranded visits, those that begin after see the closure.
    """
    closure.full_clean()
    if closure.practitioner_id:
        lock_rows(User.objects, {closure.practitioner_id})
    if closure.site:
        lock_rows(Room.objects, set(closure.site.rooms.values_list("pk", flat=True)))
    closure.save()
    return closure


def closed_days(site: Site, days: Collection[date]) -> frozenset[date]:
    """Those of `days` on which the site is closed the whole day; one query."""
    if not days:
        return frozenset()
    closures = site.closures.filter(
        starts=None, first_day__lte=max(days), last_day__gte=min(days)
    ).values_list("first_day", "last_day")
    spans = list(closures)
    return frozenset(day for day in days if any(first <= day <= last for first, last in spans))


@transaction.atomic
def remove_closure(*, closure: Closure, by: User) -> None:
    """It was noted by mistake, the site opens after all, or somebody is back early."""
    check_may_close(by, closure)
    closure.delete()


def check_may_close(by: User, closure: Closure) -> None:
    """Whoever hears of it notes who is away; a site is closed by an administrator."""
    if closure.site_id:
        check_manager(by)
    elif not by.can(Capability.NOTE_ABSENCES):
        raise ValidationError("You cannot note who is away.")
