"""What the form of a record shows: what is saved, what is typed, and where two texts differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from patients.rules import Policy
from staff.models import User
from treatments.actions.sessions import proposal
from treatments.forms.record import initial_of
from treatments.models import RecordDraft, SessionRecord, Target
from treatments.record_mixes import MixLine, mix_lines
from treatments.typed import Difference, Typed, differences, initial_in, typed_as


@dataclass(frozen=True, slots=True)
class OtherText:
    """What stands instead of what is typed here: typing of another tab, or what was saved.

    `revision` and `typing` are those under which a text made of both is kept.
    """

    typed: Typed
    differences: tuple[Difference, ...]
    by: User
    at: datetime
    saved: bool
    revision: int
    typing: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A record as its form finds it. `kept` is the typing that was not saved."""

    record: SessionRecord
    initial: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    kept: RecordDraft | None
    mixes: Mapping[int, MixLine]
    targets: Mapping[int, Target]

    @property
    def saved(self) -> Typed:
        return typed_as(self.initial, self.rows)

    @property
    def typing(self) -> int:
        """The number of the typing that is kept; 0 where there is none."""
        return self.kept.number if self.kept is not None else 0

    def is_seen(self, revision: int, typing: int) -> bool:
        return (revision, typing) == (self.record.revision, self.typing)

    def other_than(self, mine: Typed, revision: int, typing: int) -> OtherText | None:
        """What stands beside `mine` of a form that was opened with these numbers.

        None where nothing moved on since, or both texts say the same.
        """
        if self.is_seen(revision, typing):
            return None
        if self.kept is not None and self.kept.number != typing:
            return self._beside(mine, self.kept.typed, self.kept)
        return self._beside(mine, self.saved, None)

    def _beside(self, mine: Typed, theirs: Typed, kept: RecordDraft | None) -> OtherText | None:
        names = {str(pk): line.name for pk, line in self.mixes.items()}
        found = tuple(differences(mine, theirs, names))
        if not found:
            return None
        return OtherText(
            typed=theirs,
            differences=found,
            by=kept.typed_by if kept is not None else self.record.physician,
            at=kept.typed_at if kept is not None else self.record.changed_at,
            saved=kept is None,
            revision=self.record.revision,
            typing=self.typing,
        )


def sheet_of(record: SessionRecord, targets: Sequence[Target], policy: Policy) -> Sheet:
    """Five queries."""
    injections = list(record.injections.select_related("target"))
    last_needle = record.last_needle_at
    return Sheet(
        record=record,
        initial={
            "time_out": record.time_out,
            "reaction": record.reaction,
            "reaction_note": record.reaction_note,
            "last_needle": f"{timezone.localtime(last_needle):%H:%M}" if last_needle else "",
            "observed_minutes": record.observed_minutes,
            "aftercare_given": record.aftercare_given,
            "note": record.note or proposal(record),
        },
        rows=[initial_of(injection, targets) for injection in injections],
        kept=RecordDraft.objects.filter(record=record).select_related("typed_by").first(),
        mixes=mix_lines(record, policy),
        targets={target.pk: target for target in targets},
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """What the form starts with when the page is opened by `user`."""

    initial: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    other: OtherText | None
    # The typing that is shown, if it is that and not what is saved.
    kept: RecordDraft | None


def opened_by(sheet: Sheet, user: User) -> Opened:
    """Own typing comes back; a colleague's is shown beside what is saved."""
    record, kept = sheet.record, sheet.kept
    numbers = {"revision": record.revision, "typing": 0, "opened_under": record.screening_id}
    if kept is None:
        return Opened({**sheet.initial, **numbers}, sheet.rows, None, None)
    if kept.typed_by_id != user.pk:
        other = sheet.other_than(sheet.saved, record.revision, 0)
        numbers["typing"] = 0 if other is not None else kept.number
        return Opened({**sheet.initial, **numbers}, sheet.rows, other, None)
    other = sheet.other_than(kept.typed, kept.revision, kept.number)
    numbers["typing"] = kept.number
    numbers["revision"] = kept.revision if other is not None else record.revision
    initial, rows = initial_in(kept.typed)
    return Opened({**initial, **numbers}, rows, other, kept)
