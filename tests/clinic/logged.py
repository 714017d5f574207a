"""The log as the product writes it, and more of it; and the words that must not be in it."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from clinic.logs import JsonLines
from patients.models import Patient


@contextmanager
def written_log() -> Iterator[io.StringIO]:
    """Everything that is written from here on."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def words_of(patients: list[Patient]) -> set[str]:
    """Whatever tells who somebody is: names, days of birth in every way of writing them."""
    words = set()
    for patient in patients:
        born = patient.birth_date
        words |= {patient.given_name, patient.family_name, patient.record_number}
        words |= {
            f"{born:%Y-%m-%d}",
            f"{born:%m/%d/%Y}",
            f"{born:%d %b %Y}",
            f"{born:%b} {born.day}",
        }
        words |= {patient.phone, patient.email} - {""}
    return words


def found_in(text: str, words: set[str]) -> list[str]:
    return sorted(word for word in words if re.search(rf"\b{re.escape(word)}\b", text))
