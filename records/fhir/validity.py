"""Whether a resource is valid FHIR R4, by fhir.resources, in lines for the report.

It takes a third of a millisecond for each, more than everything else together. A document says
the same few things over and over, so each *structure* is judged once: fields, lists and types.
What differs between two of one structure are the values, and those that are read are checked by
the readers.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel, ValidationError

# By the beginning of pydantic's name for the kind of error; its own words may repeat the value.
_WORDS = (
    ("missing", "This is required."),
    ("model_field_validation.missing", "This is required."),
    ("extra_forbidden", "FHIR R4 has no such field here."),
    ("list_type", "This must be a list without gaps."),
    ("string", "This must be a text that is not empty, as FHIR writes it."),
    ("json_invalid", "This must be an object."),
    ("model", "This must be an object."),
    ("dict", "This must be an object."),
    ("date", "This is no date as FHIR writes it."),
    ("bool", "This must be true or false."),
    ("decimal", "This must be a number."),
    ("int", "This must be a whole number."),
)
_NAME = re.compile(r"[A-Za-z_]{1,60}")
_MOST = 10


class Validator:
    """Judges the resources of one document."""

    def __init__(self) -> None:
        self._valid: set[tuple[str, Any]] = set()

    def faults(self, resource: dict[str, Any], kind: str, path: str) -> list[tuple[str, str]]:
        """Path and sentence for each fault, at most ten; none for a valid resource."""
        structure = kind, _structure(resource)
        if structure in self._valid:
            return []
        found = [*_faults(resource, kind, path), *_structural(resource, path)][:_MOST]
        if not found:
            self._valid.add(structure)
        return found


def _structure(value: Any) -> Any:
    """What is left of a value without its texts and numbers; equal items of a list count once."""
    kind = type(value)
    if kind is dict:
        return tuple([(key, _structure(item)) for key, item in value.items()])
    if kind is list:
        return frozenset(map(_structure, value))
    return kind


def _faults(resource: dict[str, Any], kind: str, path: str) -> Iterator[tuple[str, str]]:
    try:
        _model(kind).model_validate(resource)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=False, include_input=False)[
            :_MOST
        ]:
            yield _path(path, fault["loc"]), _words(fault["type"])
    except (KeyError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        # The library stumbles itself over a contained resource of a type that does not exist.
        yield path, "This is not a valid FHIR R4 resource."


_NUMBERS = ("Integer", "Decimal", "PositiveInt", "UnsignedInt")


def _structural(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """What the models let pass: numbers in quotes, and what FHIR says of extensions and contained
    resources in its invariants (ext-1, dom-2)."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _structural(item, f"{path}[{index}]", depth)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        where = f"{path}.{key}" if _NAME.fullmatch(key) else path
        if isinstance(item, str) and key.endswith(_NUMBERS):
            yield where, "This must be a number, not a text."
        if key == "contained" and depth:
            yield where, "A contained resource contains none itself."
        if key in ("extension", "modifierExtension"):
            yield from _extension_faults(item, where)
        yield from _structural(item, where, depth + (key == "contained"))


def _extension_faults(extensions: Any, path: str) -> Iterator[tuple[str, str]]:
    for index, extension in enumerate(extensions if isinstance(extensions, list) else ()):
        if isinstance(extension, dict):
            values = any(key.startswith(("value", "_value")) for key in extension)
            if values == ("extension" in extension):
                yield f"{path}[{index}]", "An extension has either a value or extensions."


@lru_cache
def _model(kind: str) -> type[BaseModel]:
    model: type[BaseModel] = get_fhir_model_class(kind)
    return model


def _path(path: str, location: tuple[int | str, ...]) -> str:
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _NAME.fullmatch(step) and step != "root":
            path += f".{step.replace('_fhir', '').replace('__ext', '')}"
    return path


def _words(kind: str) -> str:
    return next((words for start, words in _WORDS if kind.startswith(start)), "This is not valid.")
