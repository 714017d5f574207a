"""The synthetic patients of `data/` and what is known of each."""

import csv
import gzip
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

from records.fhir.items import Contents, Kind
from records.fhir.reading import read

DATA = Path(__file__).parent / "data"
FACTS = list(csv.DictReader((DATA / "facts.csv").read_text().splitlines()))
NAMES = [row["file"].removesuffix(".json.gz") for row in FACTS]


def path(name: str) -> Path:
    return DATA / f"{name}.json.gz"


@cache
def contents(name: str) -> Contents:
    """What the sample says. Read once: nobody may change it."""
    return read(path(name))


@cache
def text(name: str) -> bytes:
    return gzip.decompress(path(name).read_bytes())


def document(name: str) -> dict[str, Any]:
    """The sample as JSON, one's own copy."""
    bundle: dict[str, Any] = json.loads(text(name))
    return bundle


def read_json(document: Any) -> Contents:
    return read_bytes(json.dumps(document).encode())


def read_bytes(content: bytes, name: str = "referral.json") -> Contents:
    return read(io.BytesIO(content), name)


def values(contents: Contents, kind: Kind) -> list[dict[str, Any]]:
    return [dict(entry.values) for entry in contents.entries if entry.kind is kind]
