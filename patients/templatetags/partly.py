"""`{% load partly %}`: dates of which only a part is known."""

from datetime import date

from django import template

from patients.wording import partial_day

register = template.Library()


@register.filter
def known_day(day: date | None, precision: str) -> str:
    """`2019`, `May 2019`, `Fri 3 May 2019`: as much of the date as anybody knows."""
    return partial_day(day, precision)
