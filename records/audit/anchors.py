"""What is noted of the chain of seals outside of the database, so that rebuilding it shows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from records.models import AuditSeal


class AnchorError(Exception):
    """What was given is no anchor. The text says why, for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the chain at one moment: number and digest (hexadecimal) of the last seal."""

    number: int
    digest: str
    sealed_at: datetime

    @property
    def line(self) -> str:
        """As one line of JSON; it holds nothing about patients."""
        sealed_at = self.sealed_at.astimezone(UTC).isoformat()
        return json.dumps({"seal": self.number, "sha256": self.digest, "sealed_at": sealed_at})


def head() -> Anchor | None:
    """The last seal, to be noted; None before the first."""
    newest = AuditSeal.objects.order_by("-number").defer("leaves", "segments").first()
    if newest is None:
        return None
    return Anchor(newest.number, bytes(newest.digest).hex(), newest.sealed_at)


def append_head() -> None:
    """Note the last seal in the file that the clinic has for that, if it has one."""
    newest = head() if settings.PROLO_AUDIT_ANCHOR else None
    if newest:
        append(newest, Path(settings.PROLO_AUDIT_ANCHOR))


def append(anchor: Anchor, path: Path) -> None:
    """Write the anchor behind the others in the file, unless it is the last one there."""
    known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if known and known[-1] == anchor.line:
        return
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{anchor.line}\n")


def read(lines: Iterable[str]) -> list[Anchor]:
    """Anchors from their lines; other lines, as in a mail, are passed over. Raises AnchorError."""
    found = []
    for line in lines:
        if '"sha256"' not in line:
            continue
        try:
            noted = json.loads(line)
            one = Anchor(
                int(noted["seal"]), noted["sha256"], datetime.fromisoformat(noted["sealed_at"])
            )
            if len(bytes.fromhex(one.digest)) != 32:
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise AnchorError(f"This line is no anchor: {line.strip()[:120]}") from None
        found.append(one)
    if not found:
        raise AnchorError("There is no anchor in it.")
    return found
