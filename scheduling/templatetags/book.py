from datetime import datetime, tzinfo

from django import template

from scheduling.models import Appointment
from scheduling.reading import STATE_TONE
from scheduling.wording import moment_at, time_at

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
def state_tone(visit: Appointment) -> str:
    """The tone of a visit's badge: "ok", "info" and so on."""
    return STATE_TONE[visit.state]
