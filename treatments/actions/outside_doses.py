"""Local anesthetic that the patient was given elsewhere today: it counts toward the limits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from staff.models import User
from treatments.actions.session_gate import lock_draft
from treatments.models import OutsideDose, SessionRecord

MOST_OUTSIDE_DOSES = 10


@dataclass(frozen=True, slots=True)
class OutsideGiven:
    """Local anesthetic that was given elsewhere today; `given_at` is the clinic's time of day."""

    agent: str
    mg: Decimal
    given_at: time


@transaction.atomic
def record_outside_doses(
    *,
    record: SessionRecord,
    by: User,
    given_elsewhere: bool,
    doses: Iterable[OutsideGiven] = (),
    revision: int | None = None,
) -> SessionRecord:
    """Keep whether local anesthetic was given elsewhere today, and how much; replaces the answer.

    Raises ValidationError with the fields of a dose as "doses-<place from 0>-<field>".
    """
    given = list(doses) if given_elsewhere else []
    if given_elsewhere and not given:
        raise ValidationError({"doses": "Enter which anesthetic, how many milligrams and when."})
    if len(given) > MOST_OUTSIDE_DOSES:
        raise ValidationError({"doses": f"At most {MOST_OUTSIDE_DOSES} doses."})
    locked = lock_draft(record, by, revision)
    locked.outside_doses.all().delete()
    locked.anaesthetic_elsewhere = given_elsewhere
    errors: dict[str, list[str]] = {}
    for place, dose in enumerate(given):
        row = OutsideDose(
            record=locked, agent=dose.agent, mg=dose.mg, given_at=dose.given_at, entered_by=by
        )
        try:
            row.full_clean()
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                errors[f"doses-{place}-{field}"] = messages
        else:
            row.save()
    if errors:
        raise ValidationError(errors)
    locked.save(update_fields=["anaesthetic_elsewhere", "revision", "changed_at"])
    return locked
