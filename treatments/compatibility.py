"""Which substances may stand in one syringe: what a source mixed, what must not be, and no more.

A pair without an entry is neither compatible nor incompatible; people are told that there are no
data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from treatments.datafiles import Row, load

Pair = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a source says about one pair; `why` is empty for a pair that was mixed."""

    pair: Pair
    compatible: bool
    source: str
    why: str = ""


@lru_cache(maxsize=1)
def entries() -> dict[Pair, Entry]:
    """By pair. ValueError for a row without a source, or for a pair that is said to be both."""
    found: dict[Pair, Entry] = {}
    tables = load("compatibility")
    for kind in ("compatible", "incompatible"):
        for place, values in enumerate(tables[kind]):
            for entry in _read(Row(f"{kind}[{place}]", values), compatible=kind == "compatible"):
                if found.setdefault(entry.pair, entry).compatible is not entry.compatible:
                    raise ValueError(f"{' and '.join(sorted(entry.pair))} are said to be both")
    return found


def _read(row: Row, *, compatible: bool) -> list[Entry]:
    together, source, why = row.texts("together"), row.text("source"), row.text("why")
    row.close()
    if len(together) < 2 or not source or compatible is bool(why):
        raise ValueError(f"{row.where}: at least two substances, a source, and why if they clash")
    return [
        Entry(pair=frozenset(pair), compatible=compatible, source=source, why=why)
        for pair in combinations(together, 2)
    ]


def pairs_of(stocks: Iterable[Iterable[str]]) -> tuple[Pair, ...]:
    """Every two substances that meet for the first time; those of one vial are sold together."""
    held = [frozenset(stock) for stock in stocks]
    substances = sorted(frozenset().union(*held))
    return tuple(
        frozenset(pair)
        for pair in combinations(substances, 2)
        if not any(stock.issuperset(pair) for stock in held)
    )


def entry_for(pair: Pair) -> Entry | None:
    """None: no compatibility data."""
    return entries().get(pair)
