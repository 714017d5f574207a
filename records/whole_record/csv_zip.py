"""A whole record in a zip: a CSV file for each table, named in words, and the scans beside them."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils import timezone

from patients.models import Patient
from records.whole_record.tables import ACCESS, TABLES, Table
from staff.spreadsheet import cell

IN_MEMORY = 1_000_000  # bytes; beyond that the file is on the disk while it is sent


def csv_zip(patient: Patient, *, with_access: bool) -> IO[bytes]:
    """The file, at its beginning. As many queries for any record.

    Holds some hundred rows, or one scan, at a time.
    """
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for table in (*TABLES, *([ACCESS] if with_access else [])):
            with packed.open(f"{table.file}.csv", "w") as member:
                _write(member, table, patient)
        _add_scans(packed, patient)
    file.seek(0)
    return file


def _add_scans(packed: ZipFile, patient: Patient) -> None:
    """Not those that were taken back: one may be of somebody else. Their rows say why."""
    for scan in patient.scans.standing().order_by("pk").iterator(chunk_size=1):
        # Pictures and most PDFs are as small as they get.
        packed.writestr(f"scans/{scan.file_name}", bytes(scan.content), ZIP_STORED)


def _write(member: IO[bytes], table: Table, patient: Patient) -> None:
    # A byte order mark: without it the usual spreadsheet takes UTF-8 for something else.
    text = io.TextIOWrapper(member, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows(_cells(table.read(patient)))
    text.flush()
    text.detach()  # the member is closed by whoever opened it


def _cells(rows: Iterable[list[Any]]) -> Iterator[list[str]]:
    for row in rows:
        yield [as_text(value) for value in row]


def as_text(value: Any) -> str:
    """Numbers and days plain, instants in the clinic's own zone, words safe in a spreadsheet."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return cell(in_words(value))
    return cell(value)


def in_words(value: Any) -> str:
    """What is kept as a list or by label, in a line."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "; ".join(in_words(each) for each in value)
    return "" if value is None else str(value)
