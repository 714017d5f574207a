"""How the book writes a time. The zone is always there: two sites need not share one."""

from datetime import date, datetime, time, tzinfo

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


def wall_time(moment: time) -> str:
    """ "9:00 am", wherever that is."""
    return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def in_days(number: int) -> str:
    """ "1 day", "3 days"."""
    return f"{number} day" if number == 1 else f"{number} days"


def span_in_words(first: date, last: date) -> str:
    """ "Mon 30 Nov to Mon 14 Dec 2026"."""
    opens = f"{first:%a} {first.day} {first:%b}" if first.year == last.year else day(first)
    return f"{opens} to {day(last)}"


def window_in_words(opens: date, target: date, closes: date) -> str:
    """ "due Mon 7 Dec 2026, from Mon 30 Nov to Mon 14 Dec 2026"."""
    return f"due {day(target)}, from {span_in_words(opens, closes)}"
