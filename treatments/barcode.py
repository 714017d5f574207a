"""What a scanner types that reads the GS1 code of a vial.

A GS1 DataMatrix holds fields one after the other, each led by its number: 01 the article (14
digits), 17 the expiry (YYMMDD), 10 the lot. Fields of no fixed length end with the character FNC1,
which scanners type as group separator. Some scanners put a symbology identifier in front ("]d2"),
labels for people put the numbers into parentheses.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

SEPARATOR = "\x1d"
ARTICLE, EXPIRY, LOT, SERIAL = "01", "17", "10", "21"
FIXED = {ARTICLE: 14, "11": 6, EXPIRY: 6}
LONGEST = 20  # of a lot or serial number

_SYMBOLOGY = re.compile(r"^\](?:d2|C1|Q3|e0)")
_PRINTED = re.compile(r"\((\d{2})\)([^()]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    article: str
    lot: str
    expires_on: date | None


def read_gs1(text: str) -> Scanned | None:
    """None for what is no GS1 code of a medicine, such as a lot number that somebody typed."""
    fields = _fields(_SYMBOLOGY.sub("", text.strip()))
    article, lot = fields.get(ARTICLE, ""), fields.get(LOT, "")
    if not (_is_article(article) and lot):
        return None
    return Scanned(article=article, lot=lot, expires_on=_day(fields.get(EXPIRY, "")))


def _fields(code: str) -> dict[str, str]:
    if code.startswith("("):
        return {number: value.strip() for number, value in _PRINTED.findall(code)}
    found: dict[str, str] = {}
    rest = code.lstrip(SEPARATOR)
    while rest:
        number, rest = rest[:2], rest[2:]
        if number in FIXED:
            value, rest = rest[: FIXED[number]], rest[FIXED[number] :]
        elif number in (LOT, SERIAL):
            value, _, rest = rest.partition(SEPARATOR)
            if len(value) > LONGEST:
                return {}
        else:
            return {}
        found[number] = value
        rest = rest.lstrip(SEPARATOR)
    return found


def _is_article(digits: str) -> bool:
    """14 digits of which the last one checks the others."""
    if not re.fullmatch(r"[0-9]{14}", digits):
        return False
    weighed = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(digits[:13]))
    return (10 - weighed % 10) % 10 == int(digits[13])


def _day(digits: str) -> date | None:
    """YYMMDD; day 00 means the last of the month."""
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    year, month, day = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
