"""Which screening classes a medicine belongs to, by name, brand or RxNorm code.

A pure lookup over `data/medications.toml`, `data/no_screened_class.toml` and, for codes of
products, `data/rxnorm_products.toml`. A name that is in
neither has no class: that means "class unknown, physician to classify" and never "harmless".
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from patients.rules.facts import NO_SCREENED_CLASS, PART_UNKNOWN
from patients.rules.text import fold

_DATA = Path(__file__).parent / "data"


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
    route: str = ""  # where there is only one


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
        """Class ids; `PART_UNKNOWN` is among them when a part of a combination was not found.

        `NO_SCREENED_CLASS` stands alone: only where everything was found and nothing is screened.
        """
        part = {PART_UNKNOWN} if self.unmatched else set[str]()
        classes = frozenset(part).union(*(drug.classes for drug in self.drugs))
        return classes if classes == {NO_SCREENED_CLASS} else classes - {NO_SCREENED_CLASS}

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
    by_name: Mapping[str, tuple[Drug, ...]]  # folded name -> what it holds
    written: Mapping[str, str]  # folded name -> as it is written
    by_rxcui: Mapping[str, Drug]
    beside: frozenset[str]  # words that are no substance: strengths, forms, salts
    most_words: int


def classify(name: str) -> DrugMatch:
    """The drugs in a name as typed or as an export writes it: brands, doses, combinations.

    Whole words only; of two names at one place the longer wins. A drug of no screened class is
    taken only where its part of the name holds nothing else: the other word may be the one that
    matters.
    """
    whole = _read(name)
    found = dict.fromkeys(whole.drugs)
    unmatched = []
    for part in _parts(name):
        reading = _read(part)
        found |= dict.fromkeys(reading.drugs)
        # "Bayer Back & Body" is one name, though its parting cuts it.
        if not reading.drugs and reading.left and not set(reading.left) <= set(whole.read):
            unmatched.append(part.strip())
    return DrugMatch(name, tuple(found), tuple(unmatched) if found else ())


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a piece of text holds: drugs, the words they were read from, the words left over."""

    drugs: tuple[Drug, ...]
    read: tuple[str, ...]
    left: tuple[str, ...]


def _read(text: str) -> _Reading:
    known = _catalogue()
    # RxNorm puts the brand of the substance into brackets: "carvedilol 25 MG Oral Tablet [Coreg]".
    names, read, left = _scan(fold(text).split())
    bare = _scan(fold(re.sub(r"\[[^\]]*\]", " ", text)).split())
    if bare[0]:
        left = bare[2]
    screened = [name for name in names if not _is_harmless(name)]
    if not screened and left:
        return _Reading((), (), left)
    # Beside "losartan" the word "potassium" is its salt, beside a screened drug no other counts.
    kept = screened or ([name for name in names if name not in known.beside] or names)
    drugs = dict.fromkeys(drug for name in kept for drug in known.by_name[name])
    return _Reading(tuple(drugs), read, left)


def _scan(words: Sequence[str]) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
    """Names of the catalogue in `words`, the words of those names, and the words that are left."""
    known = _catalogue()
    names: list[str] = []
    read: list[str] = []
    left: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(known.most_words, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length])
            if name in known.by_name:
                names.append(name)
                read += words[place : place + length]
                break
        else:
            length = 1
            word = words[place]
            if word not in known.beside and not any(sign.isdigit() for sign in word):
                left.append(word)
        place += length
    return names, tuple(read), tuple(left)


def _is_harmless(name: str) -> bool:
    return all(drug.classes == {NO_SCREENED_CLASS} for drug in _catalogue().by_name[name])


def unknown_words(name: str) -> str:
    """What is left of a name without strengths and forms; empty where it holds a known name."""
    names, _, left = _scan(fold(name).split())
    return "" if names else " ".join(left)


_STRENGTH = re.compile(
    r"\b\d[\d ]*(?:mg|mcg|g|ml|units?|unt|iu|meq|hr|%)(?: (?:ml|hr|actuat))?(?= |$)"
    r"|\b(?:(?:oral )?(?:tablets?|tabs?|capsules?|caps?|pills?)|"
    r"(?:extended|delayed|immediate) release)\b"
)


