"""Changes the clinic's thresholds: each change is a new version, and none is ever altered."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from patients.models import ScreeningPolicy
from patients.policy import clinic_policy, in_force
from patients.rules import Policy, PolicyError
from patients.rules.policy import LABELS
from patients.thresholds import SECOND_SIGNATURE_RULES
from staff.capabilities import Capability
from staff.models import User


@transaction.atomic
def change_screening_policy(
    *,
    by: User,
    now: datetime,
    values: Mapping[str, Decimal | int | Collection[str]],
    reason: str,
    opened_number: int,
) -> ScreeningPolicy:
    """Put new thresholds in force for every screening from now on.

    `values`: setting name -> new value, and "second_signature" -> rule ids; what is left out stays.
    `opened_number` is the version that was on the screen, 0 for the published values.
    Raises ValidationError, by field where one is at fault: out of range, no change, no reason,
    not an administrator, or somebody else changed them meanwhile.
    """
    if not by.can(Capability.MANAGE_CLINIC):
        raise ValidationError(
            "Only an administrator changes the thresholds.", code="not an administrator"
        )
    newest = in_force()
    number = newest.number if newest is not None else 0
    if number != opened_number:
        raise _stale()
    present = clinic_policy()
    wanted = _applied(present, values)
    if wanted == present:
        raise ValidationError("Nothing is changed: these are the values in force.", code="same")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the thresholds change."})
    version = ScreeningPolicy(
        number=number + 1,
        values=wanted.to_json(),
        reason=reason.strip(),
        changed_by=by,
        changed_at=now,
    )
    version.full_clean()
    _insert(version)
    return version


def _insert(version: ScreeningPolicy) -> None:
    """Of two at the same moment the second waits here, then finds its number taken."""
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as taken:
        raise _stale() from taken


def _applied(present: Policy, values: Mapping[str, Decimal | int | Collection[str]]) -> Policy:
    named = dict(values)
    signed = frozenset(named.pop("second_signature", present.second_signature))  # type: ignore[arg-type]
    if foreign := sorted(signed - SECOND_SIGNATURE_RULES - present.second_signature):
        raise ValidationError(
            {"second_signature": f"No second signature can be asked for rule {foreign[0]}."}
        )
    if unknown := sorted(named.keys() - LABELS.keys()):
        raise ValidationError(f"There is no threshold “{unknown[0]}”.")
    try:
        return replace(present, **named, second_signature=signed)  # type: ignore[arg-type]
    except PolicyError as error:
        raise ValidationError(error.errors) from error


def _stale() -> ValidationError:
    return ValidationError(
        "Another administrator changed the thresholds while you were typing. Nothing was saved; "
        "what you typed is still below. Compare it with the values in force and save again.",
        code="stale",
    )
