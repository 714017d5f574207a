"""A whole record to read and to print: each table a chapter, each row what is known of it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from patients.models import Patient
from patients.rules import BY_ID
from records.whole_record.csv_zip import in_words
from records.whole_record.tables import ACCESS, TABLES, Table
from staff.templatetags.prolo import day, dose, moment
from treatments.anatomy import REGIONS
from treatments.typeset import typeset

SHEETS = Path(__file__).resolve().parent.parent / "sheets"
# For programs: what a screening knew, as it was kept, and lines of drawings.
NOT_READ = frozenset(
    {"policy", "facts", "answers", "trigger", "signature", "guardian_signature", "map_points"}
)

# A document is set in memory. So many entries took 240 MB and 1.5 s of a processor; years of
# treatment are some hundred.
MOST_ENTRIES = 2000
TOO_LONG = (
    f"This record has more than {MOST_ENTRIES:,} entries, too many for one document. Nothing was "
    "exported. Take it as tables, or leave out the list of who used the record."
)

Row = list[tuple[str, str]]


def record_pdf(patient: Patient, *, with_access: bool, now: datetime) -> bytes:
    """The sheet as PDF; as many queries for any record. Raises ValidationError for a long one."""
    chapters: list[dict[str, Any]] = []
    room = MOST_ENTRIES
    for table in (*TABLES, *([ACCESS] if with_access else [])):
        rows = list(islice(_rows(table, patient), room + 1))
        room -= len(rows)
        if room < 0:
            raise ValidationError(TOO_LONG)
        chapters.append({"title": table.title, "rows": rows})
    return typeset(
        "whole_record",
        {
            "clinic": settings.PROLO_CLINIC_NAME,
            "printed": moment(now),
            "name": patient.full_name,
            "born": day(patient.birth_date),
            "record": patient.record_number,
            "chapters": [chapter for chapter in chapters if chapter["rows"]],
            "empty": [chapter["title"] for chapter in chapters if not chapter["rows"]],
        },
        folder=SHEETS,
    )


def _rows(table: Table, patient: Patient) -> Iterator[Row]:
    read = [field.name not in NOT_READ for field in table.fields]
    names = [field.name for field in table.fields]
    for values in table.read(patient):
        columns = zip(names, table.columns, values, read, strict=True)
        said = [(column, words(name, value)) for name, column, value, wanted in columns if wanted]
        yield [(column, text) for column, text in said if text]


def words(name: str, value: Any) -> str:
    """As the pages write it; "" for what is not known."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if name == "rule" and value in BY_ID:
        return f"{value}: {BY_ID[value].title}"
    if name == "region" and value in REGIONS:
        return str(REGIONS[value].words)
    if isinstance(value, (list, dict)):
        return in_words(value)
    if value is None:
        return ""
    return str(value) if isinstance(value, (str, int)) else dose(value)
