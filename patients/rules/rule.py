"""What a rule is and what it answers."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from patients.rules.facts import Facts, Moment
from patients.rules.policy import Policy


class Tier(StrEnum):
    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    CAUTION = "caution"


class Verdict(StrEnum):
    FIRES = "fires"
    CLEAR = "clear"
    UNKNOWN = "unknown"


class Override(StrEnum):
    NONE = "none"  # only new data clear it
    PHYSICIAN = "physician"  # with a reason
    ACKNOWLEDGE = "acknowledge"  # seen, no reason needed


class Basis(StrEnum):
    SOURCE = "stated in a source"
    PUBLISHED = "published"
    CLINIC = "clinic default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a predicate says.

    `data` is what it turned on, without anything that moves with the day.
    """

    verdict: Verdict
    evidence: str
    data: tuple[str, ...] = ()
    on: date | None = None
    resolve: str = ""
    tier: Tier | None = None
    override: Override | None = None
    settled_with: str = ""
    failed: bool = False  # the predicate raised: reported, never cleared
    error: str = ""  # what it raised: the type only, the text could hold patient data


def fires(
    evidence: str,
    *data: object,
    on: date | None = None,
    resolve: str = "",
    tier: Tier | None = None,
    override: Override | None = None,
) -> Judgement:
    return Judgement(
        verdict=Verdict.FIRES,
        evidence=evidence,
        data=tuple(map(str, data)),
        on=on,
        resolve=resolve,
        tier=tier,
        override=override,
    )


def clear(evidence: str, *, on: date | None = None) -> Judgement:
    return Judgement(verdict=Verdict.CLEAR, evidence=evidence, on=on)


def unknown(
    evidence: str,
    *data: object,
    resolve: str,
    on: date | None = None,
    tier: Tier | None = None,
    settled_with: str = "",
) -> Judgement:
    """`settled_with` names the rule whose decision covers the same gap, so that nobody decides
    twice.
    """
    return Judgement(
        verdict=Verdict.UNKNOWN,
        evidence=evidence,
        data=tuple(map(str, data)),
        on=on,
        resolve=resolve,
        tier=tier,
        settled_with=settled_with,
    )


BOTH = frozenset(Moment)
PLAN_ONLY = frozenset({Moment.PLAN})
DAY_ONLY = frozenset({Moment.DAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table. The id is stored with every finding: never renamed, never reused.

    A rule whose datum is only asked at some `moments` does not report it missing at the others.
    `records` names what an override has to say besides its reason, one short field each.
    """

    id: str
    tier: Tier
    title: str
    looks_at: frozenset[str]
    explain: str
    explain_patient: str
    clears: str
    override: Override
    citation: str
    basis: Basis
    predicate: Callable[[Facts, Policy], Judgement]
    moments: frozenset[Moment] = BOTH
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule said about one patient.

    Tier and override may be stricter or milder than the rule's.
    """

    rule: Rule
    verdict: Verdict
    tier: Tier
    override: Override
    evidence: str
    evidence_on: date | None
    resolve: str
    trigger: str  # stays the same while the data that fired the rule do
    settled_with: str = ""
    failed: bool = False
    error: str = ""

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def open(self) -> bool:
        return self.verdict is not Verdict.CLEAR

    @property
    def can_be_decided(self) -> bool:
        """Whether a person may decide it away; an absolute that is unknown waits for its datum."""
        if not self.open or self.override is Override.NONE:
            return False
        return not (self.tier is Tier.ABSOLUTE and self.verdict is Verdict.UNKNOWN)


# Most rules are clear most of the time, and then there is one fingerprint a rule.
@lru_cache(maxsize=5_000)
def fingerprint(rule_id: str, verdict: Verdict, tier: Tier, data: tuple[str, ...]) -> str:
    parts = "\x1f".join((rule_id, verdict, tier, *data))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
