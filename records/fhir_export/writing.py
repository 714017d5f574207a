"""JSON with exact decimals: `json` would write a `Decimal` only by way of a binary fraction."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any


def as_json(value: Any) -> str:
    """Compact JSON; a Decimal becomes a number with its digits and without idle zeros.

    Raises TypeError for what JSON has no place for, ValueError for a number that is none.

    >>> as_json({"value": Decimal("12.50"), "given": ["José"]})
    '{"value":12.5,"given":["José"]}'
    """
    return "".join(_written(value))


def _written(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield "{"
        for place, (key, part) in enumerate(value.items()):
            yield f"{',' if place else ''}{json.dumps(key, ensure_ascii=False)}:"
            yield from _written(part)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for place, part in enumerate(value):
            yield "," if place else ""
            yield from _written(part)
        yield "]"
    elif isinstance(value, Decimal):
        yield _number(value)
    else:
        yield json.dumps(value, ensure_ascii=False, allow_nan=False)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no number that JSON can hold")
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def bundle_lines(bundle: Mapping[str, Any]) -> Iterator[str]:
    """A Bundle, one entry a line, so that two exports can be compared line by line."""
    head = {key: part for key, part in bundle.items() if key != "entry"}
    entries = bundle["entry"]
    yield f'{as_json(head)[:-1]},"entry":[\n'
    for place, entry in enumerate(entries, start=1):
        yield f"{as_json(entry)}{',' if place < len(entries) else ''}\n"
    yield "]}\n"
