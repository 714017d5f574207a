"""All rules, in the order of their ids.

A new rule is one row in its group and its cases in the tests.
"""

import re

from patients.rules import (
    allergy,
    background,
    bleeding,
    candidacy,
    doses,
    infection,
    joint,
    last_session,
    medicines,
    metabolic,
    pregnancy,
    readiness,
    referral,
    sites,
    vitals,
)
from patients.rules.rule import Rule

_GROUPS = (
    metabolic,
    infection,
    bleeding,
    medicines,
    allergy,
    pregnancy,
    candidacy,
    doses,
    vitals,
    readiness,
    last_session,
    joint,
    sites,
    referral,
    background,
)


def _order(rule: Rule) -> tuple[int, str]:
    number, letter = re.fullmatch(r"R(\d+)([a-z]?)", rule.id).groups()  # type: ignore[union-attr]
    return int(number), letter


RULES: tuple[Rule, ...] = tuple(
    sorted((rule for group in _GROUPS for rule in group.RULES), key=_order)
)
BY_ID = {rule.id: rule for rule in RULES}
