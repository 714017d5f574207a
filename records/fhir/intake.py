"""Reads a file, and reads it again when somebody has said whom it is about."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.actions.receiving import register_sent
from patients.models import Document, Patient, Referral
from patients.sent import CannotBeTakenError, Counts, Note
from patients.sent_values import storable
from records.fhir.delivery import Asked, Delivery
from records.fhir.earlier import Earlier
from records.fhir.importing import fill_chart, import_document
from records.fhir.items import Contents, Person, Remark, Severity
from records.fhir.reading import read
from records.fhir.received import ReceivedFile, unpacked
from records.fhir.report import Imported
from staff.models import User

logger = logging.getLogger(__name__)

DECIDED_ALREADY = "Somebody has said already whose record this is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A referral that has a patient now, and what came of its entries."""

    referral: Referral
    patient: Patient
    counts: Mapping[str, Counts]
    notes: list[Note]


def import_file(
    file: ReceivedFile,
    *,
    by: User,
    now: datetime,
    today: date,
    dry_run: bool = False,
    delivery: Delivery | None = None,
    tells_others: bool = False,
) -> Imported:
    """Read a file and import it; one that came before is not read again.

    `delivery` are the files that were handed in with it; `tells_others` adds this one to them, for
    those that follow.
    """
    known = Document.objects.filter(sha256=file.sha256).exists()
    contents = Contents()
    if not known or (delivery is not None and tells_others):
        contents = read_safely(file.open(), delivery)
    result = import_document(
        source=file,
        contents=Contents() if known else contents,
        by=by,
        now=now,
        today=today,
        dry_run=dry_run,
        keep_for_others=tells_others,
    )
    if delivery is not None and tells_others and not result.refused:
        delivery.add(file.sha256, contents)
    return result


def read_safely(stream: BinaryIO, delivery: Delivery | None = None) -> Contents:
    """What the document says. A fault of the reader refuses the file, and names no value."""
    try:
        return read(stream, elsewhere=Asked(delivery, Earlier()))
    except Exception as error:
        logger.error("Reading a FHIR file raised %s.", type(error).__name__)
        text = f"The file could not be read ({type(error).__name__}). Tell the administrator."
        return Contents(remarks=[Remark(severity=Severity.ERROR, path="", text=text)])


def read_again(document: Document) -> Contents:
    """What a document on file says, with those that were handed in with it and that it needs."""
    delivery = Delivery()
    beside = document.report.get("beside", ())
    for other in Document.objects.filter(sha256__in=beside).order_by("pk"):
        delivery.add(other.sha256, read_safely(unpacked(bytes(other.content)), delivery))
    return read_safely(unpacked(bytes(document.content)), delivery if beside else None)


@transaction.atomic
def match_referral(
    *, referral: Referral, patient: Patient | None, by: User, now: datetime, today: date
) -> Matched:
    """Say whose record an unmatched referral is about: `patient`, or somebody new (None).

    The document is read again for this person, and the entries wait in the chart from now on.
    Raises ValidationError when that was said already, or where nothing can be written.
    """
    found = Referral.objects.select_for_update(of=("self",)).select_related("document")
    locked = found.get(pk=referral.pk)
    if locked.state != Referral.State.UNMATCHED:
        raise ValidationError(DECIDED_ALREADY, code="stale")
    contents = read_again(locked.document)
    person = next((p for p in contents.people if storable(p.subject) == locked.subject), None)
    if person is None:
        raise ValidationError("This person is not found in the document any more.")
    try:
        return _match(locked, patient, person, contents, by=by, now=now, today=today)
    except CannotBeTakenError as error:
        raise ValidationError(f"{error.path}: {error.text}") from error


def _match(
    referral: Referral,
    patient: Patient | None,
    person: Person,
    contents: Contents,
    *,
    by: User,
    now: datetime,
    today: date,
) -> Matched:
    referral.matched = Referral.Match.PERSON if patient is not None else Referral.Match.NEW
    notes: list[Note] = []
    if patient is None:
        patient, notes = register_sent(person=person, referrer=referral.sender, by=by, today=today)
    referral.patient, referral.state = patient, Referral.State.WAITING
    referral.matched_by, referral.matched_at = by, now
    referral.filing_since, referral.filing_trouble = None, ""
    referral.revision += 1
    referral.save(
        update_fields=[
            *("patient", "state", "matched", "matched_by", "matched_at"),
            *("filing_since", "filing_trouble"),
            *("revision", "changed_at"),
        ]
    )
    counts, more = fill_chart(
        referral=referral,
        patient=patient,
        person=person,
        entries=[entry for entry in contents.entries if entry.subject == person.subject],
        withdrawn=[entry for entry in contents.withdrawn if entry.subject == person.subject],
        by=by,
        now=now,
        today=today,
    )
    return Matched(referral=referral, patient=patient, counts=counts, notes=[*notes, *more])
