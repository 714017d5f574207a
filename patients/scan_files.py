"""Files handed in as scans: what they are by their content, and made harmless.

A picture is drawn anew from its points, so nothing else of the file is kept: no metadata with a
place or a name, nothing hidden behind the picture. A PDF is kept as it came and never opened here.
"""

import hashlib
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000  # A4 at 600 dpi has 35 million
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
PDF = "application/pdf"

DAMAGED = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    OverflowError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class ScanFile:
    """What is kept: its bytes, their kind and their SHA-256."""

    content_type: str
    content: bytes
    sha256: str


def clean_file(data: bytes) -> ScanFile:
    """Raises ValidationError for "file": too large, of another kind, damaged."""
    if len(data) > MAX_BYTES:
        raise _refused("The file is larger than 10 MB. Scan it with fewer points, or in parts.")
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise _refused("This PDF did not arrive whole. Scan or save it once more.")
        return _kept(PDF, data)
    return _drawn_anew(data)


def _drawn_anew(data: bytes) -> ScanFile:
    try:
        with Image.open(BytesIO(data), formats=list(TYPES)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise _refused("The picture has more than 40 million points. Scan it with fewer.")
            kind = str(picture.format)
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert(_mode(upright, kind))
    except DAMAGED:
        raise _refused("This is no JPEG, PNG or PDF, or it is damaged.") from None
    plain.info = {}
    made = BytesIO()
    options = {"quality": 90} if kind == "JPEG" else {"optimize": False}
    plain.save(made, format=kind, **options)
    return _kept(TYPES[kind], made.getvalue())


def _mode(picture: Image.Image, kind: str) -> str:
    """Grey, also as finely as X-rays have it, color, or color with what shines through."""
    if picture.mode.startswith("I"):
        return "I;16"
    if picture.mode in ("1", "L"):
        return "L"
    if kind == "PNG" and (picture.mode in ("LA", "RGBA", "PA") or "transparency" in picture.info):
        return "RGBA"
    return "RGB"


def _kept(content_type: str, content: bytes) -> ScanFile:
    return ScanFile(content_type, content, hashlib.sha256(content).hexdigest())


def _refused(words: str) -> ValidationError:
    return ValidationError({"file": words})
