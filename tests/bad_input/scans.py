"""Papers and pictures for the page that adds them to a chart."""

from datetime import datetime
from io import BytesIO
from itertools import count
from types import SimpleNamespace
from typing import Any

from PIL import Image

from patients.actions.scans import add_scan
from patients.models import Patient, Scan
from staff.models import User
from tests.bad_input.referrals import SentAgain

WIDTHS = count(61)
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: Any):
    made = BytesIO()
    Image.new("RGB", size, (180, 90, 40)).convert(mode).save(made, kind, **more)
    return made.getvalue()


def scan(patient: Patient, by: User, now: datetime, **more: Any) -> Scan:
    asked = {"kind": "letter", "title": "Letter of Dr. Hale", "data": picture()} | more
    return add_scan(patient=patient, by=by, now=now, today=now.date(), **asked)


def a_scan(clinic: SimpleNamespace) -> dict[str, Any]:
    """Each time another file: a chart keeps none twice."""
    return {
        "file": SentAgain("letter.png", picture("PNG", size=(next(WIDTHS), 40))),
        "kind": "letter",
        "title": "Letter of Dr. Osei",
    }


def wrong_files(clinic: SimpleNamespace) -> list[dict[str, Any]]:
    """No file, other kinds under a good name, damaged ones, the same once more."""
    wrong = [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + bytes(40),
        b"MZ" + bytes(100),
        b"PK\x03\x04" + bytes(100),
        picture()[:200],
        picture("PNG")[:60],
        PDF[:-8],
        picture(),  # in the chart already
    ]
    files = [{"file": SentAgain("letter.png", content)} for content in wrong]
    return [*files, {"file": ""}, {"title": "  "}, {"dated": "1890-01-01"}, {"dated": "2999-01-01"}]
