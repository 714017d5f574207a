"""Preparing what is injected: batches are made whole, and thrown away with a reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from patients.policy import clinic_policy
from staff.models import User
from staff.templatetags.prolo import day
from treatments.actions.session_gate import check_screening_fits, lock_draft
from treatments.actions.sessions import proposal, version_of
from treatments.actions.stock import open_vial
from treatments.batches import (
    Aim,
    Group,
    aimed_columns,
    as_json,
    groups_of,
    strengths_of,
    true_columns,
)
from treatments.cautions import Caution
from treatments.limits import Level
from treatments.mix_checks import Checked, Drawn, Proposal, check_mixes
from treatments.mix_choice import fingerprint, plan_batches, read_to, shelf_for, why_not
from treatments.mixes import solution_of
from treatments.mixture import SYRINGE_STEPS, SolutionError
from treatments.models import Injection, Lot, Mix, MixPart, SessionRecord, Vial
from treatments.models.injectate import Injectate

MOST_MIXES = 26  # one letter each
# What speaks against keeping even waste: it cannot have been drawn from there.
OF_STOCK = frozenset({"recalled", "expired", "used_up", "vial"})

CHANGED = (
    "The record, the shelf or what the syringes are read to changed since this page was opened: "
    "other volumes or lots are shown now. Compare them with what is on the bench before you go on."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A mix that is about to be made, the injections it is for, and how it looks."""

    parts: tuple[Drawn, ...]
    aims: tuple[Aim, ...]
    appearance: str
    injections: tuple[Injection, ...]

    @property
    def is_clear(self) -> bool:
        return self.appearance == Mix.Appearance.CLEAR

    def proposal(self) -> Proposal:
        total = sum((part.ml for part in self.parts), Decimal(0))
        injected = sum((row.volume_ml for row in self.injections), Decimal(0))
        return Proposal(
            parts=self.parts,
            # Whatever is not meant for an injection yet may be injected all of it.
            injected_ml=injected if self.injections else total,
            sites=self.injections,
            wanted=strengths_of(self.aims),
            appearance=self.appearance,
        )


@transaction.atomic
def make_mix(
    *,
    record: SessionRecord,
    by: User,
    now: datetime,
    parts: Sequence[tuple[Lot, Vial | None, Decimal]],
    wanted: Sequence[Aim] = (),
    appearance: str,
    acknowledged: Collection[str] = (),
    for_injections: Sequence[int] = (),
    revision: int | None = None,
) -> Mix:
    """Keep one batch as it was made and draw injections of the draft from it.

    Each of `parts` is a lot, its open vial (None: opened now) and milliliters. `wanted` is what was
    aimed at; the injections get the true percentages. A batch that is not clear is kept as waste.
    Raises ValidationError with every refusal, and every caution that is not among `acknowledged`,
    by field as `treatments.cautions` names them; nothing is kept then.
    """
    locked = _open(record, by, now, revision)
    batch = Batch(
        parts=tuple(Drawn(lot=lot, vial=vial, ml=ml) for lot, vial, ml in parts),
        aims=tuple(wanted),
        appearance=appearance,
        injections=_to_be_drawn(locked, for_injections),
    )
    (made,) = _make(locked, [batch], by, now, acknowledged)
    return made


@transaction.atomic
def make_planned_mixes(
    *,
    record: SessionRecord,
    by: User,
    now: datetime,
    acknowledged: Collection[str] = (),
    appearance: str | Sequence[str] = Mix.Appearance.CLEAR,
    as_shown: str = "",
    syringe_step: Decimal | None = None,
    revision: int | None = None,
) -> list[Mix]:
    """Make what the injections of the draft ask for and have not got: all batches or none.

    Injections alike come out of one batch, mixed as `treatments.mix_choice` proposes. `appearance`
    is that of every batch, or one for each in the order of `treatments.batches.groups_of`.
    `as_shown` is what somebody mixed by (`treatments.mix_choice.fingerprint`): if anything else
    would be kept, it is refused. `syringe_step` is one of `SYRINGE_STEPS`, None is the clinic's.
    Raises ValidationError as `make_mix` does.
    """
    if syringe_step is not None and syringe_step not in SYRINGE_STEPS:
        raise ValidationError("Choose what the syringes are read to from the list.")
    locked = _open(record, by, now, revision)
    groups = groups_of(locked.injections.order_by("position"))
    looks = [appearance] * len(groups) if isinstance(appearance, str) else list(appearance)
    if not groups:
        raise ValidationError("Everything in this record is mixed already.")
    if len(looks) != len(groups):
        raise ValidationError(CHANGED, code="changed")
    batches = _planned(locked, groups, looks, as_shown, syringe_step)
    return _make(locked, batches, by, now, acknowledged)


