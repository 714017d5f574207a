"""Visits as calendar entries (RFC 5545), for the patient and for the practitioner's own calendar.

Never a clinical word. Times carry the site's zone, and the zone's rules come with them; only where
the wall clock shows the same hour twice they are UTC.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from scheduling.models import Appointment

PRODUCT = "-//Prolo//Visits//EN"


def invitation(visit: Appointment, *, to: str, now: datetime) -> tuple[str, str]:
    """Method (REQUEST or CANCEL) and text of one visit's entry for the patient's calendar.

    `visit` with site and practitioner. The UID stays the same, SEQUENCE says which is newest.
    """
    cancelled = visit.state == Appointment.State.CANCELLED
    method = "CANCEL" if cancelled else "REQUEST"
    calendar = empty_calendar(method=method)
    event = entry(visit, visit.ends_at, stamp=now)
    event.add("summary", f"Visit at {settings.PROLO_CLINIC_NAME}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("location", ", ".join(filter(None, [visit.site.name, visit.site.address])))
    phone = visit.site.phone or settings.PROLO_CLINIC_PHONE
    event.add(
        "description",
        f"With {visit.practitioner}." + (f" Questions? Call {phone}." if phone else ""),
    )
    organizer = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    organizer.params["CN"] = vText(settings.PROLO_CLINIC_NAME)
    event["organizer"] = organizer
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return method, written(calendar)


def own_calendar(visits: Iterable[Appointment], *, name: str) -> str:
    """A practitioner's visits: initials, room and site. `visits` with patient, site and room."""
    calendar = empty_calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for visit in visits:
        event = entry(visit, visit.practitioner_period.upper, stamp=visit.changed_at)
        event.add("summary", initials(visit))
        requested = visit.state == Appointment.State.REQUESTED
        event.add("status", "TENTATIVE" if requested else "CONFIRMED")
        event.add("location", f"{visit.room.name}, {visit.site.name}")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return written(calendar)


def empty_calendar(*, method: str = "") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    return calendar


def entry(visit: Appointment, ends_at: datetime, *, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", str(visit.uid))
    event.add("sequence", visit.sequence)
    event.add("dtstamp", stamp)
    first, last = (moment.astimezone(visit.site.zone) for moment in (visit.starts_at, ends_at))
    if first.fold or last.fold:
        # An hour that comes twice: a wall time in a calendar always means the first of the two.
        first, last = first.astimezone(UTC), last.astimezone(UTC)
    event.add("dtstart", first)
    event.add("dtend", last)
    return event


def initials(visit: Appointment) -> str:
    """ "A. B." """
    names = (visit.patient.given_name, visit.patient.family_name)
    return " ".join(f"{name.strip()[:1].upper()}." for name in names if name.strip())


def written(calendar: Calendar) -> str:
    """With the rules of each zone, for the years that the entries are in."""
    years = [event.start.year for event in calendar.events] or [1970]
    calendar.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    return str(calendar.to_ical().decode())
