"""Dates of which only a part is known, in words."""

from datetime import date

from patients.models.entry import Precision
from staff.templatetags.prolo import day as whole_day


def partial_day(day: date | None, precision: str) -> str:
    """`Fri 3 May 2019`, `May 2019`, `2019` or `on or after Fri 3 May 2019`; nothing for None."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.MONTH:
        return f"{day:%B} {day.year}"
    if precision == Precision.UNKNOWN:
        return f"on or after {whole_day(day)}"
    return whole_day(day)
