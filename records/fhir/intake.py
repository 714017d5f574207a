"""Reads a file, and reads it again when somebody has said whom it is about."""

import logging
from datetime import date, datetime
from typing import BinaryIO

from patients.models import Document
from records.fhir.importing import import_document
from records.fhir.items import Contents, Remark, Severity
from records.fhir.reading import read
from records.fhir.received import ReceivedFile
from records.fhir.report import Imported
from staff.models import User

logger = logging.getLogger(__name__)


def import_file(
    file: ReceivedFile, *, by: User, now: datetime, today: date, dry_run: bool = False
) -> Imported:
    """Read a file and import it; one that came before is not read again."""
    known = Document.objects.filter(sha256=file.sha256).exists()
    contents = Contents() if known else read_safely(file.open())
    return import_document(
        source=file, contents=contents, by=by, now=now, today=today, dry_run=dry_run
    )


def read_safely(stream: BinaryIO) -> Contents:
    """What the document says. A fault of the reader refuses the file, and names no value."""
    try:
        return read(stream)
    except Exception as error:
        logger.error("Reading a FHIR file raised %s.", type(error).__name__)
        text = f"The file could not be read ({type(error).__name__}). Tell the administrator."
        return Contents(remarks=[Remark(severity=Severity.ERROR, path="", text=text)])
