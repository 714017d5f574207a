"""Names as people type them, made comparable."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

_NOT_WORD = re.compile(r"[^a-z0-9%]+")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower-case words parted by single spaces: no accents, no punctuation, no invisible signs."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # Category C holds zero-width spaces, soft hyphens and null bytes; M holds the accents.
    kept = (
        " " if unicodedata.category(sign) == "Cc" else sign
        for sign in decomposed
        if unicodedata.category(sign)[0] != "M" and unicodedata.category(sign) not in ("Cf", "Cs")
    )
    return _NOT_WORD.sub(" ", "".join(kept)).strip()


def short(text: str, limit: int = 60) -> str:
    """A name from the chart, cut so that the evidence stays one readable sentence."""
    if not text.isprintable():
        text = "".join(sign for sign in text if sign.isprintable())
    clean = " ".join(text.split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1].rstrip()}…"


def listed(names: list[str], limit: int = 4) -> str:
    """`a, b and c`; more than `limit` names are counted."""
    if len(names) > limit:
        names = [*names[: limit - 1], f"{len(names) - limit + 1} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def number(value: Decimal) -> str:
    """`8`, `7.5`: no trailing zeros, no exponent."""
    return f"{value.normalize():f}"


@lru_cache(maxsize=5_000)
def day(value: date) -> str:
    """`Wed 18 Nov 2026`, as on every page."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def in_the_last(days: int) -> str:
    """`in the last 7 days`, `in the last 4 weeks`: a window that ends now."""
    if days <= 1:
        return "today" if days < 1 else "since yesterday"
    weeks, rest = divmod(days, 7)
    return f"in the last {days} days" if rest or weeks < 2 else f"in the last {weeks} weeks"