def without_strength(name: str) -> str:
    """The folded name without strengths and the words for tablets and capsules.

    The name by which the clinic remembers a medicine: whatever the strength, but a cream is not a
    tablet. At most 200 signs; empty for a name without a Latin letter or a figure.
    """
    folded = fold(name)
    return (" ".join(_STRENGTH.sub(" ", folded).split()) or folded)[:200].strip()


def by_rxcui(code: str) -> DrugMatch | None:
    """What the RxNorm code of an ingredient or a product means; None when it is not known here."""
    drug = _catalogue().by_rxcui.get(code.strip())
    if drug is not None:
        return DrugMatch(drug.name, (drug,))
    product = name_of(code)
    return classify(product) if product else None


def name_of(code: str) -> str:
    """What the product with this RxNorm code is called; "" when it is not known here."""
    return _products().get(code.strip(), "")


def names() -> tuple[str, ...]:
    """Every name of the catalogue, folded."""
    return tuple(_catalogue().by_name)


def suggestion(folded: str) -> Suggestion:
    """Raises KeyError when the folded name is not one of `names`."""
    known = _catalogue()
    match = DrugMatch(folded, known.by_name[folded])
    return Suggestion(known.written[folded], match.generic, match.classes)


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
    """The route that the name tells ("cream", "oral tablet"), or the only one that the drug has;
    `unknown` otherwise."""
    words = fold(name)
    told = next((route for route, pattern in _ROUTES if pattern.search(words)), "")
    only = {drug.route for drug in classify(name).drugs}
    return told or (only.pop() if len(only) == 1 else "") or "unknown"


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


@lru_cache(maxsize=1)
def _catalogue() -> _Catalogue:
    screened = _table("medications.toml")
    harmless = _table("no_screened_class.toml")
    rows = [(entry["id"], row) for entry in screened["class"] for row in entry["drugs"]]
    rows += [(NO_SCREENED_CLASS, row) for group in harmless["group"] for row in group["drugs"]]
    drugs = _merge(rows)
    named: list[tuple[str, tuple[Drug, ...]]] = [
        (spelling, (drug,))
        for drug in drugs.values()
        for spelling in (drug.name, *drug.brands, *drug.also)
    ]
    named += [
        (spelling, tuple(drugs[name] for name in product["holds"]))
        for product in screened["product"]
        for spelling in (product["name"], *product.get("also", []))
    ]
    return _Catalogue(
        classes=tuple(_drug_class(entry) for entry in screened["class"]),
        by_name={fold(spelling): holds for spelling, holds in named},
        written={fold(spelling): spelling for spelling, _ in named},
        by_rxcui={drug.rxcui: drug for drug in drugs.values() if drug.rxcui},
        beside=frozenset(harmless["beside"].split()),
        most_words=max(len(fold(spelling).split()) for spelling, _ in named),
    )


@lru_cache(maxsize=1)
def _products() -> Mapping[str, str]:
    products: dict[str, str] = _table("rxnorm_products.toml")["products"]
    return products


def _table(name: str) -> dict[str, Any]:
    with (_DATA / name).open("rb") as file:
        return tomllib.load(file)


def _drug_class(entry: Mapping[str, Any]) -> DrugClass:
    return DrugClass(
        entry["id"],
        entry["title"],
        tuple(entry["rules"]),
        entry["screening"],
        entry["hold"],
        entry["source"],
    )


def _merge(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Drug]:
    """Drugs by generic name; one that is listed in two classes has both."""
    merged: dict[str, Drug] = {}
    for class_id, row in rows:
        before = merged.get(row["name"])
        merged[row["name"]] = Drug(
            row["name"],
            _joined(before.brands if before else (), row.get("brands", ())),
            _joined(before.also if before else (), row.get("also", ())),
            (before.classes if before else frozenset()) | {class_id},
            row.get("rxcui") or (before.rxcui if before else ""),
            row.get("route") or (before.route if before else ""),
        )
    return merged


def _joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *second]))
