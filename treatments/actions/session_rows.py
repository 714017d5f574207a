"""What was injected: the rows of a record, each held against the plan, its mix and the limits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from patients.policy import clinic_policy
from patients.rules import Policy
from treatments import anatomy, limits
from treatments.actions.plans import FIELD_OF_REMARK, remarks_on
from treatments.batches import true_columns
from treatments.given import is_planned_place
from treatments.library import plain
from treatments.mix_checks import check_injectable
from treatments.mixes import solution_of
from treatments.models import Injection, Mix, PlanVersion, SessionRecord, Target
from treatments.policy import limits_of
from treatments.record_mixes import made_for

MOST_INJECTIONS = 40
# Columns of what was drawn from a mix: read from the mix, never typed.
STRENGTHS = {
    "dextrose_pct": None,
    "anaesthetic": "",
    "anaesthetic_pct": None,
    "second_anaesthetic": "",
    "second_anaesthetic_pct": None,
    "glycerin_pct": None,
    "phenol_pct": None,
    "morrhuate_pct": None,
}
Wrong = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Given:
    """What the rows of one record are held against. `at` is when the last needle was out."""

    record: SessionRecord
    version: PlanVersion
    targets: tuple[Target, ...]
    mixes: Mapping[int, Mix]
    policy: Policy
    at: datetime


def injections_from(
    record: SessionRecord,
    version: PlanVersion,
    rows: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
) -> list[Injection]:
    """The rows as checked injections, not saved; raises with the errors of all of them together."""
    if len(rows) > MOST_INJECTIONS:
        raise ValidationError(f"At most {MOST_INJECTIONS} injections in one session.")
    mixes = made_for(record)
    given = Given(
        record=record,
        version=version,
        targets=tuple(version.targets.all()),
        mixes={mix.pk: mix for mix in mixes},
        policy=clinic_policy(),
        at=at,
    )
    made, found = [], []
    for place, row in enumerate(rows):
        fields = dict(row)
        on_purpose = fields.pop("other_side", False)
        injection = Injection(record=record, position=place + 1, **fields)
        wrong = _wrong_mix(injection, given) or _wrong_in(injection, given, on_purpose=on_purpose)
        made.append(injection)
        found.append(wrong)
    if not any(found):
        found = too_much_drawn(made)
    if errors := _by_row(found):
        raise ValidationError(errors)
    return made


def _by_row(found: Iterable[Wrong]) -> Wrong:
    errors: Wrong = {}
    for place, wrong in enumerate(found):
        for field, messages in wrong.items():
            key = NON_FIELD_ERRORS if field == NON_FIELD_ERRORS else f"injections-{place}-{field}"
            errors.setdefault(key, []).extend(messages)
    return errors


def _wrong_mix(injection: Injection, given: Given) -> Wrong:
    """What is wrong with where it came from; sets the strengths if nothing is."""
    if injection.procedure:
        for column, nothing in STRENGTHS.items():
            setattr(injection, column, nothing)
        if injection.mix_id is not None:
            return {"mix": ["This procedure is not mixed: leave the mix empty."]}
        return {}
    if injection.mix_id is None:
        return {}
    mix = given.mixes.get(injection.mix_id)
    if mix is None:
        return {"mix": ["This mix does not belong to this session. Reload the page."]}
    try:
        check_injectable(mix, given.at, given.policy)
    except ValidationError as error:
        earlier = "If the last needle was before that, say below when it was."
        is_old = getattr(error, "code", "") == "beyond use"
        return {"mix": [*error.messages, earlier] if is_old else error.messages}
    named = injection if injection.anaesthetic else injection.target or injection
    for column, value in true_columns(solution_of(mix), named).items():
        setattr(injection, column, value)
    return {}


def too_much_drawn(injections: Sequence[Injection]) -> list[Wrong]:
    """For each injection what is wrong with its volume: more was injected than made."""
    drawn: dict[int, Decimal] = defaultdict(Decimal)
    for injection in injections:
        if injection.mix_id is not None:
            drawn[injection.mix_id] += injection.volume_ml
    return [_too_much(injection.mix, drawn) for injection in injections]


def _too_much(mix: Mix | None, drawn: Mapping[int, Decimal]) -> Wrong:
    if mix is None or drawn[mix.pk] <= mix.total_ml:
        return {}
    return {
        "volume_ml": [
            f"{plain(drawn[mix.pk])} mL are recorded from mix {mix.letter}, but only "
            f"{plain(mix.total_ml)} mL were made. Correct the volumes, or name another mix."
        ]
    }


def _wrong_in(injection: Injection, given: Given, *, on_purpose: bool) -> Wrong:
    target = injection.target
    if target is not None and target.version.plan_id != given.version.plan_id:
        return {NON_FIELD_ERRORS: ["A target of another plan was sent. Reload the page."]}
    wrong: Wrong = {}
    for remark in remarks_on(injection, given.version.protocol_version, limits_of(given.policy)):
        if remark.level is limits.Level.REFUSE:
            field = FIELD_OF_REMARK.get(remark.field, remark.field)
            wrong.setdefault(field, []).append(f"{remark.message} ({remark.source})")
    if injection.route not in anatomy.ROUTES:
        wrong["route"] = ["Choose the route."]
    if injection.guidance not in anatomy.GUIDANCE:
        wrong["guidance"] = ["Choose the guidance."]
    wrong |= _wrong_place(injection, given, on_purpose=on_purpose)
    if not wrong:
        try:
            injection.full_clean(validate_unique=False)
        except ValidationError as error:
            wrong = error.message_dict
    return wrong


def _wrong_place(injection: Injection, given: Given, *, on_purpose: bool) -> Wrong:
    target = injection.target
    if problem := anatomy.side_problem(injection.region, injection.side):
        return {"side": [problem]}
    if is_planned_place(injection.region, injection.side, target, given.targets):
        return {}
    planned = target.place if target is not None else given.version.place
    if not on_purpose:
        return {
            "side": [
                f"The plan says {planned}. If this is on purpose, tick it and say why in the note."
            ]
        }
    if not injection.note.strip():
        return {"note": ["Say why another side or place than planned was injected."]}
    return {}
