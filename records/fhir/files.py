"""A document as bytes: opened, decompressed, counted. Nothing is fetched from anywhere else."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import BinaryIO, Protocol

from records.fhir.limits import MAX_BYTES, MAX_SECONDS

_GZIP = b"\x1f\x8b"


class RefusedError(Exception):
    """The document cannot be read any further. Holds the path and a sentence for people."""

    def __init__(self, text: str, path: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.path = path


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Source:
    """The decompressed bytes of one document, at most MAX_BYTES and MAX_SECONDS of them."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._total = 0
        self._until = monotonic() + MAX_SECONDS

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end.

        Raises RefusedError beyond a limit or for a broken gzip.
        """
        if monotonic() > self._until:
            raise RefusedError(f"Reading took longer than {MAX_SECONDS} seconds.")
        try:
            chunk = self._file.read(size)
        except EOFError as error:
            raise RefusedError("The compressed file is cut off.") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise RefusedError("The compressed file is damaged.") from error
        self._total += len(chunk)
        if self._total > MAX_BYTES:
            raise RefusedError(f"The document is larger than {MAX_BYTES // 2**20} MB.")
        return chunk


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Source]:
    """The document at a path or in an open file, read from where it stands.

    What is gzip is told by its first bytes, not by its name. Raises RefusedError when there is no
    such file.
    """
    if isinstance(source, Path):
        try:
            file = source.open("rb")
        except OSError as error:
            raise RefusedError("The file cannot be opened.") from error
        with file:
            yield Source(_decompressed(file))
    else:
        yield Source(_decompressed(source))


def _decompressed(file: BinaryIO) -> Readable:
    first = file.read(len(_GZIP))
    again = _Again(first, file)
    return gzip.GzipFile(fileobj=again, mode="rb") if first == _GZIP else again


class _Again(io.RawIOBase):
    """A file with its first bytes put back; uploads and pipes need not be able to seek."""

    def __init__(self, first: bytes, file: BinaryIO) -> None:
        self._first = first
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            size = MAX_BYTES
        first, self._first = self._first[:size], self._first[size:]
        return first + self._file.read(size - len(first)) if len(first) < size else first
