"""Papers and pictures go into a chart, and are taken back."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.models import Patient, Scan
from patients.scan_files import clean_file
from staff.models import User


@transaction.atomic
def add_scan(
    *,
    patient: Patient,
    kind: str,
    title: str,
    data: bytes,
    by: User,
    now: datetime,
    today: date,
    dated: date | None = None,
) -> Scan:
    """Keep what was scanned: a picture drawn anew, a PDF as it is. Raises ValidationError."""
    if dated is not None and not patient.birth_date <= dated <= today:
        raise ValidationError({"dated": "The day lies between the birth of the patient and today."})
    file = clean_file(data)
    scan = Scan(
        patient=patient,
        kind=kind,
        title=title.strip(),
        dated=dated,
        content_type=file.content_type,
        content=file.content,
        sha256=file.sha256,
        size=len(file.content),
        added_by=by,
        added_at=now,
    )
    scan.full_clean()
    scan.save()
    return scan


@transaction.atomic
def void_scan(*, scan: Scan, reason: str, by: User, now: datetime) -> Scan:
    """Take a scan back: it stays, struck out, with the reason. Raises ValidationError."""
    locked = Scan.objects.select_for_update(of=("self",)).defer("content").get(pk=scan.pk)
    if locked.voided_at is not None:
        raise ValidationError("This scan was taken back already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is taken back."})
    locked.voided_by, locked.voided_at, locked.void_reason = by, now, reason.strip()
    locked.full_clean(exclude=["content"])
    locked.save(update_fields=["voided_by", "voided_at", "void_reason"])
    return locked
