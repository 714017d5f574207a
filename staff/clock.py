"""The one clock of the product.

Views and commands ask here and hand the answer on; rules and actions get it as an argument.
In demo mode `PROLO_CLOCK=2027-03-28T09:00` (local time of the clinic) sets the moment at which
Prolo starts, and time runs on from there; outside of demo mode `clinic.settings` refuses it.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present instant, in UTC."""
    if settings.PROLO_CLOCK is None:
        return timezone.now()
    pretended: datetime = settings.PROLO_CLOCK.astimezone(UTC)
    return pretended + (timezone.now() - settings.PROLO_CLOCK_SINCE)


def today(zone: str = "") -> date:
    """The calendar day in `zone` (an IANA name), or in the clinic's own zone."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


def day_bounds(day: date, zone: str = "") -> tuple[datetime, datetime]:
    """The instants at which `day` begins and ends in `zone`; 23 to 25 hours apart.

    For filters: a bound on the instant uses the index, `starts_at__date` does not.
    """
    local = ZoneInfo(zone or settings.TIME_ZONE)
    return (
        datetime.combine(day, time.min, local),
        datetime.combine(day + timedelta(days=1), time.min, local),
    )
