"""JSON read piece by piece: the entries of a Bundle one after the other, in bounded memory.

The standard library's parser is fast and survives everything, but wants the whole text. Here it
gets a window on the text that grows until one value fits in and moves on behind it. What JSON
readers usually let pass (a key twice, NaN) is refused.
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from records.fhir.files import RefusedError, Source
from records.fhir.limits import CHUNK, MAX_DEPTH, MAX_DIGITS, MAX_RESOURCE

_SPACE = re.compile(r"[ \t\n\r]*")
# How far from the end of the window the parser may stumble because the rest is not there yet.
_REACH = 16
_PLAIN_KEY = re.compile(r"[A-Za-z_]{1,40}")


@dataclass(slots=True)
class Piece:
    """A value of the document. `index` is its place in `entry`; None for a whole resource."""

    path: str
    index: int | None
    value: Any
    members: dict[str, Any] = field(default_factory=dict)


def pieces(source: Source) -> Iterator[Piece]:
    """Every entry of every Bundle, and after them the rest of the Bundle, or a resource alone.

    Of several values one after the other (NDJSON) each is read; the paths of the second and later
    ones begin with their number. Raises RefusedError with the place for what is no JSON.
    """
    text = _Text(source)
    _check_beginning(text)
    number = 0
    while text.skip_space():
        number += 1
        yield from _value(text, "" if number == 1 else f"line {number}: ")


def _check_beginning(text: "_Text") -> None:
    sign = text.skip_space()
    if not sign:
        raise RefusedError("The file is empty.")
    if sign == "<":
        raise RefusedError("This is XML or HTML. FHIR is read as JSON.")
    if sign != "{":
        raise RefusedError("This is no FHIR resource: the file does not begin with {.")


def _value(text: "_Text", before: str) -> Iterator[Piece]:
    if text.skip_space() != "{":
        raise RefusedError(
            "There is something else after the end of the resource.", before.rstrip(": ")
        )
    text.at += 1
    members: dict[str, Any] = {}
    where = before or "Document"
    if text.skip_space() == "}":
        text.at += 1
        yield Piece(before, None, members)
        return
    while True:
        key = _key(text, members, where)
        if key == "entry" and text.skip_space() == "[" and _may_be_bundle(members):
            members[key] = []
            yield from _entries(text, f"{before}Bundle")
        else:
            members[key] = text.value(f"{before}{members.get('resourceType', 'Document')}")
        sign = text.skip_space()
        text.at += 1
        if sign == "}":
            break
        if sign != ",":
            raise text.broken(where)
    yield Piece(before, None, members)


def _may_be_bundle(members: dict[str, Any]) -> bool:
    kind: Any = members.get("resourceType", "Bundle")
    return bool(kind == "Bundle")


def _key(text: "_Text", members: dict[str, Any], where: str) -> str:
    if text.skip_space() != '"':
        raise text.broken(where)
    key: str = text.value(where)
    if key in members:
        raise _twice(key, where)
    if text.skip_space() != ":":
        raise text.broken(where)
    text.at += 1
    return key


def _entries(text: "_Text", bundle: str) -> Iterator[Piece]:
    text.at += 1
    if text.skip_space() == "]":
        text.at += 1
        return
    index = 0
    while True:
        path = f"{bundle}.entry[{index}]"
        yield Piece(path, index, text.value(path))
        sign = text.skip_space()
        text.at += 1
        if sign == "]":
            return
        if sign != ",":
            raise text.broken(path)
        index += 1


class _Text:
    """A window on the text of a document: what is before `at` is done with."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._ended = False
        self._begun = False
        self.window = ""
        self.at = 0

    def skip_space(self) -> str:
        """Go to the next sign that is no space, and give it; "" at the end."""
        while True:
            found = _SPACE.match(self.window, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.window) or not self._grow():
                return self.window[self.at : self.at + 1]

    def value(self, path: str) -> Any:
        """The JSON value that begins here; goes behind it. Raises RefusedError."""
        self.skip_space()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.window, self.at)
            except _DuplicateError as error:
                raise _twice(error.key, path) from None
            except _NumberError as error:
                raise RefusedError(str(error), path) from None
            except RecursionError:
                raise RefusedError(f"Nested more than {MAX_DEPTH} deep.", path) from None
            except json.JSONDecodeError as error:
                if not (self._may_go_on(error) and self._grow()):
                    raise self.broken(path) from None
                continue
            # A number at the end of the window may have more digits behind it.
            if end == len(self.window) and self._grow():
                continue
            self.at = end
            return value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        unfinished = error.msg.startswith("Unterminated string")
        return unfinished or error.pos >= len(self.window) - _REACH

    def _grow(self) -> bool:
        """Read on; False at the end. The window doubles, so that nothing is read again often."""
        if self._ended:
            return False
        kept = self.window[self.at :]
        if len(kept) > MAX_RESOURCE:
            raise RefusedError(f"One resource is larger than {MAX_RESOURCE // 2**20} MB.")
        chunk = self._source.read(max(CHUNK, len(kept)))
        self._ended = not chunk
        if not self._begun:
            _check_encoding(chunk)
            self._begun = True
        try:
            self.window = kept + self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            raise RefusedError("The text is not in UTF-8, or damaged.") from error
        self.at = 0
        return True

    def broken(self, path: str) -> RefusedError:
        ended = self._ended and not self.window[self.at :].rstrip().endswith(("}", "]"))
        if ended or (self._ended and self.at >= len(self.window)):
            return RefusedError("The file ends in the middle: it is cut off.", path)
        return RefusedError("This is not well-formed JSON.", path)


def _check_encoding(first: bytes) -> None:
    """Refuse UTF-16 and UTF-32 by name; they show by their mark or by the zeros."""
    if first.startswith((b"\xff\xfe", b"\xfe\xff", b"{\x00", b"\x00{", b"\x00\x00\x00{")):
        raise RefusedError("The text is in UTF-16 or UTF-32. FHIR is written in UTF-8.")


class _DuplicateError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class _NumberError(Exception):
    pass


def _twice(key: str, path: str) -> RefusedError:
    # A key that looks like none may hold anything; the report may be logged.
    named = f"The key “{key}”" if _PLAIN_KEY.fullmatch(key) else "A key"
    return RefusedError(f"{named} stands twice in one object.", path)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        raise _DuplicateError(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _number(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise _NumberError(f"A number has more than {MAX_DIGITS} digits.")
    number = Decimal(text)
    # Written out, 1e999999999 would fill the memory.
    if number and abs(number.adjusted()) > MAX_DIGITS:
        raise _NumberError("A number is too large or too small to mean anything.")
    return number


def _integer(text: str) -> int:
    return int(_number(text))


def _constant(name: str) -> None:
    raise _NumberError(f"{name} is no JSON number.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_number,
    parse_int=_integer,
    parse_constant=_constant,
)
