"""Asks every rule, adds up the answers, and says what changed since last time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from patients.rules.facts import Facts
from patients.rules.policy import Policy
from patients.rules.rule import (
    Judgement,
    Outcome,
    Override,
    Rule,
    Tier,
    Verdict,
    clear,
    fingerprint,
    unknown,
)
from patients.rules.table import RULES

# Stored with every screening; raised when a predicate can answer differently on the same facts.
RULES_VERSION = "2026.3"

# Columns of the stored finding.
_EVIDENCE_LENGTH = 500
_RESOLVE_LENGTH = 300

_DEFAULT_POLICY = Policy()


class Overall(StrEnum):
    CLEARED = "cleared"
    NEEDS_DECISION = "needs_decision"
    REFUSED = "refused"


class ChangeKind(StrEnum):
    APPEARED = "appeared"
    CLEARED = "cleared"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One rule that answers differently than last time."""

    kind: ChangeKind
    before: Outcome | None
    after: Outcome


def screen(
    facts: Facts, policy: Policy = _DEFAULT_POLICY, rules: Sequence[Rule] = RULES
) -> tuple[Outcome, ...]:
    """One outcome per rule, in the order of the table.

    A rule that raises is unknown, never clear.
    """
    return tuple(_ask(rule, facts, policy) for rule in rules)


def _ask(rule: Rule, facts: Facts, policy: Policy) -> Outcome:
    try:
        judgement = rule.predicate(facts, policy)
    except Exception as error:  # whatever went wrong, the patient is not cleared by it
        judgement = replace(
            unknown(
                "This rule could not be evaluated.",
                "failed",
                type(error).__name__,
                resolve="Correct the entry it looks at, or report the fault to the administrator.",
            ),
            failed=True,
            error=type(error).__name__,
        )
    else:
        if judgement.verdict is Verdict.UNKNOWN and facts.moment not in rule.moments:
            judgement = _not_asked_now(rule)
    return _outcome(rule, judgement)


def _not_asked_now(rule: Rule) -> Judgement:
    moments = " and ".join(
        {"plan": "before the plan", "day": "on each session day"}[m] for m in sorted(rule.moments)
    )
    return clear(f"Not asked now; asked {moments}.")


def _outcome(rule: Rule, judgement: Judgement) -> Outcome:
    tier = judgement.tier or rule.tier
    is_clear = judgement.verdict is Verdict.CLEAR
    return Outcome(
        rule=rule,
        verdict=judgement.verdict,
        tier=tier,
        override=judgement.override or rule.override,
        evidence=judgement.evidence[:_EVIDENCE_LENGTH],
        evidence_on=judgement.on,
        resolve="" if is_clear else (judgement.resolve or rule.clears)[:_RESOLVE_LENGTH],
        trigger=fingerprint(rule.id, judgement.verdict, tier, judgement.data),
        settled_with=judgement.settled_with,
        failed=judgement.failed,
        error=judgement.error,
    )


def overall(outcomes: Iterable[Outcome], decided: Collection[str] = ()) -> Overall:
    """What it all comes to.

    `decided` are ids of rules that a person overrode or acknowledged; they count only where that is
    admitted.
    """
    known = list(outcomes)
    settled = {o.id for o in known if o.id in decided and o.can_be_decided}
    still_open = [
        o for o in known if o.open and o.id not in settled and o.settled_with not in settled
    ]
    if any(o.tier is Tier.ABSOLUTE and o.verdict is Verdict.FIRES for o in still_open):
        return Overall.REFUSED
    return Overall.NEEDS_DECISION if still_open else Overall.CLEARED


def compare(before: Iterable[Outcome], after: Iterable[Outcome]) -> tuple[Change, ...]:
    """What changed, in the order of `after`.

    A rule asked for the first time has appeared if it is open.
    """
    earlier = {outcome.id: outcome for outcome in before}
    changes = []
    for now in after:
        then = earlier.get(now.id)
        was_open = then is not None and then.open
        if now.open and not was_open:
            changes.append(Change(kind=ChangeKind.APPEARED, before=then, after=now))
        elif was_open and not now.open:
            changes.append(Change(kind=ChangeKind.CLEARED, before=then, after=now))
        elif now.open and then is not None and then.trigger != now.trigger:
            changes.append(Change(kind=ChangeKind.CHANGED, before=then, after=now))
    return tuple(changes)


__all__ = [
    "RULES",
    "RULES_VERSION",
    "Change",
    "ChangeKind",
    "Outcome",
    "Overall",
    "Override",
    "Rule",
    "Tier",
    "Verdict",
    "compare",
    "overall",
    "screen",
]
