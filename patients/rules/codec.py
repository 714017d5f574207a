"""Frozen dataclasses to plain JSON and back, exactly.

Facts and policies are stored with every screening and read again years later. A field that was
added since takes its default; a field that is not known any more is an error, because the verdict
could not be repeated.
"""

import dataclasses
import types
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encode(value: Any) -> Any:
    """JSON of a dataclass, date, Decimal, collection or plain value; sets are sorted."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(encode(item) for item in value)
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    return str(value) if isinstance(value, StrEnum) else value


def decode(kind: type[T], raw: Any) -> T:
    """The dataclass `kind` from what `encode` wrote; a ValueError names the field that is wrong."""
    if not isinstance(raw, Mapping):
        raise ValueError(f"{kind.__name__}: expected an object")
    hints = _hints(kind)  # type: ignore[arg-type]
    unknown = set(raw) - set(hints)
    if unknown:
        raise ValueError(f"{kind.__name__}: unknown field {min(map(str, unknown))}")
    values = {}
    for name, item in raw.items():
        try:
            values[name] = _value(hints[name], item)
        except (ValueError, TypeError, InvalidOperation) as error:
            raise ValueError(f"{kind.__name__}.{name}: {error}") from error
    try:
        return kind(**values)
    except TypeError as error:
        raise ValueError(f"{kind.__name__}: {error}") from error


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, raw: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if raw is None:
            return None
        (hint,) = (argument for argument in arguments if argument is not type(None))
        return _value(hint, raw)
    if origin is frozenset:
        return frozenset(_value(arguments[0], item) for item in _sequence(raw))
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return tuple(_value(arguments[0], item) for item in _sequence(raw))
        return tuple(_value(a, item) for a, item in zip(arguments, _sequence(raw), strict=True))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(raw, Mapping):
            raise ValueError("expected an object")
        return {key: _value(arguments[1], item) for key, item in raw.items()}
    return _plain(hint, raw)


def _sequence(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise ValueError("expected a list")
    return raw


def _plain(hint: Any, raw: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        return decode(hint, raw)  # type: ignore[arg-type]
    if hint is date:
        return date.fromisoformat(raw)
    if hint is Decimal:
        if not isinstance(raw, str):
            raise ValueError("expected a decimal number in quotes")
        return Decimal(raw)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(raw)
    if not isinstance(raw, hint) or (hint is int and isinstance(raw, bool)):
        raise ValueError(f"expected {hint.__name__}")
    return raw
