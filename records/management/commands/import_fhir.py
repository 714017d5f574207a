"""Puts FHIR files into the charts; docs/commands.md describes the report."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from patients.sent import total
from patients.sent_values import storable, storable_json
from records.fhir.delivery import Delivery
from records.fhir.files import RefusedError
from records.fhir.intake import import_file
from records.fhir.received import TOLD_FIRST, find_files, in_order, plain, receive
from records.fhir.report import Imported, State
from staff import clock
from staff.actions import server_account
from staff.capabilities import Role
from staff.models import User

_LINES_OF_ONE_FILE = 20


class Command(BaseCommand):
    help = (
        "Import FHIR R4 files: bundles, single resources, NDJSON, each also as .gz. A file is "
        "taken whole or not at all. Exit code 1: one was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="File or folder.")
        parser.add_argument("--dry-run", action="store_true", help="Report only; keep nothing.")
        parser.add_argument("--report", type=Path, metavar="FILE", help="Write the report here.")
        parser.add_argument("--by", metavar="EMAIL", help="Who imports; else an administrator.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"] and not options["by"] and _administrator() is None:
            # Not even the account of the server, which would be made now, is kept.
            with transaction.atomic():
                self.run_import(**options)
                transaction.set_rollback(True)
        else:
            self.run_import(**options)

    def run_import(self, **options: Any) -> None:
        by = who(options["by"])
        if not by.is_active:
            self.stdout.write("There is no active administrator: entered by the server's account.")
        report = options["report"]
        wanted, passed_over = find_files(options["paths"])
        if report is not None:
            # The one of last time may lie among the files.
            wanted = [path for path in wanted if path.resolve() != report.resolve()]
        if not wanted:
            raise CommandError("There is no FHIR file at these paths.")
        if report is not None:
            may_be_written(report)
        results = []
        for files in in_order(wanted):
            # What lies in one folder was handed in together.
            delivery = Delivery() if len(files) > 1 else None
            for path, kind in files:
                found = take(path, kind, delivery, by=by, dry_run=options["dry_run"])
                self.tell(found)
                results.append(found)
        if report is not None:
            write_report(report, results, passed_over, options["dry_run"])
        self.stdout.write(summary(results, len(passed_over), dry_run=options["dry_run"]))
        refused = sum(result.refused for result in results)
        if refused:
            raise CommandError(f"{refused} of {len(results)} files refused; nothing of them kept.")

    def tell(self, result: Imported) -> None:
        self.stdout.write(storable(line(result)))
        shown = result.remarks if result.refused else result.warnings
        for remark in shown[:_LINES_OF_ONE_FILE]:
            said = f"  {remark.severity.value}: {remark.path or 'the file'}: {remark.text}"
            self.stdout.write(storable(said))
        if len(shown) > _LINES_OF_ONE_FILE:
            self.stdout.write(f"  and {len(shown) - _LINES_OF_ONE_FILE} more (see --report)")


def who(email: str | None) -> User:
    """The person named, else the administrator who has been here longest.

    A clinic without one gets its charts under an account of the server. Raises CommandError.
    """
    found: User | None
    if email:
        found = User.objects.active().filter(email__iexact=email.strip()).first()
        if found is None:
            raise CommandError(f"Nobody active signs in as {email}.")
        return found
    return _administrator() or server_account()


def _administrator() -> User | None:
    found: User | None
    found = User.objects.active().with_role(Role.ADMINISTRATOR).order_by("id").first()
    return found


def take(path: Path, kind: str, delivery: Delivery | None, *, by: User, dry_run: bool) -> Imported:
    """One file, `kind` is its first resource; whatever is wrong with it is in the result."""
    try:
        file = receive(path, path.name)
    except RefusedError as error:
        result = Imported(name=plain(path.name), dry_run=dry_run)
        result.refuse(error.path, error.text)
        return result
    result = import_file(
        file,
        by=by,
        now=clock.now(),
        today=clock.today(),
        dry_run=dry_run,
        delivery=delivery,
        tells_others=kind in TOLD_FIRST,
    )
    result.document = None  # a thousand files need not stay in memory
    return result


def line(result: Imported) -> str:
    """`Anna.json: imported; P000012 waiting; 41 added, 2 changed`; no clinical value."""
    parts = [result.state.value]
    parts += [
        " ".join(filter(None, [person.record_number or "a person", person.state]))
        for person in result.people[:3]
    ]
    if len(result.people) > 3:
        parts.append(f"and {len(result.people) - 3} more people")
    counted = {name: number for name, number in result.total.to_json().items() if number}
    if counted:
        parts.append(", ".join(f"{number} {name}" for name, number in counted.items()))
    return f"{result.name}: {'; '.join(parts)}"


def summary(results: list[Imported], passed_over: int, *, dry_run: bool) -> str:
    states = [result.state for result in results]
    told = ", ".join(f"{states.count(state)} {state.value}" for state in State if state in states)
    counted = total(result.total for result in results).to_json()
    entries = ", ".join(f"{number} {name}" for name, number in counted.items())
    said = f"{len(results)} files: {told}. Entries: {entries}."
    if passed_over:
        said += f" {passed_over} files of other kinds were passed over."
    return said + (" Nothing was kept: this was a dry run." if dry_run else "")


def may_be_written(report: Path) -> None:
    """Said before anything is imported, not after."""
    try:
        report.touch()
    except OSError as error:
        raise CommandError(f"The report cannot be written: {error.strerror}.") from error


def write_report(
    path: Path, results: list[Imported], passed_over: Iterable[Path], dry_run: bool
) -> None:
    report = {
        "dry_run": dry_run,
        "total": total(result.total for result in results).to_json(),
        "files": [result.to_json() for result in results],
        "passed_over": [found.name for found in passed_over],
    }
    try:
        text = json.dumps(storable_json(report), indent=1, ensure_ascii=False)
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The report cannot be written: {error.strerror}.") from error
