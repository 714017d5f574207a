"""Public holidays by country and state, as the `holidays` package knows them. No database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

import holidays
from holidays.registry import COUNTRIES

MOST_LETTERS = 10  # what the column holds; longer names are old spellings of the same places


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str


@cache
def countries() -> Mapping[str, str]:
    """English names by ISO 3166 code, in order of name."""
    names = {code: _in_words(name) for name, code, *_ in COUNTRIES.values()}
    return MappingProxyType(dict(sorted(names.items(), key=lambda item: item[1])))


def _in_words(name: str) -> str:
    """ "United States" of "UnitedStates"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def subdivisions(country: str) -> tuple[str, ...]:
    """The codes of ISO 3166-2 without the country: "KY". Empty where holidays do not differ."""
    known = holidays.list_supported_countries(include_aliases=False).get(country, [])
    return tuple(code for code in known if len(code) <= MOST_LETTERS)


def holidays_of(country: str, subdivision: str, year: int) -> list[Holiday]:
    """In order of day; nothing for a country that is not known or not said."""
    if country not in countries():
        return []
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, language="en_US"
    )
    return [Holiday(day, str(found[day])) for day in sorted(found)]
