"""Reading the tables in `treatments/data/`: what is in a file is read or refused, never ignored."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


def load(name: str) -> dict[str, Any]:
    """The content of `data/<name>.toml`, every fraction a Decimal."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


class Row:
    """One table of a data file, taken apart key by key.

    An absent key gives the empty value of its type (None for a figure), because absent means
    "the source does not say". `close()` raises ValueError for a key nobody asked for.
    """

    def __init__(self, where: str, values: Mapping[str, Any]) -> None:
        self.where = where
        self._values = dict(values)

    def text(self, key: str) -> str:
        value = self._values.pop(key, "")
        if not isinstance(value, str):
            raise self._wrong(key, "text")
        return value

    def flag(self, key: str) -> bool | None:
        value = self._values.pop(key, None)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def integer(self, key: str) -> int | None:
        value = self._values.pop(key, None)
        # bool is an int to Python; a figure written as true is a slip of the pen.
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self._wrong(key, "a whole number")
        return value

    def number(self, key: str) -> Decimal | None:
        value = self._values.pop(key, None)
        return None if value is None else self._decimal(key, value)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(key, "a list of texts")
        return tuple(values)

    def integers(self, key: str) -> tuple[int, ...]:
        values = self._list(key)
        if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            raise self._wrong(key, "a list of whole numbers")
        return tuple(values)

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        return tuple(self._decimal(key, value) for value in self._list(key))

    def row(self, key: str) -> "Row":
        value = self._values.pop(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "a table")
        return Row(f"{self.where}.{key}", value)

    def rows(self, key: str) -> "tuple[Row, ...]":
        return tuple(
            Row(f"{self.where}.{key}[{index}]", value)
            for index, value in enumerate(self._list(key))
        )

    def keys(self) -> tuple[str, ...]:
        return tuple(self._values)

    def close(self) -> None:
        if self._values:
            raise ValueError(f"{self.where}: unknown key {', '.join(sorted(self._values))}")

    def _list(self, key: str) -> list[Any]:
        value = self._values.pop(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        return value

    def _decimal(self, key: str, value: object) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self._wrong(key, "a number")
        return Decimal(value)

    def _wrong(self, key: str, expected: str) -> ValueError:
        return ValueError(f"{self.where}: {key} must be {expected}")
