"""How names and phone numbers are folded so that people are found however they are typed."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes and hyphens as spaces; words apart by one space.

    >>> fold("  O'Connell, María-Luisa ")
    'o connell maria luisa'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def digits(text: str) -> str:
    """The ASCII digits of a phone number, nothing else."""
    return "".join(c for c in text if c in "0123456789")
