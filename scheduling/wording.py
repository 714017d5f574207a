"""How the book writes a time. The zone is always there: two sites need not share one."""

from datetime import date, datetime, tzinfo

from staff.templatetags.prolo import clock, day


def zone_name(moment: datetime, zone: tzinfo) -> str:
    """ "EST", or "UTC+13" for a zone whose letters nobody uses."""
    name = moment.astimezone(zone).tzname() or ""
    return name if name.isalpha() else f"UTC{name}"


def time_at(moment: datetime, zone: tzinfo) -> str:
    """ "9:00 am EST"."""
    return f"{clock(moment, zone)} {zone_name(moment, zone)}"


def moment_at(moment: datetime, zone: tzinfo) -> str:
    """ "Mon 7 Dec 2026, 9:00 am EST"."""
    return f"{day(moment.astimezone(zone).date())}, {time_at(moment, zone)}"


def window_in_words(opens: date, target: date, closes: date) -> str:
    """ "due Mon 7 Dec 2026, from Mon 30 Nov to Mon 14 Dec 2026"."""
    first = day(opens) if opens.year != closes.year else f"{opens:%a} {opens.day} {opens:%b}"
    return f"due {day(target)}, from {first} to {day(closes)}"
