from datetime import datetime, time, tzinfo

from django import template

from scheduling.wording import moment_at, time_at, wall_time

register = template.Library()


@register.filter
def time_in(moment: datetime, zone: tzinfo) -> str:
    """ "9:00 am EST"."""
    return time_at(moment, zone)


@register.filter
def moment_in(moment: datetime, zone: tzinfo) -> str:
    """ "Mon 7 Dec 2026, 9:00 am EST"."""
    return moment_at(moment, zone)


@register.filter
def wall(moment: time) -> str:
    """ "9:00 am", of working hours."""
    return wall_time(moment)
