"""How one fact is written wherever it is shown: screen, print, e-mail, calendar, export.

Every filter answers "" for a missing value, so that a template says in words what is missing:
`{{ target.volume_ml|dose:"mL"|default:"Not stated" }}`.
"""

from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from heroicons.templatetags import heroicons

register = template.Library()


@register.filter
def age(birth_date: date | None, today: date | None) -> int | str:
    """Completed years on `today`; somebody born on 29 February turns a year older on 1 March."""
    if not birth_date or not today:
        return ""
    birthday_to_come = (today.month, today.day) < (birth_date.month, birth_date.day)
    return today.year - birth_date.year - birthday_to_come


@register.filter
def dose(value: Decimal | int | None, unit: str = "") -> str:
    """A quantity without trailing zeros, with its unit: `0.50` and "mL" give "0.5 mL"."""
    if value is None or value == "":
        return ""
    figure = f"{Decimal(value):f}"
    if "." in figure:
        figure = figure.rstrip("0").rstrip(".")
    # A no-break space: a figure never stands at the end of a line without its unit.
    return f"{figure}\N{NO-BREAK SPACE}{unit}" if unit else figure


@register.filter
def pct(value: Decimal | int | None) -> str:
    """A percentage without trailing zeros: `12.50` gives "12.5%"."""
    figure = dose(value)
    return f"{figure}%" if figure else ""


@register.filter
def day(value: date | None) -> str:
    """A date as "Sat 21 Nov 2026": the weekday catches slips, the named month cannot be misread."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value:%a} {value.day} {value:%b} {value.year}"


@register.filter
def clock(value: datetime | None, zone: tzinfo | str | None = None) -> str:
    """The time of day of an instant, in `zone` or the current time zone: "2:30 pm"."""
    if not value:
        return ""
    local = timezone.localtime(value, ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


@register.filter
def moment(value: datetime | None, zone: tzinfo | str | None = None) -> str:
    """An instant as "Sat 21 Nov 2026, 2:30 pm", in `zone` or the current time zone."""
    if not value:
        return ""
    local = timezone.localtime(value, ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{day(local.date())}, {clock(value, zone)}"


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str, size: int = 20) -> str:
    """A heroicon beside text; hidden from screen readers, so it never is the only label."""
    if size <= 16:
        draw = heroicons.heroicon_micro
    elif size <= 20:
        draw = heroicons.heroicon_mini
    else:
        draw = heroicons.heroicon_outline
    # "+ ''" turns the template's SafeString into a plain name, as heroicons itself does.
    return draw(name + "", size=size, **{"class": "pr-icon", "aria-hidden": "true"})
