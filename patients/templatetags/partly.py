"""`{% load partly %}`: dates of which only a part is known."""

from datetime import date

from django import template

from patients.models.entry import PRECISIONS, ChartEntry, Precision
from patients.wording import how_long_ago, partial_day

register = template.Library()


@register.filter
def known_day(day: date | None, precision: str) -> str:
    """`2019`, `May 2019`, `Fri 3 May 2019`: as much of the date as anybody knows."""
    return partial_day(day, precision)


@register.filter
def partly_known(entry: ChartEntry) -> list[str]:
    """The dates of an entry of which only a part is known; a form can show whole days only."""
    found = []
    for name, known in PRECISIONS.items():
        day, precision = getattr(entry, name, None), getattr(entry, known, Precision.DAY)
        if day is not None and precision != Precision.DAY:
            found.append(f"{name.partition('_')[0].capitalize()}: {partial_day(day, precision)}")
    return found


@register.filter
def ago(day: date, today: date) -> str:
    """`40 days`, `14 months`, `6 years`: how far back a day is; nothing for today."""
    return how_long_ago(day, today)