@transaction.atomic
def discard_mix(
    *, mix: Mix, by: User, now: datetime, reason: str, revision: int | None = None
) -> Mix:
    """Throw a batch away; its injections are to be mixed again, as they were aimed at."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why this mix is thrown away."})
    record = lock_draft(mix.record, by, revision)
    found = Mix.objects.select_for_update().get(pk=mix.pk)
    if found.discarded_at is not None:
        raise ValidationError(f"Mix {found.letter} was thrown away already.")
    proposed = _note_is_proposed(record)
    aimed = aimed_columns(found) or {}
    for injection in record.injections.filter(mix=found):
        _set(injection, {**aimed, "mix": None})
    _discard(found, by, now, reason.strip()[:300])
    _save(record, note_is_proposed=proposed)
    return found


# ------------------------------------------------------------------ what has to be true before


def _open(record: SessionRecord, by: User, now: datetime, revision: int | None) -> SessionRecord:
    """As `lock_draft`; nothing is begun on another day, or under a screening that does not fit."""
    locked = lock_draft(record, by, revision)
    if locked.is_written:
        return locked
    if timezone.localdate(now) != locked.treated_on:
        raise ValidationError(
            f"This session was opened on {day(locked.treated_on)}. Start it again today."
        )
    check_screening_fits(locked, version_of(locked))
    return locked


def _to_be_drawn(record: SessionRecord, ids: Sequence[int]) -> tuple[Injection, ...]:
    found = tuple(record.injections.filter(pk__in=ids).select_related("mix").order_by("position"))
    if len(found) != len(set(ids)):
        raise ValidationError(
            {"for_injections": "The record changed in the meantime: choose the injections again."}
        )
    wrong = []
    for row in found:
        if row.procedure != Injectate.Procedure.SOLUTION:
            wrong.append(
                f"{row.get_procedure_display()} is not mixed: {row.place} is recorded as its own "
                "procedure."
            )
        elif row.mix is not None:
            wrong.append(f"{row.place} is drawn from mix {row.mix.letter}: throw that away first.")
    if wrong:
        raise ValidationError({"for_injections": wrong})
    return found


# ------------------------------------------------------------------ making


def _planned(
    record: SessionRecord,
    groups: Sequence[Group],
    looks: Sequence[str],
    as_shown: str,
    syringe_step: Decimal | None,
) -> list[Batch]:
    policy = read_to(clinic_policy(), syringe_step)
    planned = plan_batches(groups, shelf_for(record, policy), policy)
    if problems := [words for batch in planned for words in why_not(batch)]:
        raise ValidationError(problems)
    if as_shown and as_shown != fingerprint(planned):
        raise ValidationError(CHANGED, code="changed")
    return [
        Batch(
            parts=batch.drawn,
            aims=batch.group.aims,
            appearance=look,
            injections=batch.group.injections,
        )
        for batch, look in zip(planned, looks, strict=True)
    ]


def _make(
    record: SessionRecord,
    batches: Sequence[Batch],
    by: User,
    now: datetime,
    acknowledged: Collection[str],
) -> list[Mix]:
    position = record.mixes.aggregate(last=Max("position"))["last"] or 0
    if position + len(batches) > MOST_MIXES:
        raise ValidationError(f"At most {MOST_MIXES} mixes in one session.")
    checked = _checked(record, batches, now, acknowledged)
    note_is_proposed = _note_is_proposed(record)
    opened: dict[int, tuple[Vial, Decimal]] = {}
    made = []
    for place, (batch, found) in enumerate(zip(batches, checked, strict=True), start=1):
        mix = Mix(
            record=record,
            position=position + place,
            total_ml=found.solution.total_ml,
            wanted=as_json(batch.aims),
            mixed_at=now,
            mixed_by=by,
            appearance=batch.appearance,
            acknowledged=[one.code for one in found.cautions if one.code in acknowledged],
        )
        _keep(mix, batch, opened)
        made.append(mix)
    _save(record, note_is_proposed=note_is_proposed)
    return made


def _checked(
    record: SessionRecord, batches: Sequence[Batch], now: datetime, acknowledged: Collection[str]
) -> tuple[Checked, ...]:
    """What is to be said about the batches, once nothing of it stands in the way any more."""
    if any(batch.appearance not in Mix.Appearance.values for batch in batches):
        raise ValidationError({"appearance": "Look at each mix and say whether it is clear."})
    try:
        checked = check_mixes(record, [batch.proposal() for batch in batches], now=now)
    except SolutionError as error:
        raise ValidationError({field: [words] for field, words in error.errors.items()}) from error
    errors: dict[str, list[str]] = {}
    for batch, found in zip(batches, checked, strict=True):
        for one in found.stands_in_the_way(acknowledged):
            # Of what is thrown away it matters only what it was drawn from.
            if batch.is_clear or one.code in OF_STOCK:
                errors.setdefault(one.field, []).append(_in_words(one))
    if errors:
        raise ValidationError(errors)
    return checked


def _in_words(one: Caution) -> str:
    if one.level is Level.WARN:
        return f"To be read and accepted first: {one.message}"
    return one.words


def _keep(mix: Mix, batch: Batch, opened: dict[int, tuple[Vial, Decimal]]) -> None:
    """Write the batch down; `opened` are the containers that this making opened, by lot."""
    if not batch.is_clear:
        mix.discarded_at, mix.discarded_by = mix.mixed_at, mix.mixed_by
        mix.discard_reason = f"Not clear: {mix.get_appearance_display().lower()}"
    # A recipe by volumes aims at nothing.
    mix.full_clean(exclude=["wanted"])
    mix.save()
    for place, part in enumerate(batch.parts, start=1):
        vial = part.vial or _container(mix, part, opened)
        row = MixPart(mix=mix, position=place, lot=part.lot, vial=vial, ml=part.ml)
        row.full_clean()
        row.save()
    if batch.is_clear:
        contents = solution_of(mix)
        for injection in batch.injections:
            _set(injection, {**true_columns(contents, injection), "mix": mix})


def _container(mix: Mix, part: Drawn, opened: dict[int, tuple[Vial, Decimal]]) -> Vial:
    """One that was opened for a batch before if enough is left in it, else a new one."""
    vial, left = opened.get(part.lot.pk, (None, Decimal(0)))
    if vial is None or left < part.ml:
        holds = part.lot.product.container_ml
        containers = part.lot.product.containers_for(part.ml)
        vial = open_vial(
            lot=part.lot,
            by=mix.mixed_by,
            now=mix.mixed_at,
            today=mix.record.treated_on,
            patient=mix.record.session.plan.patient,
            containers=containers,
        )
        left = holds * containers
    opened[part.lot.pk] = (vial, left - part.ml)
    return vial


def _set(injection: Injection, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(injection, name, value)
    injection.full_clean(validate_unique=False)
    injection.save(update_fields=list(columns))


def _discard(mix: Mix, by: User, now: datetime, reason: str) -> None:
    mix.discarded_at, mix.discarded_by, mix.discard_reason = now, by, reason
    mix.full_clean(exclude=["wanted"])
    mix.save(update_fields=["discarded_at", "discarded_by", "discard_reason"])


# ------------------------------------------------------------------ the record around it


def _note_is_proposed(record: SessionRecord) -> bool:
    """Whether nobody edited the note, so that it may follow what was mixed."""
    return bool(record.note) and record.note == proposal(record)


def _save(record: SessionRecord, *, note_is_proposed: bool) -> None:
    if note_is_proposed:
        record.note = proposal(record)
    record.save(update_fields=["note", "revision", "changed_at"])
