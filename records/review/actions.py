from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from records.models import Review
from records.review.queues import open_item
from staff.models import User


@transaction.atomic
def mark_reviewed(
    *,
    queue: Review.Queue,
    item_id: int,
    happened_at: datetime,
    comment: str,
    by: User,
    now: datetime,
) -> Review:
    """Take one thing off its queue; `happened_at` says which time of it was looked at."""
    item = open_item(queue, item_id, now)
    if item is None or item.happened_at != happened_at:
        raise ValidationError(
            "This is not on the list any more as you saw it: somebody reviewed it, or it has "
            "happened again. Nothing was saved; look at it as it is now and save again.",
            code="stale",
        )
    review = Review(
        queue=queue,
        item_id=item_id,
        happened_at=happened_at,
        reviewed_by=by,
        reviewed_at=now,
        comment=comment,
    )
    review.full_clean()
    review.save()
    return review
