"""Looking into a resource with care: each value has its path, and must be of the type it should.

Everything that is read goes through here, so a document of wrong shape is refused with its path
and never ends in an error of ours.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from records.fhir.limits import MAX_DEPTH, MAX_TEXT


class ShapeError(Exception):
    """A value has another type than FHIR says. Holds the path and a sentence for people."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(text)
        self.path = path
        self.text = text


class Node:
    """A JSON object of the document and where it is.

    The readers give the empty value where there is nothing, and raise ShapeError where there is
    something else.
    """

    __slots__ = ("path", "value")

    def __init__(self, value: Mapping[str, Any], path: str) -> None:
        self.value = value
        self.path = path

    def __contains__(self, key: str) -> bool:
        return key in self.value

    def at(self, key: str) -> str:
        return f"{self.path}.{key}"

    def text(self, key: str) -> str:
        found = self.value.get(key)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise ShapeError(self.at(key), "This must be a text.")
        return found

    def flag(self, key: str) -> bool | None:
        found = self.value.get(key)
        if found is not None and not isinstance(found, bool):
            raise ShapeError(self.at(key), "This must be true or false.")
        return found

    def number(self, key: str) -> Decimal | None:
        found = self.value.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | Decimal):
            raise ShapeError(self.at(key), "This must be a number.")
        return Decimal(found)

    def node(self, key: str) -> "Node":
        """The object under `key`; an empty one where there is none."""
        found = self.value.get(key)
        if found is None:
            return Node({}, self.at(key))
        if not isinstance(found, dict):
            raise ShapeError(self.at(key), "This must be an object.")
        return Node(found, self.at(key))

    def nodes(self, key: str) -> Iterator["Node"]:
        for index, item in enumerate(self._list(key)):
            path = f"{self.path}.{key}[{index}]"
            if not isinstance(item, dict):
                raise ShapeError(path, "This must be an object.")
            yield Node(item, path)

    def texts(self, key: str) -> Iterator[str]:
        for index, item in enumerate(self._list(key)):
            # FHIR puts null where only an extension says something.
            if item is None and f"_{key}" in self.value:
                continue
            if not isinstance(item, str):
                raise ShapeError(f"{self.path}.{key}[{index}]", "This must be a text.")
            yield item

    def _list(self, key: str) -> list[Any]:
        found = self.value.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise ShapeError(self.at(key), "This must be a list.")
        return found

    def __bool__(self) -> bool:
        return bool(self.value)


# Null bytes, which Postgres does not store, and halves of surrogate pairs, which are no text.
_KEY = re.compile(r"_?[A-Za-z]{1,60}")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
# FHIR leaves out what is empty.
_CONTAINERS = frozenset({dict, list, str})


def check_shape(value: Any, path: str) -> bool:
    """Whether an extension anywhere in the resource changes the meaning of what stands beside it.

    Raises ShapeError for what no resource holds: null, what is empty, null bytes, too deep nesting.
    """
    modified = False
    waiting: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for found in waiting:
            kind = type(found)
            if found is None or (not found and kind in _CONTAINERS):
                # Seldom: only now it is worth the time to find out where it is.
                _find_fault(value, path, 0)
            if kind is dict:
                below += found.values()
                modified = modified or "modifierExtension" in found
            elif kind is list:
                below += found
            elif kind is str and not _is_text(found):
                _find_fault(value, path, 0)
        if not below:
            return modified
        waiting = below
    raise ShapeError(path, f"Nested more than {MAX_DEPTH} deep.")


def _is_text(found: str) -> bool:
    if found.isascii():
        return len(found) <= MAX_TEXT and "\x00" not in found
    return len(found) <= MAX_TEXT and _NO_TEXT.search(found) is None


def _find_fault(value: Any, path: str, depth: int, may_have_gaps: bool = False) -> None:
    if depth > MAX_DEPTH:
        return
    if not value and type(value) in _CONTAINERS:
        raise ShapeError(path, "This is empty. FHIR leaves out what is not known.")
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            where = f"{path}.{key}" if _KEY.fullmatch(key) else path
            if item is None:
                raise ShapeError(where, "This is null. FHIR leaves out what is not known.")
            # In a list of primitives null keeps the place of one that only has extensions.
            other = key.removeprefix("_") if key.startswith("_") else f"_{key}"
            _find_fault(item, where, depth + 1, other in value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if item is None and not may_have_gaps:
                raise ShapeError(f"{path}[{index}]", "This is null. FHIR leaves it out.")
            if item is not None:
                _find_fault(item, f"{path}[{index}]", depth + 1)


def _check_text(found: str, where: str) -> None:
    if len(found) > MAX_TEXT:
        raise ShapeError(where, f"This text has more than {MAX_TEXT:,} signs.")
    if _NO_TEXT.search(found):
        raise ShapeError(where, "This text holds signs that are no text (null, half a surrogate).")
