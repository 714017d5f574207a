"""One page to print and file: how far the record of who did what is sealed, and by what number."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from records.audit.anchors import Anchor
from records.audit.verifying import Verdict, summary
from staff.templatetags.prolo import moment
from treatments.typeset import typeset

SHEETS = Path(__file__).resolve().parent.parent / "sheets"
MOST_LINES = 12


def report(verdict: Verdict, head: Anchor, *, now: datetime) -> bytes:
    """The page as PDF. It holds nothing about patients beyond numbers of rows."""
    lines = list(summary(verdict.faults))
    return typeset(
        "audit_report",
        {
            "clinic": settings.PROLO_CLINIC_NAME,
            "printed": moment(now),
            "seals": f"{verdict.seals:,}",
            "rows": f"{verdict.rows:,}",
            "not_sealed": f"{verdict.not_sealed:,}",
            "sealed_at": moment(head.sealed_at),
            "sealed_at_utc": f"{head.sealed_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            "number": head.number,
            "digest": [head.digest[at : at + 8] for at in range(0, len(head.digest), 8)],
            "line": head.line,
            "faults": lines[:MOST_LINES],
            "left_out": max(len(lines) - MOST_LINES, 0),
        },
        folder=SHEETS,
    )
