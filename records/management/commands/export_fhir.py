"""Writes a patient's record as a FHIR R4 Bundle; docs/commands.md tells how to use it."""

import os
import stat
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from patients.management.records import one_record
from records.fhir_export.bundle import ExportError
from records.fhir_export.clinic import export_now
from records.fhir_export.writing import bundle_lines
from staff.access import log_command
from staff.models import AccessEvent


class Command(BaseCommand):
    help = "Write everything on file about one patient as a FHIR R4 Bundle (JSON)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--patient",
            metavar="ID",
            required=True,
            help="The record, by its record number or its key.",
        )
        parser.add_argument(
            "--output", metavar="FILE", type=Path, help="Where to; by default standard output."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        patient = one_record(options["patient"])
        try:
            bundle = export_now(patient)
        except ExportError as error:
            raise CommandError(f"Nothing was written. {error}") from error
        # Before it leaves: nothing is out that the log does not know of.
        log_command("export_fhir", AccessEvent.Action.EXPORT, patient_id=patient.pk)
        if options["output"] is None:
            self.stdout.writelines(bundle_lines(bundle))
            return
        try:
            _write(options["output"], bundle)
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from error
        counts = Counter(entry["resource"]["resourceType"] for entry in bundle["entry"])
        said = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
        self.stderr.write(f"{patient.record_number}: {said}")


def _write(path: Path, bundle: dict[str, Any]) -> None:
    """Only whoever runs the command may read the file, also where there was one before."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(bundle_lines(bundle))
