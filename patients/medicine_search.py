"""Finds medicines by what people type: in the drug list, and among what this clinic classified.

A misspelt name is only ever asked about ("did you mean warfarin?"). What a medicine is classified
by is its exact name: a wrong guess is worse than none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from patients import drugs
from patients.drugs import DrugMatch, Suggestion
from patients.models import ClinicMedicine, Medication
from patients.rules.facts import NO_SCREENED_CLASS, PART_UNKNOWN
from patients.rules.text import fold

# Trigram similarity, 0 to 1: "metfromin" is 0.43 like "metformin", "xaralto" 0.45 like "xarelto".
ALIKE = 0.4
# With fewer letters nearly every short name is alike.
FEWEST_LETTERS = 4
_NEVER = 2.0

# The drug list is no table: its 2,400 names go to Postgres as one parameter (20 ms) and cannot be
# out of step with the list. The clinic's own names are few: read through without an index.
# OFFSET 0 keeps Postgres from working out each similarity twice.
_ALIKE = """
SELECT typed.text, known.name, known.alike
FROM unnest(%(texts)s::text[]) AS typed (text),
LATERAL (
    SELECT
        name,
        greatest(similarity(name, typed.text), strict_word_similarity(typed.text, name)) AS alike
    FROM (
        SELECT unnest(%(names)s::text[]) AS name
        UNION
        SELECT folded FROM patients_clinicmedicine
    ) AS listed
    OFFSET 0
) AS known
WHERE
    known.alike >= %(alike)s
    OR %(beginnings)s AND strpos(' ' || known.name, ' ' || typed.text) > 0
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known about a name: by the drug list, else by what a physician said before."""

    match: DrugMatch
    remembered: ClinicMedicine | None = None

    @property
    def classes(self) -> frozenset[str]:
        """What both know of a combination counts; "none" only where nothing else is left."""
        if self.match.known or self.remembered is None:
            return self.match.classes
        classes = self.match.classes - {PART_UNKNOWN} | set(self.remembered.classes)
        return classes - {NO_SCREENED_CLASS} or frozenset({NO_SCREENED_CLASS})

    @property
    def classed_by(self) -> Medication.ClassedBy:
        by = Medication.ClassedBy
        if self.remembered is not None and not self.match.known:
            return by.PHYSICIAN
        return by.CATALOGUE if self.match.drugs else by.NOBODY


def look_up(name: str) -> Found:
    """The drug list wins; the clinic's memory is asked where the list does not know all of it."""
    match = drugs.classify(name)
    return Found(match, None if match.known else remembered(name))


def remembered(name: str) -> ClinicMedicine | None:
    """What a physician of the clinic said about this name, whatever the strength."""
    return (
        ClinicMedicine.objects.filter(folded=drugs.without_strength(name))
        .select_related("classed_by")
        .first()
    )


def find(text: str, limit: int = 8) -> list[Suggestion]:
    """Names that begin with what was typed, then those of which a word does, then similar ones.

    Nothing for one letter. One query, and one more if the clinic classified one of them.
    """
    # "coumdin 5 mg" is looked for as "coumdin".
    wanted = drugs.unknown_words(text) or fold(text)
    if not 2 <= len(wanted) <= 100 or limit < 1:
        return []
    at_least = ALIKE if len(wanted) >= FEWEST_LETTERS else _NEVER

    def rank(name: str, alike: float) -> tuple[int, float, str]:
        if name.startswith(wanted):
            return 0, 0.0, name
        return (1, 0.0, name) if f" {wanted}" in name else (2, -alike, name)

    ranked = sorted(rank(name, alike) for _, name, alike in _alike([wanted], at_least, True))
    return list(_suggestions([name for *_, name in ranked[:limit]]).values())


def near(names: Iterable[str], limit: int = 3) -> dict[str, list[Suggestion]]:
    """For each name that nobody knows, the known names that it may be a misspelling of.

    Only names with the same first letter: "omalizumab" is alike to other antibodies, and is none
    of them. At most two queries, however many names; none for no names.
    """
    keys = {name: drugs.unknown_words(name) for name in names}
    texts = sorted({key for key in keys.values() if FEWEST_LETTERS <= len(key) <= 100})
    if not texts:
        return {}
    ranked: dict[str, list[tuple[float, str]]] = {}
    for text, name, alike in _alike(texts, ALIKE, False):
        if name != text and name[0] == text[0]:
            ranked.setdefault(text, []).append((-alike, name))
    best = {text: [name for _, name in sorted(rows)[:limit]] for text, rows in ranked.items()}
    found = _suggestions(list(dict.fromkeys(name for rows in best.values() for name in rows)))
    return {name: [found[n] for n in best.get(key, [])] for name, key in keys.items()}


def corrected(name: str, suggestion: str) -> str:
    """The suggested name with the strength that was typed: "coumdin 5 mg" to "Coumadin 5 mg"."""
    strength = re.search(r"\s\d.*$", name.strip())
    return f"{suggestion}{strength[0]}" if strength else suggestion


def _alike(texts: list[str], at_least: float, beginnings: bool) -> list[tuple[str, str, float]]:
    """Typed text, known name and how alike they are; with `beginnings` also names of which a word
    begins with the text."""
    asked: dict[str, list[str] | float | bool] = {
        "texts": texts,
        "names": list(drugs.names()),
        "alike": at_least,
        "beginnings": beginnings,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, asked)
        rows: list[tuple[str, str, float]] = cursor.fetchall()
        return rows


def _suggestions(folded: list[str]) -> dict[str, Suggestion]:
    """In the order given; what the drug list knows comes out of it, the rest out of memory."""
    listed = frozenset(drugs.names())
    rows = ClinicMedicine.objects.filter(folded__in=[n for n in folded if n not in listed])
    own = {row.folded: Suggestion(row.name, "", frozenset(row.classes)) for row in rows}
    return {n: drugs.suggestion(n) if n in listed else own[n] for n in dict.fromkeys(folded)}
