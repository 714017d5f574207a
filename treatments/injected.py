"""Whether what is recorded as injected was mixed, was enough, and was fresh. Reads only."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils.text import capfirst

from patients.policy import clinic_policy
from patients.rules import Policy
from staff.templatetags.prolo import clock
from treatments.library import plain
from treatments.mixes import use_before
from treatments.models import Injection, Mix, SessionRecord
from treatments.models.injectate import Injectate


def check_injected(record: SessionRecord, *, at: datetime | None = None) -> list[str]:
    """What is wrong with the injections of a record, in words; at most two queries.

    `at` is when they were given: with it, a batch that was too old by then is named. The trigger
    `record_holds_what_was_mixed` says the same when the record is signed, but not kindly.
    """
    rows = record.injections.select_related("mix").order_by("position")
    policy = clinic_policy() if at is not None else None
    return problems_of(rows, record, at=at, policy=policy)


def problems_of(
    injections: Iterable[Injection],
    record: SessionRecord,
    *,
    at: datetime | None = None,
    policy: Policy | None = None,
) -> list[str]:
    """As `check_injected`, for rows that need not be stored yet; they want `mix`."""
    problems: list[str] = []
    drawn: dict[Mix, list[Injection]] = {}
    for row in injections:
        if row.mix is None:
            if row.procedure == Injectate.Procedure.SOLUTION:
                problems.append(f"{capfirst(row.place)}: prepare the mix that it was drawn from.")
        elif row.mix.record_id != record.pk:
            problems.append(f"{capfirst(row.place)}: its mix belongs to another session.")
        else:
            drawn.setdefault(row.mix, []).append(row)
    for mix, rows in drawn.items():
        problems += _problems_with(mix, rows, at, policy)
    return problems


def _problems_with(
    mix: Mix, rows: list[Injection], at: datetime | None, policy: Policy | None
) -> list[str]:
    if mix.discarded_at is not None:
        return [f"Mix {mix.letter} was thrown away ({mix.discard_reason}): prepare another."]
    problems = []
    injected = sum((row.volume_ml for row in rows), Decimal(0))
    if injected > mix.total_ml:
        problems.append(
            f"Mix {mix.letter}: {plain(injected)} mL are recorded as injected, "
            f"{plain(mix.total_ml)} mL were made. Correct the volumes."
        )
    if at is not None and policy is not None and at > use_before(mix, policy):
        problems.append(
            f"Mix {mix.letter} was to be used before {clock(use_before(mix, policy))} "
            f"({policy.beyond_use_minutes} minutes after mixing). Throw it away and mix anew."
        )
    return problems
