"""Which screening classes a medicine belongs to, by name, brand or RxNorm code.

A pure lookup over `data/medications.toml`. A name that is not in it has no class: that means
"class unknown, physician to classify" and never "harmless".
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from patients.rules.facts import PART_UNKNOWN
from patients.rules.text import fold

_DATA = Path(__file__).parent / "data" / "medications.toml"


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A screening class; `rules` are the ids of the rules that look at it."""

    id: str
    title: str
    rules: tuple[str, ...]
    screening: str
    hold: str
    source: str


@dataclass(frozen=True, slots=True)
class Drug:
    """One ingredient with all its names. A drug may be in several classes."""

    name: str
    brands: tuple[str, ...]
    also: tuple[str, ...]
    classes: frozenset[str]
    rxcui: str


@dataclass(frozen=True, slots=True)
class DrugMatch:
    """What a typed name was found to be. `classes` is empty when nothing was found.

    `unmatched` are the parts of a combination ("A / B") in which nothing was found.
    """

    text: str
    drugs: tuple[Drug, ...] = ()
    unmatched: tuple[str, ...] = ()

    @property
    def generic(self) -> str:
        """`hydrocodone / ibuprofen`; empty when unknown."""
        return " / ".join(drug.name for drug in self.drugs)

    @property
    def classes(self) -> frozenset[str]:
        """Class ids; `PART_UNKNOWN` is among them when a part of a combination was not found."""
        part = {PART_UNKNOWN} if self.unmatched else set[str]()
        return frozenset(part).union(*(drug.classes for drug in self.drugs))

    @property
    def brands(self) -> tuple[str, ...]:
        return tuple(brand for drug in self.drugs for brand in drug.brands)

    @property
    def known(self) -> bool:
        """Every part was found; a combination with one unknown part is not known."""
        return bool(self.drugs) and not self.unmatched


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name to offer while somebody types: `Coumadin` for `warfarin`."""

    name: str
    generic: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Catalogue:
    classes: tuple[DrugClass, ...]
    drugs: tuple[Drug, ...]
    by_name: Mapping[str, tuple[Drug, ...]]  # folded name -> what it holds
    written: Mapping[str, str]  # folded name -> as it is written
    by_rxcui: Mapping[str, Drug]
    pattern: re.Pattern[str]


def classify(name: str) -> DrugMatch:
    """The drugs in a name as typed or as an export writes it: brands, doses, combinations.

    Whole words only; of two names at one place the longer wins.
    """
    known = _catalogue()
    found: dict[str, Drug] = {}
    unmatched = []
    parts = _parts(name)
    for part in parts:
        hits = known.pattern.findall(fold(part))
        for hit in hits:
            found.update((drug.name, drug) for drug in known.by_name[hit])
        if not hits and not _is_filler(part):
            unmatched.append(part.strip())
    # "amoxicillin-clavulanate" or "vitamin E": a name that the parting has cut.
    for hit in known.pattern.findall(fold(name)):
        found.update((drug.name, drug) for drug in known.by_name[hit])
    return DrugMatch(name, tuple(found.values()), tuple(unmatched) if found else ())


def by_rxcui(code: str) -> DrugMatch | None:
    """The ingredient with this RxNorm code; None when the code is not in the catalogue."""
    drug = _catalogue().by_rxcui.get(code.strip())
    return None if drug is None else DrugMatch(drug.name, (drug,))


def suggest(text: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Names that begin with, hold, or nearly are what was typed; the best first, nothing for one
    letter.
    """
    wanted = fold(text)
    if len(wanted) < 2 or len(wanted) > 100 or limit < 1:
        return ()
    names = _catalogue().written
    ranked = sorted(n for n in names if n.startswith(wanted))
    ranked += sorted(n for n in names if f" {wanted}" in n)
    ranked += difflib.get_close_matches(wanted, names, n=limit, cutoff=0.7)
    return tuple(_suggestion(name) for name in list(dict.fromkeys(ranked))[:limit])


def drug_classes() -> tuple[DrugClass, ...]:
    """All screening classes, in the order of the catalogue."""
    return _catalogue().classes


def class_titles(ids: Iterable[str]) -> list[str]:
    """Titles for class ids, in the order of the catalogue; an id of no class is left out."""
    wanted = frozenset(ids)
    return [c.title for c in drug_classes() if c.id in wanted]


