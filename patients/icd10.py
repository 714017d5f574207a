"""The ICD-10-CM list: read out of its package, a typed code checked, a code found by words.

The list stands in a table (`manage.py load_icd10`): its package takes 3 s and 190 MB to import,
which no web worker should do.
"""

import re
from collections.abc import Iterator

from django.db.models import QuerySet
from django.db.models.functions import Length

from patients.models import Icd10Code
from patients.names import fold

_CODE = re.compile(r"[A-TV-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?")
_BEGINS_LIKE_CODE = re.compile(r"[A-Za-z][0-9][0-9A-Za-z]?\.?[0-9A-Za-z]{0,4}", re.ASCII)
_SEARCH_KEY_LENGTH = 320
# Fewer letters have no trigram: such words alone would read the whole table.
_WORD_LETTERS = 3


def normalise(code: str) -> str:
    """A typed code as the list writes it: "m1711" gives "M17.11".

    Raises ValueError, worded for people, for what cannot be a code.
    """
    plain = code.strip().upper().replace(".", "")
    written = f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain
    if not _CODE.fullmatch(written):
        raise ValueError("This is not an ICD-10-CM code. A code looks like M17.11.")
    return written


def search(text: str, limit: int = 12) -> list[Icd10Code]:
    """Codes that begin with `text`, or whose title or usual names hold all its words.

    Codes that may be billed come first, then the shorter, more general ones. "tennis elbow"
    finds M77.1-.
    """
    text = text.strip()[:100]
    codes = Icd10Code.objects.order_by("-billable", Length("code"), "code")
    if _BEGINS_LIKE_CODE.fullmatch(text):
        plain = text.upper().replace(".", "")
        begins = f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain
        return list(Icd10Code.objects.filter(code__startswith=begins).order_by("code")[:limit])
    words = fold(text).split()[:6]
    if not any(len(word) >= _WORD_LETTERS for word in words):
        return []
    return list(_holding(codes, words)[:limit]) or _nearly(codes, words, limit)


def _holding(codes: QuerySet[Icd10Code], words: list[str]) -> QuerySet[Icd10Code]:
    for word in words:
        # The 2 of "type 2" begins a word; it is not any 2 inside a code.
        part = word if len(word) >= _WORD_LETTERS else f" {word}"
        codes = codes.filter(search_key__contains=part)
    return codes


def _nearly(codes: QuerySet[Icd10Code], words: list[str], limit: int) -> list[Icd10Code]:
    """For one slip of the keyboard: "osteoartritis knee"."""
    for word in words:
        if len(word) >= _WORD_LETTERS:
            codes = codes.filter(search_key__trigram_word_similar=word)
    return list(codes[:limit])


def read_package() -> Iterator[Icd10Code]:
    """Every code of the tabular list, categories included, as an unsaved row.

    Imports the package: commands only.
    """
    import simple_icd_10_cm as icd

    # Chapters and blocks stand in no record. A block of one category comes twice under one name.
    for code in dict.fromkeys(filter(_CODE.fullmatch, icd.get_all_codes(True))):
        title = icd.get_description(code)
        # Doctors say "tennis elbow": such terms stand at the code or at the one above it.
        parent = icd.get_parent(code)
        terms = [*icd.get_inclusion_term(code), *(icd.get_inclusion_term(parent) if parent else ())]
        key = f"{code.lower()} {fold(' '.join([title, *terms]))}"
        yield Icd10Code(
            code=code,
            title=title,
            search_key=key[:_SEARCH_KEY_LENGTH],
            billable=icd.is_leaf(code),
        )
