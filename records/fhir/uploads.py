"""A file handed in at the desk: read for a preview, then taken in or thrown away.

A small file is read while the page waits, a large one by the job worker.
"""

from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from procrastinate.contrib.django import app

from patients.models import Upload
from patients.sent_values import shortened, storable, storable_json
from records.fhir.files import RefusedError
from records.fhir.intake import import_file
from records.fhir.received import ReceivedFile, receive
from records.fhir.report import Imported
from staff.models import User

# Bytes that are read and imported in under a second.
AT_ONCE = 2_000_000
KEPT = timedelta(days=1)
GO_ON = "go_on_with_upload"

_WORKING = (Upload.State.READING, Upload.State.TAKING)


def hand_in(*, file: BinaryIO, name: str, by: User, now: datetime, today: date) -> Upload:
    """Keep the file for now, and read it for the preview: at once, or by the job worker.

    Raises ValidationError under "file" for what cannot be opened, is empty or is too large.
    """
    try:
        received = receive(file, name)
    except RefusedError as error:
        raise ValidationError({"file": error.text}) from error
    with transaction.atomic():
        upload = Upload.objects.create(
            name=shortened(storable(name), 200),
            sha256=received.sha256,
            size=received.size,
            content=received.content,
            uploaded_by=by,
            uploaded_at=now,
        )
        _work(upload, now=now, today=today)
    return upload


@transaction.atomic
def take_in(*, upload: Upload, now: datetime, today: date) -> Upload:
    """Put what was previewed into the charts; for a large file the job worker does it."""
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.state != Upload.State.READY:
        raise ValidationError("This file is not waiting to be taken in any more.")
    locked.state = Upload.State.TAKING
    locked.save(update_fields=["state"])
    _work(locked, now=now, today=today)
    return locked


@transaction.atomic
def throw_away(*, upload: Upload) -> None:
    """Forget the file; what was taken in stays in the record."""
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.state == Upload.State.TAKING:
        raise ValidationError("This file is being taken in just now.")
    locked.delete()


def throw_away_old(*, now: datetime) -> int:
    """Forget files that nobody went on with for a day; how many there were."""
    return Upload.objects.filter(uploaded_at__lt=now - KEPT).delete()[0]


def _work(upload: Upload, *, now: datetime, today: date) -> None:
    if upload.size <= AT_ONCE:
        go_on(upload, now=now, today=today)
    else:
        transaction.on_commit(lambda: _defer(upload.pk))


def _defer(upload_id: int) -> None:
    app.configure_task(GO_ON).defer(upload_id=upload_id)


@transaction.atomic
def go_on(upload: Upload, *, now: datetime, today: date) -> None:
    """Do what the upload waits for: the preview, or the import. Twice is as good as once."""
    locked = Upload.objects.select_for_update().select_related("uploaded_by").get(pk=upload.pk)
    if locked.state not in _WORKING:
        return
    taking = locked.state == Upload.State.TAKING
    file = ReceivedFile(
        name=locked.name,
        sha256=locked.sha256,
        size=locked.size,
        content=bytes(locked.content),
    )
    result = import_file(file, by=locked.uploaded_by, now=now, today=today, dry_run=not taking)
    locked.result = as_shown(result)
    locked.document = result.document
    done = Upload.State.TAKEN if taking else Upload.State.READY
    locked.state = Upload.State.REFUSED if result.refused else done
    if locked.state != Upload.State.READY:
        locked.content = b""  # the document holds it now, or nobody wants it
    locked.save(update_fields=["result", "document", "state", "content"])
    upload.refresh_from_db()


def as_shown(result: Imported) -> dict[str, Any]:
    """The report, and who it is about: the desk knows names and birth dates."""
    shown = result.to_json()
    for said, person in zip(shown["people"], result.people, strict=True):
        said |= {"name": person.name, "birth_date": person.birth_date, "referral": person.referral}
    return cast("dict[str, Any]", storable_json(shown))