# The first that fits wins: a nasal spray is nasal before its "solution" could mean anything.
_ROUTES = tuple(
    (route, re.compile(rf"\b(?:{words})\b"))
    for route, words in (
        ("vaginal", r"vaginal\w*|pessary"),
        ("ophthalmic", r"ophthalmic|eye (?:drops?|ointment)|ocular|intravitreal"),
        ("nasal", r"nasal\w*|intranasal|nose spray"),
        ("inhaled", r"inhal\w+|nebuli[sz]\w+|hfa|diskus|respimat|actuat|metered dose|turbuhaler"),
        ("topical", r"topical\w*|cream|ointment|gel|lotion|patch|patches|transdermal|foam|shampoo"),
        ("topical", r"cutaneous|otic|ear drops?|emulgel"),
        (
            "injected",
            r"inject\w*|prefilled syringe|syringe|auto ?injector|pen ?injector|pen|subcutaneous\w*|"
            r"intramuscular\w*|intravenous\w*|infusion|intraarticular|im|iv|sc|subq|cartridge|vial",
        ),
        (
            "oral",
            r"oral\w*|tablets?|tabs?|capsules?|caps?|pills?|by mouth|po|syrup|chewable|lozenge",
        ),
    )
)


def guess_route(name: str) -> str:
    """The route that the name itself tells ("cream", "oral tablet"); `unknown` when it does not."""
    words = fold(name)
    return next((route for route, pattern in _ROUTES if pattern.search(words)), "unknown")


def _parts(name: str) -> list[str]:
    """`A 5 MG / B 325 MG`, `A and B`, `A + B`, `A with B`; the slash in `100 UNT/ML` parts none."""
    without_units = re.sub(
        r"(?i)\s*/\s*(?:\d[\d.,]*\s*)?(?:ml|l|hr?|hour|actuat|dose|day|g|mg|mcg|kg|tablet|spray)\b",
        " ",
        name,
    )
    return [
        part
        for part in re.split(r"(?i)\s*[/+&;]\s*|\s+(?:and|with|plus)\s+", without_units)
        if part.strip()
    ]


def _is_filler(part: str) -> bool:
    """Dose and form alone ("325 MG Oral Tablet") are not an unknown ingredient."""
    left = re.sub(
        r"\b(?:\d\w*|mg|mcg|ml|g|unt|units?|hr|release|extended|delayed|oral|tablets?|capsules?|"
        r"solution|injection|food|water|pack|once|twice|daily|a|day|per|pm|night)\b",
        " ",
        fold(part),
    )
    return not left.strip()


def _suggestion(folded: str) -> Suggestion:
    known = _catalogue()
    match = DrugMatch(folded, known.by_name[folded])
    return Suggestion(known.written[folded], match.generic, match.classes)


@lru_cache(maxsize=1)
def _catalogue() -> _Catalogue:
    with _DATA.open("rb") as file:
        raw = tomllib.load(file)
    drugs = _merge(raw["class"])
    by_name: dict[str, tuple[Drug, ...]] = {}
    written: dict[str, str] = {}
    for drug in drugs.values():
        for spelling in (drug.name, *drug.brands, *drug.also):
            by_name[fold(spelling)] = (drug,)
            written[fold(spelling)] = spelling
    for product in raw.get("product", []):
        by_name[fold(product["name"])] = tuple(drugs[name] for name in product["holds"])
        written[fold(product["name"])] = product["name"]
    longest_first = sorted(by_name, key=len, reverse=True)
    return _Catalogue(
        classes=tuple(_drug_class(entry) for entry in raw["class"]),
        drugs=tuple(drugs.values()),
        by_name=by_name,
        written=written,
        by_rxcui={drug.rxcui: drug for drug in drugs.values() if drug.rxcui},
        pattern=re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"),
    )


def _drug_class(entry: Mapping[str, Any]) -> DrugClass:
    return DrugClass(
        entry["id"],
        entry["title"],
        tuple(entry["rules"]),
        entry["screening"],
        entry["hold"],
        entry["source"],
    )


def _merge(classes: list[dict[str, Any]]) -> dict[str, Drug]:
    """Drugs by generic name; one that is listed in two classes has both."""
    merged: dict[str, Drug] = {}
    for entry in classes:
        for row in entry["drugs"]:
            before = merged.get(row["name"])
            merged[row["name"]] = Drug(
                row["name"],
                tuple(dict.fromkeys([*(before.brands if before else ()), *row["brands"]])),
                tuple(dict.fromkeys([*(before.also if before else ()), *row.get("also", [])])),
                (before.classes if before else frozenset()) | {entry["id"]},
                row.get("rxcui") or (before.rxcui if before else ""),
            )
    return merged
