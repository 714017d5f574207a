"""What was changed in rows after they were written, from the history that the database keeps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, cast

from staff.models import Revised


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One saving at which something of interest got another value.

    `number` is that of the history's row. `by` is None for what no signed-in person did.
    `before` maps the columns that changed to what they held until then.
    """

    number: int
    by: int | None
    at: datetime
    before: Mapping[str, Any]


# By the id of the row that was changed, the earliest first.
Changes = Mapping[int, Sequence[Change]]


def changes_of(rows: Sequence[Revised], columns: Collection[str]) -> Changes:
    """Changes of these columns. `rows` are of one model; one query, none where nothing changed."""
    ids = [row.pk for row in rows if row.revision > 1]
    if not ids:
        return {}
    kept = cast(Any, type(rows[0])).pgh_event_model.objects.filter(pgh_obj__in=ids)
    found: dict[int, list[Change]] = {}
    for old, new in pairwise(kept.select_related("pgh_context").order_by("pgh_obj_id", "pgh_id")):
        other = [name for name in columns if getattr(old, name) != getattr(new, name)]
        if old.pgh_obj_id == new.pgh_obj_id and other:
            change = Change(
                number=new.pgh_id,
                by=new.pgh_context.metadata.get("user") if new.pgh_context else None,
                at=new.pgh_created_at,
                before={name: getattr(old, name) for name in other},
            )
            found.setdefault(new.pgh_obj_id, []).append(change)
    return found
