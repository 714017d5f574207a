from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.audit.merkle import NOTHING, Seal, Segment, leaf, numbers_in, root, runs_of, split

TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ROW = st.lists(TEXT, min_size=2, max_size=4)
HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=40)
SEAL = Seal(
    number=2,
    sealed_at=datetime(2027, 3, 1, 9, tzinfo=UTC),
    previous=b"p" * 32,
    root=b"r" * 32,
    segments=(Segment("t", ("id", "name"), 1, 9, ((1, 3), (7, 1))),),
    reached={"t": 9},
)


def columns(row):
    return [f"c{at}" for at in range(len(row))]


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


def tree_hash(leaves):
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


@given(HASHES)
def test_the_root_is_the_tree_hash_of_rfc_6962(leaves):
    assert root(leaves) == tree_hash(leaves)


@given(HASHES.filter(len), st.data())
def test_the_root_changes_with_any_leaf_and_with_a_cut(leaves, data):
    at = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:at], bytes(32) if leaves[at] != bytes(32) else b"x" * 32, *leaves[at + 1 :]]
    assert root(changed) != root(leaves)
    assert root(leaves[:-1]) != root(leaves)


@given(ROW, ROW)
def test_two_rows_have_one_leaf_only_if_they_are_alike(one, other):
    same = leaf("t", columns(one), one) == leaf("t", columns(other), other)
    assert same == (one == other)


def test_a_leaf_depends_on_table_and_column_and_tells_null_from_nothing():
    leaves = {
        leaf("t", ["a"], ["x"]),
        leaf("u", ["a"], ["x"]),
        leaf("t", ["b"], ["x"]),
        leaf("t", ["a"], [None]),
        leaf("t", ["a"], [""]),
        leaf("t", ["a"], ["-"]),
        leaf("t", ["a", "b"], ["x", None]),
    }
    assert len(leaves) == 7


def test_a_row_with_a_value_too_many_is_refused():
    with pytest.raises(ValueError, match="zip"):
        leaf("t", ["a"], ["x", "y"])


@given(st.sets(st.integers(1, 200)))
def test_runs_lead_back_to_the_numbers(numbers):
    runs = runs_of(sorted(numbers))
    assert list(numbers_in(runs)) == sorted(numbers)
    assert all(sum(one) < other[0] for one, other in pairwise(runs))


@given(HASHES)
def test_stored_leaves_come_apart_again(leaves):
    assert split(b"".join(leaves)) == leaves


def test_half_a_leaf_is_no_leaf():
    with pytest.raises(ValueError, match="whole number"):
        split(bytes(33))


@pytest.mark.parametrize(
    "change",
    [
        {"number": 3},
        {"sealed_at": SEAL.sealed_at + timedelta(microseconds=1)},
        {"previous": NOTHING},
        {"root": b"s" * 32},
        {"segments": ()},
        {"segments": (replace(SEAL.segments[0], last=10),)},
        {"segments": (replace(SEAL.segments[0], runs=((1, 4),)),)},
        {"segments": (replace(SEAL.segments[0], columns=("id",)),)},
        {"reached": {"t": 10}},
    ],
)
def test_the_digest_changes_with_everything_in_the_seal(change):
    assert replace(SEAL, **change).digest != SEAL.digest


def test_the_digest_is_that_of_the_instant_whatever_the_zone():
    elsewhere = SEAL.sealed_at.astimezone(tz=None)
    assert replace(SEAL, sealed_at=elsewhere).digest == SEAL.digest
