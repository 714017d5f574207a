"""What a seal is, without the database: leaves, the root over them, and the chain of seals.

A *leaf* is the SHA-256 of one row as text. The *root* is the Merkle tree hash of RFC 6962 over the
leaves of a batch: leaf and node hashes carry different first bytes, so that neither passes for the
other. A *seal* holds the leaves, says which rows they are, and is chained to the seal before it by
that one's digest. Everything is written so that one content has one encoding.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

LEAF, NODE, SEAL = b"\x00", b"\x01", b"\x02"
HASH_BYTES = 32
# What the first seal of a chain is chained to.
NOTHING = bytes(HASH_BYTES)


def leaf(table: str, columns: Sequence[str], values: Iterable[str | None]) -> bytes:
    """Hash of one row. `values` are the texts of `columns`, in their order; None is NULL."""
    parts = [LEAF, _item(table)]
    for name, value in zip(_items(tuple(columns)), values, strict=True):
        parts += (name, _item(value))
    return sha256(b"".join(parts)).digest()


@lru_cache(maxsize=256)
def _items(columns: tuple[str, ...]) -> tuple[bytes, ...]:
    """The same for each row of a table, so that a seal of thousands does it once."""
    return tuple(map(_item, columns))


def _item(text: str | None) -> bytes:
    """The text with its length before it: no two lists of items are encoded alike."""
    if text is None:
        return b"-"
    data = text.encode()
    return b"%d:%b" % (len(data), data)


def root(leaves: Sequence[bytes]) -> bytes:
    """Merkle tree hash over the leaves in their order; an odd one out moves up as it is."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [
            sha256(NODE + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)
        ]
        level = paired + level[2 * len(paired) :]
    return level[0]


def runs_of(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as (first, how many) of each stretch without a gap."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == sum(runs[-1]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs


def numbers_in(runs: Iterable[Sequence[int]]) -> Iterator[int]:
    """The way back from `runs_of`."""
    for first, count in runs:
        yield from range(first, first + count)


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of one table in a seal: those of the numbers `first` to `last` that there were."""

    table: str
    columns: tuple[str, ...]
    first: int
    last: int
    runs: tuple[tuple[int, int], ...]

    @property
    def size(self) -> int:
        return sum(count for _, count in self.runs)


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of the chain. `reached`: up to which number each table is sealed by now."""

    number: int
    sealed_at: datetime
    previous: bytes
    root: bytes
    segments: tuple[Segment, ...]
    reached: dict[str, int]

    @property
    def digest(self) -> bytes:
        """SHA-256 over everything in the seal; the leaves are in by their root."""
        text = json.dumps(
            {
                "number": self.number,
                "sealed_at": self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
                "previous": self.previous.hex(),
                "root": self.root.hex(),
                "segments": [asdict(segment) for segment in self.segments],
                "reached": self.reached,
            },
            sort_keys=True,
            separators=(",", ":"),
        )
        return sha256(SEAL + text.encode()).digest()


def split(leaves: bytes) -> list[bytes]:
    """Leaves as they are stored, one after the other. Raises ValueError for half a leaf."""
    if len(leaves) % HASH_BYTES:
        raise ValueError("not a whole number of leaves")
    return [leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES)]
