"""Typing that is not saved yet: kept beside the record, counted, and gone once it is saved."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from staff.models import User
from treatments.actions.session_gate import check_typist
from treatments.models import RecordDraft, SessionRecord

OTHER_TEXT = (
    "Something else was typed or saved here in the meantime. Nothing is lost: both texts are "
    "shown; choose for each field."
)
MOST_CHARACTERS = 200_000


@transaction.atomic
def keep_typing(
    *,
    record: SessionRecord,
    revision: int,
    number: int,
    typed: Mapping[str, list[str]],
    by: User,
    now: datetime,
) -> RecordDraft:
    """Keep what is in the form, just as it was typed.

    `revision` of the record and `number` of the kept typing (0: none) are those that the form was
    opened with. Raises ValidationError with the code "stale" where either moved on.
    """
    locked = SessionRecord.objects.select_for_update().get(pk=record.pk)
    check_typist(locked, by)
    if locked.revision != revision:
        raise ValidationError(OTHER_TEXT, code="stale")
    draft = check_seen(locked, number)
    if sum(len(text) for texts in typed.values() for text in texts) > MOST_CHARACTERS:
        raise ValidationError("This is too long to be kept. Shorten the note.")
    if draft is None:
        draft = RecordDraft(record=locked, number=0)
    draft.number += 1
    draft.typed = {name: list(texts) for name, texts in typed.items()}
    draft.revision = revision
    draft.typed_by = by
    draft.typed_at = now
    draft.full_clean(exclude=["typed"])
    draft.save()
    return draft


@transaction.atomic
def forget_typing(*, record: SessionRecord, revision: int, number: int, by: User) -> None:
    """Go back to what is saved. Raises (code "stale") where something newer was typed since."""
    locked = SessionRecord.objects.select_for_update().get(pk=record.pk)
    check_typist(locked, by)
    draft = check_seen(locked, number)
    if draft is None or draft.revision != revision:
        raise ValidationError(OTHER_TEXT, code="stale")
    let_go(locked)


def check_seen(record: SessionRecord, number: int | None) -> RecordDraft | None:
    """The kept typing of a locked record; raises (code "stale") unless it is number `number`.

    None leaves it unchecked: nobody comes from a form.
    """
    draft = RecordDraft.objects.filter(record=record).first()
    if number is not None and number != (draft.number if draft is not None else 0):
        raise ValidationError(OTHER_TEXT, code="stale")
    return draft


def let_go(record: SessionRecord) -> None:
    RecordDraft.objects.filter(record=record).delete()
