"""Finds patients by what people type into one box, quickly also among a million of them.

Beginnings of names come out of a btree in C collation, already in order; parts of names come out of
a trigram index and are asked for only where the beginnings find too little. Nothing is counted.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from patients.models import Patient
from patients.models.person import PatientQuerySet
from patients.names import digits, fold
from staff.models import User

LIMIT = 20
MAX_WORDS = 5
# Fewer letters match too many trigrams: 39 ms instead of 4 ms at a million patients.
TRIGRAM_LETTERS = 4
PHONE_DIGITS = 4
# Similarity of the folded names, 0 to 1: "Ana Ruiz" and "Anna Ruiz" are 0.73.
ALIKE = 0.5

_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})"
    r"|\d{1,2}\.? [a-z]{3,9}\.?,? \d{4}|[a-z]{3,9}\.? \d{1,2},? \d{4}",
    re.IGNORECASE | re.ASCII,
)
_DATE_FORMATS = (
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%m-%d-%Y",
    "%m.%d.%Y",
    "%m/%d/%y",
    "%m-%d-%y",
    "%m.%d.%y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d %Y",
    "%B %d %Y",
)
_RECORD_NUMBER = re.compile(r"[A-Za-z]{0,3}-?\d{1,12}", re.ASCII)
_APOSTROPHE = re.compile(r"^(o|d|l|mc|mac)(?=[a-z]{3})")
_PHONE = re.compile(r"[\d\s()+./-]+", re.ASCII)


def find_patients(text: str, *, user: User, today: date) -> list[Patient]:
    """At most LIMIT patients whom `user` may see; those that fit best first.

    `text` is a name or a part of one, a record number, a phone number, a birth date, or a name and
    a birth date. Text in which nothing can be looked for finds nobody.
    """
    text = " ".join(text.split())
    visible = Patient.objects.visible_to(user)
    name, birth = split_birth_date(text, today)
    if birth is not None:
        return _by_birth(visible.current(), birth, name)
    if any(sign in "0123456789" for sign in text):
        return _by_number(visible, text)
    return _by_name(visible.current(), fold(text).split()[:MAX_WORDS])


def split_birth_date(text: str, today: date) -> tuple[str, date | None]:
    """What is left of `text`, and the birth date in it: "Berg 4/12/1968" (month first)."""
    for match in _DATE.finditer(text):
        day = _read_date(match[0], today)
        if day is not None:
            return f"{text[: match.start()]} {text[match.end() :]}".strip(), day
    return text, None


def _read_date(text: str, today: date) -> date | None:
    plain = text.replace(",", "").replace(". ", " ")
    for pattern in _DATE_FORMATS:
        try:
            day = datetime.strptime(plain, pattern).date()  # noqa: DTZ007 - a calendar day
        except ValueError:
            continue
        # A two-digit year lies in the past: "68" is 1968 and never 2068.
        return day.replace(year=day.year - 100) if "%y" in pattern and day > today else day
    return None


def _by_birth(patients: PatientQuerySet, birth: date, name: str) -> list[Patient]:
    found = patients.filter(birth_date=birth)
    for word in fold(name).split()[:MAX_WORDS]:
        found = found.filter(name_key__contains=word)
    return list(found.order_by("family_key", "given_key", "id")[:LIMIT])


def _by_number(patients: PatientQuerySet, text: str) -> list[Patient]:
    """Record numbers before phone numbers. A merged record is found by its old number."""
    found: dict[int, Patient] = {}
    if _RECORD_NUMBER.fullmatch(text):
        number = text.upper().replace("-", "")
        wanted = [number, f"P{digits(number):0>6}"]
        exact = patients.filter(record_number__in=wanted)
        begins = patients.filter(record_number__startswith=number).order_by("record_number")
        found = {p.pk: p for query in (exact, begins) for p in query[:LIMIT]}
    phone = digits(text)
    if len(phone) >= PHONE_DIGITS and _PHONE.fullmatch(text):
        # The country's 1 is typed or left out as people like.
        phone = phone[1:] if len(phone) == 11 and phone[0] == "1" else phone
        same = patients.current().filter(phone_key__contains=phone)[:LIMIT]
        found |= {p.pk: p for p in same if p.pk not in found}
    return list(found.values())[:LIMIT]


def find_by_number(number: str) -> Patient | None:
    """The open record with exactly this number, however it is written: `p-12`, `P000012`."""
    text = number.strip()
    if not _RECORD_NUMBER.fullmatch(text):
        return None
    wanted = [text.upper().replace("-", ""), f"P{digits(text):0>6}"]
    return Patient.objects.current().filter(record_number__in=wanted).first()


def _by_name(patients: PatientQuerySet, words: list[str]) -> list[Patient]:
    found: dict[int, Patient] = {}
    if not words:
        return []
    for query in _beginnings(patients, words):
        found |= {p.pk: p for p in query[: LIMIT - len(found)] if p.pk not in found}
        if len(found) >= LIMIT:
            break
    # Short words are looked for together: "van der".
    long = len(max(words, key=len)) >= TRIGRAM_LETTERS
    parts = words if long else [" ".join(words)]
    if len(found) < LIMIT and len(max(parts, key=len)) >= TRIGRAM_LETTERS:
        inside = patients.exclude(pk__in=found)
        for part in parts:
            inside = inside.filter(name_key__contains=part)
        # In an order that no btree has: with one of theirs, or with none, Postgres hopes to meet
        # twenty soon and reads the whole table instead of the trigram index.
        found |= {p.pk: p for p in inside.order_by("name_key", "id")[: LIMIT - len(found)]}
    return list(found.values())


def _beginnings(patients: PatientQuerySet, words: list[str]) -> Iterator[PatientQuerySet]:
    """One indexed query for each way in which the words may be a family and a given name."""
    by_family = patients.order_by("family_key", "given_key", "id")
    by_given = patients.order_by("given_key", "family_key", "id")
    whole = " ".join(words)
    yield by_family.filter(family_key__startswith=whole)
    yield by_given.filter(given_key__startswith=whole)
    # O'Connell is on file as "o connell", and typed with or without the sign.
    for other in {_APOSTROPHE.sub(r"\1 ", whole), whole.replace(" ", "", 1)} - {whole}:
        yield by_family.filter(family_key__startswith=other)
    for cut in range(1, len(words)):
        first, last = " ".join(words[:cut]), " ".join(words[cut:])
        yield by_family.filter(family_key__startswith=last, given_key__startswith=first)
        yield by_family.filter(family_key__startswith=first, given_key__startswith=last)


def newest_patients(*, user: User) -> list[Patient]:
    """The most recently registered, newest first."""
    return list(Patient.objects.visible_to(user).current().order_by("-pk")[:LIMIT])


def probable_duplicates(given_name: str, family_name: str, birth_date: date) -> list[Patient]:
    """At most five patients who may be the same person: born that day with a name much alike, or
    of exactly this name with day and month of birth swapped.
    """
    key = fold(f"{given_name} {family_name}")
    if not key:
        return []
    same = Q(birth_date=birth_date, alike__gte=ALIKE)
    if birth_date.day <= 12:
        swapped = birth_date.replace(month=birth_date.day, day=birth_date.month)
        same |= Q(birth_date=swapped, name_key=key)
    alike = Patient.objects.current().annotate(alike=TrigramSimilarity("name_key", key))
    return list(alike.filter(same).order_by("-alike", "id")[:5])
