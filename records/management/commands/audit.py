"""Seals the log and the history, verifies the seals, and notes them elsewhere.

docs/commands.md describes it.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError

from records.audit import anchors
from records.audit.anchors import Anchor, AnchorError
from records.audit.present import strays
from records.audit.report import report
from records.audit.sealing import seal
from records.audit.verifying import Verdict, summary, verify
from staff import clock


class Command(BaseCommand):
    help = "Seal what was done and seen, verify the seals, note them outside of the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        ways.add_parser("seal", help="Seal what was written since the last seal.")
        checking = ways.add_parser(
            "verify", help="Name every row and seal that was altered, added or removed."
        )
        checking.add_argument(
            "--anchor",
            metavar="FILE",
            type=Path,
            action="append",
            default=[],
            help="A file that `anchor` has written, or a mail saved as text; by default the one "
            "of PROLO_AUDIT_ANCHOR.",
        )
        noting = ways.add_parser("anchor", help="Seal, and note the last seal elsewhere.")
        noting.add_argument("--file", type=Path, help="Add a line to this file.")
        noting.add_argument("--mail", metavar="ADDRESS", help="Send it to this address.")
        noting.add_argument("--report", type=Path, help="Write one page to print, as PDF.")

    def handle(self, *args: Any, way: str, **options: Any) -> None:
        if way == "seal":
            self.seal()
        elif way == "verify":
            self.verify(options["anchor"] or noted_by_itself())
        else:
            self.anchor(options["file"], options["mail"], options["report"])

    def seal(self) -> None:
        made = seal(now=clock.now())
        if made:
            anchors.append_head()
        else:
            self.stdout.write("Nothing new to seal.")
        for one in made:
            self.stdout.write(f"Seal {one.number}: {one.rows} rows.")

    def verify(self, files: list[Path]) -> None:
        """Ends with status 1 when anything is not as it was sealed."""
        verdict = verify([anchor for file in files for anchor in read(file)])
        lines = [*summary(verdict.faults), *(stray.text for stray in strays())]
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(counted(verdict))
        if lines:
            raise CommandError(f"Not as it was sealed: {len(lines)} findings, see above.")
        self.stdout.write("Everything is as it was sealed.")

    def anchor(self, file: Path | None, mail: str | None, page: Path | None) -> None:
        seal(now=clock.now())
        head = anchors.head()
        if head is None:
            raise CommandError("There is no seal yet, and nothing to seal.")
        try:
            if file:
                anchors.append(head, file)
            if page:
                page.write_bytes(report(verify(), head, now=clock.now()))
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        if mail:
            send(head, mail)
        self.stdout.write(head.line)


def noted_by_itself() -> list[Path]:
    """The file that gets a line with each seal, where the clinic has one."""
    file = Path(settings.PROLO_AUDIT_ANCHOR)
    return [file] if settings.PROLO_AUDIT_ANCHOR and file.exists() else []


def read(file: Path) -> list[Anchor]:
    try:
        return anchors.read(file.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    except AnchorError as error:
        raise CommandError(f"{file}: {error}") from error


def send(head: Anchor, address: str) -> None:
    send_mail(
        f"Seal {head.number} of {settings.PROLO_CLINIC_NAME}",
        "Keep this message. With it, `manage.py audit verify --anchor FILE` shows whether the "
        f"records of who did what were rebuilt since.\n\n{head.line}\n",
        settings.DEFAULT_FROM_EMAIL,
        [address],
    )


def counted(verdict: Verdict) -> str:
    return (
        f"{verdict.seals} seals over {verdict.rows} rows; "
        f"{verdict.not_sealed} rows written since the last seal."
    )
