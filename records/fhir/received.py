"""Files as they come: found on disk, unpacked, hashed, and packed again to be kept."""

import gzip
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from records.fhir.files import RefusedError, opened
from records.fhir.limits import CHUNK

# What is taken out of a directory. XML is among them, to be refused by name and not passed over.
_ENDINGS = (".json", ".ndjson", ".jsonl", ".gz", ".xml")

# Types that resources of other files name, in the order in which they are read.
TOLD_FIRST = ("Patient", "Organization", "Practitioner", "PractitionerRole", "Medication")

_TYPE = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]{1,40})"')
_BEGINNING = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """One file: the SHA-256 and the size in bytes of what is in it, and the same as gzip."""

    name: str
    sha256: str
    size: int
    content: bytes

    def open(self) -> BinaryIO:
        return unpacked(self.content)


def unpacked(content: bytes) -> BinaryIO:
    """The bytes as sent, unpacked while they are read."""
    return cast(BinaryIO, gzip.GzipFile(fileobj=io.BytesIO(content), mode="rb"))


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Files to import, and files in the directories that are of no kind that is imported.

    Directories are gone through with all below them, in the order of the names. What is named
    itself is always taken. Links in directories are not followed.
    """
    wanted: list[Path] = []
    passed_over: list[Path] = []
    for path in paths:
        if not path.is_dir():
            wanted.append(path)
            continue
        for found in sorted(path.rglob("*")):
            if found.is_symlink() or not found.is_file():
                continue
            taken = found.name.lower().endswith(_ENDINGS) and not found.name.startswith(".")
            (wanted if taken else passed_over).append(found)
    return wanted, passed_over


def first_type(path: Path) -> str:
    """The type of the first resource in the file, as far as its beginning tells; else ""."""
    try:
        with opened(path) as stream:
            found = _TYPE.search(stream.read(_BEGINNING))
    except (RefusedError, OSError):
        return ""
    return found[1].decode() if found else ""


def in_order(paths: Iterable[Path]) -> list[list[tuple[Path, str]]]:
    """The files folder by folder, each with the type of its first resource.

    In a folder those first of which others speak: people, then what things and people are called.
    """
    folders: dict[Path, list[tuple[Path, str]]] = {}
    for path in paths:
        folders.setdefault(path.parent, []).append((path, first_type(path)))
    return [sorted(files, key=_rank) for files in folders.values()]


def _rank(file: tuple[Path, str]) -> int:
    return TOLD_FIRST.index(file[1]) if file[1] in TOLD_FIRST else len(TOLD_FIRST)


def plain(name: str) -> str:
    """The name of a file without signs that would write elsewhere on a screen, or turn it round."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def receive(source: Path | BinaryIO, name: str) -> ReceivedFile:
    """Read a file once from beginning to end; what is gzip is unpacked, so both have one hash.

    Raises RefusedError for what is no file, is damaged, empty or beyond a limit.
    """
    digest, size = hashlib.sha256(), 0
    packed = io.BytesIO()
    with (
        opened(source) as stream,
        gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0) as pack,
    ):
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
            pack.write(chunk)
    if not size:
        raise RefusedError("The file is empty.")
    return ReceivedFile(
        name=plain(name), sha256=digest.hexdigest(), size=size, content=packed.getvalue()
    )
