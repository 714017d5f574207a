"""How often each rule speaks, and what becomes of it: which alerts are worth their interruption.

One alert is one patient, rule and trigger: the same finding asked again at the next session, with
the decision that was carried over, is still the same alert. Nobody's name is in here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from patients.rules import BY_ID, RULES, Override, Rule, Tier

# With fewer alerts than that a rate says nothing, and no rule is judged by it.
ENOUGH = 20
NEARLY_ALWAYS = 90  # percent

# A finding that stayed open in a screening of which a newer one exists was neither decided nor
# seen to be cleared: it counts as not decided, like one that is open now.
_COUNT = """
WITH alert AS (
    SELECT f.rule,
           f.verdict,
           bool_or(f.state = 'overridden') AS overridden,
           bool_or(f.state = 'acknowledged') AS acknowledged,
           bool_or(f.state = 'awaiting') AS awaiting,
           bool_or(f.state = 'cleared') AS cleared,
           bool_or(f.failed) AS failed,
           max(s.run_on) FILTER (WHERE f.failed) AS failed_on
      FROM patients_finding f
      JOIN patients_screening s ON s.id = f.screening_id
     WHERE s.run_on BETWEEN %s AND %s
     GROUP BY f.rule, f.verdict, s.patient_id, f.trigger
)
SELECT rule,
       count(*) FILTER (WHERE verdict = 'fires'),
       count(*) FILTER (WHERE verdict = 'unknown'),
       count(*) FILTER (WHERE verdict = 'fires' AND overridden),
       count(*) FILTER (WHERE verdict = 'fires' AND acknowledged AND NOT overridden),
       count(*) FILTER (WHERE verdict = 'fires' AND awaiting
                          AND NOT overridden AND NOT acknowledged),
       count(*) FILTER (WHERE verdict = 'fires' AND cleared
                          AND NOT overridden AND NOT acknowledged AND NOT awaiting),
       count(*) FILTER (WHERE failed),
       max(failed_on)
  FROM alert
 GROUP BY rule
"""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """One rule in one period. The decisions are those on alerts that fired."""

    id: str
    rule: Rule | None  # None: the table lost it, its findings are still on file
    fired: int = 0
    unknown: int = 0
    overridden: int = 0
    acknowledged: int = 0
    awaiting: int = 0
    cleared: int = 0
    failed: int = 0
    failed_on: date | None = None

    @property
    def title(self) -> str:
        return self.rule.title if self.rule else "Rule of an earlier version"

    @property
    def undecided(self) -> int:
        decided = self.overridden + self.acknowledged + self.awaiting + self.cleared
        return self.fired - decided

    @property
    def rate(self) -> float | None:
        """Percent of the alerts that were overridden; None while none fired."""
        return 100 * self.overridden / self.fired if self.fired else None

    @property
    def enough(self) -> bool:
        return self.fired >= ENOUGH

    @property
    def admits(self) -> bool:
        """Whether anybody can override it at all; a caution is acknowledged instead."""
        return self.rule is None or self.rule.override is Override.PHYSICIAN

    @property
    def cries_wolf(self) -> bool:
        return self.enough and self.rate is not None and self.rate > NEARLY_ALWAYS


def override_rates(*, since: date, until: date) -> list[RuleCount]:
    """One line per rule of the table, and one per rule that left it. One query."""
    counted = {row[0]: row[1:] for row in _rows(since, until)}
    known = [RuleCount(rule.id, rule, *counted.pop(rule.id, ())) for rule in RULES]
    return known + [RuleCount(rule_id, None, *row) for rule_id, row in sorted(counted.items())]


def _rows(since: date, until: date) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [since, until])
        yield from cursor.fetchall()


def chosen(counts: Iterable[RuleCount], *, tier: str = "", sort: str = "rate") -> list[RuleCount]:
    """Those of one tier, if given; by rate with the rules that say enough first, or as `sort`."""
    wanted = [count for count in counts if not tier or _tier(count) == tier]
    if sort == "fired":
        return sorted(wanted, key=lambda count: -count.fired)
    if sort == "rule":
        return wanted
    return sorted(wanted, key=lambda count: (not count.enough, -(count.rate or 0), -count.fired))


def _tier(count: RuleCount) -> Tier | None:
    return BY_ID[count.id].tier if count.id in BY_ID else None
