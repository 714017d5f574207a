"""How pages write the times and the lights of the book."""

from datetime import datetime, time, tzinfo
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling.cards import Light
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


@register.filter
@lru_cache(maxsize=64)
def mark(light: Light) -> SafeString:
    """A letter with its shape; the words are read out, and shown on pointing. There are few."""
    return format_html(
        '<span class="pr-light is-{}{}" role="img" aria-label="{}" title="{}">{}</span>',
        light.tone,
        " is-plain" if light.mark == "!" else "",
        light.words,
        light.words,
        light.mark,
    )
