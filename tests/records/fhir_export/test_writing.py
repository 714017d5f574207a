"""Numbers and texts as they are written, whatever they are."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.fhir_export.building import trimmed
from records.fhir_export.writing import as_json, bundle_lines

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6) | st.decimals(
    min_value="-1e12", max_value="1e12", allow_nan=False
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | decimals | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=12,
)


def read(text):
    return json.loads(text, parse_float=Decimal)


@given(values)
def test_whatever_is_written_is_read_back_the_same(value):
    assert read(as_json(value)) == value


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.1", "0.1"), ("12.50", "12.5"), ("7.00", "7"), ("0.00", "0"), ("100", "100"),
        ("1E+2", "100"), ("1E-7", "0.0000001"), ("0.036", "0.036"), ("-4.20", "-4.2"),
        ("99999999.99", "99999999.99"), ("0.10000000000000000555", "0.10000000000000000555"),
    ],
)  # fmt: skip
def test_decimal_is_written_with_its_digits_and_without_idle_zeros(number, text):
    assert as_json(Decimal(number)) == text


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_is_no_number_is_not_written(number):
    with pytest.raises(ValueError, match=r"no number|not JSON compliant"):
        as_json(number)


def test_what_json_has_no_place_for_is_not_written():
    with pytest.raises(TypeError):
        as_json({"day": object()})


def test_bundle_has_one_entry_a_line():
    bundle = {"resourceType": "Bundle", "entry": [{"fullUrl": "a"}, {"fullUrl": "b"}]}
    assert list(bundle_lines(bundle)) == [
        '{"resourceType":"Bundle","entry":[\n', '{"fullUrl":"a"},\n', '{"fullUrl":"b"}\n', "]}\n",
    ]  # fmt: skip


def is_clean(value):
    if isinstance(value, str):
        return value == value.strip() != "" and all(
            sign >= " " or sign in "\t\n\r" for sign in value
        )
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return bool(value) and all(is_clean(part) for part in inside)
    return value is not None


@given(values)
def test_nothing_empty_and_no_control_character_is_left(value):
    left = trimmed(value)
    assert left is None or is_clean(left)
    assert trimmed(left) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("  knee\x0bpain\x01 ", "knee pain"), ("\x01\x02", None), ("a\r\n\tb", "a\r\n\tb"),
        ("Zoë O’Brien", "Zoë O’Brien"), ("x" * 9_000, "x" * 9_000), ("\x7f", "\x7f"),
    ],
)  # fmt: skip
def test_text_keeps_what_fhir_allows(typed, left):
    assert trimmed(typed) == left


def test_zero_and_false_are_not_empty():
    assert trimmed({"rank": 0, "active": False, "note": []}) == {"rank": 0, "active": False}
